"""The command line of Counterclaim: the front door to the rooms behind it, and thin.

Exit codes: 0 done, 1 the input or the data directory is at fault, 2 the command is, 3 a text could not be verified.
"""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from loaders.errors import LoaderError
from ontology.errors import OntologyError
from ontology.identifiers import DEFAULT_BASE, Identifiers
from queries.errors import QueryError
from server.errors import ServerError
from store.directory import DataDirectory
from store.errors import StoreError

ERR = Console(stderr=True, highlight=False, soft_wrap=True)

PUBLISH_EVERY = 2.0
"""Seconds after which a load that goes on shows what it has committed so far."""

Command = Callable[..., Any]


class Front(click.Group):
    """The commands, in the order of use; every designed error is one line on standard error and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which one comes to need them."""
        return [name for name in ORDER if name in self.commands]

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say in one line what went wrong."""
        try:
            return super().invoke(ctx)
        except (LoaderError, StoreError, QueryError, ServerError, OntologyError) as error:
            fail(str(error))
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # a reader that has read enough: click ends quietly
            where = f"{error.filename}: " if error.filename else ""
            fail(f"{where}{(error.strerror or str(error)).lower()}; nothing more was written")


ORDER = ("init", "load", "extract", "validate", "query", "serve", "trace", "verify")


def fail(message: str, code: int = 1) -> None:
    """Say what is wrong on standard error, and leave."""
    click.echo(f"counterclaim: {' '.join(message.split())}", err=True)
    sys.exit(code)


def data_option(command: Command) -> Command:
    """Add the option that names the data directory."""
    return click.option(
        "--data", "path", default="data", show_default=True, envvar="COUNTERCLAIM_DATA", show_envvar=True,
        type=click.Path(path_type=Path), help="The data directory.",
    )(command)  # fmt: skip


def report_options(command: Command) -> Command:
    """Add the options that say what is known of a report; each goes over the file's front matter."""
    options = (
        click.option("--published", metavar="DATE", help="When it was published (EDTF, such as 2025-10-23)."),
        click.option("--publisher", metavar="NAME", help="Who published it, by name."),
        click.option("--title", metavar="TEXT", help="Its title."),
        click.option("--url", metavar="URL", help="Where it was published; part of what identifies a report."),
        click.option("--language", metavar="CODE", help="Its language; recognised if not given. Read so far: en."),
        click.option("--licence", metavar="TEXT", help="The licence that allows showing the whole text."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("counterclaim"), prog_name="counterclaim")
def main() -> None:
    """Keep not the number but who said it: claims about a war, down to the quoted characters."""
    for stream in (sys.stdout, sys.stderr):
        # Names of three languages are printed, whatever the locale says.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
@data_option
@click.option(
    "--base", metavar="IRI", help=f"What all data IRIs begin with, fixed for good.  [default: {DEFAULT_BASE}]"
)
@click.option("--default-graph", type=click.Choice(["merge", "plain"]),
              help="Keep the default graph as the merge of the named graphs (the default), or plain.")  # fmt: skip
def init(path: Path, base: str | None, default_graph: Any) -> None:
    """Create a data directory, with the vocabulary and the reference data in it. Safe to repeat."""
    from loaders.initialising import initialise
    from store.writer import open_writer

    there = DataDirectory.open(path) if (path / "directory.json").exists() else None
    kept = (there.base, there.default_graph) if there else (DEFAULT_BASE, "merge")
    directory = DataDirectory.create(path, base=base or kept[0], default_graph=default_graph or kept[1])
    with open_writer(directory, on_wait=_say_waiting) as writer:
        changed = initialise(writer, progress=_say_inferred).changed
        snapshot = writer.publish()
    click.echo(f"{path}: {'ready' if changed else 'up to date'}, snapshot {snapshot}")


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@data_option
@report_options
@click.option("--wait", default=60.0, show_default=True, metavar="SECONDS", type=click.FloatRange(min=0),
              help="How long to wait for another writer.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
def load(files: tuple[str, ...], path: Path, wait: float, as_json: bool, **options: str | None) -> None:
    """Load text reports; a file of - is standard input. Loading the same again changes nothing.

    A report may begin with YAML front matter (title, publisher, published, url, language, licence, facts)
    between two lines of three hyphens. Each source is loaded whole or not at all.
    """
    from loaders.inference import Reasoner
    from loaders.initialising import require_current
    from loaders.load import load as load_source
    from loaders.refusals import refusals_noted
    from loaders.reports.reader import ReportReader
    from store.writer import open_writer

    reader = ReportReader(_metadata(options))
    failed, loaded, published = 0, [], time.monotonic()
    with open_writer(DataDirectory.open(path), wait=wait, on_wait=_say_waiting) as writer:
        require_current(writer)
        reasoner = Reasoner(writer)
        try:
            for name, content in _inputs(files):
                try:
                    with refusals_noted(writer.directory, name):
                        given = content()
                    loaded.append(load_source(writer, reader, given, name, reasoner=reasoner))
                except LoaderError as error:
                    failed += 1
                    click.echo(f"counterclaim: {error}", err=True)
                    continue
                _say_loaded(loaded[-1], as_json)
                if time.monotonic() - published > PUBLISH_EVERY:
                    writer.publish()
                    published = time.monotonic()
        finally:
            # What is committed is told as loaded: so it is shown, also when this ends before its time.
            snapshot = writer.publish()
            if not as_json and loaded:
                _say_sum(loaded, failed, len(files), snapshot)
    if failed:
        sys.exit(1)


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@report_options
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="The IRI that all data IRIs begin with.")
@click.option("--events", is_flag=True, help="Print claims on events without a figure too, with kind 'event'.")
def extract(files: tuple[str, ...], base: str, events: bool, **options: str | None) -> None:
    """Print the claims in text reports, one JSON object a line, in the order of the text. Nothing is stored."""
    from loaders.reports.lines import claim_lines, event_lines
    from loaders.reports.reader import ReportReader

    reader = ReportReader(_metadata(options))
    failed = False
    for name, content in _inputs(files, quiet=True):
        try:
            reading = reader.read(content(), name, Identifiers(base)).reading
        except LoaderError as error:
            failed = True
            click.echo(f"counterclaim: {error}", err=True)
            continue
        for line in claim_lines(reading, base):
            click.echo(line)
        if events:
            for line in event_lines(reading, base):
                click.echo(line)
    if failed:
        sys.exit(1)


@main.command()
@click.argument("given", nargs=-1, required=True, metavar="FILE|DATA…")
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Below which IRI the files' data lie.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a finding.")
def validate(given: tuple[str, ...], base: str, as_json: bool) -> None:
    """Check reports, RDF files (.ttl, .trig, .nq, .nt, .rdf, .jsonld, .n3) and data directories; nothing is stored.

    Each finding says which node is wrong, in what, and how to mend it; exit code 1 if there is one. For example:

    \b
        counterclaim validate report.txt claims.ttl data
    """
    from loaders.validation import Validation
    from server.terminal import progress_bar

    run = Validation(base)
    for name in given:
        with progress_bar("Validating") as progress:
            for finding in run.findings(name, progress):
                click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else finding)
    click.echo(run.summary, err=True)
    if run.problems:
        sys.exit(1)


