"""The record that each commit leaves of itself: what was written, when (PROV-O, https://www.w3.org/TR/prov-o/).

Commit 7 stands in the graph ``<base>graph/activity/000007``, written in the same transaction as what it
records. So the activity graphs, which are numbered without gaps, also tell how far a store has come.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import CCL, PROV, RDF, RDFS, XSD
from store.errors import InvalidChange


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def activity_prefix(base: str) -> str:
    """Return what the names of activity graphs begin with."""
    return f"{base}graph/activity/"


def activity_name(base: str, number: int) -> NamedNode:
    """Name the activity (and its graph) of a commit."""
    return NamedNode(f"{activity_prefix(base)}{number:06d}")


def commit_number_triple(base: str, number: int) -> Triple:
    """Return the triple by which a store shows that it holds a commit."""
    return Triple(activity_name(base, number), CCL.commitNumber, Literal(number))


def activity_triples(
    base: str,
    number: int,
    *,
    label: str,
    started: datetime,
    ended: datetime,
    written: Collection[NamedNode],
    dropped: Collection[NamedNode],
    invalidated: Collection[NamedNode] = (),
    by: NamedNode | None = None,
    used: Collection[NamedNode] = (),
) -> frozenset[Triple]:
    """Describe a commit: number, label, times, who did it, from what, the graphs it wrote or removed, what it ended."""
    activity = activity_name(base, number)
    return frozenset(
        {
            commit_number_triple(base, number),
            Triple(activity, RDF.type, PROV.Activity),
            Triple(activity, RDFS.label, Literal(label)),
            Triple(activity, PROV.startedAtTime, timestamp(started)),
            Triple(activity, PROV.endedAtTime, timestamp(ended)),
            *([Triple(activity, PROV.wasAssociatedWith, by)] if by else []),
            *(Triple(activity, PROV.used, document) for document in used),
            *(Triple(activity, PROV.generated, graph) for graph in written),
            *(Triple(graph, PROV.wasInvalidatedBy, activity) for graph in (*dropped, *invalidated)),
            *(Triple(thing, PROV.invalidatedAtTime, timestamp(ended)) for thing in invalidated),
        }
    )


def timestamp(moment: datetime) -> Literal:
    """Write a moment in UTC, to the millisecond; InvalidChange if it has no time zone."""
    if moment.tzinfo is None:
        raise InvalidChange(
            f"the time {moment.isoformat()} has no time zone: a record needs a moment, not a clock face"
        )
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Literal(text, datatype=XSD.dateTime)


def last_commit(base: str, has_graph: Callable[[NamedNode], bool], start: int = 0) -> int:
    """Find the number of a store's last commit, counting on from one that it is known to hold."""
    number = start
    while has_graph(activity_name(base, number + 1)):
        number += 1
    return number
