"""How well two tellings go together: a score of named parts, or the evidence that they cannot be of one exchange.

The weights and their reasons are the table of `docs/matching.md`. They are set by hand, for lack of enough judged pairs
to learn them from; the form, a sum of evidence for and against, is that of Fellegi and Sunter, A Theory for Record
Linkage (1969), https://doi.org/10.1080/01621459.1969.10501049 .
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from loaders.matching.tellings import Count, Telling

METHOD = "same-exchange"
VERSION = "1"
"""Raised with every change of a weight, a rule or the threshold: it is part of the name of each relation."""

THRESHOLD = Decimal(4)
"""From which score on two exchanges are linked."""

WINDOW = 7
"""How many days may lie between an exchange and a report that does not say when it took place."""

_ONE, _HALF = Decimal(1), Decimal("0.5")
_NEXT_DAY = timedelta(days=1)
_NEAR = Decimal("0.005")
"""How far apart two counts of one handover may be, as a share of the larger: on 16 June 2025 Moscow counted 1,248
bodies and Kyiv 1,245."""
_LIKE = Decimal("0.1")
"""How far apart the numbers printed may be, likewise, where hedges let them mean one: "up to 350" can mean 3, too."""
_MOST_DIGITS = 4
"""Beyond four digits that count, a figure is as good as a name."""


class Kind(StrEnum):
    """What a part of a score is about."""

    KIND = "kind"
    PARTIES = "parties"
    DAY = "day"
    ANNOUNCED = "announced"
    SAME_FIGURE = "same-figure"
    MIRRORED_FIGURE = "mirrored-figure"
    NEAR_FIGURE = "near-figure"
    OTHER_FIGURE = "other-figure"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it is about, how much it counts, and why."""

    kind: Kind
    points: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a score; `excluded` says why two tellings cannot be of one exchange, whatever the parts."""

    parts: tuple[Part, ...]
    excluded: str | None = None

    @property
    def total(self) -> Decimal:
        """The sum of the parts."""
        return sum((part.points for part in self.parts), Decimal(0))

    @property
    def suffices(self) -> bool:
        """Tell whether the evidence is enough to link the two."""
        return self.excluded is None and self.total >= THRESHOLD


class Side(StrEnum):
    """How the directions of two figures stand to each other."""

    SAME = "same"
    OPPOSITE = "opposite"
    OTHER = "other"
    NOT_SAID = "not said"


def score(one: Telling, other: Telling) -> Score:
    """Hold two tellings against each other; the order of the two makes no difference."""
    parts = (_kind(one, other), _parties(one, other), _day(one, other), *_announced(one, other), *_figures(one, other))
    return Score(tuple(part for part in parts if part.points), _exclusion(one, other))


def contradicting(one: Telling, other: Telling) -> tuple[Count, Count] | None:
    """Give two figures for one direction that cannot both hold, where no other two for it go together."""
    held = _against(one, other)
    agreeing = {(x.transferor, x.transferee) for x, y in held if _go_together(x, y)}
    apart = ((x, y) for x, y in held if (x.transferor, x.transferee) not in agreeing)
    return min(apart, key=lambda pair: sorted(count.value for count in pair), default=None)


def rarity(value: Decimal) -> Decimal:
    """Give what it is worth that two figures are equal: half a point a digit, without the noughts at the end.

    1,000 is half a point, 1,212 two: many handovers were of 1,000.
    """
    digits = len(str(int(value)).rstrip("0"))
    return _HALF * min(max(digits, 1), _MOST_DIGITS)


def _exclusion(one: Telling, other: Telling) -> str | None:
    if not one.kinds & other.kinds:
        return "they are of different kinds"
    if one.parties and other.parties and not (one.parties <= other.parties or other.parties <= one.parties):
        return "they are between different parties"
    if one.conflict and other.conflict and one.conflict != other.conflict and not (one.parties and other.parties):
        return "they belong to different conflicts"
    if _before(one, other) or _before(other, one):
        return "their dates are more than a day apart"
    if _foretold(one, other) or _foretold(other, one):
        return "it was told as done before the other took place"
    if _late(one, other) or _late(other, one):
        return "it was still announced after the other took place"
    return None if _day(one, other).points else "nothing says that they were at about the same time"


def _before(one: Telling, other: Telling) -> bool:
    """Tell whether one ended more than a day before the other began."""
    return one.latest is not None and other.earliest is not None and one.latest + _NEXT_DAY < other.earliest


def _foretold(one: Telling, other: Telling) -> bool:
    return bool(not one.announced and one.published and other.earliest and one.published + _NEXT_DAY < other.earliest)


def _late(one: Telling, other: Telling) -> bool:
    return bool(
        one.announced
        and not other.announced
        and one.published
        and other.latest
        and other.latest + _NEXT_DAY < one.published
    )


def _kind(one: Telling, other: Telling) -> Part:
    return Part(Kind.KIND, _ONE if one.kinds & other.kinds else Decimal(0), "of one kind")


def _parties(one: Telling, other: Telling) -> Part:
    if one.parties and one.parties == other.parties:
        return Part(Kind.PARTIES, _ONE, "between the same parties")
    if one.parties and other.parties and (one.parties < other.parties or other.parties < one.parties):
        return Part(Kind.PARTIES, _HALF, "the parties of one are among those of the other")
    if one.conflict and one.conflict == other.conflict and not (one.parties and other.parties):
        return Part(Kind.PARTIES, _HALF, "in the same conflict; one does not say between whom")
    return Part(Kind.PARTIES, Decimal(0), "")


def _day(one: Telling, other: Telling) -> Part:
    if one.day and other.day:
        return _days_known(abs((one.day - other.day).days))
    dates = _dates(one), _dates(other)
    if dates[0] is None or dates[1] is None:
        return Part(Kind.DAY, Decimal(0), "")
    apart = abs((dates[0] - dates[1]).days)
    if one.day or other.day:
        weights = ("1.5", "1", "0.5")
        when = "on the day" if apart == 0 else f"{_counted(apart)} from the day"
        words = f"one is without a day, and was published {when} of the other"
    else:
        weights = ("1", "0.5", "0.25")
        when = f"{_counted(apart)} apart" if apart else "on one day"
        words = f"neither has a day; they were published {when}"
    points = next((Decimal(w) for w, most in zip(weights, (1, 3, WINDOW), strict=True) if apart <= most), Decimal(0))
    return Part(Kind.DAY, points, words)


def _dates(telling: Telling) -> date | None:
    return telling.day or telling.published


def _days_known(apart: int) -> Part:
    if apart == 0:
        return Part(Kind.DAY, Decimal(2), "on the same day")
    # Handovers go on for days: 1,200 bodies on each of 13, 14 and 15 June 2025. So a day's difference says little.
    return Part(Kind.DAY, _HALF if apart == 1 else Decimal(0), f"{_counted(apart)} apart")


def _counted(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def _announced(one: Telling, other: Telling) -> Iterator[Part]:
    if one.announced != other.announced:
        yield Part(Kind.ANNOUNCED, -_ONE, "one is announced only")


def _figures(one: Telling, other: Telling) -> Iterator[Part]:
    exact = ((x, y) for x, y in _comparable(one, other) if x.is_exact and y.is_exact)
    equal = {(x.value, _side(x, y)) for x, y in exact if x.value == y.value}
    same = {value for value, side in equal if side is Side.SAME}
    for value in sorted(same):
        yield Part(Kind.SAME_FIGURE, rarity(value), f"{value:,} in the same direction")
    for value in sorted({value for value, side in equal if side is Side.NOT_SAID} - same):
        yield Part(Kind.SAME_FIGURE, rarity(value) / 2, f"{value:,} in both, in one without a direction")
    against = _against(one, other)
    if not against:
        for value in sorted({value for value, side in equal if side is Side.OPPOSITE}):
            yield Part(Kind.MIRRORED_FIGURE, rarity(value), f"{value:,} one way, and as many the other way")
    elif apart := contradicting(one, other):
        yield Part(Kind.OTHER_FIGURE, -_ONE, f"{_pair(*apart)} in the same direction")
    elif not same and (near := [_pair(x, y) for x, y in against if _go_together(x, y) and _within(_LIKE, x, y)]):
        words = min(near)
        yield Part(Kind.NEAR_FIGURE, _HALF, f"{words} in the same direction, which can be one number or are close")


def _pair(*counts: Count) -> str:
    return " and ".join(f"{value:,}" for value in sorted(count.value for count in counts))


def _comparable(one: Telling, other: Telling) -> Iterator[tuple[Count, Count]]:
    """Pair the figures that count the same, as far as they say what they count."""
    return (
        (x, y)
        for x in one.counts
        for y in other.counts
        if x.phenomenon == y.phenomenon
        and (x.population == y.population or not (x.population and y.population))
        # In the other direction there are others' people.
        and (_side(x, y) is Side.OPPOSITE or x.affiliation == y.affiliation or not (x.affiliation and y.affiliation))
    )


def _against(one: Telling, other: Telling) -> list[tuple[Count, Count]]:
    """Pair the figures that count the same in the same direction."""
    return [(x, y) for x, y in _comparable(one, other) if _side(x, y) is Side.SAME]


def _side(x: Count, y: Count) -> Side:
    if not (x.transferor and x.transferee and y.transferor and y.transferee):
        return Side.NOT_SAID
    if (x.transferor, x.transferee) == (y.transferor, y.transferee):
        return Side.SAME
    return Side.OPPOSITE if (x.transferor, x.transferee) == (y.transferee, y.transferor) else Side.OTHER


def _go_together(x: Count, y: Count) -> bool:
    """Tell whether two figures can mean one number, or are as close as two counts of one thing."""
    overlap = (x.highest is None or y.lowest <= x.highest) and (y.highest is None or x.lowest <= y.highest)
    return overlap or _within(_NEAR, x, y)


def _within(share: Decimal, x: Count, y: Count) -> bool:
    return abs(x.value - y.value) <= share * max(x.value, y.value)
