"""Which way the people of a figure went where its own words do not say it: the movement that the report is telling of.

Each figure takes its place in that movement: turned round ("in return"), a part of the figure before, one more of
the same, what the speaker counts for his own side, or what the report tells of the same people elsewhere. The steps
are asked in turn, the first that answers counts, and what is of both ways at once is asked none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.direction import both_act, opponent
from loaders.reports.finding import Finding
from loaders.reports.mentions import party_of
from loaders.reports.parsing import Parsed
from loaders.reports.sections import Layout
from loaders.reports.sides import is_group
from loaders.reports.speaking import named_right_before, speaking_side
from loaders.reports.syntax import child, subject_of
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import Direction
from ontology.model import Modality, Phenomenon, Population, Stance

_NEAR = 40
BACK = 12
"""Among how many figures before a sum of both ways is looked for."""
_PARTS = frozenset(("part-of-whole", "list", "as-before", "said-beside", "same-columns"))
"""Rules of counting by which a figure is one of those before, or stands in one list with them."""
_PART = frozenset("of among including them whom these those another further remaining respectively".split())
_OTHER_WAY = re.compile(
    r"\b(?:in (?:return|exchange)(?! for)|the other (?:way|direction)|in the opposite direction|other way round"
    r"|(?:gone|went|go|going) the other|in turn|for them\b(?! all))",
    re.IGNORECASE,
)
_FOR = re.compile(r"[^.;:\d]{0,60}?\b(?:in (?:exchange|return) for|against|for)\s(?:[\w'-]+\s){0,3}", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:on|from|by|between) (?:both|the two|either)\b|\bboth ways\b|\baltogether\b|\bcrossed the lines\b",
    re.IGNORECASE,
)
_BY_BOTH = re.compile(r"(?: [a-z-]+){1,6} (?:by|on|from) (?:both|the two) (?:sides|parties|armies|countries)\b")
_OWN_MEN = re.compile(r"\b(?:its|his|our|their) own (?!for |against )[^.;:\d]{1,40}\b(?:at|to)\s(?:\w+ ){0,2}\Z")
_OF_OWN = re.compile(r" of (?:(?:its|his|our|their) own|ours)\b")
_OF_THEIRS = re.compile(r" of theirs\b")
_SIDES = frozenset("side party country government capital neighbour neighbor state army foe enemy".split())
_SERVED = frozenset("sentence convict term imprisonment jail".split())
_COMES = frozenset(
    "come return back home arrive free release liberate bring receive get take retrieve regain repatriate "
    "repatriation".split()
)


@dataclass(frozen=True)
class Scene:
    """A report, and the findings before the one that is asked about."""

    parsed: Parsed
    settled: list[Finding]

    @property
    def before(self) -> Finding | None:
        """The last transfer before."""
        return next((f for f in reversed(self.settled) if f.counted.phenomenon in TRANSFERS), None)


Step = Callable[[Scene, Finding], Finding | None]


def moved(parsed: Parsed, finding: Finding, settled: list[Finding]) -> Finding:
    """Give a transfer its place in what the report tells before it."""
    scene = Scene(parsed, settled)
    number = finding.counted.number
    if _BY_BOTH.match(parsed.plain, finding.counted.figure.span.end, number.sent.end_char):
        return replace(finding, direction=Direction())
    for step in _TURNS:
        if (placed := step(scene, finding)) is not None:
            return placed
    if is_complete(finding.direction):
        return _of_the_whole(scene, finding)
    if goes_both_ways(scene, finding):
        return finding
    for step in _STEPS:
        if (placed := step(scene, finding)) is not None:
            return _bound_elsewhere(parsed, placed)
    return finding


def _of_the_whole(scene: Scene, finding: Finding) -> Finding:
    """Take some of those before ("all but seven of them") for people of the same side."""
    before = scene.before
    counted = finding.counted
    if before is None or counted.affiliation is not None or before.direction != finding.direction:
        return finding
    smaller = before.counted.number.sent == counted.number.sent and counted.figure.value < before.counted.figure.value
    others = counted.noun is not None and counted.noun.lemma_.lower() in ("foreigner", "other", "national")
    part = counted.rule == "part-of-whole" or (smaller and not others and _predicate(before) == _predicate(finding))
    return with_side(finding, before.counted.affiliation) if part else finding


def _bound_elsewhere(parsed: Parsed, finding: Finding) -> Finding:
    """Leave the receiver open where a place is named that is no side's: "88 were driven to Ramallah", "deported"."""
    number = finding.counted.number
    after = number.doc[number.i + 1 : min(number.i + 9, number.sent.end)]
    for token in after:
        if token.like_num or token.text in (",", ";"):
            break
        if token.lower_ in ("deported", "abroad", "exile"):
            return replace(finding, direction=Direction(finding.direction.giver))
        place = token.lower_ in ("to", "into", "for") and any(
            c.dep_ == "pobj" and c.ent_type_ in ("GPE", "LOC") and parsed.actors.at(c) is None for c in token.children
        )
        abroad = token.ent_type_ in ("GPE", "LOC") and token.nbor(-1).lower_ in ("to", "into", "the")
        named = parsed.actors.at(token)
        side = named is not None and party_of(named.agent) in parsed.sides_at(token.idx)
        if place or (abroad and not side and token.nbor(-1).lower_ in ("to", "into")):
            return replace(finding, direction=Direction(finding.direction.giver))
    return finding


