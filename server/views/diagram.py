"""A diagram of the core classes, drawn from the ontology.

Where a box stands and which way a line takes is presentation, and is laid down here by hand; which classes,
links and properties there are, the ontology says. A line whose ways are laid down but of which the ontology no
longer speaks vanishes; what the ontology says and nobody has laid a way for is listed beside the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal, NamedTuple

from pyoxigraph import NamedNode

from ontology.statements import Statements
from ontology.terms import CCL, OA, OWL, PROV, RDFS, SCHEMA, SKOS
from server.lookup import Ref
from server.views.terms import is_own, named

Point = tuple[float, float]
Side = Literal["left", "right", "top", "bottom"]
Anchor = Literal["start", "middle", "end"]

WIDTH, HEIGHT = 1016, 612
BOX_FONT, LABEL_FONT = 13, 12
ADVANCE = 0.61
"""How wide a character of a monospaced font is, in its size; the widest of the common ones has 0.602."""

_BOX_HEIGHT, _LEAST_WIDTH, _PADDING, _LINE = 30, 90, 20, 14
_HEAD_LENGTH, _HEAD_HALF = 10, 5

# The columns and rows of the grid.
_A, _B, _C, _D, _E = 75, 310, 540, 745, 940
_1, _2, _3, _4, _5 = 40, 140, 245, 350, 455

_CENTRES: Mapping[NamedNode, Point] = {
    CCL.Text: (_A, _1),
    CCL.Source: (_A, _2),
    CCL.Report: (_A + 30, _3 - 25),
    CCL.Dataset: (_A + 30, _3 + 15),
    OA.SpecificResource: (_B, _1),
    SCHEMA.Claim: (_B, _2),
    CCL.Claim: (_B, _3),
    CCL.Quantity: (_B, _4),
    CCL.Conflict: (_B, _5),
    PROV.Agent: (_C, _2),
    CCL.EventClaim: (_C, _3),
    CCL.Exchange: (_C, _4),
    CCL.BodyRepatriation: (_C + 100, _5 - 15),
    CCL.PrisonerExchange: (_C + 100, _5 + 25),
    CCL.HostageRelease: (_C + 100, _5 + 65),
    CCL.Spokesperson: (_D, _1),
    PROV.Organization: (_D, _2),
    CCL.Transfer: (_D, _4),
    CCL.Outlet: (_E, _1),
    CCL.Agency: (_E, _2),
    CCL.Party: (_E, _3),
}
"""The core classes, and where their boxes have their centres."""


class _Way(NamedTuple):
    """The way of a line: where it leaves one box and enters the other, and along which lanes it goes between.

    A port is a side and how far from its middle. Lanes are, in turn, heights and distances from the left (the
    other way round for a line that leaves sideways). `label` is where the first of its labels begins.
    """

    leaves: tuple[Side, float]
    enters: tuple[Side, float]
    lanes: tuple[float, ...] = ()
    label: Point = (0, 0)
    anchor: Anchor = "start"


_UP = _Way(("top", 0), ("bottom", 0))
_ALONG_LEFT = _Way(("left", 0), ("bottom", -30))
_KIND_OF_EXCHANGE = _Way(("left", 0), ("bottom", 10))

# From the narrower class to the wider one.
_LINKS: Mapping[tuple[NamedNode, NamedNode], _Way] = {
    (CCL.Report, CCL.Source): _ALONG_LEFT,
    (CCL.Dataset, CCL.Source): _ALONG_LEFT,
    (CCL.Claim, SCHEMA.Claim): _UP,
    (CCL.EventClaim, SCHEMA.Claim): _Way(("top", 0), ("bottom", 0), (195,)),
    (CCL.BodyRepatriation, CCL.Exchange): _KIND_OF_EXCHANGE,
    (CCL.PrisonerExchange, CCL.Exchange): _KIND_OF_EXCHANGE,
    (CCL.HostageRelease, CCL.Exchange): _KIND_OF_EXCHANGE,
    (PROV.Organization, PROV.Agent): _Way(("left", 0), ("right", 0)),
    (CCL.Spokesperson, PROV.Agent): _Way(("left", 0), ("top", 0)),
    (CCL.Agency, PROV.Organization): _Way(("left", 0), ("right", 0)),
    (CCL.Party, PROV.Organization): _Way(("left", 0), ("right", 0), (858,)),
    (CCL.Outlet, CCL.Agency): _Way(("bottom", 0), ("top", 0)),
}

# From where a property leads to what it leads to.
_ROADS: Mapping[tuple[NamedNode, NamedNode], _Way] = {
    (SCHEMA.Claim, CCL.Source): _Way(("left", 0), ("right", 0), label=(186, 133), anchor="middle"),
    (SCHEMA.Claim, OA.SpecificResource): _Way(("top", 0), ("bottom", 0), label=(302, 86), anchor="end"),
    (SCHEMA.Claim, PROV.Agent): _Way(("right", 0), ("left", 0), label=(429, 105), anchor="middle"),
    (CCL.Source, CCL.Text): _Way(("top", 0), ("bottom", 0), label=(83, 94)),
    (CCL.Claim, CCL.Quantity): _Way(("bottom", 0), ("top", 0), label=(318, 302)),
    (CCL.EventClaim, CCL.Exchange): _Way(("bottom", 0), ("top", 0), label=(532, 302), anchor="end"),
    (CCL.Quantity, CCL.Exchange): _Way(("right", 0), ("left", 0), label=(425, 343), anchor="middle"),
    (CCL.Quantity, CCL.Transfer): _Way(("bottom", 30), ("bottom", 0), (400,), label=(425, 393), anchor="middle"),
    (CCL.Quantity, CCL.Conflict): _Way(("bottom", 0), ("top", 0), label=(302, 400), anchor="end"),
    (CCL.Quantity, CCL.Party): _Way(("left", 0), ("bottom", 15), (205, 592), label=(197, 430), anchor="end"),
    (CCL.Conflict, CCL.Party): _Way(("bottom", 0), ("bottom", -15), (570,), label=(800, 565), anchor="middle"),
    (CCL.Exchange, CCL.Conflict): _Way(("bottom", -30), ("right", 0), label=(432, 448), anchor="middle"),
    (CCL.Exchange, CCL.Transfer): _Way(("right", -7), ("left", -7), label=(642, 336), anchor="middle"),
    (CCL.Transfer, CCL.Exchange): _Way(("left", 7), ("right", 7), label=(642, 372), anchor="middle"),
    (CCL.Exchange, PROV.Organization): _Way(("top", 30), ("bottom", -50), (300,), label=(688, 210), anchor="end"),
    (CCL.Transfer, PROV.Organization): _Way(("top", 0), ("bottom", 0), label=(753, 248)),
    (CCL.Spokesperson, PROV.Organization): _Way(("bottom", 0), ("top", 0), label=(753, 94)),
    (CCL.Agency, CCL.Party): _Way(("bottom", 0), ("top", 0), label=(948, 197)),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A class: its name, where a link leads, and a rectangle from its upper left corner."""

    ref: Ref
    says: str
    is_own: bool
    x: float
    y: float
    width: float
    height: float = _BOX_HEIGHT

    @property
    def middle(self) -> Point:
        """Where the name stands."""
        return self.x + self.width / 2, self.y + self.height / 2 + 0.35 * BOX_FONT

    def port(self, side: Side, offset: float) -> Point:
        """Give the point on a side, at a distance from its middle."""
        if side in ("top", "bottom"):
            return self.x + self.width / 2 + offset, self.y + (self.height if side == "bottom" else 0)
        return self.x + (self.width if side == "right" else 0), self.y + self.height / 2 + offset


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a property beside its line; the point is where the anchor has the baseline."""

    ref: Ref
    says: str
    x: float
    y: float
    anchor: Anchor

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the words, in a font as wide as any."""
        width = len(self.ref.label) * LABEL_FONT * ADVANCE
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.8 * LABEL_FONT, left + width, self.y + 0.25 * LABEL_FONT


