"""The command that lists names which the reference data do not hold, and takes what a person decides of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.options import counted, data_option
from store.activity import utc_now
from store.directory import DataDirectory

if TYPE_CHECKING:
    from loaders.reconciling.listing import Listing, Unmatched
    from store.snapshots import Snapshot

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@data_option
@click.option("--kind", type=click.Choice(["agent", "place"]), help="List agents alone, or places alone.")
@click.option("--min", "least", metavar="SCORE", type=click.FloatRange(0, 1, min_open=True), default=0.5,
              show_default=True, help="Suggest what is at least so like a name; 1 has the same letters.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a name.")
@click.option("--draft", metavar="FILE", type=_FILE, help="Write the listing as a file of decisions to fill in.")
@click.option("--decisions", metavar="FILE", type=_FILE,
              help="Take the decisions of a file, CSV with the columns iri (or name), is, by and why.")  # fmt: skip
def reconcile(
    path: Path, kind: str | None, least: float, as_json: bool, draft: Path | None, decisions: Path | None
) -> None:
    """List the agents and places that the data name and the reference data do not hold, with what comes near.

    A load links to the reference data what has the letters of one entry there; nobody is taken for somebody he is
    merely like. What is listed is decided by you: in a file of decisions `is` holds a path such as party/ukraine, or
    none, or open to take an earlier decision back; `by` an office or a role, and `why` a reason.
    """
    if decisions:
        if draft or as_json or kind:
            raise click.UsageError("--decisions takes no other option than --data")
        _decide(DataDirectory.open(path), decisions)
    else:
        _list(DataDirectory.open(path), kind, Decimal(str(least)), draft, as_json)


def _decide(directory: DataDirectory, file: Path) -> None:
    from loaders.initialising import require_current
    from loaders.reconciling.decisions import lines
    from loaders.reconciling.links import reconcile as reconciled
    from server.commands.loading import say_waiting
    from store.writer import open_writer

    given = list(lines(file))
    with open_writer(directory, on_wait=say_waiting) as writer:
        require_current(writer)
        done = reconciled(writer, utc_now(), given)
        snapshot = writer.publish()
    changes = f"{len(done.commit.written)} new or changed, {len(done.commit.dropped)} taken back"
    click.echo(
        f"{counted(done.decided, 'new decision')}; {counted(done.links, 'link')}, {changes}; snapshot {snapshot}"
    )


def _list(directory: DataDirectory, kind: str | None, least: Decimal, draft: Path | None, as_json: bool) -> None:
    from loaders.reconciling.decisions import decisions as decided
    from loaders.reconciling.listing import listing
    from store.snapshots import open_snapshot

    with open_snapshot(directory) as snapshot:
        found = listing(snapshot, decided(directory), least, kind)
        if draft:
            _draft(draft, found, directory.base)
        elif as_json:
            _as_json(found.unmatched)
        else:
            for each in found.unmatched:
                _print(each, snapshot)
            click.echo(_counted(found))


def _draft(file: Path, found: Listing, base: str) -> None:
    from loaders.errors import CurationError
    from loaders.reconciling.listing import draft
    from ontology.identifiers import Identifiers

    try:
        with file.open("x", encoding="utf-8", newline="") as opened:
            draft(opened, found.unmatched, Identifiers(base))
    except FileExistsError:
        raise CurationError(f"{file}: is there already, and may be filled in; name another file") from None
    names = counted(len(found.unmatched), "name")
    click.echo(f"{file}: {names}; fill in is, by and why, and take it in with --decisions; lines without is stay open")


def _as_json(unmatched: Iterable[Unmatched]) -> None:
    for each in unmatched:
        click.echo(json.dumps(asdict(each), ensure_ascii=False, default=float))


def _print(each: Unmatched, snapshot: Snapshot) -> None:
    from loaders.reconciling.listing import title

    names = ", ".join(f"“{_printable(name)}”" for name in each.names)
    click.echo(f"{each.kind:7}{names}: {counted(each.claims, 'claim')}")
    click.echo(f"       {each.iri}")
    if each.sources:
        more = f" and {counted(len(each.sources) - 1, 'other source')}" if len(each.sources) > 1 else ""
        click.echo(f"       in {_printable(title(snapshot, each.sources[0]))}{more}")
    for near in each.suggestions:
        click.echo(f"       {near.score:.2f}  {near.path}, “{near.name}”")


def _counted(found: Listing) -> str:
    parts = [f"{counted(len(found.unmatched), 'name')} unmatched", f"{found.linked} linked"]
    if found.none:
        parts.append(f"{found.none} decided to be none of the reference data")
    if found.beyond:
        parts.append(f"{counted(found.beyond, 'place')} with a code, or of which the reference data hold no kind")
    return "; ".join(parts)


def _printable(text: str) -> str:
    """Leave out what would steer a terminal, or turn around how a line reads."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
