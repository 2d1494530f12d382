"""How the support store follows the main store.

The activities say which named graphs were written since the support store last followed. A triple that such a
graph holds now, or held then, may have another set of holders: it moves from the set in which the support store
has it to the set that the main store gives. All moves are one transaction. It includes the activity graphs'
own triples, so a support store that holds the last commit's number has followed it whole.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from ontology.terms import PROV
from store.activity import activity_name, commit_number_triple
from store.changes import placed
from store.engine import Engine
from store.support import MEMBER, Name, memberships, set_name


@dataclass(frozen=True, slots=True)
class _Move:
    """A triple, the sets in which the support store has it, and the graphs that hold it now, with their set."""

    triple: Triple
    standing: frozenset[Name]
    holders: frozenset[NamedNode]
    name: Name | None


def follow(base: str, graphs: Engine, support: Engine, since: int, until: int) -> None:
    """Bring a support store that stands at commit ``since`` to commit ``until``, the main store's last."""
    moves = _moves(base, graphs, support, _written(base, graphs, since, until))
    gaining = {move.name: move.holders for move in moves if move.name and move.name not in move.standing}
    added = [placed(move.triple, move.name) for move in moves if move.name and move.name not in move.standing]
    removed = [placed(move.triple, left) for move in moves for left in move.standing if left != move.name]
    gone = _emptied(support, removed, gaining.keys())
    added += (quad for holders in gaining.values() for quad in memberships(holders, base))
    removed += (quad for name in gone for quad in support.quads(name, MEMBER, graph=DefaultGraph()))
    support.apply(added, removed, gone)


def followed_until(base: str, support: Engine, number: int) -> int | None:
    """Find the commit that a support store has followed, up to ``number``; None if it is ahead of that."""
    if support.quads(*commit_number_triple(base, number + 1)):
        return None
    while number and not support.quads(*commit_number_triple(base, number)):
        number -= 1
    return number


def _written(base: str, graphs: Engine, since: int, until: int) -> set[NamedNode]:
    activities = [activity_name(base, number) for number in range(since + 1, until + 1)]
    written = set(activities)
    for activity in activities:
        generated = (quad.object for quad in graphs.quads(activity, PROV.generated, graph=activity))
        dropped = (quad.subject for quad in graphs.quads(None, PROV.wasInvalidatedBy, activity, activity))
        written.update(term for terms in (generated, dropped) for term in terms if isinstance(term, NamedNode))
    return written


def _moves(base: str, graphs: Engine, support: Engine, written: set[NamedNode]) -> list[_Move]:
    stood = _stood(base, support, written)
    moves: list[_Move] = []
    for triple, holders in _holders(graphs, written, stood.keys()).items():
        # Held by written graphs alone, it stood in sets of written graphs or nowhere; most new triples are so.
        standing = frozenset(stood.get(triple, ())) if holders <= written else support.places(triple)
        moves.append(_Move(triple, standing, holders, set_name(holders, base) if holders else None))
    return moves


def _holders(graphs: Engine, written: set[NamedNode], also: Iterable[Triple]) -> dict[Triple, frozenset[NamedNode]]:
    """Map what the written graphs hold, and some triples more, to the graphs that hold them now."""
    found: dict[Triple, frozenset[NamedNode]] = {}
    for graph in written:
        shared = graphs.shared_triples(graph)
        for triple in graphs.triples(graph):
            if triple not in found:
                found[triple] = graphs.holders(triple) if triple in shared else frozenset({graph})
    found.update({triple: graphs.holders(triple) for triple in also if triple not in found})
    return found


def _stood(base: str, support: Engine, written: set[NamedNode]) -> dict[Triple, set[Name]]:
    """Map each triple that the written graphs held before to the sets in which it stands."""
    alone = {set_name([graph], base) for graph in written}
    listing = (quad.subject for graph in alone for quad in support.quads(None, MEMBER, graph, DefaultGraph()))
    stood: defaultdict[Triple, set[Name]] = defaultdict(set)
    for name in alone | {name for name in listing if isinstance(name, Name)}:
        for triple in support.triples(name):
            stood[triple].add(name)
    return stood


def _emptied(support: Engine, removed: list[Quad], gaining: Collection[Name]) -> list[Name]:
    losses = Counter(quad.graph_name for quad in removed if isinstance(quad.graph_name, Name))
    return [
        name
        for name, lost in losses.items()
        # One more than it loses is enough to know that something stays.
        if name not in gaining and len(support.quads(graph=name, limit=lost + 1)) == lost
    ]
