"""What a figure counts: the noun after it, what happened to those counted, and whose people they are."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.case import Case, Memory
from loaders.reports.closing import concerns_a_thing, moves_house, names_parties, only_marches
from loaders.reports.context import count_by_context
from loaders.reports.corrections import is_taken_back
from loaders.reports.counted import Counted, whose
from loaders.reports.fates import fate_of, hands_over, is_said, predicate_of, sums_up_both, what_becomes_of
from loaders.reports.mentions import party_of
from loaders.reports.negation import is_refused
from loaders.reports.parsing import Parsed, tokens_of
from loaders.reports.parts import as_part
from loaders.reports.populations import with_population
from loaders.reports.senses import sense_of
from loaders.reports.syntax import subject_of
from loaders.reports.units import Kind, is_part, population_of, unit_of
from ontology.model import Figure, Phenomenon, Population

_REACH = 7
"""How many words may stand between a figure and its noun ("31 of the fallen Russian soldiers")."""


def number_token(parsed: Parsed, figure: Figure) -> Token | None:
    """Give the last token of a printed number."""
    tokens = tokens_of(parsed, figure.span)
    return tokens[-1] if tokens else None


def count(memory: Memory, figure: Figure) -> Counted | None:
    """Tell what a figure counts, or None where it counts nothing that the vocabulary has a word for.

    `memory` holds what the figures before it count: "handed over 1,000 bodies and received 31".
    """
    parsed = memory.parsed
    number = number_token(parsed, figure)
    if number is None or is_taken_back(parsed, figure):
        return None
    counted = _counted(memory, figure, number)
    if counted is None:
        return None
    counted = _of_civilians(counted) if memory.of_civilians else counted
    counted = with_population(counted, memory.named)
    return replace(counted, denied=True) if is_refused(number) else counted


def _of_civilians(counted: Counted) -> Counted:
    """Take the dead and the wounded of a report on civilians for civilians, where nothing else is said of them."""
    told = counted.population not in (None, Population.EVERYONE) or counted.affiliation is not None
    if told or counted.phenomenon not in (Phenomenon.DEATHS, Phenomenon.WOUNDED, Phenomenon.CASUALTIES):
        return counted
    killed = counted.phenomenon is Phenomenon.DEATHS
    phenomenon = Phenomenon.CIVILIANS_KILLED if killed else counted.phenomenon
    return replace(counted, phenomenon=phenomenon, population=Population.CIVILIANS)


def _counted(memory: Memory, figure: Figure, number: Token) -> Counted | None:
    case = Case(memory, figure, number, unit_of(memory.parsed, number))
    if moves_house(case) or names_parties(case) or only_marches(case):
        return None
    told, counted = _by_words_beside(case)
    if counted is not None and concerns_a_thing(case, counted.phenomenon):
        return None
    return as_part(case, counted if told else count_by_context(case))


def _by_words_beside(case: Case) -> tuple[bool, Counted | None]:
    """Tell whether noun, verb or participle beside a figure say what it counts, and what."""
    for rule in (_bodies, _people, _event_noun, _fate_after, _toll, _left_out):
        counted = rule(case)
        if counted is not None:
            return True, None if _is_any_one(counted) else counted
    return False, None


def counts_people(memory: Memory, figure: Figure) -> bool:
    """Tell whether the words beside a figure say that it counts people; a report of none speaks of other things."""
    number = number_token(memory.parsed, figure)
    if number is None:
        return False
    return _by_words_beside(Case(memory, figure, number, unit_of(memory.parsed, number)))[1] is not None


def _is_any_one(counted: Counted) -> bool:
    """Tell whether nobody in particular is meant: "one soldier can be wounded more than once"."""
    verb = counted.predicate
    helping = {c.lower_ for c in verb.children if c.dep_ == "aux"} if verb is not None else set()
    return counted.number.lower_ == "one" and bool(helping & {"can", "could", "may", "might"})


def _noun_after(number: Token, wanted: frozenset[str] | set[str]) -> Token | None:
    """Give the first noun of a kind after a number, over adjectives, names and "of the"."""
    sentence = number.sent
    for token in number.doc[number.i + 1 : min(number.i + 1 + _REACH, sentence.end)]:
        if token.lower_ in wanted or token.lemma_.lower() in wanted:
            return token
        if token.lower_ in lexicon.FATES and _describes(token, wanted):
            continue  # "909 fallen defenders", "31 seriously wounded prisoners"
        over = token.pos_ in ("ADJ", "PROPN", "DET", "NUM", "PART", "ADV", "NOUN") or token.lower_ in (
            "of",
            "their",
            "its",
            "his",
            "our",
            "-",
            "and",
        )
        if not over or token.pos_ in ("VERB", "AUX") or token.lower_ in lexicon.FATES:
            return None
        if token.pos_ == "NOUN" and not _leads_on(token):
            return None
    return None


def _describes(token: Token, wanted: frozenset[str] | set[str]) -> bool:
    """Tell whether a word of fate is said of a noun right after it, which the parser may take for a verb's object."""
    if token.dep_ in ("amod", "compound", "nmod") and token.head.i > token.i:
        return True
    following = [t for t in token.doc[token.i + 1 : token.i + 3] if t.sent == token.sent]
    if following and following[0].pos_ in ("ADJ", "PROPN"):
        following = following[1:]
    return bool(following) and (following[0].lower_ in wanted or following[0].lemma_.lower() in wanted)


