"""Reading a report: every figure that counts people in war, with who says it, of what, and where it stands.

Each step is a rule of its own in the modules beside this one; a finding records the rules that made it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.attribution import attribute
from loaders.reports.belonging import belonging
from loaders.reports.case import Memory
from loaders.reports.chronicle import under_headings
from loaders.reports.corrections import corrects_itself
from loaders.reports.counted import Counted
from loaders.reports.counting import count, counts_people
from loaders.reports.direction import directions
from loaders.reports.finding import Finding, Findings
from loaders.reports.happened import with_days_of_losses
from loaders.reports.ignored import ignored
from loaders.reports.mediation import mediations
from loaders.reports.modality import modality_of
from loaders.reports.negation import is_negated
from loaders.reports.numbers import figures
from loaders.reports.pairs import Way, by_header, directions_of_pair, way_of
from loaders.reports.parsing import Parsed
from loaders.reports.parts import sums
from loaders.reports.saying import Attribution
from loaders.reports.seconding import seconded
from loaders.reports.settling import settle
from loaders.reports.speaker import Speaker
from loaders.reports.subject import is_of_something_else
from loaders.reports.syntax import clause_span, is_perfect
from loaders.reports.times import Dated, dates
from loaders.reports.timing import TRANSFERS, Timing, timing
from loaders.reports.unsaid import is_withheld
from loaders.reports.ways import Direction
from loaders.reports.whose import Whose, whose_claims
from ontology.dates import When
from ontology.model import Accumulation, Figure, Modality, Phenomenon, Span, Stance


def find(parsed: Parsed, published: When | None) -> Findings:
    """Find what a parsed report says. `published` resolves "today" if it is known to the day."""
    day = published.earliest if published is not None and published.is_day else None
    dated = under_headings(parsed, dates(parsed.plain, day), day)
    found: list[Finding] = []
    memory = Memory(parsed)
    printed = () if is_of_something_else(parsed.doc) else figures(parsed.plain)
    memory.sums = sums(parsed, printed)
    memory.warranted = any(counts_people(memory, figure) for figure in printed)
    for place, figure in enumerate(printed):
        counted = count(memory, _as_printed(figure, parsed))
        if counted is not None:
            _read(parsed, replace(counted, way=way_of(parsed, printed, place)), dated, found)
            memory.counts.append(counted)
    sided = with_days_of_losses(parsed, belonging(parsed, found), dated)
    whole = _without_repetition(settle(seconded(parsed, sided), parsed, day), parsed)
    said = tuple(mediations(parsed)) if whole else ()
    return Findings(tuple(whole), said, parsed.conflict, ignored(parsed.plain, whole, memory.counts))


def _as_printed(figure: Figure, parsed: Parsed) -> Figure:
    """Give a figure in the report's own characters: the legible copy has plain hyphens and blanks in their place."""
    start = _start_of(figure, parsed.plain)
    return replace(figure, printed=parsed.text[start : start + len(figure.printed)])


def _start_of(figure: Figure, text: str) -> int:
    """Give where a printed figure begins, with its hedge."""
    return figure.span.start - max(figure.printed.find(figure.span.of(text)), 0)


def _told_before(found: list[Finding], counted: Counted) -> int | None:
    """Give the place of the finding that "the 1,000 bodies" refers back to."""
    before = counted.number.doc[max(0, counted.number.i - 1)]
    if before.lower_ not in ("the", "these", "those"):
        return None
    same = (counted.phenomenon, counted.figure.value)
    return next((i for i, f in enumerate(found) if (f.counted.phenomenon, f.counted.figure.value) == same), None)


def _read(parsed: Parsed, counted: Counted, dated: tuple[Dated, ...], found: list[Finding]) -> None:
    """Add what is said with one figure: the statement itself, and whose people somebody says they are."""
    whose = list(whose_claims(parsed, counted))
    own = next((w for w in whose if w.attribution is None), None)
    if own is not None and counted.affiliation is None:
        counted = replace(counted, affiliation=own.party, population=own.population)
    place = _told_before(found, counted)
    if place is not None and not whose and _says_another(parsed, counted, found[place]):
        place = None
    if place is None:
        place = len(found)
        found += _statements(parsed, counted, dated, found)
    if place == len(found):
        return
    parts = tuple(
        _part(found[place], counted, w, w.attribution, parsed.text) for w in whose if w.attribution is not None
    )
    found[place] = replace(found[place], parts=found[place].parts + parts)


def _says_another(parsed: Parsed, counted: Counted, told: Finding) -> bool:
    """Tell whether somebody else says it again: "Moscow returned 31 bodies. Kyiv confirmed receiving the 31 bodies"."""
    said = attribute(parsed, _anchor(counted))
    return said is not None and set(said.claimants) != set(told.claimants)


