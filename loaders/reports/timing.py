"""Which date belongs to what: the event, the period counted, the saying, the day a total counts to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.chronicle import heading_of
from loaders.reports.counted import Counted
from loaders.reports.frames import frame_of
from loaders.reports.parsing import Parsed, head_of
from loaders.reports.syntax import child
from loaders.reports.times import Dated, dates
from ontology.dates import When
from ontology.model import Accumulation, Modality, Phenomenon, Span

_AGREEING = ("reach", "sign", "agree", "conclude", "strike", "make", "hold", "begin", "start", "announce")
_ANY_DAY = date(2000, 1, 1)
"""Stands for the day of publication where only the kind of a date matters."""

TRANSFERS = (Phenomenon.BODIES_TRANSFERRED, Phenomenon.PRISONERS_EXCHANGED, Phenomenon.HOSTAGES_RELEASED)

_SINCE = re.compile(
    r"\b(?:since|after|before|following|prior to|ahead of)\s+(?:the (?:start|beginning) of\s+|early\s+|late\s+)?$",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\b(?:as of|as at|up to|until|by|through)\s+(?:the end of\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Timing:
    """The dates of one statement. `earlier` tells that it is of some time before the event reported.

    `of_report` is the day on which the report says, elsewhere, that its exchange took place. `periodic` tells that
    a period was counted, even where it cannot be placed: "during the summer", in a report without a date.
    """

    event: When | None = None
    period: When | None = None
    said: When | None = None
    as_of: When | None = None
    of_report: When | None = None
    earlier: bool = False
    periodic: bool = False


def timing(
    parsed: Parsed,
    counted: Counted,
    quote: Span,
    attributed: Span | None,
    dated: tuple[Dated, ...],
    kind: Accumulation,
    modality: Modality = Modality.ACCOMPLISHED,
) -> Timing:
    """Sort the dates of a statement's sentence: said, counted to, happened."""
    sentence = counted.number.sent
    here = [d for d in dated if sentence.start_char <= d.span.start < sentence.end_char]
    said = as_of = event = period = None
    for told in here:
        if _is_of_saying(parsed, told, attributed, quote) or _is_of_stating(parsed, told, counted):
            said = said or told.when
        elif _SINCE.search(parsed.plain[sentence.start_char : told.span.start]):
            continue  # where a count begins, or what came first, is not when it happened
        elif _AS_OF.search(parsed.plain[sentence.start_char : told.span.start]):
            as_of = as_of or told.when
        elif _is_nearest(parsed, told, counted, quote):
            of_event = told.when if modality is Modality.ACCOMPLISHED else told.coming
            if of_event.is_day:
                event = event or of_event
            elif kind is not Accumulation.STOCK and ("/" not in of_event.edtf or _is_interval(parsed, told)):
                period = period or of_event
    if event is None and period is None and counted.phenomenon in TRANSFERS and modality is Modality.ACCOMPLISHED:
        event = _exchange_beside(parsed, counted, dated)
    heading = heading_of(parsed, dated, counted.number.idx) if modality is Modality.ACCOMPLISHED else None
    if heading is not None and event is None and period is None and as_of is None:
        event, period = (heading.when, None) if heading.is_day else (None, heading.when)
        period = None if kind is Accumulation.STOCK else period
    period = period if event is None else None  # "on Thursday, in the convoys agreed last month"
    if kind is not Accumulation.EVENT and not _happened(counted):
        as_of, event = as_of or event, None
    earlier = period is None and _is_earlier(parsed, sentence, here, said)
    periodic = period is not None or (event is None and _counts_a_period(parsed, counted, quote))
    return Timing(event, period, said, as_of, _exchange_day(parsed, dated), earlier, periodic)


def _is_earlier(parsed: Parsed, sentence: Sentence, here: list[Dated], said: When | None) -> bool:
    """Tell a sentence of some other time than the day of the news: "previously", "since 2022", "38 of January"."""
    if {t.lower_ for t in sentence} & lexicon.EARLIER:
        return True
    return any((not d.is_day and d.when != said) or _begins(parsed, d, sentence) for d in here)


def _begins(parsed: Parsed, told: Dated, sentence: Sentence) -> bool:
    """Tell whether a count begins or ends at a date: "since 3 May", "by 1 October"."""
    before = parsed.plain[sentence.start_char : told.span.start]
    return _SINCE.search(before) is not None or _AS_OF.search(before) is not None


def _counts_a_period(parsed: Parsed, counted: Counted, quote: Span) -> bool:
    """Tell whether the quoted clause names a season or a month, whether or not it can be placed in time."""
    if counted.phenomenon not in TRANSFERS:
        return False
    text = parsed.plain[quote.start : quote.end]
    named = (replace(d, span=Span(quote.start + d.span.start, quote.start + d.span.end)) for d in dates(text, _ANY_DAY))
    return any(not d.is_day and "/" not in d.when.edtf and _is_nearest(parsed, d, counted, quote) for d in named)


def _is_of_saying(parsed: Parsed, told: Dated, attributed: Span | None, quote: Span) -> bool:
    """Tell whether a date hangs on the verb of saying: "Zelensky disclosed earlier this year"."""
    if attributed is None or quote.covers(told.span) or (_is_year(told) and not attributed.covers(told.span)):
        return False  # "had recorded 2,088 in 2024 and 1,974 in 2023": nobody says when by the year alone
    token = _token(parsed, told)
    for above in token.ancestors:
        if above.lemma_.lower() in lexicon.SPEECH and attributed.start <= above.idx < attributed.end:
            return True
        if above.pos_ in ("VERB", "AUX"):
            return False
    return attributed.covers(told.span)


