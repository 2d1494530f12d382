"""A small data directory, made by the real store from records written by hand."""

from __future__ import annotations

import atexit
import hashlib
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Quad, Triple

from loaders.inference import Reasoner
from ontology.closure import closure
from ontology.dates import on, when
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.model import (
    Accumulation,
    Claim,
    Comparator,
    EventClaim,
    Exchange,
    ExchangeKind,
    Extraction,
    Figure,
    Phenomenon,
    Population,
    Quantity,
    Quotation,
    Reading,
    Report,
    Span,
    Stance,
    Transfer,
    Utterance,
)
from ontology.triples import reading_quads
from store.directory import DataDirectory
from store.sources import Sources
from store.writer import open_writer

NAMES = Identifiers(DEFAULT_BASE)

# Written for these tests; the figures are those of no real report.
TEXT = (
    "Here stands a long first sentence, so that what comes next has more than a hundred characters before "
    "it: one, two, three, four.\n"
    "Russia handed over 1,000 bodies to Ukraine on Thursday, the Coordination Headquarters said. "
    "Moscow received 31 bodies in return. The Red Cross helped.\n"
    "Volodymyr Zelensky said in February that Ukraine had lost over 46,000 soldiers. "
    "The BBC and Mediazona estimate that over 135,000 Russian soldiers have been killed 🕯 so far.\n"
    "And here stands a long last sentence, which has nothing in it that anybody would quote, and which "
    "goes on and on until there are more than a hundred characters behind the last quotation.\n"
)
DAY = date(2025, 10, 23)

RUSSIA, UKRAINE = NAMES.at("party/russia"), NAMES.at("party/ukraine")
HEADQUARTERS = NAMES.at("agency/coordination-hq-pow")
ZELENSKY = NAMES.at("spokesperson/zelensky")
BBC, MEDIAZONA, REUTERS = (NAMES.at(f"agency/{name}") for name in ("bbc", "mediazona", "reuters"))
ICRC = NAMES.at("agency/icrc")
CONFLICT = NAMES.at("conflict/russian-invasion-of-ukraine")


@dataclass(frozen=True)
class Writing:
    """A text, its report and what a reader would need to make claims on it."""

    text: str
    report: Report

    @classmethod
    def of(cls, text: str, title: str | None, **known: object) -> Writing:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        source = NAMES.report(sha256, None, REUTERS)
        extraction = Extraction(NAMES.extraction(source, "by-hand", "1", None), "by-hand", "1")
        report = Report(source, sha256, len(text), extraction, title, REUTERS, language="en")
        return cls(text, replace(report, **known))  # type: ignore[arg-type]  # fields by name

    def quotation(self, exact: str) -> Quotation:
        start = self.text.index(exact)
        span = Span(start, start + len(exact))
        before, after = self.text[max(0, start - 32) : start], self.text[span.end : span.end + 32]
        return Quotation(self.report.iri, span, exact, before, after)

    def claim(
        self,
        quote: str,
        number: str,
        claimant: str,
        quantity: Quantity,
        *,
        printed: str | None = None,
        comparator: Comparator = Comparator.EXACT,
        stance: Stance = Stance.STATES,
        attributed: str | None = None,
        exchange: Exchange | None = None,
        joint: tuple[str, ...] = (),
        relayed: tuple[str, ...] = (),
        said: date | None = None,
    ) -> Claim:
        quotation = self.quotation(quote)
        start = quotation.span.start + quote.index(number)
        span = Span(start, start + len(number))
        value = Decimal(number.replace(",", ""))
        more = comparator is Comparator.MORE_THAN
        figure = Figure(
            printed or number, span, value, comparator, value + more, None if more else value, tolerance=None
        )
        iri = NAMES.claim(self.report.iri, span, claimant, stance, quantity.phenomenon)
        utterance = Utterance(
            iri,
            self.report.iri,
            claimant,
            stance,
            quotation,
            "written-by-hand",
            self.report.extraction.iri,
            attributed_in=self.quotation(attributed) if attributed else None,
            relayed_by=relayed,
            made_on=on(said) if said else None,
        )
        return Claim(utterance, quantity, figure, exchange, joint)


def repatriation(day: date = DAY) -> Exchange:
    iri = NAMES.exchange(ExchangeKind.BODY_REPATRIATION, (RUSSIA, UKRAINE), day)
    transfers = tuple(
        Transfer(NAMES.transfer(iri, giver, taker), giver, taker)
        for giver, taker in ((RUSSIA, UKRAINE), (UKRAINE, RUSSIA))
    )
    return Exchange(iri, ExchangeKind.BODY_REPATRIATION, CONFLICT, on(day), transfers)


def bodies(exchange: Exchange, giver: str, taker: str) -> Quantity:
    kind = (Phenomenon.BODIES_TRANSFERRED, Accumulation.EVENT)
    iri = NAMES.quantity(*kind, transferor=giver, transferee=taker, within=exchange.iri)
    return Quantity(iri, *kind, transferor=giver, transferee=taker, within=exchange.iri, conflict=exchange.conflict)


