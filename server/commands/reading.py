"""Commands that read files and store nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from loaders.base import Read
from loaders.errors import LoaderError
from ontology.identifiers import DEFAULT_BASE, Identifiers
from server.commands.options import input_options, opened, report_options
from server.commands.readers import chosen_reader, reader_options, say_refused


@click.command()
@click.argument("given", nargs=-1, required=True, metavar="FILE|FOLDER|URL…")
@report_options
@reader_options
@input_options
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="The IRI that all data IRIs begin with.")
@click.option("--events", is_flag=True, help="Print claims on events without a figure too, with kind 'event'.")
@click.option("--ignored", is_flag=True, help="Print numbers that made no claim too, with kind 'ignored' and why.")
@click.option("--html", "as_html", is_flag=True, help="Print one page that shows each text with its claims marked.")
def extract(
    given: tuple[str, ...],
    follow: bool,
    allow_private: bool,
    jobs: int,
    base: str,
    events: bool,
    ignored: bool,
    as_html: bool,
    **options: str | None,
) -> None:
    """Print the claims in reports, one JSON object a line, in the order of the text. Nothing is stored."""
    from loaders.articles.article import Refused
    from loaders.reading import readings
    from server.standalone import reading_page
    from server.views.reading import ReadingView, reading_view

    reader = chosen_reader(options)
    views: list[ReadingView] = []
    failed = False
    with opened(given, follow, allow_private, jobs, quiet=True) as found:
        for each in readings(reader, found.articles, Identifiers(base), found.jobs):
            name, outcome = (each.name, each.error) if isinstance(each, Refused) else (each[0].name, each[1])
            if isinstance(outcome, LoaderError):
                failed = True
                click.echo(f"counterclaim: {outcome}", err=True)
                continue
            say_refused(name, outcome.refused)
            if as_html:
                views.append(reading_view(outcome, name, base, len(views) + 1))
                continue
            for line in _lines(outcome, base, events, ignored):
                click.echo(line)
    if views:
        click.echo(reading_page(views))
    if failed:
        sys.exit(1)


def _lines(read: Read, base: str, events: bool, ignored: bool) -> Iterator[str]:
    from loaders.reports.lines import claim_lines, event_lines, ignored_lines

    yield from claim_lines(read.reading, base)
    if events:
        yield from event_lines(read.reading, base)
    if ignored:
        yield from ignored_lines(read)


@click.command()
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