def is_complete(way: Direction) -> bool:
    """Tell whether both the giver and the receiver are told."""
    return way.giver is not None and way.receiver is not None


def goes_both_ways(scene: Scene, finding: Finding) -> bool:
    """Tell whether a figure counts people of both sides: a sum, or a formula that `pairs` reads."""
    counted = finding.counted
    if counted.way is not None:
        return True
    verb, number = counted.predicate, counted.number
    if verb is not None and verb.lemma_.lower() in lexicon.EXCHANGE:
        return True
    beside = scene.parsed.plain[max(number.sent.start_char, number.idx - 60) : number.idx + 70]
    if _BOTH.search(beside[:]):
        return True
    if verb is not None and both_act(scene.parsed, verb, counted):
        return True
    subject = subject_of(verb) if verb is not None else None
    if subject is not None and subject.tag_ == "NNS" and subject.lemma_.lower() in _SIDES:
        return True
    return _is_sum(finding.counted.figure.value, scene.settled[-BACK:])


def _is_sum(value: Decimal, settled: Iterable[Finding]) -> bool:
    """Tell whether a figure is the sum of two that went opposite ways."""
    ways = [(f.counted.figure.value, f.direction) for f in settled if is_complete(f.direction)]
    there = {(v, w.giver, w.receiver) for v, w in ways}
    return any((value - v, w.receiver, w.giver) in there for v, w in ways if v < value)


def _turned(scene: Scene, finding: Finding) -> Finding | None:
    """Read "in return", "the other way", "681 against 400": the reverse of the figure before."""
    before, number = scene.before, finding.counted.number
    if before is None or not _may_be_turned(finding, before):
        return None
    earlier, parsed = before.counted.number, scene.parsed
    beside = number.sent == earlier.sent or number.sent.start == earlier.sent.end
    if not beside or not _is_here(parsed, earlier, number):
        return None
    start = earlier.idx if number.sent == earlier.sent else number.sent.start_char
    turned = _OTHER_WAY.search(parsed.plain, start, min(number.idx + _NEAR, number.sent.end_char))
    swapped = _FOR.fullmatch(parsed.plain, before.counted.figure.span.end, finding.counted.figure.span.start)
    if _is_contrary(before, finding):
        return _going(finding, before.direction.reversed(), before)
    if not swapped and (turned is None or _is_of_the_former(parsed, turned, start, number.idx)):
        return None
    return _going(finding, before.direction.reversed(), before)


def _may_be_turned(finding: Finding, before: Finding) -> bool:
    counted, told = finding.counted, before.direction
    if not is_complete(told) or counted.way is not None:
        return False
    return finding.direction == Direction() or finding.direction == told


def _predicate(finding: Finding) -> int | None:
    return finding.counted.predicate.i if finding.counted.predicate is not None else None


def _is_contrary(before: Finding, finding: Finding) -> bool:
    """Read "Iraq hands over 48 and gets back 70": one side gives and then receives, in one sentence."""
    verb, other = before.counted.predicate, finding.counted.predicate
    if verb is None or other is None or verb.i == other.i or verb.sent != other.sent:
        return False
    joined = other.dep_ == "conj" and child(other, "nsubj", "nsubjpass") is None
    first, second = verb.lemma_.lower(), other.lemma_.lower()
    gives, receives = lexicon.GIVE, lexicon.RECEIVE
    return joined and ((first in gives and second in receives) or (first in receives and second in gives))


def _is_of_the_former(parsed: Parsed, turned: re.Match[str], start: int, number: int) -> bool:
    """Tell whether "in return" is said of the figure before: "in exchange for Israel's it let go 90, of whom 12"."""
    before, after = parsed.plain[start : turned.start()].rstrip(), parsed.plain[turned.end() : number]
    opens = not before or before[-1] in ",;.:(-—" or before.endswith((" and", " while", " but"))
    return not opens and re.search(r"[,;:]|\b(?:and|while|but)\b", after) is not None


