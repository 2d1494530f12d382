"""The command that rewrites the stores of a data directory without what was removed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from server.commands.options import data_option
from store.directory import DataDirectory

_MIB = 1 << 20


@click.command()
@data_option
@click.option("--anew", is_flag=True,
              help="Build the stores anew: slower, and texts go that nothing says any more.")  # fmt: skip
@click.option("--wait", default=60.0, show_default=True, metavar="SECONDS", type=click.FloatRange(min=0),
              help="How long to wait for another writer.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compact(path: Path, anew: bool, wait: float, as_json: bool) -> None:
    """Rewrite the stores without what was removed, and publish that. Servers go on reading; writes wait.

    Takes as much space again as the stores have. What older snapshots hold is freed when they go.
    """
    from server.commands.loading import say_waiting
    from store.files import space
    from store.writer import open_writer

    directory, began = DataDirectory.open(path), time.monotonic()
    with open_writer(directory, wait=wait, on_wait=say_waiting) as writer:
        before = space(directory.graphs.parent)
        snapshot = writer.compact(anew=anew)
    after, whole = space(directory.graphs.parent), space(directory.path)
    if as_json:
        said = {
            "path": str(path), "snapshot": snapshot, "before": before, "after": after, "all": whole,
            "seconds": round(time.monotonic() - began, 3),
        }  # fmt: skip
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    sizes = f"{before / _MIB:,.1f} MiB, now {after / _MIB:,.1f} MiB; with all snapshots {whole / _MIB:,.1f} MiB"
    click.echo(f"{path}: snapshot {snapshot}; the stores took {sizes}")