@dataclass(frozen=True, slots=True)
class Line:
    """A line from box to box with a head at its end: hollow to the wider class, filled along properties."""

    source: NamedNode
    target: NamedNode
    points: tuple[Point, ...]
    labels: tuple[Label, ...] = ()

    @property
    def is_link(self) -> bool:
        """Whether it leads to the wider class; every other line has a property's name beside it."""
        return not self.labels

    @property
    def words(self) -> str:
        """The same in words."""
        names = ", ".join(label.ref.label for label in self.labels)
        return f"{_short(self.source).label} {names or 'is a kind of'} {_short(self.target).label}"

    @property
    def path(self) -> str:
        """The line as SVG has it; it ends where the head begins."""
        (x, y), (tip_x, tip_y) = self.points[-2:]
        dx, dy = _direction((x, y), (tip_x, tip_y))
        end = (tip_x - dx * _HEAD_LENGTH, tip_y - dy * _HEAD_LENGTH)
        return "M" + " L".join(f"{x:g},{y:g}" for x, y in (*self.points[:-1], end))

    @property
    def head(self) -> str:
        """The corners of the head."""
        tip_x, tip_y = self.points[-1]
        dx, dy = _direction(self.points[-2], self.points[-1])
        x, y = tip_x - dx * _HEAD_LENGTH, tip_y - dy * _HEAD_LENGTH
        corners = [
            (tip_x, tip_y),
            (x - dy * _HEAD_HALF, y + dx * _HEAD_HALF),
            (x + dy * _HEAD_HALF, y - dx * _HEAD_HALF),
        ]
        return " ".join(f"{x:g},{y:g}" for x, y in corners)