def _is_of_stating(parsed: Parsed, told: Dated, counted: Counted) -> bool:
    """Tell whether a date is that of naming a total: "spoke in November of 4,000 killed", "put the dead at 250,000"."""
    if counted.phenomenon in TRANSFERS:
        return False  # what is announced of an exchange on its day is told of that day
    for above in _token(parsed, told).ancestors:
        if above.pos_ in ("VERB", "AUX"):
            figure = counted.number.i in {t.i for t in above.subtree} and above != counted.predicate
            own = above == counted.predicate and above.lemma_.lower() in _STATING - lexicon.FATES.keys()
            return above.lemma_.lower() in _STATING and (figure or own)
    return False


_LABELLED = 12
"""Within how many characters a date stands as the label of a figure."""
_STATING = frozenset(
    "say state announce tell declare speak put name claim estimate arrive think publish give allege insist reckon "
    "believe assess calculate suggest write admit acknowledge concede disclose reveal quote cite".split()
)
"""Verbs of naming a figure; one who records, verifies or counts does so in the period counted."""


def _happened(counted: Counted) -> bool:
    """Tell whether a verb says that those counted died or were hurt: that was on its day, and no total ran to it."""
    suffered = (Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED, Phenomenon.WOUNDED, Phenomenon.CASUALTIES)
    verb = counted.predicate
    if counted.phenomenon not in suffered or verb is None:
        return False
    frame = frame_of(verb, moving=False)
    return frame is not None and frame.phenomenon in suffered


def _is_interval(parsed: Parsed, told: Dated) -> bool:
    """Tell "14 to 16 April", which an event took, from "earlier this year", which only bounds its day."""
    return re.match(r"\d|[Bb]etween|[Ff]rom|(?:the )?\w+ half\b", told.span.of(parsed.plain)) is not None


def _is_year(told: Dated) -> bool:
    return len(told.when.edtf) == len("2023")


def _is_nearest(parsed: Parsed, told: Dated, counted: Counted, quote: Span) -> bool:
    """Tell whether a date is said of the counted event: in its clause, or hanging on its verb or one above."""
    verb = counted.predicate
    labels = told.span.end <= counted.number.idx < told.span.end + _LABELLED
    if verb is None and labels and "\n" not in parsed.plain[told.span.end : counted.number.idx]:
        return True  # "Day two, 6 March: 300 each"
    anchor = counted.noun if counted.noun is not None else counted.number
    for above in _token(parsed, told).ancestors:
        if above == verb or (above.head == anchor and above.lemma_.lower() in lexicon.FATES):
            return True
        if above.pos_ in ("VERB", "AUX"):
            # "under the agreement reached on 2 June": another event's date.
            other = above.dep_ in ("acl", "relcl") and above.lemma_ in _AGREEING
            return not other and (
                quote.covers(told.span) or (verb is not None and (above in verb.ancestors or verb in above.conjuncts))
            )
    return quote.covers(told.span)


def _exchange_beside(parsed: Parsed, counted: Counted, dated: tuple[Dated, ...]) -> When | None:
    """Read "The previous exchange took place on 24 August: then 115 returned home", in one sentence or two."""
    sentence = counted.number.sent
    before = parsed.sentence_beside(counted.number, -1)
    start = sentence.start_char
    if before is not None and sentence.text.lstrip().startswith(("Then ", "That day ", "On that day ")):
        start = before.start_char
    for told in dated:
        if start <= told.span.start < counted.number.idx and told.is_day:
            verb = next((a for a in _token(parsed, told).ancestors if a.pos_ == "VERB"), None)
            subject = child(verb, "nsubj", "nsubjpass") if verb is not None else None
            if subject is not None and subject.lemma_.lower() in lexicon.EXCHANGES:
                return told.when
    return None


def _exchange_day(parsed: Parsed, dated: tuple[Dated, ...]) -> When | None:
    """Find "Repatriation measures took place today", "It was done on Wednesday": the day of the report's exchange."""
    for told in dated:
        token = _token(parsed, told)
        words = {t.lemma_.lower() for t in token.sent}
        verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
        if not told.is_day or words & lexicon.EARLIER or verb is None or verb.lemma_ not in _HAPPEN:
            continue
        if words & lexicon.EXCHANGES or _is_what_was_just_told(parsed, verb):
            return told.when
    return None


_HAPPEN = frozenset("do take happen conduct carry complete hold occur".split())


def _is_what_was_just_told(parsed: Parsed, verb: Token) -> bool:
    """Tell it of "It took place on Wednesday" right after a sentence on an exchange."""
    subject, before = child(verb, "nsubj", "nsubjpass"), parsed.sentence_beside(verb, -1)
    told = before is not None and any(t.lemma_.lower() in lexicon.EXCHANGES for t in before)
    return told and subject is not None and subject.lower_ in ("it", "this") and not child(verb, "dobj")


def _token(parsed: Parsed, told: Dated) -> Token:
    return head_of(parsed, told.span) or parsed.doc[0]
