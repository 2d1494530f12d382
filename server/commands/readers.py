"""Which reader reads reports: the rules, which need no network, or a language model that the user names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import click

from loaders.base import Loader
from server.commands.options import Command, given_metadata

KEY = "COUNTERCLAIM_LLM_KEY"
"""The one setting without an option: a command line is seen by all who list processes."""

_OWN = ("reader", "llm_url", "llm_model", "llm_timeout")


def reader_options(command: Command) -> Command:
    """Add the options that choose the reader."""
    options = (
        click.option("--reader", type=click.Choice(["rules", "llm"]), default="rules", show_default=True,
                     help="What reads the reports: the rules, or a language model of yours (docs/llm.md)."),
        click.option("--llm-url", metavar="URL", envvar="COUNTERCLAIM_LLM_URL", show_envvar=True,
                     help="An OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1."),
        click.option("--llm-model", metavar="NAME", envvar="COUNTERCLAIM_LLM_MODEL", show_envvar=True,
                     help=f"What the model is called there. A key is taken from {KEY} alone."),
        click.option("--llm-timeout", metavar="SECONDS", default=120.0, show_default=True,
                     type=click.FloatRange(min=1), help="How long to wait for each answer."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def chosen_reader(options: Mapping[str, Any]) -> Loader:
    """Make the reader that the options choose; those that are not of `reader_options` are what is known of a report.

    Raises UsageError where an option's value cannot be, and EndpointError where the language model's settings cannot.
    """
    metadata = known_of_source(options)
    if options["reader"] == "rules":
        from loaders.reports.reader import ReportReader

        return ReportReader(metadata)
    from loaders.llm.endpoint import Endpoint
    from loaders.llm.reader import ModelReader

    url, model, timeout = options["llm_url"] or "", options["llm_model"] or "", options["llm_timeout"]
    return ModelReader(Endpoint(url, model, os.environ.get(KEY) or None, timeout), metadata)


def known_of_source(options: Mapping[str, Any]) -> Any:
    """Read what the options that are not of `reader_options` say of a source. Raises UsageError."""
    return given_metadata({key: value for key, value in options.items() if key not in _OWN})


def say_refused(name: str, reasons: Iterable[str]) -> None:
    """Say on standard error how many claims of a report were refused, by reason; nothing where none was."""
    for reason, count in sorted(Counter(reasons).items()):
        click.echo(f"{name}: {count} refused: {reason}", err=True)