@dataclass(frozen=True, slots=True)
class Relation:
    """What joins core classes: a property, or (None) that one is a kind of the others; `drawn` if a line shows it."""

    by: Ref | None
    sources: tuple[Ref, ...]
    targets: tuple[Ref, ...]
    drawn: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and lines, and the same in words."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    relations: tuple[Relation, ...]
    others: tuple[Ref, ...]
    """The classes of the ontology that are not drawn."""


def draw(said: Statements) -> Diagram:
    """Draw the core classes and what joins them."""
    declared = set(said.are(OWL.Class))
    boxes = {node: _box(said, node, centre) for node, centre in _CENTRES.items() if node in declared}
    links = [(node, wider) for node in boxes for wider in _nearest(said, node, boxes)]
    joined = {each: _ends(said, each, boxes) for each in said.are(OWL.ObjectProperty)}
    lines = [_line(boxes, *ends, _LINKS[ends]) for ends in links if ends in _LINKS]
    lines += [
        _line(boxes, *ends, way, _labels(said, way, properties))
        for ends, way in _ROADS.items()
        if (properties := [each for each, pairs in joined.items() if ends in pairs])
    ]
    relations = [Relation(None, (named(node),), (named(wider),), (node, wider) in _LINKS) for node, wider in links]
    relations += [_relation(each, pairs) for each, pairs in joined.items() if pairs]
    others = tuple(named(node) for node in said.are(OWL.Class) if is_own(node) and node not in boxes)
    return Diagram(tuple(boxes.values()), tuple(lines), tuple(relations), others)


def _box(said: Statements, node: NamedNode, centre: Point) -> Box:
    ref = _short(node)
    # Even, so that halves are whole and what should be in line is.
    width = 2 * ceil(max(_LEAST_WIDTH, len(ref.label) * BOX_FONT * ADVANCE + _PADDING) / 2)
    return Box(ref, _says(said, node), is_own(node), centre[0] - width / 2, centre[1] - _BOX_HEIGHT / 2, width)


def _nearest(said: Statements, node: NamedNode, among: Iterable[NamedNode]) -> list[NamedNode]:
    """Give the nearest wider classes of those drawn, over any that are not drawn."""
    wider = [each for each in said.beyond(node, RDFS.subClassOf) if each in among and each != node]
    return [each for each in wider if not any(each in said.beyond(other, RDFS.subClassOf) for other in wider)]


def _ends(said: Statements, property_: NamedNode, among: Iterable[NamedNode]) -> list[tuple[NamedNode, NamedNode]]:
    """Give the pairs of drawn classes that a property joins, by its domains and ranges and what these include."""
    sources = said.nodes(property_, RDFS.domain, SCHEMA.domainIncludes)
    targets = said.nodes(property_, RDFS.range, SCHEMA.rangeIncludes)
    return [(source, target) for source in sources for target in targets if source in among and target in among]


def _relation(property_: NamedNode, pairs: list[tuple[NamedNode, NamedNode]]) -> Relation:
    sources = dict.fromkeys(source for source, _ in pairs)
    targets = dict.fromkeys(target for _, target in pairs)
    drawn = any(pair in _ROADS for pair in pairs)
    return Relation(named(property_), tuple(map(named, sources)), tuple(map(named, targets)), drawn)


def _line(
    boxes: Mapping[NamedNode, Box], source: NamedNode, target: NamedNode, way: _Way, labels: tuple[Label, ...] = ()
) -> Line:
    points = _points(boxes[source].port(*way.leaves), boxes[target].port(*way.enters), way)
    return Line(source, target, points, labels)


def _points(start: Point, end: Point, way: _Way) -> tuple[Point, ...]:
    """Give the corners of a line that goes up, down and sideways only."""
    points = [start]
    upright = way.leaves[0] in ("top", "bottom")
    for lane in way.lanes:
        x, y = points[-1]
        points.append((x, lane) if upright else (lane, y))
        upright = not upright
    x, y = points[-1]
    points.append((end[0], y) if way.enters[0] in ("top", "bottom") else (x, end[1]))
    points.append(end)
    return tuple(dict.fromkeys(points))


def _labels(said: Statements, way: _Way, properties: list[NamedNode]) -> tuple[Label, ...]:
    x, y = way.label
    return tuple(
        Label(_short(each), _says(said, each), x, y + _LINE * number, way.anchor)
        for number, each in enumerate(properties)
    )


def _says(said: Statements, node: NamedNode) -> str:
    return said.text(node, SKOS.definition, "en")


def _short(node: NamedNode) -> Ref:
    """Name a term as the drawing does: our own without the prefix."""
    ref = named(node)
    return Ref(ref.label.removeprefix("ccl:"), ref.href)


def _direction(start: Point, end: Point) -> Point:
    (x, y), (to_x, to_y) = start, end
    length = abs(to_x - x) + abs(to_y - y)
    return (to_x - x) / length, (to_y - y) / length
