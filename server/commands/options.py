"""What commands have in common: options, inputs, what they say, and how they fail."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from loaders.articles.article import Article, Refused

from queries.scopes import PARAMETERS

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


def query_options(command: Command) -> Command:
    """Add what a command that answers a query takes: its text or its file, and the data directory."""
    file = click.option(
        "--file", "file", type=click.File("rb"), help="Read the query from a file; - is standard input."
    )
    return click.argument("text", required=False)(data_option(file(command)))


def query_text(text: str | None, file: Any) -> str:
    """Give the text of a query. Raises UsageError unless it is given once, in UTF-8."""
    if (text is None) == (file is None):
        raise click.UsageError("give the query as an argument, or as --file (- for standard input)")
    if text is not None:
        return in_utf8(text, "the query")
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file.name}: byte {error.start} is not UTF-8; save the query as UTF-8") from error


def in_utf8(text: str, what: str) -> str:
    """Give back an argument, unless it is not UTF-8: Python has lone surrogates for such bytes. Raises UsageError."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise click.UsageError(f"{what} is not UTF-8: character {error.start + 1} is no text") from error
    return text


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end a query that runs on: the engine does not look at Python's signals."""
    interrupted = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, interrupted)


def scope_options(command: Command) -> Command:
    """Add the options that make a scope; the command is given them as `scope`, in the order of `PARAMETERS`."""

    @wraps(command)
    def scoped(*given: object, **options: Any) -> Any:
        names = [(name, options.pop(name.replace("-", "_"))) for name in PARAMETERS]
        return command(*given, scope=tuple((name, value) for name, values in names for value in values), **options)

    for name in reversed(PARAMETERS):
        kind, words = _SCOPES[name]
        scoped = click.option(f"--{name}", metavar=kind, multiple=True, help=words)(scoped)
    return scoped


_SCOPES = {
    "as-of": ("DATE", "Only what was published by that day."),
    "known-by": ("DATE", "Only what had been loaded by that day."),
    "made-by": ("DATE", "Only claims made by that day."),
    "undated": ("include|exclude", "Whether what has no date counts where a date is asked for; it does not."),
    "claimant": ("IRI", "Only claims of an agent, and of who acts or speaks for it; such as party/russia."),
    "except-claimant": ("IRI", "All but the claims of an agent, and of who acts or speaks for it."),
    "source": ("IRI", "Only what was found in a source."),
    "except-source": ("IRI", "All but what was found in a source."),
}
"""Each may be given several times."""


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
