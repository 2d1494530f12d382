"""Findings made into records: IRIs derived, exchanges told apart, joint and partial claims linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from loaders.reports.counted import Counted
from loaders.reports.finding import Finding, Findings
from loaders.reports.mediation import Mediation
from loaders.reports.mentions import UNLISTED, entry
from loaders.reports.speaker import Speaker
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import Direction
from ontology.dates import When, by
from ontology.identifiers import Identifiers
from ontology.model import (
    IRI,
    Accumulation,
    Agent,
    AgentKind,
    Claim,
    EventClaim,
    Exchange,
    ExchangeKind,
    Modality,
    Phenomenon,
    Population,
    Quantity,
    Quotation,
    Report,
    Span,
    Stance,
    Transfer,
    Utterance,
)

AROUND = 32
"""How many characters before and after a quotation its selector keeps (Web Annotation, section 4.2.4)."""

UNNAMED = ("Publisher not stated",)
"""Labels of agents that nobody named."""

_KINDS = {
    Phenomenon.BODIES_TRANSFERRED: ExchangeKind.BODY_REPATRIATION,
    Phenomenon.PRISONERS_EXCHANGED: ExchangeKind.PRISONER_EXCHANGE,
    Phenomenon.HOSTAGES_RELEASED: ExchangeKind.HOSTAGE_RELEASE,
}


@dataclass(frozen=True)
class _Said:
    """What a figure's finding and a mediation have in common: how it is put, and in which words."""

    stance: Stance
    quote: Span
    rule: str
    attributed: Span | None = None
    relays: Sequence[Speaker] = ()
    modality: Modality = Modality.ACCOMPLISHED
    on: When | None = None
    parties: Sequence[Agent] = ()


def _named_part(counted: Counted, whole: Quantity) -> str:
    words = counted.noun.lemma_.lower() if counted.noun is not None else f"at {counted.figure.span.start}"
    return f"{words} of {whole.iri}"


