"""Whose losses and captives a figure counts, where no word beside it says so.

Each rule rests on words of the same sentence, on the figure before, or on who speaks; the first that answers counts.
Civilians are no side's people by that alone, so only the losses of armies and their captives are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports.direction import opponent, party_meant
from loaders.reports.finding import Finding
from loaders.reports.mentions import Mention, entry, party_of
from loaders.reports.parsing import Parsed
from loaders.reports.spoken import of_enemies, spoken_of
from loaders.reports.syntax import subject_of
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import clause
from loaders.reports.whose import killer_of
from ontology.model import Phenomenon, Population

_LOSSES = frozenset(
    (Phenomenon.DEATHS, Phenomenon.WOUNDED, Phenomenon.MISSING, Phenomenon.CASUALTIES, Phenomenon.LOSSES)
)
_NEAR, _BACK = 40, 12
_ARMY = re.compile(
    r"(?:'s?)?(?: (?:own|military|war|army|combat|battlefield|armed))* (?:casualties|losses|deaths?|dead|killed|"
    r"wounded|toll|soldiers?|troops|servicemen|forces|army|side|ones)\b"
)
_OWN = re.compile(
    r"\b(?:his|its|their|our|her) (?:own )?(?:country|soldiers|troops|army|men|people|losses|dead|casualties|"
    r"servicemen|fighters|wounded|forces|toll|fallen|side|military|personnel|officers|citizens|own)\b"
)
_ITS_DEED = re.compile(
    r"\b(?:his|its|their|our|her) (?:\w+ )?(?:(?:air)?strikes?|attacks?|raids?|operations?|missiles?|drones?|shelling|"
    r"bombing|bombs?|fire|forces? killed)\b"
)
_ADMITS = frozenset("acknowledge admit concede recognise recognize".split())
_KILLS = frozenset(("kill", "wound", "injure", "maim"))
"""Verbs whose subject is not those whom they count."""
_SUFFERS = frozenset(("suffer", "lose", "sustain", "incur", "cost"))
_HOLDS = frozenset("hold have keep detain capture imprison take list name".split())


@dataclass(frozen=True)
class _Asked:
    """A figure that is asked about, in its report, with the findings before it and the side that speaks."""

    parsed: Parsed
    finding: Finding
    settled: list[Finding]
    speaker: str | None

    @property
    def number(self) -> Token:
        """The figure's token."""
        return self.finding.counted.number


def whose_losses(parsed: Parsed, finding: Finding, settled: list[Finding], speaker: str | None) -> str | None:
    """Give the side whose people a figure counts; None where nothing says. `speaker` is the side that speaks."""
    asked = _Asked(parsed, finding, settled, speaker)
    if _of_both(asked):
        return None
    killer = killer_of(parsed, finding.counted)
    for rule in _rules(finding):
        if (side := rule(asked)) and side != killer:
            return side
    return None


def _rules(finding: Finding) -> tuple[Rule, ...]:
    if not of_armies(finding):
        return (_its_own,)
    return _OF_CAPTIVES if finding.counted.phenomenon is Phenomenon.PRISONERS_HELD else _OF_LOSSES


def as_all_losses(parsed: Parsed, found: list[Finding]) -> list[Finding]:
    """Give soldiers' losses that nothing else tells the side of to the one side whose losses the report counts."""
    sides = {f.counted.affiliation for f in found if of_armies(f) and f.counted.phenomenon not in TRANSFERS} - {None}
    if len(sides) != 1:
        return found
    (side,) = sides
    return [
        replace(f, counted=replace(f.counted, affiliation=side)) if _may_be_of(parsed, f, side) else f for f in found
    ]


def _may_be_of(parsed: Parsed, finding: Finding, side: str | None) -> bool:
    counted = finding.counted
    open_ = counted.affiliation is None and of_armies(finding) and counted.phenomenon is not Phenomenon.PRISONERS_HELD
    soldiers = counted.population is Population.COMBATANTS or counted.phenomenon is Phenomenon.LOSSES
    number = counted.number
    named = (party_of(m.agent) for m in parsed.actors.within(number.sent.start_char, number.sent.end_char))
    others = set(named) & set(parsed.sides_at(number.idx)) - {side}
    return open_ and soldiers and not others and not _of_both(_Asked(parsed, finding, [], None))


def _of_both(asked: _Asked) -> bool:
    """Tell whether a figure counts the losses of both: "casualties on both sides could reach 2 million"."""
    number, sentence = asked.number, asked.number.sent
    start, end = max(sentence.start_char, number.idx - 60), min(number.idx + 60, sentence.end_char)
    return _BOTH.search(asked.parsed.plain, start, end) is not None


_BOTH = re.compile(r"\b(?:on|of|from|by) (?:both|all|the two) (?:sides|armies|parties|countries)\b")


