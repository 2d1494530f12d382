"""The options of `counterclaim serve` that say how it can be watched (docs/operating.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from server.commands.options import Command

if TYPE_CHECKING:
    from server.settings import Settings


def watch_options(command: Command) -> Command:
    """Add the options; none has to be given."""
    options = (
        click.option("--access-log", metavar="FILE|-", envvar="COUNTERCLAIM_ACCESS_LOG", show_envvar=True,
                     help="Write a JSON line for each request to a file, or to - (standard error).  [nothing]"),
        click.option("--access-log-clear", is_flag=True, envvar="COUNTERCLAIM_ACCESS_LOG_CLEAR", show_envvar=True,
                     help="Have it tell addresses and the texts of queries, not their hashes alone."),
        click.option("--metrics", type=click.Choice(["off", "local", "all"]), default="local",
                     envvar="COUNTERCLAIM_METRICS", show_envvar=True, show_default=True,
                     help="Who may see /metrics: nobody, this machine, or everybody."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def watched(settings: Settings, options: Mapping[str, Any]) -> Settings:
    """Give settings with what the options say. Raises UsageError for a part of an access log that there is not."""
    from dataclasses import replace

    if options["access_log_clear"] and not options["access_log"]:
        raise click.UsageError("--access-log-clear says what an access log tells: name one with --access-log")
    return replace(
        settings,
        access_log=options["access_log"] or None,
        access_log_clear=options["access_log_clear"],
        metrics=options["metrics"],
    )
