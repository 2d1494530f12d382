"""What a person at a terminal is shown: answers to queries, the chain of a claim, and how far a run is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, serialize
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from ontology.terms import PREFIXES
from queries.evaluation import engine_errors, evaluate
from queries.limits import DEFAULT_LIMITS
from queries.narrowing import Whole
from queries.provenance import Detail
from server.answers import carry_out, plan
from server.protocol import ProtocolRequest
from server.views.trace import Step
from store.snapshots import Snapshot


def written(snapshot: Snapshot, query: str, form: str, provenance: Detail | None) -> bytes:
    """Write an answer in a form as the endpoint would, with a line end. Raises QueryError and ServerError."""
    request = ProtocolRequest(query, provenance=provenance, format=form)
    answer = carry_out(
        plan(request, None, snapshot, DEFAULT_LIMITS), Whole((snapshot.graphs, snapshot.support)), DEFAULT_LIMITS
    )
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


def decoded(content: bytes, name: str) -> str:
    """Give the text of a query file. Raises UsageError where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{name}: byte {error.start} is not UTF-8; save the query as UTF-8") from error


def print_steps(steps: Sequence[Step]) -> None:
    """Print the steps of a chain, each with its role before it."""
    width = max(len(step.role) for step in steps)
    for step in steps:
        click.echo(f"{step.role:>{width}}  {step.words}")
        if step.value:
            click.echo(f"{'':>{width}}  {step.value}")


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far something is: what is given back is told how many of how many are done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


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