def of_armies(finding: Finding) -> bool:
    """Tell the losses and captives of armies from civilians, who are no side's people by that alone."""
    population = finding.counted.population
    of_soldiers = population not in (Population.CIVILIANS, Population.CHILDREN, Population.HOSTAGES)
    held = finding.counted.phenomenon is Phenomenon.PRISONERS_HELD and population is not Population.HOSTAGES
    return held or (of_soldiers and finding.counted.phenomenon in _LOSSES)


def _of_the_enemy(asked: _Asked) -> str | None:
    """Read "the enemy lost": of the side that the speaker fights."""
    if asked.speaker is None or not any(t.lower_ == "enemy" for t in asked.number.sent):
        return None
    return opponent(asked.parsed, asked.speaker, asked.number.idx)


def _its_own(asked: _Asked) -> str | None:
    """Read "23 of its soldiers", "put its own losses at 71", "our dead": of whom the pronoun means."""
    sentence = asked.number.sent
    own = _OWN.search(asked.parsed.plain, *clause(asked.number))
    if own is None or any(t.dep_ == "nsubj" and own.end() < t.idx < asked.number.idx for t in sentence):
        return None  # none, or "12 of its soldiers, and Israel said it had killed 40"
    # "40 of its own", and not "said the strike was its own"
    if own[0].endswith("own") and not re.search(
        r"\b(?:of|lost|among|for|and) $", asked.parsed.plain[: own.start()][-8:]
    ):
        return None
    if own[0].startswith("our"):
        return asked.speaker
    named = asked.parsed.actors.within(sentence.start_char, own.start())
    owners = [m for m in named if m.agent.kind == "party" and asked.parsed.plain.startswith("'s", m.span.end)]
    if owners and "own" not in own[0] and _ITS_LOSSES.match(asked.parsed.plain, owners[-1].span.end):
        return owners[-1].agent.path  # "put Ukraine's dead at 70,000 and its wounded at 100,000"
    return party_meant(asked.parsed, asked.parsed.token_at(own.start()), asked.speaker)


_ITS_LOSSES = re.compile(r"'s (?:own |military |war )*(?:dead|losses|casualties|wounded|toll)\b")


def _for_a_side(asked: _Asked) -> str | None:
    """Read "for Russia the Pentagon thinks of 70,000 dead": of the side that the clause begins with."""
    start, _ = clause(asked.number)
    for mention in asked.parsed.actors.within(start, asked.number.idx)[:1]:
        opens = re.fullmatch(
            r"\W*(?:and )?for (?:the )?", asked.parsed.plain[start : mention.span.start], re.IGNORECASE
        )
        return party_of(mention.agent) if opens and mention.agent.kind == "party" else None
    return None


def _of_its_subject(asked: _Asked) -> str | None:
    """Read "Ukraine has close to 70,000 killed", "the country had lost 4,000 people": of who has or lost them."""
    verb = next((t for t in asked.number.ancestors if t.pos_ in ("VERB", "AUX")), None)
    subject = subject_of(verb) if verb is not None and verb.lemma_ in ("have", "lose", "suffer") else None
    if subject is None:
        return None
    if _is_home(asked, subject):
        return asked.speaker if _speaks_of_none_other(asked, subject) else None
    mention = asked.parsed.actors.at(subject)
    sides = asked.parsed.sides_at(asked.number.idx)
    named = mention is not None and mention.how == "name" and mention.agent.kind == "party"
    return mention.agent.path if named and mention is not None and mention.agent.path in sides else None


_HOME = frozenset("country nation republic army military".split())


def _is_home(asked: _Asked, noun: Token) -> bool:
    """Tell "the country" and "the army" that no name beside them makes another's."""
    return noun.lemma_.lower() in _HOME and asked.parsed.actors.at(noun) is None


def _speaks_of_none_other(asked: _Asked, home: Token) -> bool:
    """Tell whether nobody but who speaks is named where "the country" may be his own.

    That is in its sentence and the one before: "The Kremlin said Belarus had seen losses: the country lost 300".
    """
    before = asked.parsed.sentence_beside(asked.number, -1)
    start = before.start_char if before is not None else asked.number.sent.start_char
    named = asked.parsed.actors.within(start, asked.number.sent.end_char)
    places = {t.idx for t in home.doc[asked.parsed.token_at(start).i : home.sent.end] if t.ent_type_ in _PLACES}
    own = {m.span.start for m in named if party_of(m.agent) == asked.speaker}
    return all(party_of(m.agent) in (None, asked.speaker) for m in named) and places <= own


_PLACES = ("GPE", "NORP")


