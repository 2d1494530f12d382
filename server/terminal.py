"""What a person at a terminal is shown: answers to queries, the chain of a claim, and how far a run is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Store, serialize
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from ontology.terms import PREFIXES
from queries.evaluation import engine_errors
from queries.limits import DEFAULT_LIMITS
from queries.narrowing import Narrowings, View, Whole
from queries.provenance import Detail, TracedAnswer
from queries.scopes import Scope, read_scope
from server import answers, evaluating
from server.addresses import Addresses
from server.lookup import Lookup
from server.protocol import ProtocolRequest
from server.views.trace import Step
from server.views.witnesses import visible
from store.snapshots import Snapshot

Scoped = Sequence[tuple[str, str]]
"""The parameters of a scope, as given."""


def written(snapshot: Snapshot, query: str, form: str, provenance: Detail | None, scope: Scoped = ()) -> bytes:
    """Write an answer in a form as the endpoint would, with a line end. Raises QueryError and ServerError."""
    planned = _planned(snapshot, ProtocolRequest(query, provenance=provenance, format=form, scope=tuple(scope)))
    output = io.BytesIO()
    evaluating.carry_out(planned, _said_view(snapshot, planned.scope), DEFAULT_LIMITS, output)
    answer = output.getvalue()
    return answer if answer.endswith(b"\n") else answer + b"\n"


def traced(snapshot: Snapshot, query: str, scope: Scoped = ()) -> TracedAnswer:
    """Answer a query with its provenance. Raises QueryError and ServerError."""
    planned = _planned(snapshot, ProtocolRequest(query, provenance="claims", scope=tuple(scope)))
    return evaluating.traced(planned, _said_view(snapshot, planned.scope), DEFAULT_LIMITS)


def _planned(snapshot: Snapshot, request: ProtocolRequest) -> answers.Plan:
    return answers.plan(request, None, snapshot, DEFAULT_LIMITS)


def _said_view(snapshot: Snapshot, scope: Scope) -> View:
    """Give what a question is asked of: a snapshot, or what a scope leaves of it, which is then said."""
    if not scope:
        return Whole(snapshot)
    narrowed = Narrowings(snapshot, snapshot.base, merge=snapshot.default_graph == "merge").within(scope)
    click.echo(f"Within {scope}", err=True)
    return narrowed


def copies(snapshot: Snapshot, scope: Scoped) -> tuple[Store, Store]:
    """Give the stores of a snapshot, or copies of what a scope leaves of them. Raises ScopeRefused and TooLarge."""
    narrowed = _said_view(snapshot, read_scope(scope, snapshot.base)).within
    return narrowed.copies if narrowed else (snapshot.graphs, snapshot.support)


def reading(snapshot: Snapshot) -> Lookup:
    """Give what names and claims are read with."""
    return Lookup(snapshot.graphs, Addresses(snapshot.base))


def print_answer(snapshot: Snapshot, query: str, scope: Scoped = ()) -> None:
    """Print solutions as a table, a boolean as a word, triples as Turtle. Raises QueryError."""
    asked = _said_view(snapshot, read_scope(scope, snapshot.base))
    with engine_errors():
        results = asked.evaluate(query, base_iri=snapshot.base)
        if isinstance(results, QueryBoolean):
            click.echo("yes" if results else "no")
        elif isinstance(results, QuerySolutions):
            header = [variable.value for variable in results.variables]
            _print_table(header, [["" if term is None else _cell(term) for term in row] for row in results])
        else:
            click.echo(serialize(results, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b"", nl=False)


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
    return visible(str(getattr(term, "value", term)))


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
