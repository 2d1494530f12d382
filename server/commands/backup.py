"""The commands that make a backup of a data directory, and a data directory of a backup."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.options import counted, data_option
from store.directory import DataDirectory

if TYPE_CHECKING:
    from store.manifest import Manifest

_MIB = 1 << 20


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@data_option
@click.option("--link", is_flag=True,
              help="Link files that never change instead of copying them: at once, and on the same disk.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def backup(target: Path, path: Path, link: bool, as_json: bool) -> None:
    """Make a backup of the newest snapshot, the sources, the curation and the tokens; servers and loads go on.

    DIR is a new or empty folder. It gets a list of its files with their checksums, and can be read as it is.
    """
    from store.backup import back_up

    directory = DataDirectory.open(path)
    _told(target, as_json, "Backing up", lambda told: back_up(directory, target, link=link, progress=told))


@click.command()
@click.argument("backup", type=click.Path(path_type=Path))
@click.argument("target", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Compare the backup with its checksums, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def restore(backup: Path, target: Path | None, check: bool, as_json: bool) -> None:
    """Make a data directory in DIR, a new or empty folder, from a BACKUP whose every file is as it was made."""
    from store.backup import check_backup
    from store.backup import restore as put_back

    if check == (target is not None):
        raise click.UsageError("name the folder of the new data directory, or --check to write nothing")
    if target is None:
        _told(backup, as_json, "Checking", lambda told: check_backup(backup, told))
    else:
        _told(target, as_json, "Restoring", lambda told: put_back(backup, target, told))


def _told(where: Path, as_json: bool, words: str, work: Callable[[Callable[[int, int], None]], Manifest]) -> None:
    """Do something with a bar that shows how far it is, and say what came of it."""
    from server.terminal import progress_bar

    began = time.monotonic()
    with progress_bar(f"{words}, MiB") as shown:
        manifest = work(lambda done, total: shown(done // _MIB, total // _MIB))
    if as_json:
        said = {
            "path": str(where), "snapshot": manifest.snapshot, "commit": manifest.commit, "made": manifest.made,
            "files": len(manifest.files), "bytes": manifest.bytes, "seconds": round(time.monotonic() - began, 3),
        }  # fmt: skip
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    size = f"{counted(len(manifest.files), 'file')}, {manifest.bytes / _MIB:,.1f} MiB"
    click.echo(f"{where}: snapshot {manifest.snapshot} of commit {manifest.commit}, made {manifest.made}: {size}")