def _own_men(scene: Scene, finding: Finding) -> Finding | None:
    """Read "put the number of its own men at 195": of who speaks."""
    number, parsed = finding.counted.number, scene.parsed
    speaker = speaking_side(parsed, finding)
    before = parsed.plain[max(number.sent.start_char, number.idx - 60) : number.idx]
    end = finding.counted.figure.span.end
    own, theirs = _OWN_MEN.search(before) or _OF_OWN.match(parsed.plain, end), _OF_THEIRS.match(parsed.plain, end)
    if speaker is None or finding.counted.way is not None or not (own or theirs):
        return None
    other = opponent(parsed, speaker, number.idx)
    direction = Direction(speaker, other) if theirs else Direction(other, speaker)
    return replace(finding, direction=direction, counted=replace(finding.counted, affiliation=direction.receiver))


def _left_to_the_other(scene: Scene, finding: Finding) -> Finding | None:
    """Read "Kyiv received 1,000 and Moscow 24": the verb is left out, and another side named."""
    before, number = scene.before, finding.counted.number
    if before is None or not _may_be_turned(finding, before):
        return None
    earlier = before.counted.number
    gapped = named_right_before(scene.parsed, number, earlier, start=finding.counted.figure.span.start)
    subject = named_right_before(scene.parsed, earlier, earlier.sent[0], _NEAR)
    if gapped is None or subject in (None, gapped):
        return None
    return _going(finding, before.direction.reversed(), before)


def _with_its_whole(scene: Scene, finding: Finding) -> Finding | None:
    """Give a part the way of the figure that it is a part of, wherever that was told of."""
    span = finding.counted.whole
    whole = (
        next((f for f in reversed(scene.settled[-2 * BACK :]) if f.counted.figure.span == span), None) if span else None
    )
    if whole is None or not is_complete(whole.direction) or whole.modality is Modality.DEMANDED:
        return None
    return _like(finding, whole)


def _as_asked(scene: Scene, finding: Finding) -> Finding | None:
    """Read "What has Baku returned so far? 105 people": who is asked what he gave or received."""
    number, parsed = finding.counted.number, scene.parsed
    question = parsed.sentence_beside(number, -1)
    if question is None or not question.text.rstrip(" *_\n").endswith("?") or finding.direction != Direction():
        return None
    for verb in question:
        gives, receives = verb.lemma_.lower() in lexicon.GIVE, verb.lemma_.lower() in lexicon.RECEIVE
        subject = child(verb, "nsubj") if verb.pos_ == "VERB" and (gives or receives) else None
        named = parsed.actors.at(subject) if subject is not None else None
        side = party_of(named.agent) if named is not None and named.how != "demonym" else None
        other = opponent(parsed, side, number.idx) if side else None
        if side and other:
            return replace(finding, direction=Direction(side, other) if gives else Direction(other, side))
    return None


def _as_the_whole(scene: Scene, finding: Finding) -> Finding | None:
    """Read "two dozen of them", "including 17", "of the 230, 48": as those whom it is a part of."""
    before, number = scene.before, finding.counted.number
    if before is None or not is_complete(before.direction) or before.modality is Modality.DEMANDED:
        return None
    earlier = before.counted.number
    near = number.sent == earlier.sent or number.sent.start == earlier.sent.end
    part = finding.counted.rule in _PARTS or _is_part(number, earlier)
    if not (near and part and _is_here(scene.parsed, earlier, number)):
        return None
    return _like(finding, before)


def _one_more(scene: Scene, finding: Finding) -> Finding | None:
    """Read on: what follows a figure, with no other side named since, goes the same way."""
    before, counted = scene.before, finding.counted
    if before is None or before.counted.phenomenon is not counted.phenomenon or not is_complete(before.direction):
        return None
    if counted.affiliation not in (None, before.counted.affiliation) or before.modality is not finding.modality:
        return None
    if finding.stance is Stance.DENIES or not _is_told_on(scene.parsed, finding, before):
        return None
    since = min(before.quote.end, counted.number.idx)
    if not _goes_on(scene.parsed, since, counted.number.idx, before.direction.receiver):
        return None
    return _like(finding, before)


def _of_whom_the_paragraph_tells(scene: Scene, finding: Finding) -> Finding | None:
    """Read a list of those freed, under or after one side's office alone: they are that side's."""
    counted, parsed = finding.counted, scene.parsed
    here = counted.number.idx
    if counted.phenomenon is not Phenomenon.PRISONERS_EXCHANGED or finding.claimants or counted.affiliation:
        return None
    start = parsed.paragraph_at(here).start
    named = parsed.actors.within(start, here)
    named = named or parsed.actors.within(parsed.paragraph_at(max(start - 1, 0)).start, start)
    sides = {party_of(m.agent) for m in named} & set(parsed.sides_at(here))
    offices = any(m.agent.kind in ("agency", "spokesperson") and m.agent.acts_for for m in named)
    if len(sides) != 1 or not offices or finding.direction != Direction() or finding.stance is Stance.DENIES:
        return None
    (side,) = sides
    giver = opponent(parsed, side, here) if side else None
    return replace(finding, direction=Direction(giver, side)) if giver else None


