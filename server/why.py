"""Prints why rows are in an answer or not: under each row who said what it rests on, in which words."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ontology.terms import short
from queries.absence import Absence, Conflict
from queries.algebra.spelling import spell_term
from server.lookup import Lookup
from server.views.claims import ClaimLine
from server.views.witnesses import Bounds, Cited, Witness, WitnessedAnswer, WitnessedRow, visible, witnessed

_GUTTER = 11
"""The width of the words before a witness: `10. either`."""

_ENDLESS = 1_000_000

_LEAST = 30
"""The least width of text beside the gutter, however narrow the terminal."""

Line = tuple[str, Text]
"""What stands in the gutter, and what stands beside it."""


def print_witnessed(answer: WitnessedAnswer) -> None:
    """Print an answer with its witnesses: in colour on a terminal, and through a pipe in lines as long as they are."""
    printer = Printer()
    if answer.boolean is not None:
        printer.line(Text("yes" if answer.boolean else "no", "bold"))
    printer.table(answer)
    for note in _notes(answer):
        printer.line(Text(note, "italic"))


def print_absence(absence: Absence, lookup: Lookup, bounds: Bounds) -> None:
    """Print why a row is not in an answer, and which rows and claims come nearest."""
    printer = Printer()
    values = ", ".join(f"?{name} = {_brief(spell_term(value), lookup)}" for name, value in absence.row.items())
    row = f"row with {values}" if values else "solution"
    if absence.present:
        printer.line(Text(f"There is a {row}: counterclaim why says what it rests on."))
        return
    printer.line(Text(f"There is no {row}.", "bold"))
    for line in _reasons(absence):
        printer.line(Text(line))
    for number, conflict in enumerate(absence.conflicts, start=1):
        _print_conflict(printer, number, conflict, lookup, bounds)
    if absence.bounded:
        printer.line(Text("There may be more reasons: not all were looked for.", "italic"))
    if absence.nearest is not None:
        printer.line(Text("\nThe rows that come nearest:", "bold"))
        printer.table(witnessed(lookup, absence.nearest, bounds))


def _reasons(absence: Absence) -> Iterator[str]:
    """Say what kind of reason there is."""
    if absence.cut:
        yield "The query finds it, but LIMIT or OFFSET leaves it out."
    if absence.group:
        yield (
            "Its group is there, with other values."
            if not absence.having
            else "Its group is there, and is left out by:"
        )
        yield from (f"  {_flat(each)}" for each in absence.having)
    elif absence.group is False:
        yield "There is no such group, since no solution has its keys."
    if absence.conflicts:
        yield (
            "Without any one of these it would be there:"
            if len(absence.conflicts) > 1
            else "Without this it would be there:"
        )


def _print_conflict(printer: Printer, number: int, conflict: Conflict, lookup: Lookup, bounds: Bounds) -> None:
    for place, part in enumerate(conflict.parts):
        printer.line(Text.assemble(f"{'' if place else f'{number}.':>4} ", (_brief(part, lookup), "bold cyan")))
    if conflict.alone:
        judged = conflict.parts[0].startswith("FILTER")
        printer.line(
            Text(f"     {'it does not hold of these values' if judged else 'nothing in the data satisfies it'}")
        )
    elif conflict.otherwise is not None:
        printer.line(Text("     what has all the rest:"))
        printer.table(witnessed(lookup, conflict.otherwise, bounds))


def _brief(text: str, lookup: Lookup) -> str:
    """Write the IRIs in a piece of SPARQL with prefixes, or from the base on."""

    def brief(found: re.Match[str]) -> str:
        name = short(found[1])
        return name if name != found[1] else f"<{found[1].removeprefix(lookup.addresses.base)}>"

    return _flat(re.sub(r"<([^<>\s\"]+)>", brief, text))


class Printer:
    """Prints rows and lines to standard output, within the width of a terminal if it is one."""

    def __init__(self) -> None:
        console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        # Through a pipe everything is as wide as it needs to be: to cut would hide what it says.
        self.console = console if console.is_terminal else Console(file=sys.stdout, highlight=False, width=_ENDLESS)

    def line(self, text: Text) -> None:
        """Print a line."""
        self.console.print(text, soft_wrap=True)

    def table(self, answer: WitnessedAnswer) -> None:
        """Print rows, and under each what it rests on."""
        table = [answer.header, *([cell.text for cell in row.cells] for row in answer.rows)]
        widths = self.widths(table) if answer.header else []
        self.row([Text(name, "bold") for name in answer.header], widths)
        for row in answer.rows:
            self.row([Text(cell.text, "bold cyan") for cell in row.cells], widths)
            self.beside(witness_lines(row))
            self.line(Text())

    def widths(self, table: Sequence[Sequence[str]]) -> list[int]:
        """Give the widths of columns: as wide as what they hold, but on a terminal the widest give way."""
        natural = [max(max(map(cell_len, each.split("\n"))) for each in column) for column in zip(*table, strict=True)]
        if not self.console.is_terminal:
            return natural
        room = self.console.width - 2 * (len(natural) - 1)
        widths = [min(width, room) for width in natural]
        while sum(widths) > room and max(widths) > len("printed"):
            widths[widths.index(max(widths))] -= 1
        return widths

    def row(self, cells: Sequence[Text], widths: Sequence[int]) -> None:
        """Print a row of a table in columns of these widths."""
        if not cells:
            return
        grid = Table.grid(padding=(0, 2))
        for width in widths[:-1]:
            grid.add_column(width=width, overflow="fold")
        # Without a width, so that nothing but blanks ends the lines of a pipe.
        grid.add_column(max_width=widths[-1], overflow="fold")
        grid.add_row(*cells)
        self.console.print(grid, soft_wrap=False, crop=False)

    def beside(self, lines: Iterator[Line]) -> None:
        """Print lines with their gutter; on a terminal what is longer than it is wide goes on beside the gutter."""
        for gutter, text in lines:
            room = max(_LEAST, self.console.width - _GUTTER - 2)
            parts = text.wrap(self.console, room) if self.console.is_terminal else [text]
            for number, part in enumerate(parts):
                part.rstrip()
                self.line(Text.assemble((f"{'' if number else gutter:>{_GUTTER}}  ", "dim"), part))


def witness_lines(row: WitnessedRow) -> Iterator[Line]:
    """Say what a row rests on; several witnesses are numbered."""
    several = len(row.witnesses) + row.more > 1
    if not row.witnesses:
        yield "rests on", Text("no named graph: it stands in the default graph alone")
    for number, witness in enumerate(row.witnesses, start=1):
        begin = f"{number}. {'or' if number > 1 else 'either'}" if several else "rests on"
        yield from _graph_lines(witness, begin)
    if row.more:
        yield "or", Text(f"{_counted(row.more, 'other witness', 'other witnesses')}, not shown", "italic")


def _graph_lines(witness: Witness, begin: str) -> Iterator[Line]:
    if not witness.graphs:
        yield begin, Text("what is given")
    for number, graph in enumerate(witness.graphs):
        yield from cited_lines(graph, "and" if number else begin)
    if witness.more:
        yield "and", Text(f"{_counted(witness.more, 'other graph', 'other graphs')}, not shown", "italic")


def cited_lines(cited: Cited, begin: str) -> Iterator[Line]:
    """Say of a graph what it is: of a claim who says what, in which words, and where."""
    if cited.line is None:
        yield begin, Text(_flat(cited.ref.label), "bold")
    else:
        yield from _claim_lines(cited, cited.line, begin)
    yield "", Text(cited.iri, "dim")


def _claim_lines(cited: Cited, line: ClaimLine, begin: str) -> Iterator[Line]:
    stance = f" {line.stance}" + (f" ({line.modality})" if line.modality else "")
    printed = f" “{_flat(line.printed)}”" if line.printed else ""
    joint = f", jointly with {' and '.join(ref.label for ref in line.joint)}" if line.joint else ""
    yield begin, Text.assemble((_flat(line.claimant.label), "bold"), f"{stance}{printed}{joint}: {_flat(line.words)}")
    if cited.quote is not None:
        yield "", Text(f"“{_flat(cited.quote)}”", "yellow")
    yield "", Text(_where(cited, line), "dim")


def _where(cited: Cited, line: ClaimLine) -> str:
    parts = [f"in {_flat(line.source.label)}" if line.source else "source not recorded"]
    parts += [_flat(cited.publisher.label)] if cited.publisher else []
    parts += [f"published {line.published}"] if line.published else []
    parts.append(f"said {line.said}" if line.said else "day of saying not given")
    return " · ".join(parts)


def _notes(answer: WitnessedAnswer) -> Iterator[str]:
    yield from answer.notes
    if answer.boolean is None:
        total = len(answer.rows) + answer.more
        shown = f", {len(answer.rows)} shown here: --limit shows more" if answer.more else ""
        yield f"{_counted(total, 'row', 'rows')}{shown}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _flat(text: str) -> str:
    """Put a text on one line."""
    return " ".join(visible(text).split())
