"""The options of `counterclaim serve` that say what clients and their queries may take (docs/limits.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from server.commands.options import Command

if TYPE_CHECKING:
    from server.settings import Settings

_MIB = 1 << 20
_SECONDS = click.FloatRange(min=0, min_open=True)
_NUMBER = click.IntRange(min=1)


def _hosts(context: click.Context, option: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    if names:
        from server.errors import StartError
        from server.fetching import Hosts

        try:
            Hosts.named(names)
        except StartError as error:
            raise click.BadParameter(str(error), context, option) from error
    return names


def limit_options(command: Command) -> Command:
    """Add the options; none has to be given."""
    options = (
        click.option("--query-seconds", metavar="SECONDS", type=_SECONDS, help="How long a query may run.  [10]"),
        click.option("--query-memory", metavar="MIB", type=click.IntRange(min=256),
                     help="How much memory a query may take.  [2048]"),
        click.option("--result-mib", metavar="MIB", type=_NUMBER, help="How large an answer may be.  [2048]"),
        click.option("--readers", metavar="NUMBER", type=_NUMBER,
                     help="How many queries run at once.  [one more than processors]"),
        click.option("--client-parallel", metavar="NUMBER", type=_NUMBER,
                     help="How many queries of one client run at once.  [one less than --readers]"),
        click.option("--client-seconds", metavar="SECONDS", type=_SECONDS,
                     help="How long the queries of one client may run in a minute.  [60]"),
        click.option("--queue", metavar="NUMBER", type=click.IntRange(min=0),
                     help="How many queries may wait for a reader.  [64]"),
        click.option("--queue-seconds", metavar="SECONDS", type=_SECONDS,
                     help="How long a query may wait for a reader.  [5]"),
        click.option("--write-seconds", metavar="SECONDS", type=_SECONDS,
                     help="How long a write may take to be worked out.  [30]"),
        click.option("--write-memory", metavar="MIB", type=click.IntRange(min=256),
                     help="How much memory the process that writes may take.  [4096]"),
        click.option("--upload-mib", metavar="MIB", type=_NUMBER,
                     help="How large a graph may be that is put or posted.  [48]"),
        click.option("--load-from", metavar="HOST", multiple=True, callback=_hosts,
                     help="A host that LOAD may fetch from, such as example.org or example.org:8443; by https, unless "
                          "it is given as http://example.org.  [none]"),
        click.option("--cache-mib", metavar="MIB", type=click.IntRange(min=0),
                     help="How much memory small answers are kept in.  [64]"),
        click.option("--proxies", metavar="NUMBER", type=click.IntRange(min=0), default=0,
                     help="How many proxies of yours stand before the server and say whom they speak for.  [0]"),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def limited(settings: Settings, options: Mapping[str, Any]) -> Settings:
    """Give settings with the limits that options name in place of their own."""
    from dataclasses import replace

    readers, shares = settings.readers, settings.readers.shares
    places = options["readers"] or shares.places
    shares = replace(
        shares,
        places=places,
        per_client=options["client_parallel"] or max(1, places - 1),
        seconds_per_minute=options["client_seconds"] or shares.seconds_per_minute,
        waiting=shares.waiting if options["queue"] is None else options["queue"],
        wait=options["queue_seconds"] or shares.wait,
    )
    readers = replace(
        readers,
        shares=shares,
        seconds=options["query_seconds"] or readers.seconds,
        memory=(options["query_memory"] or 0) * _MIB or readers.memory,
        result=(options["result_mib"] or 0) * _MIB or readers.result,
    )
    kept = settings.kept if options["cache_mib"] is None else options["cache_mib"] * _MIB
    return replace(
        settings,
        readers=readers,
        kept=kept,
        proxies=options["proxies"],
        write_time=options["write_seconds"] or settings.write_time,
        write_memory=(options["write_memory"] or 0) * _MIB or settings.write_memory,
        load_from=options["load_from"],
        max_upload=(options["upload_mib"] or 0) * _MIB or settings.max_upload,
    )