def _anchor(counted: Counted) -> Token:
    """Give the word that a statement hangs on: the counted noun, else the number."""
    return counted.noun if counted.noun is not None else counted.number


def _statements(
    parsed: Parsed, counted: Counted, dated: tuple[Dated, ...], found: Sequence[Finding] = ()
) -> list[Finding]:
    """Give what is said of a figure: as a rule one statement, two for "exchanged 205 prisoners each"."""
    token = _anchor(counted)
    said = attribute(parsed, token)
    stance = Stance.DENIES if counted.denied else _stance(said, counted.predicate)
    if counted.denied and corrects_itself(parsed) and (said is None or not _is_within(said.span, counted.number.sent)):
        return []
    # "rejected that it is not 31" says 31 no more than "confirmed 26 and not 31" denies it.
    unsaid = counted.denied and said is not None and said.stance in (Stance.DENIES, Stance.CONFIRMS)
    if stance is None or unsaid or is_withheld(parsed, token, said):
        return []
    claimants = said.claimants if said else ()
    party = next((p for speaker in claimants if (p := speaker.party)), None)
    if not claimants and parsed.publisher:
        party = Speaker(parsed.publisher, "").party
    ways = _ways(parsed, counted, party) if counted.phenomenon in TRANSFERS else (Direction(),)
    sided = [_with_side(counted, (way,), party) for way in ways]
    quote, kind = _quote(parsed, counted), _accumulation(counted)
    attributed = _before(said.span, quote, parsed.text) if said else None
    modality = _like_the_whole(modality_of(counted), counted, found)
    when = timing(parsed, counted, quote, said.span if said else None, dated, kind, modality)
    finding = Finding(
        counted=counted, direction=ways[0], claimants=claimants, relays=said.relays if said else (),
        stance=stance, modality=modality, accumulation=_settled(kind, when),
        quote=quote, attributed_in=attributed, timing=when,
        rule=f"{counted.rule}/{said.rule if said else 'publisher'}",
    )  # fmt: skip
    return [replace(finding, direction=way, counted=side) for way, side in zip(ways, sided, strict=True)]


def _like_the_whole(modality: Modality, counted: Counted, found: Sequence[Finding]) -> Modality:
    """Take parts of what is planned for planned, too: "1,700 are to be freed, among them 7 Saudis"."""
    before = found[-1] if found else None
    if before is None or modality is not Modality.ACCOMPLISHED or before.counted.number.sent != counted.number.sent:
        return modality
    part = counted.rule in ("part-of-whole", "list") or counted.predicate == before.counted.predicate
    return before.modality if part and before.counted.phenomenon is counted.phenomenon else modality


def _is_within(span: Span, sentence: Sentence) -> bool:
    return sentence.start_char <= span.start < sentence.end_char


def _ways(parsed: Parsed, counted: Counted, party: str | None) -> tuple[Direction, ...]:
    """Give the directions: two for "205 prisoners each", one of the two for either figure of "1,000 for 1,000"."""
    told = directions(parsed, counted, party)
    if counted.way is None:
        return told
    way = Way(counted.way)
    if way is Way.BOTH:
        return told if len(told) == 2 else directions_of_pair(parsed, counted.figure, way, party)
    if by_header(parsed, counted.figure) is not None:
        return directions_of_pair(parsed, counted.figure, way, party)
    undirected = len(told) == 2 or told[0].giver is None or told[0].receiver is None
    return directions_of_pair(parsed, counted.figure, way, party) if undirected else told


def _stance(said: Attribution | None, predicate: Token | None) -> Stance | None:
    """Give how it is put: who says that something did not happen denies it. None where that leaves no statement."""
    stance = said.stance if said else Stance.REPORTS
    # That a figure "is not complete" or "was not confirmed" denies nothing.
    if predicate is None or predicate.lemma_ in lexicon.SPEECH or not is_negated(predicate):
        return stance
    return None if stance is Stance.DENIES or predicate.lemma_ == "be" else Stance.DENIES


def _with_side(counted: Counted, ways: tuple[Direction, ...], party: str | None) -> Counted:
    """Add whose people they are where a pronoun says it, or where prisoners come home to their own side."""
    if counted.affiliation is not None:
        return counted
    noun = counted.noun if counted.noun is not None else counted.number
    words = {t.lower_ for t in counted.number.doc[counted.number.i + 1 : noun.i + 1]}
    receiver = ways[0].receiver if len(ways) == 1 else None
    if "own" in words and receiver:
        return replace(counted, affiliation=receiver)
    if words & {"his", "her", "our", "its", "their"} and counted.phenomenon not in TRANSFERS:
        return replace(counted, affiliation=party)
    return counted


def _quote(parsed: Parsed, counted: Counted) -> Span:
    """Give the smallest clause with the figure and its hedge, the counted noun and the verb."""
    anchors = [counted.number, *([counted.noun] if counted.noun is not None else [])]
    return _with_figure(clause_span(anchors, counted.predicate), counted.figure, parsed.text)


