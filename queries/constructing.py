"""The provenance of what CONSTRUCT makes: for each triple the smallest sets of named graphs that suffice for it.

The variables of the template are selected from the query's pattern, with its order and its limit, and traced
(`queries.provenance`): a triple rests on whatever gives one of the solutions that it is made from. SPARQL 1.1 Query,
section 16.2 (https://www.w3.org/TR/sparql11-query/#construct).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Triple,
    Variable,
    parse_query_results,
)

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import walk
from queries.evaluation import Dataset, evaluate
from queries.limits import DEFAULT_LIMITS, Limits
from queries.narrowing import Narrowed
from queries.own import Snapshot
from queries.provenance import Detail, TracedAnswer, trace
from queries.witnesses import of_row

_SPELT = "SELECT ?subject ?predicate ?object { ?subject ?predicate ?object } ORDER BY ?subject ?predicate ?object"


def trace_construct(
    graphs: Store,
    support: Store,
    text: str,
    *,
    base: str,
    detail: Detail = "claims",
    base_iri: str | None = None,
    dataset: Dataset | None = None,
    limits: Limits = DEFAULT_LIMITS,
    snapshot: Snapshot | None = None,
    within: Narrowed | None = None,
) -> TracedAnswer:
    """Answer a CONSTRUCT with its provenance: each triple is a row of `subject`, `predicate` and `object`.

    A blank node of the template is the same one for solutions that give the template the same values, where the
    plain query makes one for each. Raises QueryError, NotSupported as `trace` does.
    """
    # On nothing, so that a query that makes no sense is refused as the engine refuses it.
    evaluate(Store(), text, dataset=dataset, base_iri=base_iri, limits=limits)
    query = cast(a.Construct, algebra.read(text, base_iri=base_iri, limits=limits))
    traced = trace(
        graphs,
        support,
        algebra.write(_selecting(query)),
        base=base,
        detail=detail,
        dataset=dataset,
        limits=limits.written_out(),
        snapshot=snapshot,
        within=within,
    )
    return _of_triples(query.template, traced)


def _selecting(query: a.Construct) -> a.Select:
    """Select what the template names: each solution once, unless the query counts them."""
    pattern = query.pattern
    known = algebra.variables_in_scope(pattern)
    named = {node for triple in query.template for node in walk(triple) if isinstance(node, Variable)}
    names = tuple(name for name in known if name in named)
    if isinstance(pattern, a.Slice):
        projected = replace(pattern, pattern=a.Project(pattern.pattern, names))
        return a.Select(projected, query.dataset, query.base)
    return a.Select(a.Distinct(a.Project(_unordered(pattern), names)), query.dataset, query.base)


def _unordered(pattern: a.Pattern) -> a.Pattern:
    return pattern.pattern if isinstance(pattern, a.OrderBy) else pattern


def _of_triples(template: Sequence[a.TriplePattern], traced: TracedAnswer) -> TracedAnswer:
    """Give each triple what the solutions rest on from which it is made."""
    made: defaultdict[Triple, list[int]] = defaultdict(list)
    solutions = cast(QuerySolutions, parse_query_results(traced.results, QueryResultsFormat.JSON))
    names = tuple(solutions.variables)
    for number, solution in enumerate(solutions):
        bound = dict(zip(names, solution, strict=True))
        for triple in dict.fromkeys(_instances(template, bound)):
            made[triple].append(number)
    written, triples = _written(made)
    known = [of_row(witness for number in made[triple] for witness in traced.rows[number]) for triple in triples]
    rows = tuple(each.sets for each in known)
    named = {graph for row in rows for witness in row for graph in witness}
    sizes = {row: size for row, triple in enumerate(triples) if (size := _size(traced, made[triple]))}
    return replace(
        traced,
        results=written,
        rows=rows,
        claims=traced.claims and {name: told for name, told in traced.claims.items() if name in named},
        truncated=traced.truncated or any(each.truncated for each in known),
        sizes=sizes or None,
    )


def _size(traced: TracedAnswer, numbers: Sequence[int]) -> int | None:
    """Give the true size of the largest witness, where it is longer than what is given of it."""
    return (
        max((traced.sizes[number] for number in numbers if number in traced.sizes), default=None)
        if traced.sizes
        else None
    )


def _instances(template: Sequence[a.TriplePattern], bound: Mapping[Variable, object]) -> Iterator[Triple]:
    """Make the triples of one solution; what has no value, or cannot stand where it would, makes none."""
    for pattern in template:
        subject, predicate, value = (
            _value(node, bound) for node in (pattern.subject, pattern.predicate, pattern.object)
        )
        if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode) and value is not None:
            yield Triple(subject, predicate, value)  # type: ignore[arg-type]  # a term, as no variable has another value


def _value(node: object, bound: Mapping[Variable, object]) -> object:
    if isinstance(node, BlankNode):
        values = "\n".join(f"{name} {bound[name]}" for name in sorted(bound, key=str))
        return BlankNode(hashlib.sha256(f"{node}\n{values}".encode()).hexdigest()[:32])
    return bound.get(node) if isinstance(node, Variable) else node


def _written(triples: Mapping[Triple, object]) -> tuple[bytes, list[Triple]]:
    """Write triples as the results of a query, and give them in that order."""
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    written = cast(bytes, cast(QuerySolutions, store.query(_SPELT)).serialize(format=QueryResultsFormat.JSON))
    solutions = cast(QuerySolutions, parse_query_results(written, QueryResultsFormat.JSON))
    return written, [Triple(*solution) for solution in solutions]
