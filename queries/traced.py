"""An answer with its provenance in the formats that can carry it.

JSON: SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/) with one member more,
which the specification leaves to us. CSV and TSV (https://www.w3.org/TR/sparql11-results-csv-tsv/): one
column more, witnesses separated by ` | `, the graphs of one by a blank; no IRI holds either. TriG, for what CONSTRUCT
makes (`queries.constructing`): each triple once for each of its witnesses, in a graph named after the witness.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse_query_results,
    serialize,
)

from ontology.terms import CCL, OA, PREFIXES, PROV, RDFS
from queries.claims import ClaimDetail
from queries.errors import NotSupported
from queries.provenance import TracedAnswer

COLUMN = "provenance"
WITNESS_PREFIX = "urn:counterclaim:witness:"
NO_WITNESS = NamedNode("urn:counterclaim:no-witness")
"""The graph of triples that no named graph holds: only where a data directory was made with a plain default graph."""


def to_json(answer: TracedAnswer) -> bytes:
    """Write the answer as JSON, with the member `provenance`."""
    provenance: dict[str, object] = {"rows": answer.rows}
    if answer.partial:
        provenance["partial"] = True
    if answer.truncated:
        provenance["truncated"] = True
    if answer.negation:
        provenance["negation"] = True
    if answer.sizes:
        provenance["sizes"] = {str(row): size for row, size in answer.sizes.items()}
    if answer.claims is not None:
        provenance["claims"] = {name: detail.to_json() for name, detail in answer.claims.items()}
    # The engine's object as it is, with one member more before it ends.
    return answer.results[:-1] + b', "provenance": ' + json.dumps(provenance, ensure_ascii=False).encode() + b"}"


def to_csv(answer: TracedAnswer) -> bytes:
    """Write the rows as CSV, with the column `provenance`."""
    rows = list(csv.reader(io.StringIO(_plain(answer, QueryResultsFormat.CSV).decode(), newline="")))
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([*rows[0], COLUMN])
    for row, cell in zip(rows[1:], _cells(answer), strict=True):
        # A row of one empty cell reads as no cell at all.
        writer.writerow([*row, *[""] * (len(rows[0]) - len(row)), cell])
    return written.getvalue().encode()


def to_tsv(answer: TracedAnswer) -> bytes:
    """Write the rows as TSV, with the column `?provenance`: a string, since no term names a witness."""
    head, *rows = _plain(answer, QueryResultsFormat.TSV).decode().removesuffix("\n").split("\n")
    cells = (f'"{cell}"' for cell in _cells(answer))
    lines = [_joined(head, f"?{COLUMN}"), *map(_joined, rows, cells)]
    return ("\n".join(lines) + "\n").encode()


def to_trig(answer: TracedAnswer) -> bytes:
    """Write the triples that a CONSTRUCT made as TriG; the default graph says what each graph was derived from."""
    quads = sorted(
        set(_quads(answer)), key=lambda quad: (quad.graph_name != DefaultGraph(), str(quad.graph_name), str(quad))
    )
    notes = "".join(f"# {note}\n" for note in notes_on(answer))
    prefixes = {name: iri for name, iri in PREFIXES.items() if any(iri in str(quad) for quad in quads)}
    return notes.encode() + (serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b"")


def notes_on(answer: TracedAnswer) -> tuple[str, ...]:
    """Say what is to be known of the witnesses as a whole, a sentence each."""
    found = []
    if answer.partial:
        found.append("partial: there are more witnesses than are given; each one given suffices")
    if answer.truncated:
        found.append("truncated: of more than 1,000 witnesses the first 1,000 are given, by size and then by name")
    if answer.negation:
        found.append("negation: something was left out for which no witness stands (MINUS, NOT EXISTS, or an OPTIONAL)")
    for row, size in (answer.sizes or {}).items():
        found.append(f"row {row + 1} rests on {size:,} graphs, more than are listed")
    return tuple(found)


def witness_name(witness: tuple[str, ...]) -> NamedNode:
    """Name what a witness gives: by a digest of its graphs, as it is none of them."""
    return NamedNode(WITNESS_PREFIX + hashlib.sha256("\n".join(witness).encode()).hexdigest()[:32])


def _quads(answer: TracedAnswer) -> Iterator[Quad]:
    solutions = cast(QuerySolutions, parse_query_results(answer.results, QueryResultsFormat.JSON))
    for solution, row in zip(solutions, answer.rows, strict=True):
        subject, predicate, value = (cast(NamedNode, term) for term in solution)
        if not row:
            yield Quad(subject, predicate, value, NO_WITNESS)
        for witness in row:
            name = witness_name(witness)
            yield Quad(subject, predicate, value, name)
            yield from (Quad(name, PROV.wasDerivedFrom, NamedNode(graph)) for graph in witness)
    for claim, detail in (answer.claims or {}).items():
        yield from _told(NamedNode(claim), detail)


def _told(claim: NamedNode, detail: ClaimDetail) -> Iterator[Quad]:
    """Say of a claim what JSON says of it, in the words of the ontology."""
    about = ((CCL.claimant, detail.claimant), (CCL.stance, detail.stance), (CCL.foundIn, detail.source))
    yield from (Quad(claim, predicate, NamedNode(iri)) for predicate, iri in about if iri is not None)
    if detail.claimant and detail.claimant_label:
        yield Quad(NamedNode(detail.claimant), RDFS.label, Literal(detail.claimant_label))
    if detail.made_on:
        yield Quad(claim, CCL.madeOn, Literal(detail.made_on, datatype=NamedNode(PREFIXES["edtf"] + "EDTF")))
    if detail.printed:
        yield Quad(claim, CCL.printed, Literal(detail.printed))
    if detail.quote is not None:
        quotation, selector = (BlankNode(hashlib.sha256(f"{part} {claim}".encode()).hexdigest()[:32]) for part in "qs")
        yield Quad(claim, CCL.quotation, quotation)
        yield Quad(quotation, OA.hasSelector, selector)
        yield Quad(selector, OA.exact, Literal(detail.quote))


def _joined(row: str, cell: str) -> str:
    return f"{row}\t{cell}" if row else cell


def _cells(answer: TracedAnswer) -> list[str]:
    return [" | ".join(" ".join(witness) for witness in row) for row in answer.rows]


def _plain(answer: TracedAnswer, form: QueryResultsFormat) -> bytes:
    """Write the rows without provenance."""
    if answer.boolean is not None:
        raise NotSupported("ASK", f"{form.name} has no form for the answer of an ASK: ask for JSON")
    solutions = cast(QuerySolutions, parse_query_results(answer.results, QueryResultsFormat.JSON))
    if COLUMN in {variable.value for variable in solutions.variables}:
        message = f"?{COLUMN} is the name of the column that {form.name} gets: choose another, or ask for JSON"
        raise NotSupported(f"?{COLUMN}", message)
    return cast(bytes, solutions.serialize(format=form))
