"""What closes a figure off from what was spoken of before: a verb, label or noun of its own."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.case import Case, label
from loaders.reports.frames import frame_of, own_verb, says_otherwise
from loaders.reports.senses import is_let_go, sense_of
from loaders.reports.syntax import child
from loaders.reports.timing import TRANSFERS
from loaders.reports.units import Kind, population_of
from ontology.model import Phenomenon, Population

_TOTALS = frozenset("total sum toll figure number altogether all count tally overall".split())


def is_closed(case: Case) -> bool:
    """Tell whether a figure's own words close it off from what was spoken of before: by a verb, a question, "one"."""
    verb, sentence = own_verb(case.anchor), case.number.sent
    bare = case.figure.value == 1 or not any(t.is_alpha or t.text == "/" for t in sentence)
    asked = sentence.text.rstrip().endswith("?") or any(t.lower_ == "whether" for t in sentence)
    moved = verb is not None and case.unit.kind is Kind.PEOPLE and verb.lemma_.lower() in lexicon.MOVING - lexicon.LIGHT
    return _has_other_label(case) or bare or asked or moved or is_proxy(case) or says_otherwise(case.anchor)


def _has_other_label(case: Case) -> bool:
    """Tell it of a line of a table whose label names other things: "tanks: 10,740"."""
    words = label(case)
    # "A: 777", "HOST: 12": a speaker's turn is no label.
    nouns = [
        t
        for t in words
        if t.pos_ == "NOUN" and not t.text.isupper() and t.lower_ not in _TOTALS and t.ent_type_ not in ("DATE", "TIME")
    ]
    return bool(nouns) and not any(frame_of(t, moving=True) or population_of(t) for t in words)


def is_proxy(case: Case) -> bool:
    """Tell whether names or cases are counted, which stand for people only where the sentence says what happened."""
    return case.unit.noun is not None and case.unit.noun.lower_ in lexicon.CASES


_NAMED = re.compile(
    r"\b(?:pages?|no\.?|nos\.?|number|desk|extension|ext\.?|district|day|resolution|articles?|photo|figure|fig\.?|table|"
    r"chapter|street|window|item|issue|version|unit|brigade|room|line|point|step|stage|phase|round|part|section|annex|"
    r"day|week|year|block|flight|bus|train|hotline|phone|tel\.?|channel|article|paragraph|document|convention):?\s*$",
    re.IGNORECASE,
)


def names_parties(case: Case) -> bool:
    """Tell "the two", "the two leaders", "both armies", which were named, from a count."""
    number = case.number
    known = number.i > 0 and number.nbor(-1).lower_ in ("the", "these", "those", "between")
    if number.lower_ not in ("two", "three") or not known:
        return False
    if case.unit.kind is Kind.NOTHING:
        return number.lower_ == "two"
    following = number.doc[number.i + 1 : min(number.i + 4, number.sent.end)]
    return any(t.lemma_.lower() in _PARTIES for t in following)


_PARTIES = frozenset(
    "leader president minister premier side country nation state government capital army neighbour neighbor party "
    "delegation team negotiator newsroom outlet ministry general".split()
)


def moves_house(case: Case) -> bool:
    """Tell it of those who fled or were driven from home, saved or found safe: no claim here is about them."""
    noun, verb = case.unit.noun, own_verb(case.anchor)
    if noun is not None and noun.lemma_.lower() in _ON_THE_MOVE:
        return True
    if case.unit.kind in (Kind.BODIES, Kind.EVENT) or verb is None or verb.sent != case.number.sent:
        return False
    near = list(verb.doc[case.anchor.i + 1 : min(case.anchor.i + 10, verb.sent.end)])
    near = near[: next((place for place, t in enumerate(near) if t.like_num), len(near))]
    after = " ".join(t.lower_ for t in near)
    if re.search(
        r"\bfrom (?:their|its) (?:homes?|villages|houses|land)\b|\bgot away\b|\bto (?:safety|shelters?)\b"
        r"|\bwithout (?:shelter|homes?|a roof)",
        after,
    ):
        return True
    return verb.lemma_.lower() in _FLEEING and not any(c.dep_ == "conj" for c in verb.children)


_ON_THE_MOVE = frozenset("refugee evacuee migrant homeless displaced subscriber reader viewer voter".split())
_FLEEING = frozenset("flee displace evacuate uproot escape rescue resettle shelter vaccinate relocate".split())