def _leads_on(token: Token) -> bool:
    """Tell whether a noun only describes the next one: "army personnel", "members of the forces", "war dead"."""
    return token.dep_ in ("compound", "nmod", "poss", "npadvmod") or token.lemma_ in (
        "member",
        "set",
        "pair",
        "military",
    )


def _bodies(case: Case) -> Counted | None:
    parsed, figure, number, unit = case.parsed, case.figure, case.number, case.unit
    people = unit.noun if unit.kind is Kind.PEOPLE else None
    noun = unit.noun if unit.kind is Kind.BODIES else _bodies_before(number)
    if noun is None and people is not None:
        noun = _possessor_of_bodies(people)
    if noun is None:
        return None
    owner = people if people is not None else _noun_after(noun, set(lexicon.PEOPLE))
    if owner is not None and owner.i > noun.i and not _is_of(noun, owner):
        owner = None
    # "1,000 bodies, allegedly of Ukrainian soldiers": nobody is said to know whose.
    doubted = any(t.lower_ in lexicon.DOUBTS for t in noun.doc[noun.i + 1 : owner.i]) if owner is not None else False
    predicate = predicate_of(noun)
    return Counted(
        figure, number, noun, what_becomes_of(noun, predicate),
        None if doubted else _population(owner), None if doubted else whose(parsed, number, owner or noun),
        predicate, True, "bodies-noun",
    )  # fmt: skip


def _bodies_before(number: Token) -> Token | None:
    """Find the bodies that a number of people had: "the remains of some 37 Albanians", "coffins of 12 conscripts"."""
    of = False
    for token in reversed(list(number.doc[max(number.sent.start, number.i - _REACH) : number.i])):
        if token.lower_ in lexicon.BODIES:
            return token if of and token.pos_ != "VERB" else None
        if token.lower_ not in _BEFORE_COUNT and not token.like_num and not _STRUCK_OUT.fullmatch(token.text):
            return None
        of = of or token.lower_ in ("of", "belonging")
    return None


_STRUCK_OUT = re.compile(r"[~\[\]\d]+")
_BEFORE_COUNT = frozenset(
    "of belonging to the some about around nearly almost over more than at least up as many another all a an further "
    "additional approximately roughly those these other no fewer less mortal only its their".split()
)


