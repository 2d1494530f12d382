"""A report as it was read, before anything is stored: its text with the claims marked, and what was passed over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.base import Ignored, Read, Reason
from loaders.reports.lines import Label, labels
from ontology.dates import When
from ontology.model import IRI, Accumulation, Claim, EventClaim, Source, Span, Utterance
from ontology.terms import CCL
from server import wording
from server.excerpts import Excerpt, Mark, whole
from server.views import naming
from server.views.naming import capital
from server.wording import Counted

Said = Claim | EventClaim
Fields = Iterator[tuple[str, str]]

REASONS = {
    Reason.AGE: "an age",
    Reason.CODE: "part of a date, a name or a number of another kind",
    Reason.COMPOUND: "part of a compound, as of a calibre or a span of days",
    Reason.DATE: "a date",
    Reason.DIFFERENCE: "the difference of two figures, not one of its own",
    Reason.FOOTNOTE: "the mark of a note",
    Reason.MEASURE: "a measure, not people",
    Reason.MONEY: "a sum of money, or more than there are people",
    Reason.ORDINAL: "an ordinal",
    Reason.PRONOUN: "no count but a pronoun",
    Reason.RATE: "a rate, or a day's increase, not a count",
    Reason.RATIO: "a ratio",
    Reason.REPEATED: "said before in this report, by the same speaker",
    Reason.SHARE: "a share",
    Reason.SUPERSEDED: "an earlier figure, which another one replaces",
    Reason.TIME: "a time of day",
    Reason.UNCLAIMED: "could count people, but the language model made no claim of it that stands",
    Reason.UNCOUNTED: "counts nothing that the vocabulary has a word for",
    Reason.UNSTATED: "counts people, but nobody is said to have stated it",
    Reason.VAGUE: "too vague to count",
    Reason.WHOLE: "a whole of which only a part is claimed",
}
"""What each reason means, in the words of the page."""


@dataclass(frozen=True, slots=True)
class Note:
    """A claim below the text: its number, what it says, its fields, and its rule."""

    number: int
    anchor: str
    place: str
    heading: str
    claimant: str
    stance: str
    quote: str
    fields: tuple[tuple[str, str], ...]
    rule: str

    @property
    def title(self) -> str:
        """The whole note in one line, for who points at the words in the text."""
        fields = "; ".join(f"{name}: {value}" for name, value in self.fields)
        return f"{self.number}. {self.heading} – {self.claimant} {self.stance} this. {fields}; rule: {self.rule}"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A number without a claim, below the text."""

    anchor: str
    place: str
    printed: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One report as it was read; `name` is that of its file."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    text: Excerpt
    notes: tuple[Note, ...]
    passed: tuple[PassedOver, ...]
    refused: tuple[tuple[str, int], ...] = ()


def reading_view(read: Read, name: str, base: IRI, number: int = 1) -> ReadingView:
    """Show what a loader read; `number` tells the reports of one page apart."""
    text, reading = read.content.decode(), read.reading
    label, prefix = labels(reading, base), f"r{number}-"
    said: tuple[Said, ...] = (*reading.claims, *reading.events)
    notes = tuple(
        _note(claim, place, label, prefix, held=claim.utterance.iri in read.held)
        for place, claim in enumerate(said, start=1)
    )
    passed = tuple(_passed(each, place, text, prefix) for place, each in enumerate(read.ignored, start=1))
    marks = [*_marks(zip(said, notes, strict=True)), *_passed_marks(zip(read.ignored, passed, strict=True))]
    return ReadingView(
        name=name,
        title=reading.report.title or name,
        facts=tuple(_report_facts(reading.report, label)),
        text=whole(text, marks),
        notes=notes,
        passed=passed,
        refused=tuple(sorted(Counter(read.refused).items())),
    )


def _report_facts(report: Source, label: Label) -> Iterator[tuple[str, str]]:
    if report.publisher:
        yield "Publisher", label(report.publisher) or report.publisher
    yield "Published", wording.when(report.published.edtf) if report.published else "day not given"
    if report.url:
        yield "Address", report.url
    made = report.extraction
    yield "Read by", f"{made.loader} {made.version}{f', {made.model_name}' if made.model_name else ''}"
    yield "SHA-256 of the text", report.sha256


