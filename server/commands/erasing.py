"""The command that erases a source for good."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from server.commands.options import counted, data_option
from store.directory import DataDirectory


@click.command()
@click.argument("source")
@data_option
@click.option("--reason", required=True, metavar="TEXT", help="Why, in words that repeat nothing of it: this stays.")
@click.option("--wait", default=60.0, show_default=True, metavar="SECONDS", type=click.FloatRange(min=0),
              help="How long to wait for another writer.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def erase(source: str, path: Path, reason: str, wait: float, as_json: bool) -> None:
    """Erase a SOURCE for good: its text, its quotations and its claims, in the stores and in all snapshots.

    SOURCE is its IRI, or what follows the base in it, as in report/1f7b…. The hash of its text, the day and the
    reason stay, and it is not loaded again. The stores are built anew, which takes as much space again as they have.
    To erase again what is erased finishes what was stopped. Backups made before still hold it.
    """
    from loaders.erasing import erase as erase_source
    from server.commands.loading import say_waiting
    from store.writer import open_writer

    if not reason.strip():
        raise click.UsageError("--reason is empty: say why, for whoever asks later")
    with open_writer(DataDirectory.open(path), wait=wait, on_wait=say_waiting) as writer:
        erased = erase_source(writer, source, reason.strip())
    if as_json:
        click.echo(json.dumps(asdict(erased), ensure_ascii=False))
        return
    click.echo(f"{erased.source}: erased ({erased.day}), {counted(erased.claims, 'claim')} with it")
    click.echo(f"Left are sha256 {erased.sha256}, the day, and the reason: {erased.reason}")
    for other in erased.others:
        click.echo(f"The same text is still there as {other}: erase that too", err=True)
    click.echo("Backups made before still hold it; remove them", err=True)
