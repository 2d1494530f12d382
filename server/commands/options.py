"""What commands have in common: options, inputs, what they say, and how they fail."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from loaders.articles.article import Article, Refused

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


def input_options(command: Command) -> Command:
    """Add the options that say how inputs are opened and read."""
    options = (
        click.option("--follow", is_flag=True, help="Of a feed, read the pages that it links to, not what it holds."),
        click.option("--allow-private", is_flag=True,
                     help="Fetch from addresses outside the public internet too, such as this machine's."),
        click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=cores, show_default="all cores",
                     help="How many processes read at once, where there is much to read."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def cores() -> int:
    """Tell how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Opened:
    """What is named on the command line, opened."""

    articles: Iterator[Article | Refused]
    jobs: int
    """How many processes are worth starting for so many articles."""
    done: Callable[[str], None]
    """Is told the name of each article that is done with."""


@contextmanager
def opened(
    given: Sequence[str], follow: bool, allow_private: bool, jobs: int, *, quiet: bool = False
) -> Iterator[Opened]:
    """Open all that is named; a bar on a terminal shows how far it is."""
    from loaders.articles.opening import Opener, expected
    from loaders.reading import FEW

    total = expected(given)
    opener = Opener(follow, allow_private, notice=lambda line: click.echo(f"counterclaim: {line}", err=True))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = ERR.is_terminal and not quiet
    with Progress(*columns, console=ERR, transient=True, disable=not shown) as progress:
        task = progress.add_task("Loading", total=total)

        def done(name: str) -> None:
            progress.update(task, description=name[-40:], advance=1)

        yield Opened(opener.articles(given), jobs if total > FEW else 1, done)


def counted(number: int, noun: str) -> str:
    """Say how many of something, in the singular for one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