def _asked_about(asked: _Asked) -> str | None:
    """Read "And Russians? He put it at 180,000": of whom the question names, where the answer names nobody else.

    A question with a verb asks for something: for losses only where it says so, "How many has Russia lost?".
    """
    question = asked.parsed.sentence_beside(asked.number, -1)
    if question is None or not question.text.rstrip(" *_").endswith("?") or not _asks_for_losses(question):
        return None
    start, end = asked.number.sent.start_char, asked.number.sent.end_char
    span = asked.finding.attributed_in
    others = [m for m in asked.parsed.actors.within(start, end) if span is None or not span.covers(m.span)]
    named = {party_of(m.agent) for m in asked.parsed.actors.within(question.start_char, question.end_char)} - {None}
    return named.pop() if len(named) == 1 and not others else None


def _asks_for_losses(question: Sentence) -> bool:
    if not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD", "VB") for t in question):
        return not any(t.lemma_.lower() in ("victim", "side", "version") for t in question)
    return any(t.lemma_ in _SUFFERS | {"loss", "casualty"} for t in question)


def _on_the_other_side(asked: _Asked) -> str | None:
    """Read "between 500,000 and 600,000 for the other side": not the side last named."""
    parsed, number = asked.parsed, asked.number
    if not re.match(r"[^;]{0,24}?[^,;]{0,50}\bthe other side\b", parsed.plain[number.idx : number.sent.end_char]):
        return None
    named = [m for m in parsed.actors.within(number.sent.start_char, number.idx) if m.agent.kind == "party"]
    return opponent(parsed, named[-1].agent.path, number.idx) if named else None


def _beside_losses(asked: _Asked) -> str | None:
    """Give whose losses a sentence counts: "Ukraine's dead", "Russian casualties at", "about 1,240 Russian losses"."""
    parsed, number = asked.parsed, asked.number
    sides: list[str] = []
    if _are_killed(number):
        return None
    for mention in parsed.actors.within(number.sent.start_char, number.sent.end_char):
        after = _ARMY.match(parsed.plain, mention.span.end, number.sent.end_char)
        party = party_of(mention.agent) if mention.agent.kind == "party" else None
        if after is None or party is None or (mention.how != "demonym" and "'" not in after[0]):
            continue
        if mention.span.end < number.idx:
            sides = [party]
        elif not sides and mention.span.start - number.idx < _NEAR and mention.span.start < clause(number)[1]:
            return party
    return sides[-1] if sides else None


def _are_killed(number: Token) -> bool:
    """Tell it of "Russian forces launched missiles, killing 12 people": the army named is the one that kills."""
    return any(t.dep_ == "dobj" and t.head.lemma_ in _KILLS for t in (number, *number.ancestors))


def _admitted(asked: _Asked) -> str | None:
    """Read "Moscow has acknowledged the death of 40": who admits speaks of his own."""
    start, end = clause(asked.number)
    admits = any(t.lemma_.lower() in _ADMITS for t in asked.number.sent if start <= t.idx < end)
    return asked.speaker if admits else None


def _suffering(asked: _Asked) -> str | None:
    """Give who is said to suffer or lose them, though words stand between: "Russia, the study says, suffered"."""
    parsed, number = asked.parsed, asked.number
    verb = next((t for t in number.ancestors if t.lemma_ in _SUFFERS), None)
    if verb is None:
        return None
    subject = subject_of(verb)
    if subject is not None and _is_home(asked, subject) and not _speaks_of_none_other(asked, subject):
        return None
    if verb.lemma_ != "cost" and subject is not None and (party := party_meant(parsed, subject, asked.speaker)):
        return party
    span = asked.finding.attributed_in
    within = [
        m
        for m in parsed.actors.within(number.sent.start_char, number.idx)
        if m.how != "demonym" and (verb.lemma_ == "cost" or span is None or not span.covers(m.span))
    ]
    sides = [m for m in within if m.agent.kind == "party" and m.agent.path in parsed.sides_at(number.idx)]
    # "That war cost Armenia 3,825 soldiers and Azerbaijan 2,906": whom it cost them, next to the figure.
    chosen = ([m for m in sides if m.span.start > verb.idx] if verb.lemma_ == "cost" else sides)[-1:]
    return chosen[0].agent.path if chosen else None


