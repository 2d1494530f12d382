"""An answer with its provenance in the formats that can carry it.

JSON: SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/) with one member more,
which the specification leaves to us. CSV and TSV (https://www.w3.org/TR/sparql11-results-csv-tsv/): one
column more, witnesses separated by ` | `, the graphs of one by a blank; no IRI holds either.
"""

from __future__ import annotations

import csv
import io
import json
from typing import cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from queries.errors import NotSupported
from queries.provenance import TracedAnswer

COLUMN = "provenance"


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
