"""The command that makes, lists and revokes the tokens with which one may write over HTTP."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import click

from server.commands.options import data_option, fail
from store.activity import utc_now
from store.directory import DataDirectory

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"(\d{1,5})([hdw])")


class Span(click.ParamType[timedelta]):
    """A length of time, such as 90d."""

    name = "span"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read hours, days or weeks."""
        found = _SPAN.fullmatch(str(value))
        if not found or not int(found[1]):
            self.fail(f"{value!r} is no length of time: write 12h, 90d or 8w", param, ctx)
        return int(found[1]) * _UNITS[found[2]]


@click.group()
def token() -> None:
    """Make, list and revoke the tokens with which one may write over HTTP."""


@token.command()
@click.argument("name")
@data_option
@click.option("--write", is_flag=True, help="Let it write: updates, and graphs of the graph store.")
@click.option("--expires", type=Span(), metavar="90d", help="How long it is good for: hours (12h), days, weeks (8w).")
def create(name: str, path: Path, write: bool, expires: timedelta | None) -> None:
    """Make a token and print it, alone on the last line. It is shown this once; only its hash is kept."""
    from store.tokens import Tokens

    until = utc_now() + expires if expires else None
    secret = Tokens(DataDirectory.open(path)).create(name, write=write, expires=until)
    rights = "may write" if write else "may not write; make it with --write for that"
    click.echo(f"Token {name}: {rights}, {f'good until {until:%Y-%m-%d %H:%M} UTC' if until else 'good until revoked'}")
    click.echo(secret)


@token.command("list")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_(path: Path, as_json: bool) -> None:
    """List the tokens: names, rights and times; the tokens themselves are not kept."""
    from store.tokens import Tokens

    now = utc_now()
    told = [
        {
            "name": each.name,
            "write": each.write,
            "created": each.created.isoformat(timespec="seconds"),
            "expires": each.expires.isoformat(timespec="seconds") if each.expires else None,
            "expired": each.has_expired(now),
        }
        for each in Tokens(DataDirectory.open(path)).all()
    ]
    if as_json:
        click.echo(json.dumps(told, indent=2))
        return
    for each in told:
        until = f"{'expired' if each['expired'] else 'expires'} {each['expires']}" if each["expires"] else "no end"
        click.echo(f"{each['name']}  {'write' if each['write'] else 'read'}  made {each['created']}  {until}")


@token.command()
@click.argument("name")
@data_option
def revoke(name: str, path: Path) -> None:
    """Revoke a token: a request that shows it is refused from now on."""
    from store.tokens import Tokens

    if not Tokens(DataDirectory.open(path)).revoke(name):
        fail(f"{path}: there is no token of the name {name!r}; `counterclaim token list` lists them")
    click.echo(f"Token {name}: revoked")