def _with_figure(quote: Span, figure: Figure, text: str) -> Span:
    """Widen a quotation to the whole figure with its hedge: a number may be of several words."""
    start = _start_of(figure, text)
    return Span(min(quote.start, start), max(quote.end, start + len(figure.printed)))


def _before(attributed: Span, quote: Span, text: str) -> Span:
    """Cut the words of attribution where the quotation begins."""
    if not attributed.start < quote.start < attributed.end:
        return attributed
    return Span(
        attributed.start, attributed.start + len(text[attributed.start : quote.start].rstrip(" ,:\n\r\t\u00a0\u202f"))
    )


def _part(whole: Finding, counted: Counted, whose: Whose, said: Attribution, text: str) -> Finding:
    """Give the claim of whose people they are: another quantity, a part of the first."""
    quote = _with_figure(whose.quote, counted.figure, text)
    counted = replace(counted, affiliation=whose.party, population=whose.population)
    return replace(
        whole, counted=counted, claimants=said.claimants, relays=said.relays, stance=said.stance,
        quote=quote, attributed_in=said.span, rule=f"whose-people/{said.rule}", parts=(),
    )  # fmt: skip


def _near(counted: Counted) -> str:
    """Give the words around a figure that may say how long it runs, up to the next one: "1245 today, 6057 in all".

    With those that open the sentence: "In total for 2025, 14 exchanges were held, in which 14,480 came home".
    """
    number, past, start = counted.number, counted.figure.span.end, counted.number.sent.start
    after = number.doc[number.i + 1 : min(number.i + 12, number.sent.end)]
    end = next((t.i for t in after if t.like_num and t.idx >= past and t.ent_type_ not in _NO_COUNT), after.end)
    opening = number.doc[start : min(start + _OPENS, number.i)].text
    return f"{opening} {number.doc[max(start, number.i - 12) : end].text}"


_OPENS = 3
_NO_COUNT = ("DATE", "TIME", "ORDINAL")


_ATTACKS = frozenset(
    "strike attack shelling missile drone bombing raid explosion clash ambush blast bombardment".split()
)
_RUNNING = ("in total", "in all", "since ", "altogether", "overall", "so far", "to date")
# "the first such swap since October" counts no longer than its day.
_FIRST_SINCE = re.compile(r"\b(?:first|second|largest|biggest|last|only|next)\b[^.;:\d]{0,40}\bsince ")


def _accumulation(counted: Counted) -> Accumulation:
    """Tell an event's count from a running total and from a stock."""
    words = {t.lemma_.lower() for t in counted.number.sent}
    if counted.phenomenon in (Phenomenon.PRISONERS_HELD, Phenomenon.MISSING):
        return Accumulation.STOCK
    if counted.phenomenon in TRANSFERS:
        near = _near(counted).lower()
        running = any(phrase in _FIRST_SINCE.sub("", near) for phrase in _RUNNING)
        # "a total of 6,060 have been delivered", but "a total of 146 were returned"
        so_far = "a total of" in near and counted.predicate is not None and is_perfect(counted.predicate)
        running = running or so_far
        return Accumulation.CUMULATIVE if running else Accumulation.EVENT
    return Accumulation.EVENT if words & _ATTACKS else Accumulation.CUMULATIVE


def _settled(kind: Accumulation, when: Timing) -> Accumulation:
    """Take a count of a day or a closed period ("2,088 killed in 2024") for what it is: it runs on no further."""
    closed = when.period is not None or when.event is not None
    return Accumulation.EVENT if kind is Accumulation.CUMULATIVE and closed else kind


def _without_repetition(found: list[Finding], parsed: Parsed) -> list[Finding]:
    """Keep the first time that the same speaker says the same figure of the same thing."""
    kept: list[tuple[tuple[object, ...], Finding]] = []
    for finding in found:
        counted, details = finding.counted, (finding.timing.event, finding.counted.affiliation)
        parts = {(part.claimants, part.counted.affiliation): part for part in reversed(finding.parts)}
        key = (
            finding.claimants, counted.phenomenon, counted.figure.value, counted.figure.comparator,
            finding.direction, finding.timing.period, finding.modality, finding.stance is Stance.DENIES,
            parsed.paragraph_at(counted.figure.span.start), counted.way,
        )  # fmt: skip
        # As many bodies on another day, or of the other side, are others; where that is not given they are the same.
        told = [(f.timing.event, f.counted.affiliation) for other, f in kept if other == key]
        if not any(all(a == b or None in (a, b) for a, b in zip(details, before, strict=True)) for before in told):
            kept.append((key, replace(finding, parts=tuple(reversed(parts.values())))))
    return [finding for _, finding in kept]
