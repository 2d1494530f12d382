"""Whose people they are and which way they went, where it is not said beside the figure but follows from the text.

Nothing here is a guess at what a knowing reader would add: each rule rests on words of the same sentence, or on the
figure before, of the same kind, with no other side named since.
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.direction import opponent
from loaders.reports.elsewhere import as_elsewhere
from loaders.reports.finding import Finding
from loaders.reports.mentions import Mention, party_of
from loaders.reports.parsing import Parsed
from loaders.reports.sections import Layout
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import Direction
from ontology.model import Modality, Phenomenon, Population

_LOSSES = frozenset(
    (Phenomenon.DEATHS, Phenomenon.WOUNDED, Phenomenon.MISSING, Phenomenon.CASUALTIES, Phenomenon.LOSSES)
)
_PART = frozenset("of among including them whom these those another further remaining respectively".split())
_NEAR = 40
_ARMY = re.compile(
    r"(?:'s?)?(?: (?:own|military|war|army|combat|battlefield|armed))* (?:casualties|losses|deaths?|dead|killed|"
    r"wounded|toll|soldiers?|troops|servicemen|forces|army|side|ones)\b"
)
_OWN = re.compile(
    r"(?: \w+){0,3}? of (?:its|his|their) (?:own|soldiers|servicemen|troops|fallen|dead|fighters|people|citizens)\b"
)
_PARTS = frozenset(("part-of-whole", "list", "as-before", "said-beside", "same-columns"))
"""Rules of counting by which a figure is one of those before, or stands in one list with them."""
_ADMITS = frozenset("acknowledge admit concede recognise recognize".split())
_OTHER_WAY = re.compile(
    r"\b(?:in (?:return|exchange)(?! for)|the other (?:way|direction)|in the opposite direction|other way round)\b",
    re.I,
)


_KILLS = {"kill", "wound", "injure", "maim"}
"""Verbs whose subject is not those whom they count."""


def belonging(parsed: Parsed, found: list[Finding]) -> list[Finding]:
    """Add the sides that follow from the rest of the sentence, or from the figure before, to findings in order."""
    settled: list[Finding] = []
    for finding in found:
        before = settled[-1] if settled else None
        phenomenon = finding.counted.phenomenon
        if phenomenon in TRANSFERS:
            finding = _broken_down(parsed, _of_transfer(parsed, finding, before), settled)
        elif finding.counted.affiliation is None and _of_armies(finding):
            side = _said_here(parsed, finding) or _carried(parsed, finding, settled)
            finding = _with_side(finding, side)
        settled.append(finding)
    return as_elsewhere(settled)


def _with_side(finding: Finding, side: str | None) -> Finding:
    return replace(finding, counted=replace(finding.counted, affiliation=side)) if side else finding


def _of_armies(finding: Finding) -> bool:
    """Tell the losses and captives of armies from civilians, who are no side's people by that alone."""
    population = finding.counted.population
    of_soldiers = population not in (Population.CIVILIANS, Population.CHILDREN, Population.HOSTAGES)
    return of_soldiers and finding.counted.phenomenon in {*_LOSSES, Phenomenon.PRISONERS_HELD}


def _said_here(parsed: Parsed, finding: Finding) -> str | None:
    """Read "the enemy lost", "for the other side", "Russia suffered …, including", "held by Russia"."""
    speaker = next((p for s in finding.claimants if (p := s.party)), None)
    number = finding.counted.number
    words = {t.lower_ for t in number.sent}
    if finding.counted.phenomenon is Phenomenon.PRISONERS_HELD:
        return _of_held(parsed, number)
    if "enemy" in words:
        return opponent(parsed, speaker, number.idx) if speaker else None
    if re.search(
        r"\b(?:his|its|their|our|her) (?:own )?(?:country|soldiers|troops|army|men|people)\b", number.sent.text
    ):
        return speaker or _acting_before(parsed, number)
    if re.match(r"[^;]{0,24}?[^,;]{0,50}\bthe other side\b", parsed.plain[number.idx : number.sent.end_char]):
        named = _sides_named(parsed, number.sent.start_char, number.idx)
        return opponent(parsed, named[-1], number.idx) if named else None
    if side := _beside_losses(parsed, number):
        return side
    confesses = speaker and {t.lemma_.lower() for t in number.sent} & _ADMITS
    return speaker if confesses else _suffering(parsed, finding)


def _acting_before(parsed: Parsed, number: Token) -> str | None:
    """Give the one side that "its troops" can be of: "by Azerbaijan's Health Ministry, 192 of its troops"."""
    named = parsed.mentions_within(number.sent.start_char, number.idx)
    sides = {party_of(m.agent) for m in named if m.how != "demonym"} - {None}
    return sides.pop() if len(sides) == 1 else None