def _possessor_of_bodies(people: Token) -> Token | None:
    """Find the bodies after the people, or before those counted first: "12 soldiers' remains", "… and 20 Iranians"."""
    for token in people.doc[people.i + 1 : people.i + 3]:
        if token.lower_ in lexicon.BODIES:
            return token
        if token.lower_ not in ("'", "'s"):
            break
    if _population(people) in (Population.PRISONERS_OF_WAR, Population.HOSTAGES):
        return None  # "the bodies of 31 soldiers and 146 prisoners": these live
    for token in reversed(people.doc[max(people.sent.start, people.i - _REACH - _REACH) : people.i]):
        if token.is_punct or hands_over(token):
            return None
        if token.lower_ in lexicon.BODIES and token.nbor(1).lower_ == "of":
            return token
    return None


def _is_of(noun: Token, people: Token) -> bool:
    return any(t.lower_ in ("of", "belonging") for t in noun.doc[noun.i + 1 : people.i])


def _event_noun(case: Case) -> Counted | None:
    parsed, figure, number = case.parsed, case.figure, case.number
    noun = case.unit.noun if case.unit.kind is Kind.EVENT else None
    if noun is None or noun.lower_ in lexicon.CASES or (noun.pos_ == "VERB" and noun.lower_ not in lexicon.EVENTS):
        return None
    word = noun.lower_ if noun.lower_ in lexicon.EVENTS else noun.lemma_.lower()
    phenomenon = lexicon.EVENTS[word]
    predicate = predicate_of(noun)
    if phenomenon is Phenomenon.DEATHS and sums_up_both(number):
        phenomenon = Phenomenon.CASUALTIES
    if is_said(noun, predicate, Phenomenon.IDENTIFIED):
        phenomenon = Phenomenon.IDENTIFIED
    given = predicate is not None and hands_over(predicate) and predicate.lemma_.lower() not in ("give", "get", "have")
    if word in ("dead", "killed", "fallen") and given:
        of = whose(parsed, number, noun)
        return Counted(figure, number, noun, Phenomenon.BODIES_TRANSFERRED, None, of, predicate, True, "dead-noun")
    between = {t.lower_ for t in noun.doc[number.i + 1 : noun.i]}
    population = _population_of_words(between)
    if population is Population.CIVILIANS and phenomenon is Phenomenon.DEATHS:
        phenomenon = Phenomenon.CIVILIANS_KILLED
    return Counted(
        figure, number, noun, phenomenon, population,
        whose(parsed, number, noun) or _suffering_party(parsed, predicate), predicate, False, "event-noun",
    )  # fmt: skip


def _people(case: Case) -> Counted | None:
    parsed, figure, number, previous = case.parsed, case.figure, case.number, case.memory.previous
    noun = case.unit.noun if case.unit.kind is Kind.PEOPLE else None
    if noun is None or (case.recent is not None and is_part(number, case.unit)):
        return None
    predicate = predicate_of(noun)
    population = _population(noun) or Population.EVERYONE
    moving = case.moving or population is Population.COMBATANTS
    phenomenon = fate_of(noun, predicate, population, case.released, moving=moving)
    if phenomenon is None:
        return None
    of = whose(parsed, number, noun) or _suffering_party(parsed, predicate) or _suffering_party(parsed, noun.head)
    if phenomenon is Phenomenon.BODIES_TRANSFERRED:
        return Counted(
            figure, number, noun, Phenomenon.BODIES_TRANSFERRED, population, of, predicate, True, "fallen-people"
        )  # fmt: skip
    children = population is Population.CHILDREN and _is_among(number, previous)
    if phenomenon is Phenomenon.DEATHS and (population is Population.CIVILIANS or children):
        phenomenon = Phenomenon.CIVILIANS_KILLED
    captive = phenomenon in (Phenomenon.PRISONERS_EXCHANGED, Phenomenon.PRISONERS_HELD)
    if captive and population is Population.COMBATANTS:
        # "146 servicemen" and "146 prisoners of war" given back are one quantity.
        population = Population.PRISONERS_OF_WAR
    return Counted(figure, number, noun, phenomenon, population, of, predicate, False, "people-noun")


