"""The support store: each distinct triple of the named graphs once, in a graph named by its set of holders.

Queries that ask on which graphs an answer rests run here: no triple is met twice. Names are blank nodes wherever they
can be: the engine keeps one whose label is a number of up to 32 hexadecimal digits within each quad, where it would
read an IRI from another table each time (2.4 µs), and a row may rest on a hundred thousand claims.

- A claim's graph, `<base>claim/` with 32 digits, is named by its digits, without the zeros they begin with.
- Any other graph has its own IRI as its name.
- A set of several graphs is named by `5e7` and 29 digits of a digest of its members, which the store's default graph
  lists (`_:set <urn:counterclaim:member> _:claim`) as long as some triple stands in it.
"""

import hashlib
import re
from collections.abc import Collection, Generator, Iterable, Iterator, Set
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from store.changes import placed

MEMBER = NamedNode("urn:counterclaim:member")
SET_DIGITS = "5e7"
"""What the name of a set begins with; a claim whose digits do is named by its IRI."""

Name = NamedNode | BlankNode
"""The name of a set of graphs, or of a graph alone."""

_LENGTH = 32
_DIGITS = re.compile(f"[0-9a-f]{{{_LENGTH}}}")
_FORMAT = ("FORMAT", "2\n")
"""The file in a support store's folder that says how its sets are named, and what it says."""


def is_current(folder: Path) -> bool:
    """Tell whether the support store in a folder names its sets as they are named here."""
    name, content = _FORMAT
    try:
        return (folder / name).read_text(encoding="ascii") == content
    except (OSError, ValueError):
        return False


def mark_current(folder: Path) -> None:
    """Say of a support store that it names its sets as they are named here."""
    name, content = _FORMAT
    (folder / name).write_text(content, encoding="ascii")


def set_name(graphs: Collection[NamedNode], base: str) -> Name:
    """Name a set of named graphs, of a directory with this base."""
    if len(graphs) == 1:
        (graph,) = graphs
        return _alone(graph, base)
    names = "\n".join(sorted(graph.value for graph in graphs))
    return BlankNode(SET_DIGITS + hashlib.sha256(names.encode()).hexdigest()[: _LENGTH - len(SET_DIGITS)])


def graph_of(name: Name, base: str) -> str | None:
    """Give the IRI of the graph that a name stands for; None if it stands for a set of several."""
    if isinstance(name, NamedNode):
        return name.value
    return None if is_set(name.value) else claim_of(name.value, base)


def is_set(digits: str) -> bool:
    """Tell whether the label of a blank node names a set of several graphs."""
    return len(digits) == _LENGTH and digits.startswith(SET_DIGITS)


def claim_of(digits: str, base: str) -> str:
    """Give the IRI of the claim that the label of a blank node stands for."""
    return f"{base}claim/{digits.zfill(_LENGTH)}"


def members(support: Store, name: Name, base: str) -> tuple[str, ...]:
    """Return the IRIs of the graphs of a set, sorted; none of a set that is not there."""
    if (alone := graph_of(name, base)) is not None:
        return (alone,)
    found = (quad.object for quad in support.quads_for_pattern(name, MEMBER, None, DefaultGraph()))
    graphs = (graph_of(graph, base) for graph in found if isinstance(graph, Name))
    return tuple(sorted(graph for graph in graphs if graph is not None))


def memberships(graphs: Set[NamedNode], base: str) -> Iterator[Quad]:
    """Yield the quads that list the members of a set: none for a single graph."""
    if len(graphs) > 1:
        name = set_name(graphs, base)
        yield from (Quad(name, MEMBER, _alone(graph, base), DefaultGraph()) for graph in sorted(graphs))


def support_quads(held: Iterable[tuple[Triple, frozenset[NamedNode]]], base: str) -> Generator[Quad]:
    """Yield the whole support store of triples and the graphs that hold them, each quad once."""
    listed: set[Name] = set()
    for triple, graphs in held:
        name = set_name(graphs, base)
        yield placed(triple, name)
        if len(graphs) > 1 and name not in listed:
            listed.add(name)
            yield from memberships(graphs, base)


def _alone(graph: NamedNode, base: str) -> Name:
    digits = graph.value.removeprefix(f"{base}claim/")
    if not _DIGITS.fullmatch(digits) or digits.startswith(SET_DIGITS):
        return graph
    # A number of which nothing is left without its zeros is no blank node.
    return BlankNode(digits.lstrip("0")) if digits.strip("0") else graph