def deaths(party: str) -> Quantity:
    kind = (Phenomenon.DEATHS, Accumulation.CUMULATIVE)
    people = Population.COMBATANTS
    iri = NAMES.quantity(*kind, people, party, within=CONFLICT)
    return Quantity(iri, *kind, people, party, within=CONFLICT, conflict=CONFLICT)


@dataclass(frozen=True)
class Sample:
    """The sample's source and claims, by what they say."""

    writing: Writing
    handed_over: Claim
    received: Claim
    ukrainian_dead: Claim
    russian_dead: tuple[Claim, Claim]
    mediated: EventClaim
    exchange: Exchange

    @property
    def reading(self) -> Reading:
        claims = (self.handed_over, self.received, self.ukrainian_dead, *self.russian_dead)
        return Reading(self.writing.report, claims, (self.mediated,))


def make_sample(text: str = TEXT, **known: object) -> Sample:
    """Make the sample; what is known of the report can be given."""
    known = {"published": when("2025-10-23"), "url": "https://news.example/bodies"} | known
    writing = Writing.of(text, "Bodies come home", **known)
    exchange = repatriation()
    handed_over = writing.claim(
        "Russia handed over 1,000 bodies to Ukraine",
        "1,000",
        HEADQUARTERS,
        bodies(exchange, RUSSIA, UKRAINE),
        attributed="the Coordination Headquarters said",
        exchange=exchange,
        relayed=(REUTERS,),
        said=DAY,
    )
    received = writing.claim(
        "Moscow received 31 bodies in return",
        "31",
        RUSSIA,
        bodies(exchange, UKRAINE, RUSSIA),
        exchange=exchange,
    )
    ukrainian_dead = writing.claim(
        "Ukraine had lost over 46,000 soldiers",
        "46,000",
        ZELENSKY,
        deaths(UKRAINE),
        printed="over 46,000",
        comparator=Comparator.MORE_THAN,
        attributed="Volodymyr Zelensky said in February",
    )
    mediator = replace(exchange, mediators=(ICRC,))
    quotation = writing.quotation("The Red Cross helped")
    mediated = EventClaim(
        Utterance(
            NAMES.event_claim(writing.report.iri, quotation.span, HEADQUARTERS, Stance.STATES),
            writing.report.iri,
            HEADQUARTERS,
            Stance.STATES,
            quotation,
            "written-by-hand",
            writing.report.extraction.iri,
        ),
        mediator,
    )
    return Sample(writing, handed_over, received, ukrainian_dead, _joint_estimates(writing), mediated, exchange)


def _joint_estimates(writing: Writing) -> tuple[Claim, Claim]:
    def estimate(claimant: str, joint: tuple[str, ...] = ()) -> Claim:
        return writing.claim(
            "over 135,000 Russian soldiers have been killed",
            "135,000",
            claimant,
            deaths(RUSSIA),
            printed="over 135,000",
            comparator=Comparator.MORE_THAN,
            stance=Stance.ESTIMATES,
            attributed="The BBC and Mediazona estimate",
            joint=joint,
        )

    alone = estimate(BBC), estimate(MEDIAZONA)
    first, second = (claim.utterance.iri for claim in alone)
    return estimate(BBC, (second,)), estimate(MEDIAZONA, (first,))


def as_changes(quads: Collection[Quad]) -> Mapping[NamedNode, Collection[Triple]]:
    changes: dict[NamedNode, list[Triple]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode)
        changes.setdefault(quad.graph_name, []).append(quad.triple)
    return changes


def put(directory: DataDirectory, quads: Collection[Quad], texts: Collection[str] = ()) -> str:
    """Write quads and texts into a data directory and publish them; gives the snapshot's name."""
    sources = Sources(directory)
    for text in texts:
        sources.put(text.encode())
    with open_writer(directory) as writer:
        rules = Reasoner(writer).rules
        # With what follows, as a load leaves it; odd things are put here that a load would refuse.
        changes = {graph: {*said, *rules.consequences(frozenset(said))} for graph, said in as_changes(quads).items()}
        writer.commit(changes, label="a test", started=datetime(2025, 10, 24, tzinfo=UTC))
        return writer.publish()


def make_directory(path: Path, *samples: Sample, extra: Collection[Quad] = ()) -> DataDirectory:
    """Make a data directory with ontology, reference data and samples."""
    shutil.copytree(_vocabulary().name, path)
    directory = DataDirectory.open(path)
    quads = [*extra]
    for sample in samples:
        quads += reading_quads(sample.reading, NAMES)
    if quads:
        put(directory, quads, [sample.writing.text for sample in samples])
    return directory


@cache
def _vocabulary() -> TemporaryDirectory[str]:
    """Give a data directory that holds ontology and reference data; made once, since it takes most of the time."""
    folder = TemporaryDirectory(prefix="counterclaim-tests-")
    atexit.register(folder.cleanup)
    directory = DataDirectory.create(folder.name)
    put(directory, list(closure().quads(DEFAULT_BASE)))
    return folder