def _beside_losses(parsed: Parsed, number: Token) -> str | None:
    """Give whose losses a sentence counts: "Ukraine's dead", "Russian casualties at", "about 1,240 Russian losses"."""
    sentence = number.sent
    sides: list[str] = []
    # "Russian forces launched missiles at cities, killing 12 people": the army named is the one that kills.
    if any(t.dep_ == "dobj" and t.head.lemma_ in _KILLS for t in (number, *number.ancestors)):
        return None
    for mention in parsed.mentions_within(sentence.start_char, sentence.end_char):
        after = _ARMY.match(parsed.plain, mention.span.end, sentence.end_char)
        party = party_of(mention.agent) if mention.agent.kind == "party" else None
        if after is None or party is None or (mention.how != "demonym" and "'" not in after[0]):
            continue
        if mention.span.end < number.idx:
            sides = [party]
        elif not sides and mention.span.start - number.idx < _NEAR:
            return party
    return sides[-1] if sides else None


def _of_held(parsed: Parsed, number: Token) -> str | None:
    """Give the other side of who holds them: "2,500 servicemen are held by Russia", "are still in Russia"."""
    sentence = number.sent
    for mention in parsed.mentions_within(number.idx, sentence.end_char):
        by = parsed.plain[max(0, mention.span.start - 5) : mention.span.start]
        party = party_of(mention.agent)
        if mention.how != "demonym" and party and re.search(r"\b(?:by|in) (?:the )?$", by):
            return opponent(parsed, party, number.idx)
    for mention in parsed.mentions_within(sentence.start_char, number.idx):
        held = re.search(
            r"\b(?:held|detained|imprisoned) (?:captive )?(?:by|in) (?:the )?$", parsed.plain[: mention.span.start]
        )
        party = party_of(mention.agent)
        if held and party and mention.how != "demonym":
            return opponent(parsed, party, number.idx)
    return None


def _suffering(parsed: Parsed, finding: Finding) -> str | None:
    """Give who is said to suffer or lose them, though words stand between: "Russia, the study says, suffered"."""
    number = finding.counted.number
    for verb in (t for t in number.ancestors if t.lemma_ in ("suffer", "lose", "sustain", "incur", "cost")):
        within = [m for m in parsed.mentions_within(number.sent.start_char, number.idx) if m.how != "demonym"]
        sides = [m for m in within if m.agent.kind == "party" and m.agent.path in parsed.sides]
        after = [m for m in sides if m.span.start > verb.idx]
        # "That war cost Armenia 3,825 soldiers and Azerbaijan 2,906": whom it cost them, next to the figure.
        chosen = (after if verb.lemma_ == "cost" else sides)[-1:]
        return chosen[0].agent.path if chosen else None
    return None


def _carried(parsed: Parsed, finding: Finding, settled: list[Finding]) -> str | None:
    """Give whose the losses before were, where the same are spoken of: in the paragraph, no other side named since."""
    number = finding.counted.number
    last = next((f for f in reversed(settled) if f.counted.phenomenon not in TRANSFERS and _of_armies(f)), None)
    if last is None or last.counted.affiliation is None:
        return None
    since = last.counted.number
    same = parsed.sections.place(since.idx) == parsed.sections.place(number.idx)
    again = same or any(t.lower_ in ("the", "same", "that") and _is_count(t) for t in number.sent)
    if re.search(r"\bthe other (?:side|army|party)\b", parsed.plain[since.idx : number.idx]):
        return None
    end = number.sent.end_char if finding.counted.phenomenon is not Phenomenon.MISSING else number.idx
    speakers = [finding.attributed_in, last.attributed_in]
    others = [
        m
        for m in parsed.mentions_within(since.idx, end)
        if _is_people(m) and party_of(m.agent) not in (None, last.counted.affiliation)
        and not any(span is not None and span.covers(m.span) for span in speakers)
    ]  # fmt: skip
    return last.counted.affiliation if again and not others else None


def _is_people(mention: Mention) -> bool:
    return mention.how == "demonym" or mention.agent.kind == "party"


def _is_count(determiner: Token) -> bool:
    return determiner.head.lower_ in ("number", "list", "toll", "total", "figure", "count")


def _sides_named(parsed: Parsed, start: int, end: int) -> list[str]:
    named = (party_of(m.agent) for m in parsed.mentions_within(start, end) if m.agent.kind == "party")
    return [p for p in named if p is not None]


