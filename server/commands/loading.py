"""Commands that write to a data directory, and the one that checks what stands there."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from loaders.errors import LoaderError
from ontology.identifiers import DEFAULT_BASE
from server.commands.options import counted, data_option, inputs, report_options
from server.commands.readers import chosen_reader, reader_options
from store.directory import DataDirectory

PUBLISH_EVERY = 2.0
"""Seconds after which a load that goes on shows what it has committed so far."""


@click.command()
@data_option
@click.option(
    "--base", metavar="IRI", help=f"What all data IRIs begin with, fixed for good.  [default: {DEFAULT_BASE}]"
)
@click.option("--default-graph", type=click.Choice(["merge", "plain"]),
              help="Keep the default graph as the merge of the named graphs (the default), or plain.")  # fmt: skip
def init(path: Path, base: str | None, default_graph: Any) -> None:
    """Create a data directory, with the vocabulary and the reference data in it. Safe to repeat."""
    from loaders.initialising import initialise
    from loaders.matching.relations import match
    from store.activity import utc_now
    from store.writer import open_writer

    there = DataDirectory.open(path) if (path / "directory.json").exists() else None
    kept = (there.base, there.default_graph) if there else (DEFAULT_BASE, "merge")
    directory = DataDirectory.create(path, base=base or kept[0], default_graph=default_graph or kept[1])
    with open_writer(directory, on_wait=_say_waiting) as writer:
        changed = initialise(writer, progress=_say_inferred).changed
        if changed and there:
            match(writer, utc_now())
        snapshot = writer.publish()
    click.echo(f"{path}: {'ready' if changed else 'up to date'}, snapshot {snapshot}")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@data_option
@report_options
@reader_options
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
    from loaders.matching.relations import Matcher
    from loaders.refusals import refusals_noted
    from store.writer import open_writer

    reader = chosen_reader(options)
    failed, loaded, published = 0, [], time.monotonic()
    with open_writer(DataDirectory.open(path), wait=wait, on_wait=_say_waiting) as writer:
        require_current(writer)
        matcher = Matcher.of(writer, reasoner := Reasoner(writer))
        try:
            for name, content in inputs(files):
                try:
                    with refusals_noted(writer.directory, name):
                        given = content()
                    loaded.append(load_source(writer, reader, given, name, reasoner=reasoner, matcher=matcher))
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
    if any(problem.severity is Severity.FAILED for problem in found.problems):
        sys.exit(1)
    if found.problems:
        sys.exit(3)


def _say_sum(loaded: list[Any], failed: int, given: int, snapshot: str) -> None:
    claims, changed = sum(one.claims for one in loaded), sum(one.changed for one in loaded)
    told = f"{counted(len(loaded), 'source')} with {counted(claims, 'figure')}, {changed} new or changed"
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
    events = f" and {counted(one.events, 'event')}" if one.events else ""
    refused = f", {one.rejected} refused" if one.rejected else ""
    held = f", {one.held} held for review" if one.held else ""
    _say(f"{one.name}: {counted(one.claims, 'figure')}{events}{refused}{held}{'' if one.changed else ' (unchanged)'}")