def _carried(asked: _Asked) -> str | None:
    """Give whose the losses before were, where the same are spoken of: in the paragraph, no other side named since."""
    parsed, number, finding = asked.parsed, asked.number, asked.finding
    last = next(
        (f for f in reversed(asked.settled[-_BACK:]) if f.counted.phenomenon not in TRANSFERS and of_armies(f)), None
    )
    if last is None or last.counted.affiliation is None:
        return None
    if finding.counted.noun is not None and finding.counted.noun.ent_type_ == "NORP":
        return None  # "300 Ukrainians and 200 Poles": a people of its own
    since = last.counted.number
    same = parsed.sections.place(since.idx) == parsed.sections.place(number.idx)
    again = same or any(t.lower_ in ("the", "same", "that") and _is_count(t) for t in number.sent)
    if re.search(
        r"\b(?:the other (?:side|army|party)|(?:both|all) (?:sides|armies))\b",
        parsed.plain[since.idx : number.sent.end_char],
    ):
        return None
    end = number.sent.end_char if finding.counted.phenomenon is not Phenomenon.MISSING else number.idx
    speakers = [finding.attributed_in, last.attributed_in]
    others = [
        m
        for m in parsed.actors.within(since.idx, end)
        if _is_people(m) and party_of(m.agent) not in (None, last.counted.affiliation)
        and not any(span is not None and span.covers(m.span) for span in speakers)
    ]  # fmt: skip
    return last.counted.affiliation if again and not others else None


def _counted_by_the_enemy(asked: _Asked) -> str | None:
    """Read "Losses, General Staff, 08:00: about 1,271,350": an army that counts losses and not its own."""
    speakers = [entry(s.path) for s in asked.finding.claimants if s.path]
    military = any(
        agent.kind == "agency" and re.search(r"Staff|Defen[cs]e|Forces|Army", agent.label) for agent in speakers
    )
    if asked.finding.counted.phenomenon is not Phenomenon.LOSSES or not military or asked.speaker is None:
        return None
    return opponent(asked.parsed, asked.speaker, asked.number.idx)


def _speakers_soldiers(asked: _Asked) -> str | None:
    """A side that says how many soldiers fell, where its losses were spoken of before, speaks of its own.

    Not of those whom it fights, "12 militants", nor of those whom it killed, "in its strike".
    """
    parsed, number, noun = asked.parsed, asked.number, asked.finding.counted.noun
    if asked.speaker is None or asked.finding.counted.population is not Population.COMBATANTS or _are_killed(number):
        return None
    enemies = of_enemies(number, noun, asked.speaker)
    lost = any(t.lemma_ in _SUFFERS for t in number.ancestors)  # who lost them is the subject, whoever says it
    if enemies or lost or _ITS_DEED.search(parsed.plain, number.sent.start_char, number.sent.end_char):
        return None
    named = {party_of(m.agent) for m in parsed.actors.within(number.sent.start_char, number.sent.end_char)}
    return (
        asked.speaker
        if named <= {None, asked.speaker} and spoken_of(asked.parsed, asked.number, asked.speaker)
        else None
    )


def _held_from(asked: _Asked) -> str | None:
    """Give the other side of who holds them: "held by Russia", "in Azerbaijani hands", "India holds 391"."""
    parsed, number = asked.parsed, asked.number
    sentence = number.sent
    for mention in parsed.actors.within(sentence.start_char, sentence.end_char):
        party = party_of(mention.agent)
        before = parsed.plain[max(0, mention.span.start - 30) : mention.span.start]
        after = parsed.plain[mention.span.end : mention.span.end + 12]
        if party is None:
            continue
        if mention.how == "demonym":
            captive = re.match(r" (?:captivity|hands|custody|prisons?|jails?|camps?)\b", after)
        else:
            captive = re.search(r"\b(?:held|detained|imprisoned|captive)(?: captive)? (?:by|in) (?:the )?$", before)
            if captive is None and mention.span.start > number.idx:
                captive = re.search(r"\b(?:by|in) (?:the )?$", before)
        if captive:
            return opponent(parsed, party, number.idx)
        if mention.span.start > number.idx and re.search(r"\bfrom (?:the )?$", before):
            return party
    return _held_by_subject(asked)


def _held_by_subject(asked: _Asked) -> str | None:
    parsed, number = asked.parsed, asked.number
    verb = next((t for t in number.ancestors if t.pos_ in ("VERB", "AUX") and t.lemma_ in _HOLDS), None)
    subject = subject_of(verb) if verb is not None else None
    holder = party_meant(parsed, subject, asked.speaker) if subject is not None else None
    return opponent(parsed, holder, number.idx) if holder else None


def _is_people(mention: Mention) -> bool:
    return mention.how == "demonym" or mention.agent.kind == "party"


def _is_count(determiner: Token) -> bool:
    return determiner.head.lower_ in ("number", "list", "toll", "total", "figure", "count")


Rule = Callable[[_Asked], str | None]
_OF_CAPTIVES: tuple[Rule, ...] = (_held_from, _carried)
_OF_LOSSES: tuple[Rule, ...] = (
    _of_the_enemy,
    _for_a_side,
    _of_its_subject,
    _its_own,
    _on_the_other_side,
    _beside_losses,
    _admitted,
    _suffering,
    _asked_about,
    _carried,
    _counted_by_the_enemy,
    _speakers_soldiers,
)