@dataclass
class Recorder:
    """Makes the records of one report: its text, its own record, and the names to derive."""

    text: str
    report: Report
    publisher: Agent | None
    identifiers: Identifiers
    conflict: str | None = None
    dated: frozenset[Phenomenon] = frozenset()
    exchanges: dict[tuple[ExchangeKind, str], int] = field(default_factory=dict)
    quantities: dict[IRI, Quantity] = field(default_factory=dict)
    values: dict[IRI, Decimal] = field(default_factory=dict)
    """What each part of a whole numbers: two parts that nothing else tells apart are told apart by their words."""

    def record(self, findings: Findings) -> tuple[tuple[Claim, ...], tuple[EventClaim, ...]]:
        """Make the claims and event claims of all findings, in the order of the text."""
        self.conflict = self.identifiers.at(findings.conflict) if findings.conflict else None
        parties = self._parties(findings.figures)
        self.dated = frozenset(f.counted.phenomenon for f in findings.figures if f.timing.event is not None)
        exchanges = [self._exchange(finding, parties) for finding in findings.figures]
        claims: list[Claim] = []
        parts: dict[tuple[object, ...], int] = defaultdict(int)
        wholes: dict[tuple[Span, Direction], Quantity] = {}
        for finding, exchange in zip(findings.figures, exchanges, strict=True):
            whole = self._one(self._quantity(finding, exchange, self._whole(finding, wholes)))
            wholes.setdefault((finding.counted.figure.span, finding.direction), whole)
            claims += self._claims(finding, whole, exchange, parts)
            for part in finding.parts:
                claims += self._claims(part, self._one(self._quantity(part, exchange, whole)), exchange, parts)
        claims.sort(key=lambda claim: claim.figure.span)
        main = next((exchange for exchange in exchanges if exchange is not None), None)
        return tuple(claims), self._events(findings.mediations, main) if main else ()

    def _one(self, quantity: Quantity) -> Quantity:
        """Give a quantity as it was told of first: it is a part of one whole, and no whole is a part of its parts."""
        above = self.quantities.get(quantity.subset_of or "")
        while above is not None:
            if above.iri == quantity.iri:
                quantity = replace(quantity, subset_of=None)
            above = self.quantities.get(above.subset_of or "")
        first = self.quantities.setdefault(quantity.iri, quantity)
        return replace(quantity, subset_of=first.subset_of)

    def _whole(self, finding: Finding, told: Mapping[tuple[Span, Direction], Quantity]) -> Quantity | None:
        """Give the quantity that a finding's is a part of; of two directions, that of the same one."""
        span = finding.counted.whole
        if span is None:
            return None
        return told.get((span, finding.direction)) or next((q for (s, _), q in told.items() if s == span), None)

    def _claims(
        self,
        finding: Finding,
        quantity: Quantity,
        exchange: Exchange | None,
        parts: dict[tuple[object, ...], int],
    ) -> list[Claim]:
        """Make one claim a claimant; joint ones name each other."""
        named: list[tuple[IRI, Speaker | None]] = []
        phenomenon, span = finding.counted.phenomenon, finding.counted.figure.span
        for speaker in finding.claimants or (None,):
            agent = self._agent_iri(speaker)
            key = (span, agent, finding.stance, phenomenon)
            parts[key] += 1
            iri = self.identifiers.claim(self.report.iri, span, agent, finding.stance, phenomenon, parts[key])
            named.append((iri, speaker))
        every = [iri for iri, _ in named]
        said = _Said(
            finding.stance, finding.quote, finding.rule, finding.attributed_in, finding.relays, finding.modality,
            finding.timing.said, self._unlisted(finding),
        )  # fmt: skip
        return [
            Claim(
                utterance=self._utterance(iri, speaker, said),
                quantity=quantity,
                figure=finding.counted.figure,
                exchange=exchange,
                joint_with=tuple(other for other in every if other != iri),
                as_of=self._as_of(finding),
            )
            for iri, speaker in named
        ]  # fmt: skip

    def _utterance(self, iri: IRI, speaker: Speaker | None, said: _Said) -> Utterance:
        claimant = self._agent_iri(speaker)
        through = [self._agent_iri(relay) for relay in said.relays]
        if speaker is not None and self.publisher is not None and self.publisher.iri != claimant:
            through.append(self.publisher.iri)
        new = [self._agent(s) for s in (speaker, *said.relays) if s is None or s.path is None] + [*said.parties]
        return Utterance(
            iri=iri, source=self.report.iri, claimant=claimant, stance=said.stance,
            quotation=self.quotation(said.quote), rule=said.rule, extraction=self.report.extraction.iri,
            modality=said.modality,
            attributed_in=self.quotation(said.attributed) if said.attributed else None,
            relayed_by=tuple(dict.fromkeys(through)),
            made_on=said.on or self._made_on(speaker),
            agents=tuple(agent for agent in new if agent is not None),
        )  # fmt: skip

    def quotation(self, span: Span) -> Quotation:
        """Quote a stretch of the text, with its neighbourhood."""
        prefix = self.text[max(0, span.start - AROUND) : span.start]
        suffix = self.text[span.end : span.end + AROUND]
        return Quotation(self.report.iri, span, span.of(self.text), prefix, suffix)

    def _agent_iri(self, speaker: Speaker | None) -> IRI:
        if speaker is None:
            return self.publisher.iri if self.publisher else self._unnamed_publisher().iri
        if speaker.path:
            return self.identifiers.at(speaker.path)
        return self.identifiers.agent_of_source(self.report.iri, speaker.label)

    def _party_iri(self, path: str) -> IRI:
        name = path.removeprefix(UNLISTED)
        return self.identifiers.at(path) if name == path else self.identifiers.party_by_name(name)

    def _unlisted(self, finding: Finding) -> tuple[Agent, ...]:
        """Give the records of the parties of a finding that the reference data do not hold."""
        way = finding.direction
        paths = [p for p in (finding.counted.affiliation, way.giver, way.receiver) if p and p.startswith(UNLISTED)]
        return tuple(Agent(self._party_iri(p), entry(p).label, AgentKind.PARTY) for p in dict.fromkeys(paths))

    def _agent(self, speaker: Speaker | None) -> Agent | None:
        """Give the record of an agent that the reference data do not hold."""
        if speaker is None:
            return None if self.publisher else self._unnamed_publisher()
        return Agent(self._agent_iri(speaker), speaker.label, AgentKind.AGENCY)

    def _unnamed_publisher(self) -> Agent:
        (label,) = UNNAMED
        return Agent(self.identifiers.agent_of_source(self.report.iri, label), label, AgentKind.OUTLET)

    def _made_on(self, speaker: Speaker | None) -> When | None:
        """Say when it was said where the text does not: by the publisher, when published; by others, by then."""
        published = self.report.published
        if published is None or published.latest is None:
            return None
        own = speaker is None or (self.publisher is not None and self._agent_iri(speaker) == self.publisher.iri)
        return published if own else by(published.latest)

    def _as_of(self, finding: Finding) -> When | None:
        if finding.accumulation is Accumulation.EVENT:
            return None
        made = finding.timing.said or (self.report.published if not finding.claimants else None)
        return finding.timing.as_of or made

    def _parties(self, found: Iterable[Finding]) -> frozenset[str]:
        """Give the parties between whom the report's people change hands."""
        ways = [f.direction for f in found if f.counted.phenomenon in TRANSFERS]
        return frozenset(p for way in ways for p in (way.giver, way.receiver) if p)

    def _exchange(self, finding: Finding, parties: frozenset[str]) -> Exchange | None:
        """Make the exchange that a figure belongs to; a total or a period's count belongs to none."""
        kind = _KINDS.get(finding.counted.phenomenon)
        if kind is None or finding.accumulation is not Accumulation.EVENT or finding.timing.periodic:
            return None
        date = finding.timing.event
        # Of an exchange before the one reported, or beside one that has a day, nothing says which: it stands alone.
        # What is only planned is another one than what took place.
        alone = finding.timing.earlier or (date is None and finding.counted.phenomenon in self.dated)
        planned = "" if finding.modality is Modality.ACCOMPLISHED else finding.modality
        apart = f"at {finding.counted.figure.span.start}" if alone else planned
        iri = self._exchange_iri(kind, parties, date, apart)
        way = finding.direction
        transfers: tuple[Transfer, ...] = ()
        if way.giver and way.receiver:
            giver, receiver = self._party_iri(way.giver), self._party_iri(way.receiver)
            transfers = (Transfer(self.identifiers.transfer(iri, giver, receiver), giver, receiver),)
        return Exchange(iri, kind, self.conflict, date, transfers)

    def _exchange_iri(self, kind: ExchangeKind, parties: frozenset[str], date: When | None, apart: str) -> IRI:
        if date is not None and date.is_day and date.earliest is not None and len(parties) == 2:
            return self.identifiers.exchange(kind, (self._party_iri(p) for p in parties), date.earliest)
        key = (kind, date.edtf if date else apart)
        number = self.exchanges.setdefault(key, len(self.exchanges) + 1)
        return self.identifiers.exchange_of_source(self.report.iri, number)

    def _quantity(self, finding: Finding, exchange: Exchange | None, whole: Quantity | None) -> Quantity:
        counted, timing = finding.counted, finding.timing
        period = timing.period if finding.accumulation is not Accumulation.STOCK else None
        if exchange is None and finding.accumulation is Accumulation.EVENT:
            period = period or timing.event
        giver, receiver, of = (
            self._party_iri(path) if path else None
            for path in (finding.direction.giver, finding.direction.receiver, counted.affiliation)
        )
        within = exchange.iri if exchange else self.conflict
        population = counted.population if counted.population is not Population.EVERYONE else None
        of_what = counted.phenomenon, finding.accumulation, population, of, giver, receiver, within, period
        iri = self.identifiers.quantity(*of_what)
        if counted.whole is not None and whole is not None:
            if iri == whole.iri or self.values.get(iri, counted.figure.value) != counted.figure.value:
                iri = self.identifiers.quantity(*of_what, _named_part(counted, whole))
            self.values[iri] = counted.figure.value
        return Quantity(
            iri, counted.phenomenon, finding.accumulation, population, of, giver, receiver, within, period,
            self.conflict, whole.iri if whole and whole.iri != iri else None,
        )  # fmt: skip

    def _events(self, found: Sequence[Mediation], main: Exchange) -> tuple[EventClaim, ...]:
        """Make the event claims on who mediated the report's exchange: the first that it counts people of."""
        events: list[EventClaim] = []
        parts: dict[tuple[object, ...], int] = defaultdict(int)
        for mediation in found:
            told = mediation.attribution
            exchange = Exchange(
                main.iri, main.kind, main.conflict, main.date, (), (self.identifiers.at(mediation.mediator),)
            )
            said = _Said(
                told.stance if told else Stance.REPORTS, mediation.quote,
                f"mediation/{told.rule if told else 'publisher'}",
                told.span if told else None, told.relays if told else (),
            )  # fmt: skip
            for speaker in told.claimants if told else (None,):
                agent = self._agent_iri(speaker)
                key = (said.quote, agent, said.stance)
                parts[key] += 1
                iri = self.identifiers.event_claim(self.report.iri, said.quote, agent, said.stance, parts[key])
                events.append(EventClaim(self._utterance(iri, speaker, said), exchange))
        return tuple(events)
