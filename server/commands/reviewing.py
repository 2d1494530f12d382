"""The command that shows what is held for review, and writes down what a person decides."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from server.commands.options import counted, data_option
from store.directory import DataDirectory


@click.command()
@data_option
@click.option("--accept", multiple=True, metavar="CLAIM", help="Let a claim in, as reviewed, at the next load.")
@click.option("--refuse", multiple=True, metavar="CLAIM", help="Leave a claim out for good.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a claim, without its words.")
def review(path: Path, accept: tuple[str, ...], refuse: tuple[str, ...], as_json: bool) -> None:
    """List the claims that a load has held back because their quotation names a private person; or decide on them.

    CLAIM is its IRI, or the beginning of the last part of it. What is accepted enters when its report is loaded again.
    """
    from loaders.holding import Decision, decide, queue

    directory = DataDirectory.open(path)
    for names, decision in ((accept, Decision.ACCEPTED), (refuse, Decision.REFUSED)):
        for name in names:
            click.echo(f"{decide(directory, name, decision).claim}: {decision}")
    if accept or refuse:
        return
    waiting = [held for held in queue(directory).values() if held.decision is Decision.HELD]
    for held in waiting:
        if as_json:
            click.echo(json.dumps(asdict(held)))
        else:
            words = _words(directory, held.sha256, held.start, held.end)
            click.echo(f"{held.claim}\n  “{words}”\n  {held.reason}; in {held.source}, {held.start} to {held.end}")
    if not as_json:
        click.echo(f"{counted(len(waiting), 'claim')} held for review")


def _words(directory: DataDirectory, sha256: str, start: int, end: int) -> str:
    """Read a quotation from the stored text: the queue itself holds no word of it."""
    from store.errors import StoreError
    from store.sources import Sources

    try:
        return " ".join(Sources(directory).get(sha256).decode()[start:end].split())
    except StoreError:
        return "the text is not there"
