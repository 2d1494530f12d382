"""Commands on which exchanges are probably one event: why two are linked, and finding all links anew."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.options import counted, data_option
from store.activity import utc_now
from store.directory import DataDirectory

if TYPE_CHECKING:
    from server.views.explaining import Candidate, Explanation

_INDENT = 12


@click.command()
@click.argument("exchange")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain(exchange: str, path: Path, as_json: bool) -> None:
    """Print what an exchange is linked or nearly linked to as the same event, with the parts of each score.

    EXCHANGE is its IRI, or the beginning or the end of its path, as short as is unambiguous.
    """
    from loaders.matching.curation import curation
    from server.views.explaining import explain as explained
    from server.views.explaining import find_exchange
    from store.snapshots import open_snapshot

    directory = DataDirectory.open(path)
    curated = curation(directory)
    with open_snapshot(directory) as snapshot:
        found = explained(snapshot, curated, find_exchange(snapshot, exchange))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _print(found)


@click.command()
@data_option
def match(path: Path) -> None:
    """Find all links between exchanges anew, by the score and by the curator's file as it is now; and from names to the
    reference data, as `reconcile` has it.

    Each load does it for what it touches; this is for after a change to a file in curation/.
    """
    from loaders.matching.relations import match as matched
    from loaders.reconciling.links import reconcile
    from store.writer import open_writer

    with open_writer(DataDirectory.open(path)) as writer:
        found = matched(writer, utc_now())
        named = reconcile(writer, utc_now())
        snapshot = writer.publish()
    for line, iri in found.unheard:
        click.echo(f"curation/exchanges.yaml, line {line}: the data hold no exchange {iri}", err=True)
    changes = f"{len(found.commit.written)} new or changed, {len(found.commit.dropped)} taken back"
    click.echo(f"{counted(found.links, 'link')}, {changes}; snapshot {snapshot}")
    if named.commit.changed:
        click.echo(f"{counted(named.links, 'link')} from names to the reference data")


def _print(found: Explanation) -> None:
    _line("exchange", found.title)
    _line("", found.iri)
    for report in found.reports:
        published = f", {report.published}" if report.published else ""
        _line("told of in", f"“{report.title}”{published}: {counted(report.claims, 'claim')}")
        _line("", report.iri)
    for candidate in found.candidates:
        click.echo()
        _print_candidate(candidate, found.threshold)
    if not found.candidates:
        _line("same as", "no other exchange comes near")


def _print_candidate(candidate: Candidate, threshold: float) -> None:
    verdict = "linked" if candidate.verdict == "linked" else "not linked"
    if candidate.word:
        verdict = "curated"
    _line(verdict, f"{candidate.score:g} of {threshold:g}: {candidate.title}")
    _line("", candidate.iri)
    width = max((len(part.part) for part in candidate.parts), default=0)
    for part in candidate.parts:
        _line("", f"{part.points:<+5g} {part.part:{width}}  {part.words}")
    if candidate.word:
        what = "the same" if candidate.word.says == "same" else "not the same"
        _line("", f"{candidate.word.curator} says that they are {what}: {candidate.word.reason}")
    if candidate.excluded:
        _line("", f"excluded: {candidate.excluded}")
    if candidate.rival:
        _line("", f"ambiguous: {candidate.rival} goes as well with one of the two, and cannot be the other")


def _line(role: str, words: str) -> None:
    click.echo(f"{role:{_INDENT}}{words}")