def _of_transfer(parsed: Parsed, finding: Finding, before: Finding | None) -> Finding:
    """Give a transfer's count the direction of its whole, or the reverse: "in return", "the other way"."""
    finding = _of_its_own(parsed, finding)
    way = finding.direction
    if before is None or before.counted.phenomenon not in TRANSFERS or before.modality is Modality.DEMANDED:
        return finding
    number, earlier = finding.counted.number, before.counted.number
    near = number.sent == earlier.sent or number.sent.start == earlier.sent.end
    here = parsed.sections.place(number.idx) == parsed.sections.place(earlier.idx)
    if not (near and here and before.direction.giver and before.direction.receiver):
        return finding
    start = earlier.idx if number.sent == earlier.sent else number.sent.start_char
    turned = _OTHER_WAY.search(parsed.plain, start, min(number.idx + _NEAR, number.sent.end_char))
    if turned and finding.counted.affiliation is None and way in (Direction(), before.direction):
        return _going(finding, before.direction.reversed(), before)
    gapped = _left_out(parsed, number, earlier)
    if gapped is not None and way in (Direction(), before.direction):
        subject = _left_out(parsed, earlier, earlier.sent[0], _NEAR)
        return _going(finding, before.direction.reversed() if subject not in (None, gapped) else way, before)
    part = finding.counted.rule in _PARTS or _is_part(number, earlier)
    return _going(finding, before.direction, before) if part and way == Direction() else finding


def _broken_down(parsed: Parsed, finding: Finding, settled: list[Finding]) -> Finding:
    """Read "189 are home. Returned are: 87 soldiers, 43 guards": fewer of the same, and no other side named since."""
    counted = finding.counted
    exchanged = counted.predicate is not None and counted.predicate.lemma_.lower() in lexicon.EXCHANGE
    if finding.direction != Direction() or counted.way is not None or exchanged:
        return finding
    for whole in reversed(settled):
        if whole.counted.phenomenon is not counted.phenomenon or whole.claimants != finding.claimants:
            return finding
        if counted.affiliation not in (None, whole.counted.affiliation) or whole.modality is Modality.DEMANDED:
            return finding
        if whole.direction != Direction() and whole.counted.figure.value > counted.figure.value:
            way, here = whole.direction, counted.number.idx
            since = min(whole.quote.end, here)  # who gave them is named in its own clause
            complete = way.giver is not None and way.receiver is not None
            if not complete or not _goes_on(parsed, since, here, way.receiver):
                return finding
            return _with_side(replace(finding, direction=way), counted.affiliation or whole.counted.affiliation)
    return finding


def _goes_on(parsed: Parsed, since: int, here: int, receiver: str | None) -> bool:
    """Tell whether a text goes on with the same people between two figures: no other side, heading, entry or turn."""
    named = (party_of(m.agent) for m in parsed.mentions_within(since, here))
    first, last = parsed.sections.place(since), parsed.sections.place(here)
    between = parsed.sections.every[first + 1 : last + 1]
    plain = all(s.label is None and s.layout in (Layout.PROSE, Layout.ITEM) for s in between)
    return plain and not set(named) - {None, receiver} and not _OTHER_WAY.search(parsed.plain, since, here)


def _left_out(parsed: Parsed, number: Token, since: Token, reach: int = 3) -> str | None:
    """Give the side right before a figure whose verb is left out: "Kyiv received 1,000 and Moscow 24"."""
    named = [m for m in parsed.mentions_within(since.idx, number.idx) if m.how != "demonym"]
    if not named or number.idx - named[-1].span.end > reach or number.sent != since.sent:
        return None
    return party_of(named[-1].agent)


def _of_its_own(parsed: Parsed, finding: Finding) -> Finding:
    """Read "got 48 of its own", "the remains of 70 of its soldiers": of who gets them back."""
    receiver, number = finding.direction.receiver, finding.counted.number
    own = _OWN.match(parsed.plain, finding.counted.figure.span.end, number.sent.end_char)
    return _with_side(finding, receiver) if own and receiver and finding.counted.affiliation is None else finding


def _is_part(number: Token, earlier: Token) -> bool:
    """Tell whether a number counts some of those before: "two dozen of them", "including 17", "250 of whom"."""
    if number.sent != earlier.sent:
        return bool({t.lower_ for t in number.doc[number.i : number.i + 4]} & {"them", "these", "those"})
    near = {t.lower_ for t in number.doc[max(earlier.i, number.i - 4) : number.i + 4] if t.i != number.i}
    return bool(near & _PART)


def _going(finding: Finding, way: Direction, before: Finding) -> Finding:
    captives = finding.counted.phenomenon is Phenomenon.PRISONERS_EXCHANGED and before.counted.affiliation is not None
    side = finding.counted.affiliation or (way.receiver if captives else None)
    return _with_side(replace(finding, direction=way), side)
