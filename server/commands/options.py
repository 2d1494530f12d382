"""What commands have in common: options, inputs, what they say, and how they fail."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

ERR = Console(stderr=True, highlight=False, soft_wrap=True)

Command = Callable[..., Any]


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


def given_metadata(options: dict[str, str | None]) -> Any:
    """Read what the options say of a report. Raises UsageError where a value cannot be."""
    from loaders.errors import FrontMatterError
    from loaders.reports.metadata import metadata

    try:
        return metadata({key: value for key, value in options.items() if value is not None}, "the options")
    except FrontMatterError as error:
        raise click.UsageError(str(error)) from error


def inputs(files: Iterable[str], *, quiet: bool = False) -> Iterator[tuple[str, Callable[[], bytes]]]:
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


def counted(number: int, noun: str) -> str:
    """Say how many of something, in the singular for one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
