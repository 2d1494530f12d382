"""Commands that write to a data directory, and the one that checks what stands there."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loaders.articles.article import Refused
from ontology.identifiers import DEFAULT_BASE
from server.commands.options import Opened, counted, data_option, input_options, opened, report_options
from server.commands.readers import chosen_reader, known_of_source, reader_options
from server.commands.tables import Given, Tables, no_tables, parted, table_options
from store.directory import DataDirectory

if TYPE_CHECKING:
    from loaders.base import Loader
    from loaders.load import Loaded
    from store.writer import Writer

PUBLISH_EVERY = 2.0
"""Seconds after which a load that goes on shows what it has committed so far."""


@click.command()
@data_option
@click.option(
    "--base", metavar="IRI", help=f"What all data IRIs begin with, fixed for good.  [default: {DEFAULT_BASE}]"
)
@click.option("--default-graph", type=click.Choice(["merge", "plain"]),
              help="Keep the default graph as the merge of the named graphs (the default), or plain.")  # fmt: skip
@click.option("--snapshots", metavar="NUMBER", type=click.IntRange(min=1), envvar="COUNTERCLAIM_SNAPSHOTS",
              show_envvar=True, help="How many published snapshots stay; can be changed any time.  [5]")  # fmt: skip
def init(path: Path, base: str | None, default_graph: Any, snapshots: int | None) -> None:
    """Create a data directory, with the vocabulary and the reference data in it. Safe to repeat."""
    from loaders.initialising import initialise
    from loaders.matching.relations import match
    from loaders.reconciling.links import reconcile
    from store.activity import utc_now
    from store.writer import open_writer

    there = DataDirectory.open(path) if (path / "directory.json").exists() else None
    kept = (there.base, there.default_graph) if there else (DEFAULT_BASE, "merge")
    directory = DataDirectory.create(path, base=base or kept[0], default_graph=default_graph or kept[1])
    if snapshots and snapshots != directory.kept:
        directory = directory.keep(snapshots)
    with open_writer(directory, on_wait=say_waiting) as writer:
        changed = initialise(writer, progress=_say_inferred).changed
        if changed and there:
            match(writer, utc_now())
            reconcile(writer, utc_now())
        snapshot = writer.publish()
    click.echo(f"{path}: {'ready' if changed else 'up to date'}, snapshot {snapshot}")
    if there and changed:
        click.echo(
            "The vocabulary has changed: load the sources with --again to bring their claims up to date", err=True
        )


@click.command()
@click.argument("given", nargs=-1, required=True, metavar="FILE|FOLDER|URL…")
@data_option
@report_options
@reader_options
@input_options
@table_options
@click.option("--again", is_flag=True, help="Read also what is loaded already, as after an update of the vocabulary.")
@click.option("--wait", default=60.0, show_default=True, metavar="SECONDS", type=click.FloatRange(min=0),
              help="How long to wait for another writer.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
def load(
    given: tuple[str, ...],
    path: Path,
    follow: bool,
    allow_private: bool,
    jobs: int,
    again: bool,
    wait: float,
    as_json: bool,
    release: str | None,
    replaces: str | None,
    mapping: str | None,
    limit: int | None,
    dry_run: bool,
    **options: str | None,
) -> None:
    """Load reports: text, Markdown, HTML, JSON lines, feeds; files, folders, addresses; - is standard input.
    And tables (.csv, .tsv, .xlsx, .json) that `counterclaim loaders` lists or a mapping describes, and RDF (.ttl …).

    A text may begin with YAML front matter (title, publisher, published, url, author, language, licence, facts)
    between two lines of three hyphens. Each source is loaded whole or not at all, and a bad one costs no other.
    Loading the same again changes nothing, and goes on where an earlier load was stopped.
    """
    from loaders.initialising import require_current
    from loaders.tables.revisions import Release
    from store.writer import open_writer

    named = parted(given)
    directory, told = DataDirectory.open(path), _Told(as_json, dry=dry_run)
    which = Release.named(release, replaces, directory.base)
    reader, tables = chosen_reader(options), Tables(named.tables, known_of_source(options), which, mapping, limit)
    if dry_run:
        _tried(tables, [*named.rdf, *named.reviews, *named.reports], directory, told)
    else:
        with open_writer(directory, wait=wait, on_wait=say_waiting) as writer:
            require_current(writer)
            opening = partial(opened, named.reports, follow, allow_private, jobs) if named.reports else None
            _publishing(writer, told, _outcomes(writer, tables, named, opening, reader, again))
    if told.failed:
        sys.exit(1)


@click.command()
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
        verdict = counted(len(found.problems), "problem") if found.problems else "all stand"
        click.echo(f"{', '.join(counted(*each) for each in checked)}: {verdict}")
        if found.lists:
            click.echo(
                f"{counted(found.lists, 'source')} with counts alone: the list of persons is not kept, on purpose"
            )
    if any(problem.severity is Severity.FAILED for problem in found.problems):
        sys.exit(1)
    if found.problems:
        sys.exit(3)


def _tried(tables: Tables, reports: Sequence[str], directory: DataDirectory, told: _Told) -> None:
    for outcome in (*tables.tried(directory.base), *no_tables(reports)):
        told.say(outcome)


def _outcomes(
    writer: Writer,
    tables: Tables,
    named: Given,
    opening: Callable[[], AbstractContextManager[Opened]] | None,
    reader: Loader,
    again: bool,
) -> Generator[Loaded | Refused, None, None]:
    """Load the tables, then RDF, reviews and reports, and tell what became of each."""
    from loaders.batch import load_each
    from loaders.reviewing import ReviewReader, opened_reviews

    yield from tables.load(writer, again=again)
    yield from _graphs(writer, named.rdf)
    for given in named.reviews:
        yield from load_each(writer, ReviewReader(reader), opened_reviews(given), again=again)
    if opening is None:
        return
    with opening() as found:
        for outcome in load_each(writer, reader, found.articles, jobs=found.jobs, again=again):
            yield outcome
            found.done(outcome.name)


def _graphs(writer: Writer, given: Sequence[str]) -> Iterator[Loaded | Refused]:
    """Load files of RDF; one that cannot be used costs no other."""
    from loaders.errors import LoaderError
    from loaders.rdf.load import load_rdf
    from loaders.refusals import refusals_noted

    for each in given:
        try:
            with refusals_noted(writer.directory, each):
                outcome = load_rdf(writer, each)
        except LoaderError as error:
            yield Refused(each, error)
            continue
        yield outcome


def _publishing(writer: Writer, told: _Told, outcomes: Generator[Loaded | Refused, None, None]) -> None:
    """Tell of each source as it is committed, and show it to readers."""
    published = time.monotonic()
    try:
        with closing(outcomes):
            for outcome in outcomes:
                told.say(outcome)
                if time.monotonic() - published > PUBLISH_EVERY:
                    writer.publish()
                    published = time.monotonic()
        told.ended = True
    finally:
        # What is committed is told as loaded: so it is shown, also when this ends before its time.
        told.say_sum(writer.publish())


def _say(line: str) -> None:
    """Print a line of progress; a reader that has read enough (`| head`) stops the telling and not the work."""
    try:
        click.echo(line)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_inferred(done: int, of: int) -> None:
    click.echo(f"Inferring anew by the new vocabulary: {done} of {of} graphs", err=True)


def say_waiting(pid: int | None) -> None:
    """Say on standard error whom a command waits for."""
    who = f"process {pid}" if pid else "another process"
    click.echo(f"Waiting for {who}, which is writing to this data directory …", err=True)


@dataclass
class _Told:
    """What a load tells: a line for each source, loaded or refused, and the sum."""

    as_json: bool
    dry: bool = False
    loaded: list[Loaded] = field(default_factory=list)
    failed: int = 0
    ended: bool = False

    def say(self, outcome: Loaded | Refused) -> None:
        """Tell what became of one source."""
        if isinstance(outcome, Refused):
            self.failed += 1
            click.echo(f"counterclaim: {outcome.error}", err=True)
            return
        self.loaded.append(outcome)
        _say(json.dumps(asdict(outcome), ensure_ascii=False) if self.as_json else _line(outcome, dry=self.dry))

    def say_sum(self, snapshot: str) -> None:
        """Tell how much was loaded, and in which snapshot it is shown."""
        if self.as_json or not self.loaded:
            return
        figures, changed = sum(one.claims for one in self.loaded), sum(one.changed for one in self.loaded)
        told = f"{counted(len(self.loaded), 'source')} with {counted(figures, 'figure')}, {changed} new or changed"
        refused = f", {self.failed} refused" if self.failed else ""
        _say(f"{told}{refused}{'' if self.ended else ', stopped before the end'}; snapshot {snapshot}")


def _line(one: Loaded, *, dry: bool) -> str:
    from loaders.rdf.load import LoadedGraphs
    from loaders.tables.load import LoadedTable

    before = since = ""
    if isinstance(one, LoadedTable):
        before = f"{counted(one.rows, 'row')}, "
        since = "".join(
            f", {number} {how}" for number, how in ((one.revised, "revised"), (one.withdrawn, "withdrawn")) if number
        )
    if isinstance(one, LoadedGraphs):
        before = f"{counted(one.graphs, 'graph')}, {counted(one.statements, 'statement')}, "
        left = ((one.kept, "follow by themselves"), (one.erased, "of what was erased left out"))
        since = "".join(f", {counted(number, 'graph')} {how}" for number, how in left if number)
    events = f" and {counted(one.events, 'event')}" if one.events else ""
    refused = f", {one.rejected} refused" if one.rejected else ""
    held = f", {one.held} held for review" if one.held else ""
    as_it_was = " (not loaded)" if dry else " (unchanged)"
    figures = counted(one.claims, "figure")
    return f"{one.name}: {before}{figures}{events}{since}{refused}{held}{'' if one.changed else as_it_was}"
