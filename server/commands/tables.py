"""Loading tables: what `load` does with the files that are some, and the command that lists what is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from loaders.articles.article import Refused
from loaders.errors import InputRejected, LoaderError, MappingError
from server.commands.options import ERR, Command, counted

if TYPE_CHECKING:
    from loaders.reports.metadata import Metadata
    from loaders.tables.load import LoadedTable, Progress, Telling
    from loaders.tables.revisions import Release
    from store.writer import Writer


def table_options(command: Command) -> Command:
    """Add the options that say how tables are loaded."""
    options = (
        click.option("--release", metavar="TEXT", help="Of a table: which release of the dataset it is."),
        click.option("--replaces", metavar="DATASET", help="Of a table: the earlier release in whose place it stands; "
                     "claims that it no longer makes are withdrawn as of --published."),
        click.option("--mapping", metavar="FILE", help="Of a table: the file that says which column is what; else the "
                     "one beside it, such as losses.csv.mapping.yaml."),
        click.option("--limit", metavar="ROWS", type=click.IntRange(min=1), help="Of each table, load the first rows."),
        click.option("--dry-run", is_flag=True, help="Read tables, tell what would be loaded, and write nothing."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True)
class Given:
    """What is named on the command line, parted by how it is loaded."""

    tables: list[str]
    rdf: list[str]
    reviews: list[str]
    reports: list[str]


def parted(given: Sequence[str]) -> Given:
    """Part what is named on the command line; a mapping beside its table is nothing of its own."""
    from loaders.kinds import Kind, kind_of
    from loaders.tables.mapping_file import SUFFIX

    mappings = {f"{each}{SUFFIX}" for each in given}
    kinds = [(each, kind_of(each)) for each in given if each not in mappings]
    order = (Kind.TABLE, Kind.RDF, Kind.REVIEWS, Kind.REPORT)
    return Given(*([each for each, is_of in kinds if is_of is kind] for kind in order))


@dataclass(frozen=True)
class Tables:
    """The tables of one run, and what is known of them."""

    given: Sequence[str]
    known: Metadata
    release: Release
    mapping: str | None = None
    limit: int | None = None

    def load(self, writer: Writer, *, again: bool) -> Iterator[LoadedTable | Refused]:
        """Load table after table; one that cannot be used costs no other."""
        from loaders.inference import Reasoner
        from loaders.tables.load import load_table

        load = partial(load_table, writer, again=again)
        return self._each(partial(load, reasoner=Reasoner(writer)) if self.given else load)

    def tried(self, base: str) -> Iterator[LoadedTable | Refused]:
        """Read table after table, and write nothing."""
        from loaders.tables.load import try_table

        return self._each(partial(try_table, base=base))

    def _each(self, one: Callable[..., LoadedTable]) -> Iterator[LoadedTable | Refused]:
        known = {"known": self.known, "release": self.release, "mapping": self.mapping, "limit": self.limit}
        for given in self.given:
            try:
                with _bar(given) as told:
                    outcome = one(given=given, told=told, **known)
            except LoaderError as error:
                yield Refused(given, error)
                continue
            yield outcome


def no_tables(given: Sequence[str]) -> Iterator[Refused]:
    """Refuse what is no table, where tables alone are read."""
    for each in given:
        yield Refused(
            each, InputRejected(f"{each}: is no table; `counterclaim extract` reads a report and writes nothing")
        )


@contextmanager
def _bar(given: str) -> Iterator[Telling]:
    """Show on a terminal how far a table is, and how many rows a second are read."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Bar(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(given[-40:], total=None, rate="")

        def told(far: Progress) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f"{far.rows} rows, {far.rows / elapsed:.0f} rows/s" if elapsed else f"{far.rows} rows"
            bar.update(task, total=far.size, completed=far.read, rate=rate)

        yield told


@click.command("map")
@click.argument("given", metavar="FILE")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path),
              help="Where to write the draft; - is standard output.  [FILE.mapping.yaml]")  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a mapping that is there.")
def map_table(given: str, output: Path | None, force: bool) -> None:
    """Draft a mapping of a table, .csv, .tsv, .xlsx or .json: a file that says which column is what. Check it.

    It is written beside the table, where `load` finds it. What the columns do not tell is left empty, and has to be
    filled in before anything is loaded.
    """
    from loaders.tables.drafting import draft
    from loaders.tables.mapping_file import beside

    drafted, path = draft(given), output or beside(Path(given))
    if str(path) == "-":
        click.echo(drafted.text, nl=False)
        return
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(drafted.text)
    except FileExistsError:
        raise MappingError(f"{path}: is there already; --force writes over it, --output elsewhere") from None
    fill = f"; fill in {', '.join(drafted.empty)}" if drafted.empty else ""
    click.echo(f"{path}: {counted(len(drafted.figures), 'column')} of figures{fill}; check each line before you load")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a loader.")
def loaders(as_json: bool) -> None:
    """List what `load` knows by its columns or by how it begins: each kind of dataset, with an example."""
    from loaders.listing import OTHERS
    from loaders.tables.registry import LISTED

    for loader in (*LISTED, *OTHERS):
        if as_json:
            told = {"name": loader.name, "version": loader.version, "reads": loader.reads, "example": loader.example}
            click.echo(json.dumps({**told, "columns": sorted(loader.columns)}, ensure_ascii=False))
        else:
            click.echo(f"{loader.name} {loader.version}: {loader.reads}\n  {loader.example}")