def only_marches(case: Case) -> bool:
    """Tell it of armies on the move: "sent 11,000 troops to Russia", "will return 5,000 soldiers from Iraq".

    Soldiers change hands where captives are spoken of, or where a verb says that captives are let go.
    """
    verb = own_verb(case.anchor)
    if case.unit.population is not Population.COMBATANTS or verb is None or verb.sent != case.number.sent:
        return False
    lemma = verb.lemma_.lower()
    moves = lemma in lexicon.MOVING | lexicon.HANDING_OVER and lemma not in _FREEING and not is_let_go(verb)
    if not moves or sense_of(verb) is not None:
        return False
    if any({t.lower_, t.lemma_.lower()} & (_FREEING | lexicon.HAPPENINGS.keys()) for t in verb.sent):
        return False
    return lemma in ("send", "dispatch") or not (case.moving or _tells_of_captives(case))


def concerns_a_thing(case: Case, phenomenon: Phenomenon) -> bool:
    """Tell it of "handed over a list of 12 prisoners", "letters from 12 prisoners", "medals to 12 soldiers"."""
    anchor = case.anchor
    if phenomenon not in TRANSFERS or anchor.dep_ not in ("pobj", "dative"):
        return False
    if case.unit.kind is Kind.PEOPLE and (anchor.dep_ == "dative" or _are_given_to(anchor)):
        return True
    above = anchor.head.head
    while above.pos_ == "NOUN" and above.dep_ == "pobj" and above.lemma_.lower() not in _THINGS:
        above = above.head.head
    given = child(above, "dobj", "nsubjpass") if above.pos_ == "VERB" else above
    verb = own_verb(given) if given is not None else None
    moved = verb is not None and verb.lemma_.lower() in lexicon.GIVE | lexicon.RECEIVE
    return moved and given is not None and given.lemma_.lower() in _THINGS


def _are_given_to(people: Token) -> bool:
    return people.head.lower_ == "to" and people.head.head.pos_ == "VERB"


_THINGS = frozenset(
    "list name video footage photo photograph picture image film clip recording evidence datum data report document "
    "letter message parcel package medal award information detail file record proof sign testimony interview "
    "certificate passport news food aid".split()
)
"""What is handed over or received and tells of people, who are not."""


def _tells_of_captives(case: Case) -> bool:
    """Tell it by an office for captives, where no word for them is in the report."""
    return any("Prisoners" in m.agent.label for m in case.parsed.mentions)


_FREEING = lexicon.EXCHANGE | frozenset(
    "free freed release released liberate repatriate return returned hand handover extradite pardon amnesty".split()
)


_REACTIONS = re.compile(
    "[\U0001f441\u2764\u2665\U0001f64f\U0001f494\U0001f44d\U0001f525\U0001f622\U0001f62d]\ufe0f?\\s*$"
)
"""Pictures beside which a channel counts its readers and their reactions."""


def _enumerates(line: str, after: str) -> bool:
    """Tell it of "… in March. 2) Ukraine. Nothing since"."""
    return re.search(r"[.;:!?]\s*\(?$", line) is not None and re.match(r"\)\s[A-Z]", after) is not None


def names_something(case: Case) -> bool:
    """Tell a number that names ("page 7", "Boeing 777", "2. The mandate") from one that counts."""
    start = case.figure.span.start
    text, before = case.parsed.plain, case.number.doc[max(case.number.i - 1, 0)]
    if case.figure.value != case.figure.value.to_integral_value():
        return True
    line = text[text.rfind("\n", 0, start) + 1 : start]
    opens = re.match(r"[.)]\s|\s[A-Z]", text[case.figure.span.end : case.figure.span.end + 2])
    after = text[case.figure.span.end : case.figure.span.end + 3]
    if _REACTIONS.search(line):
        return True
    if case.figure.value < 100 and opens and (not re.search(r"\w", line) or _enumerates(line, after)):
        return True
    if _NAMED.search(text[max(0, start - 20) : start]):
        return before.lower_ not in ("number", "figure", "table") or text[start - 1] != " " or case.figure.value < 10
    alone = before.idx + len(before.text) + 1 == start and before.pos_ in ("NOUN", "PROPN")
    placed = before.ent_type_ in ("GPE", "LOC", "NORP")
    if not alone or placed or case.parsed.mention_at(before) is not None or population_of(before) is not None:
        return False
    timely = before.ent_type_ in ("DATE", "TIME")
    telling = timely or frame_of(before, moving=True) is not None or before.lower_ in _TOTALS
    return not telling and case.inside is None and before.lemma_.lower() not in lexicon.SPEECH