def _marks(noted: Iterable[tuple[Said, Note]]) -> Iterator[Mark]:
    """Mark quotations and attributions, and on each figure the notes of all claims that rest on it."""
    resting: defaultdict[Span, list[Note]] = defaultdict(list)
    for claim, note in noted:
        said = claim.utterance
        yield Mark(said.quotation.span, "quotation", title=note.title)
        if said.attributed_in:
            yield Mark(said.attributed_in.span, "attribution", title=f"who says it: {note.claimant} ({note.number})")
        resting[_place(claim)].append(note)
    for span, notes in resting.items():
        title, label = "\n".join(note.title for note in notes), ", ".join(str(note.number) for note in notes)
        yield Mark(span, "figure", notes[0].place, title, f"#{notes[0].anchor}", label)


def _passed_marks(passed: Iterable[tuple[Ignored, PassedOver]]) -> Iterator[Mark]:
    for ignored, row in passed:
        yield Mark(ignored.span, "passed", row.place, f"passed over: {row.reason}", f"#{row.anchor}")


def _place(claim: Said) -> Span:
    """Give the characters that lead to a claim's note: the figure's; of an event claim the quotation's."""
    return claim.figure.span if isinstance(claim, Claim) else claim.utterance.quotation.span


def _passed(ignored: Ignored, number: int, text: str, prefix: str) -> PassedOver:
    anchor, place = f"{prefix}passed-{number}", f"{prefix}number-{number}"
    return PassedOver(anchor, place, ignored.span.of(text), REASONS[ignored.reason])


def _note(claim: Said, number: int, label: Label, prefix: str, *, held: bool) -> Note:
    said, span = claim.utterance, _place(claim)
    review = ("Review", "held at a load, until a person has looked: a name stands in its quotation" if held else "")
    fields = _figure_fields(claim, label) if isinstance(claim, Claim) else _event_fields(claim, label)
    return Note(
        number=number,
        anchor=f"{prefix}claim-{number}",
        # Claims on one figure lead back to the same characters.
        place=f"{prefix}at-{span.start}-{span.end}",
        heading=_heading(claim, label) if isinstance(claim, Claim) else _event_heading(claim),
        claimant=label(said.claimant) or "the publisher, who is not named,",
        stance=said.stance,
        quote=said.quotation.exact,
        fields=tuple((name, value) for name, value in (*fields, *_said_fields(said, label), review) if value),
        rule=said.rule,
    )


def _heading(claim: Claim, label: Label) -> str:
    figure, quantity = claim.figure, claim.quantity
    agents = (quantity.affiliation, quantity.transferor, quantity.transferee)
    of, giver, receiver = (_name(agent, label) or None for agent in agents)
    period = quantity.period.edtf if quantity.period else None
    counted = Counted(quantity.phenomenon, quantity.population, of, giver, receiver, period)
    hedged = wording.figure(figure.comparator, figure.value, figure.lowest, figure.highest)
    return capital(wording.figure_of(hedged, counted))


def _event_heading(event: EventClaim) -> str:
    # Not its IRI: an exchange of a report has no other name yet.
    return capital(naming.EXCHANGES[CCL[event.exchange.kind]]) + ", without a figure"


def _figure_fields(claim: Claim, label: Label) -> Fields:
    figure, quantity = claim.figure, claim.quantity
    date = claim.exchange.date if claim.exchange else quantity.period
    yield "Printed", figure.printed
    yield "Means", wording.interval(figure.lowest, figure.highest)
    yield "Counts", f"{_words(quantity.phenomenon)}, {_words(quantity.accumulation)}"
    yield "Whose people", _name(quantity.affiliation, label)
    yield "What people", _words(quantity.population) if quantity.population else ""
    yield "From", _name(quantity.transferor, label)
    yield "To", _name(quantity.transferee, label)
    yield "Part", "of a larger figure" if quantity.subset_of else ""
    yield "When", _when(date)
    yield "Counts up to", _when(claim.as_of) if quantity.accumulation is not Accumulation.EVENT else ""


def _event_fields(event: EventClaim, label: Label) -> Fields:
    yield "Mediated by", ", ".join(_name(agent, label) for agent in event.exchange.mediators)
    yield "When", _when(event.exchange.date)


def _said_fields(said: Utterance, label: Label) -> Fields:
    yield "Modality", said.modality
    yield "Said", _when(said.made_on)
    yield "Through", ", ".join(_name(agent, label) for agent in said.relayed_by)
    yield "Attributed in", f"“{said.attributed_in.exact}”" if said.attributed_in else ""


def _name(agent: IRI | None, label: Label) -> str:
    return "" if agent is None else label(agent) or agent


def _when(date: When | None) -> str:
    return wording.when(date.edtf) if date else ""


def _words(concept: str) -> str:
    return concept.replace("-", " ")