@main.command()
@click.argument("text", required=False)
@data_option
@click.option("--file", "file", type=click.File("rb"), help="Read the query from a file; - is standard input.")
@click.option("--format", "format_", default="table", show_default=True,
              type=click.Choice(["table", "json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml"]),
              help="How to print the answer; a table shows solutions, and triples as Turtle.")  # fmt: skip
@click.option("--provenance", type=click.Choice(["claims", "graphs"]),
              help="Add the witnesses of each row (json, csv, tsv).")  # fmt: skip
def query(text: str | None, path: Path, file: Any, format_: str, provenance: Any) -> None:
    """Answer a SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) from the newest snapshot; no server needed."""
    from server.terminal import decoded, print_answer, written
    from store.snapshots import open_snapshot

    if (text is None) == (file is None):
        raise click.UsageError("give the query as an argument, or as --file (- for standard input)")
    if format_ == "table" and provenance:
        raise click.UsageError("--provenance needs --format json, csv or tsv")
    asked = text if text is not None else decoded(file.read(), file.name)
    # The engine does not look at Python's signals: let Ctrl-C end a query that runs on.
    interrupted = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        with open_snapshot(DataDirectory.open(path)) as snapshot:
            if format_ == "table":
                print_answer(snapshot, asked)
            else:
                sys.stdout.buffer.write(written(snapshot, asked, format_, provenance))
    finally:
        signal.signal(signal.SIGINT, interrupted)