def _is_told_on(parsed: Parsed, finding: Finding, before: Finding) -> bool:
    """Tell whether the same is told on: in one paragraph, or by the same speaker of a part of those before."""
    here, there = finding.counted.number.idx, before.counted.number.idx
    if parsed.paragraph_at(here) == parsed.paragraph_at(there):
        return True
    return before.claimants == finding.claimants and finding.counted.figure.value < before.counted.figure.value


def _speakers_own(scene: Scene, finding: Finding) -> Finding | None:
    """A side that says how many came back or are free speaks of its own; of those who served terms, of its captives."""
    counted, parsed = finding.counted, scene.parsed
    speaker = speaking_side(parsed, finding)
    if speaker is None or speaker not in parsed.sides_at(counted.number.idx) or finding.direction != Direction():
        return None
    words = {t.lemma_.lower() for t in counted.number.sent}
    prisoners, other = (
        counted.phenomenon is Phenomenon.PRISONERS_EXCHANGED,
        opponent(parsed, speaker, counted.number.idx),
    )
    if prisoners and words & _SERVED and not is_group(speaker):
        return replace(finding, direction=Direction(speaker, other))
    if not prisoners and not words & _COMES:
        return None
    placed = replace(finding, direction=Direction(other, speaker))
    return with_side(placed, counted.affiliation)


def _from_the_group(scene: Scene, finding: Finding) -> Finding | None:
    """Hostages are held by the armed group, dead or alive, and go to the state that it fights."""
    counted = finding.counted
    sides = scene.parsed.sides_at(counted.number.idx)
    hostages = counted.population is Population.HOSTAGES or counted.phenomenon is Phenomenon.HOSTAGES_RELEASED
    groups = [side for side in sides if is_group(side)]
    if not hostages or len(sides) != 2 or len(groups) != 1 or finding.direction.giver:
        return None
    state = next(side for side in sides if side not in groups)
    return replace(finding, direction=Direction(groups[0], state))


_TURNS: tuple[Step, ...] = (_own_men, _turned, _left_to_the_other)
"""Steps that may turn round what the verb of the figure before would say of this one, too."""
_STEPS: tuple[Step, ...] = (
    _with_its_whole,
    _as_asked,
    _as_the_whole,
    _from_the_group,
    _one_more,
    _speakers_own,
    _of_whom_the_paragraph_tells,
)


def _like(finding: Finding, before: Finding) -> Finding:
    return with_side(
        replace(finding, direction=before.direction), finding.counted.affiliation or before.counted.affiliation
    )


def _going(finding: Finding, way: Direction, before: Finding) -> Finding:
    counted, there = finding.counted, before.counted.affiliation
    captives = counted.phenomenon is Phenomenon.PRISONERS_EXCHANGED and there is not None
    own = counted.affiliation if counted.affiliation != there else None
    placed = replace(finding, direction=way, counted=replace(counted, affiliation=own))
    return with_side(placed, own or (way.receiver if captives else None))


def with_side(finding: Finding, side: str | None) -> Finding:
    """Take those counted for people of a side, if one is given."""
    return replace(finding, counted=replace(finding.counted, affiliation=side)) if side else finding


def _is_here(parsed: Parsed, earlier: Token, number: Token) -> bool:
    return parsed.sections.place(number.idx) == parsed.sections.place(earlier.idx)


def _goes_on(parsed: Parsed, since: int, here: int, receiver: str | None) -> bool:
    """Tell whether a text goes on with the same people between two figures: no other side, heading, entry or turn."""
    named = (party_of(m.agent) for m in parsed.actors.within(since, here))
    first, last = parsed.sections.place(since), parsed.sections.place(here)
    between = parsed.sections.every[first + 1 : last + 1]
    plain = all(s.label is None and s.layout in (Layout.PROSE, Layout.ITEM) for s in between)
    others = {party for party in named if party in parsed.sides_at(here)} - {receiver}
    return plain and not others and not _OTHER_WAY.search(parsed.plain, since, here)


def _is_part(number: Token, earlier: Token) -> bool:
    """Tell whether a number counts some of those before: "two dozen of them", "including 17", "250 of whom"."""
    if number.sent != earlier.sent:
        return bool({t.lower_ for t in number.doc[number.i : number.i + 4]} & {"them", "these", "those"})
    near = {t.lower_ for t in number.doc[max(earlier.i, number.i - 4) : number.i + 4] if t.i != number.i}
    return bool(near & _PART)
