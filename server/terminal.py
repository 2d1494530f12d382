"""Answers for a person at a terminal: a table of solutions, or the bytes that the endpoint would send."""

from __future__ import annotations

from collections.abc import Iterable

import click
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, serialize
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ontology.terms import PREFIXES
from queries.evaluation import engine_errors, evaluate
from queries.limits import DEFAULT_LIMITS
from queries.provenance import Detail
from server.answers import carry_out, plan
from server.protocol import ProtocolRequest
from store.snapshots import Snapshot


def written(snapshot: Snapshot, query: str, form: str, provenance: Detail | None) -> bytes:
    """Write an answer in a form as the endpoint would, with a line end. Raises QueryError and ServerError."""
    request = ProtocolRequest(query, provenance=provenance, format=form)
    answer = carry_out(plan(request, None, snapshot, DEFAULT_LIMITS), snapshot, DEFAULT_LIMITS)
    return answer if answer.endswith(b"\n") else answer + b"\n"


def print_answer(snapshot: Snapshot, query: str) -> None:
    """Print solutions as a table, a boolean as a word, triples as Turtle. Raises QueryError."""
    with engine_errors():
        results = evaluate(snapshot.graphs, query, base_iri=snapshot.base)
        if isinstance(results, QueryBoolean):
            click.echo("yes" if results else "no")
        elif isinstance(results, QuerySolutions):
            header = [variable.value for variable in results.variables]
            _print_table(header, [["" if term is None else _cell(term) for term in row] for row in results])
        else:
            click.echo(serialize(results, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b"", nl=False)


def _cell(term: object) -> str:
    """Show a term without the marks that a query needs: the characters of a literal, the address of an IRI."""
    return str(getattr(term, "value", term))


def _print_table(header: Iterable[str], rows: list[list[str]]) -> None:
    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        # Not as markup: a quotation may hold square brackets.
        table.add_row(*(Text(cell) for cell in row))
    terminal = Console(highlight=False, soft_wrap=True)
    # Through a pipe, a table is as wide as it needs to be: cutting cells would hide what they say.
    console = terminal if terminal.is_terminal else Console(width=10_000, highlight=False)
    console.print(table)
    click.echo(f"{len(rows)} solution{'' if len(rows) == 1 else 's'}", err=True)
