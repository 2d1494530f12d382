"""Published figures: each comes back as it was printed, byte for byte; COUNT and SUM are what Python makes of them.

A claim with a figure made up of all that newspapers print stands in a graph of its own, as claims do, and its quantity
is shared by some twenty: so triples stand in several graphs, and would be counted twice by an engine that merges by
listing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from bench.faults.caller import Caller
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import GENEROUS, sample, serving
from ontology.terms import CCL, RDF
from ontology.triples import number
from store.directory import DataDirectory
from store.writer import open_writer
from tests.server.samples import NAMES

_QUANTITIES = 20
_AT_ONCE = 1_000
_HEDGES = ("", "", "", "~", "+", "±", ">", "≥", "over ", "около ", "майже ", "some ", "at least ", "  ", "≈\u202f")
_ENDS = (
    "",
    "",
    "",
    "+",
    "%",
    " killed",
    " млн",
    " тыс.",
    ".",
    ",",
    "…",
    "\t",
    "\u00a0",
    "*",
    "[1]",
    '"',
    "\\",
    "\n",
    "🕯",
)
_PREFIX = f"PREFIX ccl: <{CCL}>\n"
_PRINTED = (
    _PREFIX
    + "SELECT ?c ?printed ?value {{ ?c a ccl:Claim ; ccl:about <{0}> ; ccl:printed ?printed ; ccl:value ?value }}"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim: its name, what it is on, the figure as printed, and its value."""

    claim: NamedNode
    quantity: NamedNode
    claimant: NamedNode
    printed: str
    value: Decimal


def printed(value: Decimal, chance: random.Random) -> str:
    """Print a number in one of the ways in which numbers are printed."""
    plain = format(value, "f")
    ways = (plain, f"0{plain}", f"{value:,}", f"{value:,}".replace(",", "\u202f"), f"{value:,}".replace(",", " "),
            f"{plain}0" if "." in plain else f"{plain}.0", plain.replace(".", ","), format(value, "E"))  # fmt: skip
    return chance.choice(_HEDGES) + chance.choice(ways) + chance.choice(_ENDS)


def made_up(count: int, chance: random.Random) -> Iterator[Told]:
    """Make so many claims up."""
    for each in range(count):
        value = Decimal(chance.randrange(10 ** chance.randrange(1, 9))).scaleb(-chance.choice((0, 0, 0, 1, 2, 6)))
        yield Told(
            NamedNode(NAMES.at(f"claim/{each:032x}")),
            NamedNode(NAMES.at(f"quantity/{chance.randrange(max(1, count // _QUANTITIES)):032x}")),
            NamedNode(NAMES.at(f"agency/claimant-{chance.randrange(7)}")),
            printed(value, chance),
            value,
        )


def said(told: Told) -> set[Triple]:
    """Say a claim in triples; those of its quantity stand in the graph of each claim on it."""
    return {
        Triple(told.claim, RDF.type, CCL.Claim),
        Triple(told.claim, CCL.about, told.quantity),
        Triple(told.claim, CCL.claimant, told.claimant),
        Triple(told.claim, CCL.printed, Literal(told.printed)),
        Triple(told.claim, CCL.value, number(told.value)),
        Triple(told.quantity, RDF.type, CCL.Quantity),
        Triple(told.quantity, CCL.phenomenon, NamedNode(NAMES.concept("deaths"))),
    }


def _put(directory: DataDirectory, claims: list[Told]) -> None:
    with open_writer(directory) as writer:
        for begin in range(0, len(claims), _AT_ONCE):
            changes = {told.claim: said(told) for told in claims[begin : begin + _AT_ONCE]}
            writer.commit(changes, label="figures", started=datetime.now(UTC))
        writer.publish()