def _is_among(number: Token, previous: Counted | None) -> bool:
    """Tell whether those counted are some of the civilians counted before: "14,999 civilians, among them 763"."""
    told = previous is not None and previous.phenomenon is Phenomenon.CIVILIANS_KILLED
    return told and previous is not None and previous.number.sent == number.sent


def _fate_after(case: Case) -> Counted | None:
    """Read "12 killed and 30 wounded", "killing 12", "at least 40 were killed"."""
    parsed, figure, number, previous = case.parsed, case.figure, case.number, case.memory.previous
    following = number.doc[number.i + 1 : min(number.i + 4, number.sent.end)]
    words = [
        t
        for t in following
        if t.lower_ not in ("is", "are", "were", "was", "have", "been", "people", "others", "more", "of", "them")
    ]
    if words and words[0].lower_ in lexicon.FATES and words[0].tag_ in ("VBN", "VBD", "JJ", "NN", "VB"):
        predicate = words[0]
        gap = number.doc[number.i + 1 : predicate.i]
        if any(t.is_punct for t in gap):
            return None
    elif number.head.lemma_ in ("kill", "wound", "injure") and number.dep_ in ("dobj", "nummod"):
        predicate = number.head
    elif number.head.lower_ in ("others", "more") and number.head.head.lemma_ in ("kill", "wound", "injure"):
        predicate = number.head.head
    else:
        return None
    word = predicate.lower_ if predicate.lower_ in lexicon.FATES else predicate.lemma_
    phenomenon = lexicon.FATES[word]
    if phenomenon in (Phenomenon.PRISONERS_HELD, Phenomenon.LOSSES):
        return None
    near = previous is not None and number.sent.start - previous.number.sent.end <= 1
    # Children are told as a part ("among them 763 children"); what follows is of the whole again.
    alike = previous is not None and not previous.bodies and previous.population is not Population.CHILDREN
    same = previous if near and alike else None
    if same is not None and same.number.sent != number.sent:
        named = parsed.actors.within(number.sent.start_char, number.idx)
        # Another side named since: no telling from here whose people these are.
        same = None if any(party_of(m.agent) not in (None, same.affiliation) for m in named) else same
    if phenomenon is Phenomenon.DEATHS and same and same.population is Population.CIVILIANS:
        phenomenon = Phenomenon.CIVILIANS_KILLED
    return Counted(
        figure, number, None, phenomenon, same.population if same else None,
        same.affiliation if same else None, predicate, False, "fate-after-figure",
    )  # fmt: skip


def _toll(case: Case) -> Counted | None:
    """Read "the death toll reached 40", "puts Russian losses at 1,000,000", "the number of dead rose to 13,000"."""
    parsed, figure, number = case.parsed, case.figure, case.number
    if number.dep_ not in ("pobj", "dobj", "attr", "nummod") or _counts_something_else(number):
        return None
    sentence = number.sent
    for token in reversed(list(number.doc[sentence.start : number.i])):
        if token.lower_ == "number" and (
            fates := {t.lower_ for t in token.subtree} & {"killed", "dead", "wounded", "injured", "missing"}
        ):
            both = fates & {"killed", "dead"} and fates & {"wounded", "injured"}
            phenomenon = Phenomenon.CASUALTIES if both else lexicon.EVENTS[sorted(fates)[0]]
        elif token.lower_ == "toll":
            phenomenon = Phenomenon.CASUALTIES if "casualty" in {t.lemma_ for t in token.lefts} else Phenomenon.DEATHS
        elif token.lemma_.lower() in lexicon.EVENTS and token.pos_ in ("NOUN", "PROPN"):
            phenomenon = lexicon.EVENTS[token.lemma_.lower()]
        elif token.lower_ in lexicon.EVENTS and token.i and token.nbor(-1).tag_ in ("PRP$", "POS"):
            phenomenon = lexicon.EVENTS[token.lower_]
        else:
            continue
        if any(_is_other_count(t) for t in number.doc[token.i + 1 : number.i - 1]):
            return None
        words = {t.lower_ for t in token.subtree}
        population = _population(number.head) or _population_of_words(words)
        if population is Population.CIVILIANS and phenomenon is Phenomenon.DEATHS:
            phenomenon = Phenomenon.CIVILIANS_KILLED
        verb = next((t for t in (number, *number.ancestors) if t.pos_ in ("VERB", "AUX")), None)
        return Counted(figure, number, token, phenomenon, population, whose(parsed, token, token), verb, False, "toll")
    return None


