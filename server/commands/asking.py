"""Commands that answer from a data directory, and the one that serves it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from server.commands.limits import limit_options, limited
from server.commands.options import data_option, in_utf8, interruptible, query_options, query_text, scope_options
from server.commands.watching import watch_options, watched
from store.directory import DataDirectory

FORMS = ("table", "json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml", "trig")


@click.command()
@query_options
@click.option("--format", "format_", default="table", show_default=True, type=click.Choice(FORMS),
              help="How to print the answer; a table shows solutions, and triples as Turtle.")  # fmt: skip
@click.option("--provenance", type=click.Choice(["claims", "graphs"]),
              help="Add the witnesses of each row (json, csv, tsv) or triple (trig).")  # fmt: skip
@scope_options
def query(text: str | None, path: Path, file: Any, format_: str, provenance: Any, scope: Any) -> None:
    """Answer a SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) from the newest snapshot; no server needed."""
    from server.terminal import print_answer, written
    from store.snapshots import open_snapshot

    asked = query_text(text, file)
    if format_ == "table" and provenance:
        raise click.UsageError("--provenance needs --format json, csv, tsv or trig; counterclaim why prints it")
    with interruptible(), open_snapshot(DataDirectory.open(path)) as snapshot:
        if format_ == "table":
            print_answer(snapshot, asked, scope)
        else:
            sys.stdout.buffer.write(written(snapshot, asked, format_, provenance, scope))


@click.command()
@query_options
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), metavar="ROWS",
              help="How many rows to show; how many there are is always said.")  # fmt: skip
@click.option("--witnesses", default=10, show_default=True, type=click.IntRange(min=1), metavar="NUMBER",
              help="How many witnesses to show of a row, and how many graphs of a witness.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer with its provenance as JSON.")
@scope_options
def why(text: str | None, path: Path, file: Any, limit: int, witnesses: int, as_json: bool, scope: Any) -> None:
    """Answer a SPARQL query (SELECT, ASK, CONSTRUCT), and say under each row which claims it rests on."""
    from queries.scopes import read_scope
    from queries.traced import to_json
    from server.evaluating import with_scope
    from server.terminal import reading, traced
    from server.views.witnesses import Bounds, witnessed
    from server.why import print_witnessed
    from store.snapshots import open_snapshot

    asked = query_text(text, file)
    with interruptible(), open_snapshot(DataDirectory.open(path)) as snapshot:
        answer = traced(snapshot, asked, scope)
        if as_json:
            click.echo(with_scope(to_json(answer), read_scope(scope, snapshot.base)))
        else:
            print_witnessed(witnessed(reading(snapshot), answer, Bounds(limit, witnesses)))


@click.command("why-not")
@query_options
@click.option("--row", "row", multiple=True, metavar="NAME=VALUE",
              help="A value of the row that is missing: n=999, who='<party/russia>'. Once for each value.")  # fmt: skip
@click.option("--witnesses", default=3, show_default=True, type=click.IntRange(min=1), metavar="NUMBER",
              help="How many witnesses to show of a row that is there, and how many graphs of a witness.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all that was found out as JSON.")
@scope_options
def why_not(
    text: str | None, path: Path, file: Any, row: tuple[str, ...], witnesses: int, as_json: bool, scope: Any
) -> None:
    """Say why a SELECT has no row with these values, or why an ASK is false, and what comes nearest.

    Exit code 1 if the row is there. For example:

    \b
        counterclaim why-not 'SELECT ?n { ?claim ccl:value ?n }' --row n=999
    """
    from queries.absence import NEAREST, to_json
    from queries.absence import why_not as explain
    from server.terminal import copies, reading
    from server.views.witnesses import Bounds
    from server.why import print_absence
    from store.snapshots import open_snapshot

    asked = query_text(text, file)
    row = tuple(in_utf8(each, "a --row") for each in row)
    with interruptible(), open_snapshot(DataDirectory.open(path)) as snapshot:
        stores = copies(snapshot, scope)
        absence = explain(*stores, asked, row, base=snapshot.base, base_iri=snapshot.base)
        if as_json:
            click.echo(to_json(absence))
        else:
            print_absence(absence, reading(snapshot), Bounds(NEAREST, witnesses))
    if absence.present:
        sys.exit(1)


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--contact", metavar="ADDRESS",
              help="Where corrections go: an e-mail or web address, shown on every page.")  # fmt: skip
@limit_options
@watch_options
def serve(path: Path, host: str, port: int, contact: str | None, **options: Any) -> None:
    """Serve SPARQL, linked data and pages until interrupted. Loads by others show with the next request."""
    from server.examples import EXAMPLE_QUERY
    from server.serve import serve as serve_data
    from server.settings import Settings

    def ready(address: str) -> None:
        click.echo(f"Serving {path} on {address.rstrip('/')}  (Ctrl-C ends it)\n")
        click.echo(f"Ask {address.rstrip('/')}/sparql, for example:\n\n{EXAMPLE_QUERY.strip()}\n")
        sys.stdout.flush()

    serve_data(watched(limited(Settings(data=path, contact=contact), options), options), host, port, ready)


@click.command()
@click.argument("claim")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print the chain as JSON.")
def trace(claim: str, path: Path, as_json: bool) -> None:
    """Print the chain of a claim, from its figure to the quoted characters in the stored text.

    CLAIM is its IRI, or the last part of it, as short as is unambiguous.
    """
    from server.terminal import print_steps
    from server.views.trace import NOT_VERIFIED, find_claim
    from server.views.trace import trace as follow
    from store.snapshots import open_snapshot
    from store.sources import Sources

    directory = DataDirectory.open(path)
    with open_snapshot(directory) as snapshot:
        steps = follow(snapshot, Sources(directory), find_claim(snapshot, claim))
    if as_json:
        click.echo(json.dumps([asdict(step) for step in steps], ensure_ascii=False, indent=2))
        return
    print_steps(steps)
    if any(step.role == NOT_VERIFIED for step in steps):
        sys.exit(1)