def _look_at_strings(caller: Caller, claims: list[Told], clock: Clock, report: Report) -> None:
    """Ask for the claims on each quantity, by JSON, and compare."""
    by_claim = {told.claim.value: told for told in claims}
    found: set[str] = set()
    for quantity in {told.quantity.value for told in claims}:
        if clock.over:
            report.done = len(found)
            return
        for row in caller.ask(_PRINTED.format(quantity)).rows:
            told = by_claim[row["c"]]
            same = row["printed"].encode() == told.printed.encode()
            report.expect(same, f"{told.printed!r} came back as {row['printed']!r}")
            report.expect(Decimal(row["value"]) == told.value, f"{told.value} came back as {row['value']}")
            report.expect(row["c"] not in found, f"{row['c']} came back twice")
            found.add(row["c"])
    report.done = len(found)
    report.expect(found == by_claim.keys(), f"{len(by_claim.keys() - found)} figures did not come back")


class _Sums:
    """COUNT and SUM over claims chosen at random, by the service and by Python."""

    def __init__(self, claims: list[Told], chance: random.Random) -> None:
        self._claims = claims
        self._chance = chance

    def ask(self, caller: Caller, number: int, report: Report) -> None:
        """Ask once, in one of the ways to name a dataset."""
        some = self._chance.sample(self._claims, min(len(self._claims), self._chance.randrange(1, 12)))
        way = number % 4
        least = self._chance.choice(some).value
        if way == 0:
            chosen = [told for told in self._claims if told.quantity == some[0].quantity and told.value >= least]
            text = f"SELECT (COUNT(?v) AS ?n) (SUM(?v) AS ?s) {{ {self._pattern(some[0].quantity, least)} }}"
        elif way == 1:
            chosen = [told for told in self._claims if told.claimant == some[0].claimant and told.value >= least]
            text = (
                f"SELECT (COUNT(?v) AS ?n) (SUM(?v) AS ?s) {{ ?c ccl:claimant {some[0].claimant} ; ccl:value ?v "
                f"FILTER(?v >= {least:f}) }}"
            )
        elif way == 2:
            # Graphs of one quantity share its triples, which must count once.
            chosen = some
            text = (
                f"SELECT (COUNT(?v) AS ?n) (SUM(?v) AS ?s) {self._from(some)} "
                "{ ?q a ccl:Quantity . ?c ccl:about ?q ; ccl:value ?v }"
            )
        else:
            chosen = some
            text = (
                f"SELECT (COUNT(?v) AS ?n) (SUM(?v) AS ?s) {self._from(some, ' NAMED')} "
                "{ GRAPH ?g { ?q a ccl:Quantity . ?c ccl:about ?q ; ccl:value ?v } }"
            )
        (row,) = caller.ask(_PREFIX + text).rows
        found = (int(row["n"]), Decimal(row["s"]))
        expected = (len(chosen), sum((told.value for told in chosen), Decimal()))
        report.expect(found == expected, f"{text} gives {found}, not {expected}")

    @staticmethod
    def _pattern(quantity: NamedNode, least: Decimal) -> str:
        return f"?c ccl:about {quantity} ; ccl:value ?v FILTER(?v >= {least:f})"

    @staticmethod
    def _from(some: list[Told], word: str = "") -> str:
        return " ".join(f"FROM{word} {told.claim}" for told in some)


def run(bounds: Bounds) -> Report:
    """Make so many figures up, read them back, and ask for as many sums."""
    report, clock, chance = Report(), Clock(bounds), bounds.chance()
    claims = list(made_up(bounds.count, chance))
    sums = 0
    with sample() as directory:
        _put(directory, claims)
        with serving(directory, f"{{'readers': ReaderLimits({GENEROUS})}}") as served, served.caller() as caller:
            _look_at_strings(caller, claims, clock, report)
            asking = _Sums(claims, chance)
            while sums < bounds.count and not clock.over:
                asking.ask(caller, sums, report)
                sums += 1
    report.figures = {"figures byte-equal": report.done, "COUNT and SUM equal": sums}
    return report