def _counts_something_else(number: Token) -> bool:
    """Tell it of "losses over the past 24 hours", "losses of 10,000 tanks", "casualties in 10 cities"."""
    unit = number.head
    if number.dep_ != "nummod" or unit.lemma_.lower() in lexicon.PEOPLE or unit.lower_ in lexicon.PEOPLE:
        return False
    return unit.pos_ in ("NOUN", "PROPN") and unit.lemma_.lower() not in lexicon.EVENTS


def _is_other_count(token: Token) -> bool:
    """Tell it of a number between a toll and its figure, but not of "in 24 hours", "since 2022", "from 40 to 50"."""
    measured = token.head.lemma_ in ("hour", "day", "week", "month", "year") or re.fullmatch(r"20\d\d", token.text)
    return token.like_num and not measured and token.nbor(-1).lower_ != "from"


def _left_out(case: Case) -> Counted | None:
    """Read a figure whose noun stood with the figure before: "1,000 bodies … and received 31"."""
    figure, number, previous = case.figure, case.number, case.memory.previous
    if previous is None or previous.phenomenon not in (
        Phenomenon.BODIES_TRANSFERRED,
        Phenomenon.PRISONERS_EXCHANGED,
    ):
        return None
    if number.sent.start > previous.number.sent.end or number.ent_type_ == "DATE":
        return None
    verb = number.head if number.dep_ in ("dobj", "nsubj", "nsubjpass", "nummod") else None
    if verb is None or verb.pos_ != "VERB":
        return None
    if verb.lemma_.lower() not in lexicon.GIVE | lexicon.RECEIVE or sense_of(verb) is not None:
        return None
    following = number.doc[number.i + 1] if number.i + 1 < len(number.doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ"):
        return None
    return Counted(
        figure,
        number,
        None,
        previous.phenomenon,
        previous.population,
        None,
        verb,
        previous.bodies,
        "noun-left-out",
    )


def _population(noun: Token | None) -> Population | None:
    return population_of(noun) if noun is not None else None


def _population_of_words(words: set[str]) -> Population | None:
    if words & {"military", "combat", "battlefield", "troop", "army", "soldiers", "servicemen"}:
        return Population.COMBATANTS
    if words & {"civilian", "civilians"}:
        return Population.CIVILIANS
    return Population.CHILDREN if words & {"child", "children"} else None


def _suffering_party(parsed: Parsed, predicate: Token | None) -> str | None:
    """Give the party that suffers or loses: "Ukraine had suffered over 46,000 military deaths"."""
    if predicate is None or predicate.lemma_ not in ("suffer", "lose", "sustain", "incur", "have"):
        return None
    subject = subject_of(predicate)
    if subject is None:
        return None
    inside = list(subject.subtree)
    for mention in parsed.actors.within(inside[0].idx, inside[-1].idx + len(inside[-1].text)):
        # "Baghdad, the worst affected, had 1,091 casualties": a city, and no side that lost them.
        return None if predicate.lemma_ == "have" and mention.how == "metonym" else party_of(mention.agent)
    return None
