"""What a model says of a report, held against the report: what does not stand in it is refused, claim by claim.

Positions, values, hedges and agents are found here, by the same modules that the rules use. What is left to the model
is to say which words belong together: what is counted, who says it, whose people, in which direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from loaders.agents import known_agent
from loaders.llm.records import Record, Refusal, Refused
from loaders.reports.counted import Counted
from loaders.reports.counting import number_token
from loaders.reports.finding import Finding
from loaders.reports.mentions import entry, find_mentions, party_of
from loaders.reports.numbers import figures
from loaders.reports.parsing import Parsed, head_of
from loaders.reports.reader import Prepared
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import speakers
from loaders.reports.text import legible
from loaders.reports.times import dates
from loaders.reports.timing import TRANSFERS, Timing
from loaders.reports.ways import Direction
from ontology.dates import When, when
from ontology.errors import DateError
from ontology.model import Accumulation, Figure, Modality, Phenomenon, Population, Span
from ontology.vocabulary import AgentEntry

LONGEST_QUOTE = 300
"""Characters: what is quoted is served to everybody, so a model must not quote the article whole."""
_ONE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_EDTF = re.compile(rf"(?:(?:\.\.)?/)?{_ONE}[~?%]?(?:/(?:\.\.|{_ONE})?)?")
"""As much of EDTF as reports need: a parser of all of it could be kept busy by a few hundred characters."""
STOCKS = (Phenomenon.PRISONERS_HELD, Phenomenon.MISSING)


@dataclass(frozen=True)
class Anchors:
    """A report that claims are held against, and all that it offers to hold on to."""

    given: Prepared
    parsed: Parsed

    def finding(self, record: Record, window: Span) -> Finding:
        """Give the finding that a record makes, its quotation found within a window. Raises Refusal."""
        quote = self._quote(record.quote, window)
        figure = self._figure(record, quote)
        quote, printed = _with_hedge(quote, figure, self.parsed.plain)
        figure = replace(figure, printed=printed.of(self.parsed.text))
        number = number_token(self.parsed, figure)
        attributed, claimants = self._attribution(record, quote)
        if number is None:
            raise Refusal(Refused.NUMBER)
        counted = Counted(
            figure, number, None, _phenomenon(record), record.population, self._party(record.of), None, False, "llm"
        )  # fmt: skip
        accumulation, timing = self._timing(record)
        return Finding(
            counted=counted, direction=self._direction(record), claimants=claimants,
            relays=tuple(self._relays(record)), stance=record.speech, modality=record.modality,
            accumulation=accumulation, quote=quote, attributed_in=attributed, timing=timing,
            rule=f"llm/{'speaker' if claimants else 'publisher'}",
        )  # fmt: skip

    def _quote(self, words: str, window: Span) -> Span:
        if len(words) > LONGEST_QUOTE:
            raise Refusal(Refused.QUOTE_LONG)
        places = list(_places(words, self.parsed.text, window))
        if len(places) != 1:
            raise Refusal(Refused.QUOTE_TWICE if places else Refused.QUOTE)
        return places[0]

    def _figure(self, record: Record, quote: Span) -> Figure:
        """Give the number that our own module reads where the model sees its figure."""
        places = list(_places(record.figure, self.parsed.text, quote))
        if not places:
            raise Refusal(Refused.FIGURE)
        read = [f for f in self._figures if quote.covers(f.span) and any(p.covers(f.span) for p in places)]
        if len(read) != 1:
            raise Refusal(Refused.NUMBER)
        if record.value != read[0].value:
            raise Refusal(Refused.VALUE)
        return read[0]

    def _attribution(self, record: Record, quote: Span) -> tuple[Span | None, tuple[Speaker, ...]]:
        """Give the words that attribute a claim, and its claimant; neither where the publisher speaks."""
        if record.claimant is None:
            return None, ()
        whole = Span(0, len(self.parsed.text))
        places = list(_places(record.attributed_in or "", self.parsed.text, whole))
        if not places or len(record.attributed_in or "") > LONGEST_QUOTE:
            raise Refusal(Refused.ATTRIBUTION)
        said = min(places, key=lambda place: (_gap(place, quote), place.start))
        speaker = self._speaker(record.claimant, said)
        if speaker is None or not self._may_be(speaker, said):
            raise Refusal(Refused.CLAIMANT)
        publishes = speaker.path is not None and speaker.path == self.given.path
        return (None, ()) if publishes else (said, (speaker,))

    def _speaker(self, words: str, near: Span) -> Speaker | None:
        """Give the agent that words for a speaker mean: a known one that the text names, else whom the rules see.

        The rules leave names of private persons out (see docs/privacy.md).
        """
        agent = _agent(words)
        if agent is not None:
            return known(agent.path) if agent.path in self._named or agent.path == self.given.path else None
        places = list(_places(words, self.parsed.text, Span(0, len(self.parsed.text))))
        if not places:
            return None
        head = head_of(self.parsed, min(places, key=lambda place: (_gap(place, near), place.start)))
        return next(iter(speakers(self.parsed, head)), None) if head is not None else None

    def _may_be(self, speaker: Speaker, said: Span) -> bool:
        """Tell whether the words that attribute name the speaker, or its side, or nobody by name ("he said")."""
        there = [m.agent for m in self.parsed.mentions_within(said.start, said.end) if m.how != "demonym"]
        if not there or speaker.path is None:
            return True
        return any(speaker.path == agent.path or party_of(agent) == speaker.party for agent in there)

    def _relays(self, record: Record) -> Iterator[Speaker]:
        for words in record.relayed_by:
            agent = _agent(words)
            if agent is not None and agent.path in self._named and agent.path != self.given.path:
                yield known(agent.path)

    def _party(self, words: str | None) -> str | None:
        """Give the party that words mean; None where the report does not name it, or it is no known one."""
        agent = _agent(words) if words else None
        party = party_of(agent) if agent else None
        return party if party in self._sides else None

    def _direction(self, record: Record) -> Direction:
        if record.kind not in TRANSFERS:
            return Direction()
        giver, receiver = self._party(record.giver), self._party(record.receiver)
        return Direction(giver, receiver) if giver != receiver else Direction()

    def _timing(self, record: Record) -> tuple[Accumulation, Timing]:
        """Give what a count's relation to time is, and the dates that the text holds for it."""
        told, as_of = _date(record.event_date), _date(record.as_of)
        published = self.given.known.published
        over = published.latest if published and record.modality is Modality.ACCOMPLISHED else None
        if over and any(date and date.earliest and date.earliest > over for date in (told, as_of)):
            raise Refusal(Refused.DATE)
        told, as_of = (date if date and date.edtf in self._dates else None for date in (told, as_of))
        day = told if told and told.is_day else None
        period = told if told and told.earliest and told.latest and not told.is_day else None
        if record.kind in STOCKS:
            return Accumulation.STOCK, Timing(as_of=as_of or day)
        if record.accumulation is Accumulation.CUMULATIVE and period is None:
            return Accumulation.CUMULATIVE, Timing(as_of=as_of or day)
        return Accumulation.EVENT, Timing(event=day, period=period, periodic=period is not None)

    @cached_property
    def _figures(self) -> tuple[Figure, ...]:
        return figures(self.parsed.plain)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The known agents that the report names, by whatever word."""
        return frozenset(mention.agent.path for mention in self.parsed.mentions)

    @cached_property
    def _sides(self) -> frozenset[str]:
        """The parties that the report names, or whose agencies it does."""
        agents = [entry(path) for path in (*self._named, *([self.given.path] if self.given.path else []))]
        return frozenset(party for agent in agents if (party := party_of(agent)))

    @cached_property
    def _dates(self) -> frozenset[str]:
        """The dates that the text holds, as our own module resolves its words, and the day of publication."""
        published = self.given.known.published
        day = published.earliest if published and published.is_day else None
        told = {edtf for date in dates(self.parsed.plain, day) for edtf in (date.when.edtf, date.coming.edtf)}
        return frozenset(told | ({published.edtf} if published else set()))


@lru_cache(maxsize=1_000)
def _date(edtf: str | None) -> When | None:
    if edtf is not None and not _EDTF.fullmatch(edtf):
        raise Refusal(Refused.DATE)
    try:
        return when(edtf) if edtf else None
    except DateError as error:
        raise Refusal(Refused.DATE) from error


def _agent(words: str) -> AgentEntry | None:
    """Give the known agent that words are a name of, or a metonym ("Moscow")."""
    plain = legible(words)
    mentions = [m for m in find_mentions(plain) if m.how != "demonym"]
    whole = len(mentions) == 1 and mentions[0].span.of(plain) == plain.removeprefix("the ").removeprefix("The ")
    return mentions[0].agent if whole else known_agent(words)


def _phenomenon(record: Record) -> Phenomenon:
    """Give what is counted: civilians' deaths have a name of their own."""
    civilians = record.kind is Phenomenon.DEATHS and record.population is Population.CIVILIANS
    return Phenomenon.CIVILIANS_KILLED if civilians else record.kind


def _with_hedge(quote: Span, figure: Figure, text: str) -> tuple[Span, Span]:
    """Give the quotation widened to a figure's hedge, and the figure's place with it."""
    start = figure.span.start - max(figure.printed.find(figure.span.of(text)), 0)
    printed = Span(start, start + len(figure.printed))
    return Span(min(quote.start, printed.start), max(quote.end, printed.end)), printed


def _places(words: str, text: str, within: Span) -> Iterator[Span]:
    """Give each place within a stretch where words stand, character for character."""
    start = text.find(words, within.start, within.end) if words else -1
    while start >= 0:
        yield Span(start, start + len(words))
        start = text.find(words, start + 1, within.end)


def _gap(one: Span, other: Span) -> int:
    """Give how many characters lie between two stretches."""
    return max(one.start - other.end, other.start - one.end, 0)