@main.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--contact", metavar="ADDRESS",
              help="Where corrections go: an e-mail or web address, shown on every page.")  # fmt: skip
def serve(path: Path, host: str, port: int, contact: str | None) -> None:
    """Serve SPARQL, linked data and pages until interrupted. Loads by others show with the next request."""
    from server.examples import EXAMPLE_QUERY
    from server.serve import serve as serve_data
    from server.settings import Settings

    def ready(address: str) -> None:
        click.echo(f"Serving {path} on {address.rstrip('/')}  (Ctrl-C ends it)\n")
        click.echo(f"Ask {address.rstrip('/')}/sparql, for example:\n\n{EXAMPLE_QUERY.strip()}\n")
        sys.stdout.flush()

    serve_data(Settings(data=path, contact=contact), host, port, ready)


@main.command()
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


@main.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print counts and problems as JSON.")
def verify(path: Path, as_json: bool) -> None:
    """Check every quotation against the stored bytes, every figure, every IRI, and the stores; works offline.

    Exit code 1 when anything fails, 3 when a text is missing and nothing else is wrong.
    """
    from loaders.verification import Severity
    from loaders.verification import verify as check
    from store.snapshots import open_snapshot
    from store.sources import Sources

    directory = DataDirectory.open(path)
    with open_snapshot(directory) as snapshot:
        found = check(snapshot, Sources(directory))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        for problem in found.problems:
            click.echo(f"{problem.severity}: {problem.where}: {problem.message}")
        checked = ((found.sources, "source"), (found.claims, "claim"), (found.quotations, "quotation"))
        verdict = _count(len(found.problems), "problem") if found.problems else "all stand"
        click.echo(f"{', '.join(_count(*each) for each in checked)}: {verdict}")
    if any(problem.severity is Severity.FAILED for problem in found.problems):
        sys.exit(1)
    if found.problems:
        sys.exit(3)


def _metadata(options: dict[str, str | None]) -> Any:
    from loaders.errors import FrontMatterError
    from loaders.reports.metadata import metadata

    try:
        return metadata({key: value for key, value in options.items() if value is not None}, "the options")
    except FrontMatterError as error:
        raise click.UsageError(str(error)) from error


def _inputs(files: Iterable[str], *, quiet: bool = False) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Give each input's name and how to read it, with a bar on a terminal that shows how far it is."""
    from loaders.inputs import display_name, read_input
    from loaders.reports.text import MAX_BYTES

    names = list(files)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=ERR, transient=True, disable=quiet or not ERR.is_terminal) as progress:
        task = progress.add_task("Loading", total=len(names))
        for file in names:
            progress.update(task, description=display_name(file)[-40:])
            yield display_name(file), lambda file=file: read_input(file, MAX_BYTES)  # type: ignore[misc]
            progress.advance(task)


def _say_sum(loaded: list[Any], failed: int, given: int, snapshot: str) -> None:
    claims, changed = sum(one.claims for one in loaded), sum(one.changed for one in loaded)
    told = f"{_count(len(loaded), 'source')} with {_count(claims, 'figure')}, {changed} new or changed"
    refused = f", {failed} refused" if failed else ""
    stopped = f", stopped before {given - len(loaded) - failed} more" if len(loaded) + failed < given else ""
    _say(f"{told}{refused}{stopped}; snapshot {snapshot}")


def _say(line: str) -> None:
    """Print a line of progress; a reader that has read enough (`| head`) stops the telling and not the work."""
    try:
        click.echo(line)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_inferred(done: int, of: int) -> None:
    click.echo(f"Inferring anew by the new vocabulary: {done} of {of} graphs", err=True)


def _say_waiting(pid: int | None) -> None:
    who = f"process {pid}" if pid else "another process"
    click.echo(f"Waiting for {who}, which is writing to this data directory …", err=True)


def _say_loaded(one: Any, as_json: bool) -> None:
    if as_json:
        _say(json.dumps(asdict(one), ensure_ascii=False))
        return
    events = f" and {_count(one.events, 'event')}" if one.events else ""
    refused = f", {one.rejected} refused" if one.rejected else ""
    _say(f"{one.name}: {_count(one.claims, 'figure')}{events}{refused}{'' if one.changed else ' (unchanged)'}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    main()
