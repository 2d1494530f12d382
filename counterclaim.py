"""The command line of Counterclaim: the front door to the rooms behind it, and thin.

Exit codes: 0 done, 1 the input or the data directory is at fault, 2 the command is, 3 a text could not be verified.
"""

from __future__ import annotations

import errno
import io
import sys
from importlib.metadata import version
from typing import Any

import click

from loaders.errors import LoaderError
from ontology.errors import OntologyError
from queries.errors import QueryError
from server.commands.asking import query, serve, trace, why, why_not
from server.commands.backup import backup, restore
from server.commands.compact import compact
from server.commands.erasing import erase
from server.commands.loading import init, load, verify
from server.commands.matching import explain, match
from server.commands.options import fail
from server.commands.reading import extract, validate
from server.commands.reconciling import reconcile
from server.commands.reviewing import review
from server.commands.tables import loaders, map_table
from server.commands.tokens import token
from server.errors import ServerError
from store.errors import StoreError

COMMANDS = (
    init, load, loaders, map_table, review, reconcile, match, extract, validate, query, why, why_not, serve, token,
    trace, explain, verify, erase, backup, restore, compact,
)  # fmt: skip
"""The commands, in the order in which one comes to need them."""


class Front(click.Group):
    """The commands, in the order of use; every designed error is one line on standard error and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say in one line what went wrong."""
        try:
            return super().invoke(ctx)
        except (LoaderError, StoreError, QueryError, ServerError, OntologyError) as error:
            fail(str(error))
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # a reader that has read enough: click ends quietly
            where = f"{error.filename}: " if error.filename else ""
            fail(f"{where}{(error.strerror or str(error)).lower()}; nothing more was written")


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("counterclaim"), prog_name="counterclaim")
def main() -> None:
    """Keep not the number but who said it: claims about a war, down to the quoted characters."""
    for stream in (sys.stdout, sys.stderr):
        # Names of three languages are printed, whatever the locale says.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
