"""Whose people they are and which way they went, where it is not said beside the figure but follows from the text.

Nothing here is a guess at what a knowing reader would add: each rule rests on words of the same sentence, or on the
figure before, of the same kind, with no other side named since.
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted
from loaders.reports.direction import complete, opponent
from loaders.reports.elsewhere import as_elsewhere
from loaders.reports.finding import Finding
from loaders.reports.losses import as_all_losses, whose_losses
from loaders.reports.mentions import Mention, party_of
from loaders.reports.parsing import Parsed
from loaders.reports.scene import moved, with_side
from loaders.reports.sides import is_group, people_of, whole_side
from loaders.reports.speaking import named_right_before, speaking_side
from loaders.reports.syntax import by_agent, is_passive, subject_of
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import Direction
from ontology.model import Phenomenon, Population

_NEAR = 40
_OWN = re.compile(
    r"(?: \w+){0,3}? of (?:its|his|their|our) (?:own|soldiers|servicemen|troops|fallen|dead|fighters|people|citizens)\b"
)
_INHERITED = frozenset(("part-of-whole", "list", "as-before", "carried-on", "same-columns", "topic"))
"""Rules of counting that take over from the figure before whose people they are."""
_ALL_BUT = re.compile(r"\ball but \Z", re.IGNORECASE)
_LET_GO = frozenset("release free let set hand transfer deliver give turn surrender demand trade swap".split())
_HOME = frozenset("home homeland captivity back own".split())
_LABEL = re.compile(r"\W*\w+(?: \w+)?: ")
"""The name of a side that a line begins with: "Armenia: 729 soldiers have died"."""
_OF_THEM = re.compile(r",? of (?:them|those|whom)(?: (?:are|were|being))? (?:all )?")
_FROM = re.compile(r"(?: [a-z]+){0,2} from (?:the )?")
_TROOPS = re.compile(
    r"(?:'s)? (?:own )?(?:armed forces|army|military|navy|air force|ranks|national guard)\b", re.IGNORECASE
)
_ON = re.compile(r"(?: [a-z]+){0,5} on (?:the )?")
_OF = re.compile(r"(?: [a-z]+){0,2},?(?: ?[-–—])? of (?:the )?")


def belonging(parsed: Parsed, found: list[Finding]) -> list[Finding]:
    """Add the sides that follow from the rest of the sentence, or from the figure before, to findings in order."""
    settled: list[Finding] = []
    for finding in found:
        finding = _of_those_named(parsed, finding)
        phenomenon = finding.counted.phenomenon
        if phenomenon in TRANSFERS:
            placed = _of_another_state(parsed, finding) or moved(parsed, finding, settled)
            finding = _of_who_gets_them(parsed, _of_its_own(parsed, placed))
        elif (finding := _of_another_owner(parsed, finding)).counted.affiliation is None:
            finding = with_side(finding, whose_losses(parsed, finding, settled, speaking_side(parsed, finding)))
        settled.append(finding)
    return as_all_losses(parsed, as_elsewhere(parsed, settled))


def _of_another_state(parsed: Parsed, finding: Finding) -> Finding | None:
    """Keep what another state does apart from what the two sides do: "Belarus freed 30 and Poland 20"."""
    number, way = finding.counted.number, finding.direction
    sides = parsed.sides_at(number.idx)
    verb = finding.counted.predicate
    gives = _is_another_state(way.giver, sides)
    receives = verb is not None and verb.lemma_ in lexicon.RECEIVE and _is_another_state(way.receiver, sides)
    if len(sides) != 2 or not (gives or receives):
        return None
    beside = named_right_before(parsed, number, number.sent[0], start=finding.counted.figure.span.start)
    if beside is None:
        return finding
    return replace(finding, direction=Direction(giver=beside) if gives else Direction(receiver=beside))


def _is_another_state(party: str | None, sides: tuple[str, ...]) -> bool:
    return party is not None and whole_side(party) not in sides and not is_group(party)


def _of_those_named(parsed: Parsed, finding: Finding) -> Finding:
    """Read "1,200 of the government's", "391 - of Russia", "all but 53 of them Iraqi" before all that is inferred."""
    counted = finding.counted
    before = parsed.plain[max(0, counted.figure.span.start - 12) : counted.figure.span.start]
    end = min(counted.figure.span.end + _NEAR, counted.number.sent.end_char)
    for mention in parsed.actors.within(counted.figure.span.end, end)[:1]:
        party = party_of(mention.agent)
        between = parsed.plain[counted.figure.span.end : mention.span.start]
        if party is not None and _ALL_BUT.search(before) and "of" in between:
            return _anew(parsed, finding, opponent(parsed, party, counted.number.idx))
        if party is not None and mention.how == "demonym" and _OF_THEM.fullmatch(between):
            return with_side(finding, party)
        if party is not None and _FROM.fullmatch(between) and _names_an_army(parsed, mention):
            return _from_an_army(parsed, finding, party)
        if party is not None and (_OF.fullmatch(between) or (mention.how == "demonym" and _ON.fullmatch(between))):
            return _anew(parsed, finding, party)
    beside = named_right_before(parsed, counted.number, counted.number.sent[0])
    line = parsed.plain[counted.number.sent.start_char : counted.figure.span.start]
    labelled = _LABEL.fullmatch(line) and counted.phenomenon not in TRANSFERS and counted.affiliation is None
    if beside is not None and labelled:
        return with_side(finding, beside)
    if beside is not None and counted.rule in _INHERITED and counted.phenomenon not in TRANSFERS:
        return _anew(parsed, finding, beside)
    return finding


def _of_another_owner(parsed: Parsed, finding: Finding) -> Finding:
    """Read "Russia's losses at 300 and | its own at 50", "… and North Korea's at 50": not of the figure before."""
    counted = finding.counted
    owner = _OWNS.search(parsed.plain, counted.number.sent.start_char, counted.figure.span.start)
    if owner is None or counted.rule not in _INHERITED:
        return finding
    named = next((party_of(m.agent) for m in parsed.actors.within(owner.start(), owner.end())), None)
    if named is None and not owner[0].partition(" ")[2].startswith("own"):
        return finding
    return replace(finding, counted=replace(counted, affiliation=named))


_OWNS = re.compile(
    r"\b(?:(?:its|their|his|our) own|[A-Z][\w-]*(?: [A-Z][\w-]*)?['’]s?)(?: \w+)? (?:at|to|of|is|are|was|were)"
    r"(?: (?:about|some|over|around|nearly|almost|only|just|more than|at least))? \Z"
)


def _names_an_army(parsed: Parsed, mention: Mention) -> bool:
    """Tell "from the Russian army" from "from the Russian army's custody", "from Russian army prisons"."""
    troops = _TROOPS.match(parsed.plain, mention.span.end)
    return troops is not None and parsed.token_at(troops.end() - 1).dep_ not in ("poss", "compound", "nmod")


def _from_an_army(parsed: Parsed, finding: Finding, army: str) -> Finding:
    """Read "31 soldiers from Armenia's army came home": of whose army they are, unless they were got from it.

    "Ukraine received 31 soldiers from the Russian army" says who handed over. "Ukraine freed 31 soldiers from the
    Russian army" may say either, and what may say either says nothing; no more do bodies that an army let go.
    """
    counted = finding.counted
    if counted.phenomenon not in TRANSFERS:
        return _anew(parsed, finding, army)
    verb = counted.predicate
    moved_by = {verb.lemma_.lower(), verb.head.lemma_.lower()} if verb is not None else set()
    words = parsed.doc[counted.number.i + 1 : counted.number.i + 4]
    elsewhere = finding.direction.receiver not in (None, army) and not finding.direction.inferred
    got = moved_by & (lexicon.RECEIVE | lexicon.DEMANDED) or any(t.pos_ in ("VERB", "AUX") for t in words)
    if got or elsewhere:
        return finding
    finding = replace(finding, direction=Direction())
    if verb is None or counted.bodies or not (_come(verb, counted) or _is_let_go(parsed, verb, army)):
        return finding
    return _anew(parsed, finding, army)


def _come(verb: Token, counted: Counted) -> bool:
    """Tell whether those counted come of themselves: "31 soldiers from Armenia's armed forces came home"."""
    return (
        verb.lemma_ in ("come", "return")
        and not is_passive(verb)
        and subject_of(verb) in (counted.noun, counted.number)
    )


def _is_let_go(parsed: Parsed, verb: Token, army: str) -> bool:
    """Tell whether the other side lets them go: "Russia released 31 servicemen from the Ukrainian army"."""
    acting = by_agent(verb) if is_passive(verb) else subject_of(verb)
    named = parsed.actors.at(acting) if acting is not None and verb.lemma_.lower() in ("release", "hand") else None
    giver = party_of(named.agent) if named is not None and named.how != "demonym" else None
    return giver is not None and opponent(parsed, giver, verb.idx) == army


def _of_who_gets_them(parsed: Parsed, finding: Finding) -> Finding:
    """Take prisoners for people of the side that gets them back, unless all that is told is that others let them go."""
    counted, receiver = finding.counted, finding.direction.receiver
    words = {t.lower_ for t in counted.number.sent}
    home, hostages = bool(_HOME & words), counted.phenomenon is Phenomenon.HOSTAGES_RELEASED
    living = counted.phenomenon is Phenomenon.PRISONERS_EXCHANGED or (hostages and "home" in words)
    if not living or counted.affiliation is not None or receiver is None:
        return finding
    verb = counted.predicate
    said_by = {s.party for s in finding.claimants}
    receiver = people_of(receiver, parsed.actors.parties)
    soldiers = counted.noun is not None and lexicon.PEOPLE.get(counted.noun.lemma_.lower()) is Population.COMBATANTS
    letting = {verb.lemma_.lower(), verb.head.lemma_.lower()} if verb is not None else set()
    lets_go = verb is not None and not soldiers and (verb.lemma_.lower() in _LET_GO or letting >= {"let", "go"})
    if not lets_go or counted.way is not None or finding.direction.receiver in said_by:
        return with_side(finding, receiver)
    return with_side(finding, receiver) if home else finding


def _anew(parsed: Parsed, finding: Finding, side: str | None) -> Finding:
    """Give people to a side; what was read off the figure before does not hold for them."""
    counted = finding.counted
    if side is None or side == counted.affiliation:
        return finding
    inherited = counted.rule in _INHERITED or finding.direction == Direction()
    finding = replace(finding, counted=replace(counted, affiliation=side))
    if counted.phenomenon not in TRANSFERS or counted.way is not None or not inherited:
        return finding
    return replace(finding, direction=complete(parsed, finding.counted, Direction()))


def _of_its_own(parsed: Parsed, finding: Finding) -> Finding:
    """Read "got 48 of its own", "the remains of 70 of its soldiers": of who gets them back."""
    receiver, number = finding.direction.receiver, finding.counted.number
    own = _OWN.match(parsed.plain, finding.counted.figure.span.end, number.sent.end_char) or _are_its_fallen(finding)
    return with_side(finding, receiver) if own and receiver and finding.counted.affiliation is None else finding


def _are_its_fallen(finding: Finding) -> bool:
    """Tell it of "the repatriation of 563 fallen defenders" by an office of the side that gets them."""
    counted = finding.counted
    fallen = counted.bodies and counted.population is Population.COMBATANTS
    words = {t.lower_ for t in counted.number.doc[counted.number.i : counted.number.i + 6]}
    return (
        fallen
        and bool(words & {"fallen", "defenders", "heroes"})
        and finding.direction.receiver in {s.party for s in finding.claimants}
    )
