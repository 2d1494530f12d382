"""Who hands over and who receives: the two parties of a transfer, from the verb and its prepositions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.beside import is_subject
from loaders.reports.counted import Counted
from loaders.reports.mentions import Mention, party_of
from loaders.reports.parsing import Parsed, head_of
from loaders.reports.sides import parties_of, side_of, sides_of, whole_side
from loaders.reports.syntax import by_agent, core, is_passive, prepositions, subject_of
from loaders.reports.units import population_of
from loaders.reports.ways import Direction, by_words, lets_go, right_after


def directions(parsed: Parsed, counted: Counted, speaker: str | None) -> tuple[Direction, ...]:
    """Tell the directions that a figure speaks of: one as a rule, two for "exchanged 205 prisoners each".

    `speaker` is the path of the claimant's party, which "we", "our" and "home" refer to. What stands right after the
    figure comes first, then the verb, and last the words of the clause.
    """
    verb = counted.predicate
    if _is_given_for(counted):
        return (complete(parsed, counted, Direction()),)
    after = right_after(parsed, counted)
    exchanged = verb is not None and verb.lemma_.lower() in lexicon.EXCHANGE
    if verb is not None and exchanged and _for_others(verb):
        return (_swapped(parsed, counted, verb, speaker),)
    if verb is not None and exchanged and after == Direction():
        if is_passive(verb) and counted.way is None and counted.affiliation in parsed.sides_at(verb.idx):
            return (complete(parsed, counted, Direction()),)  # "103 Russian soldiers have been exchanged"
        both = _parties_exchanging(parsed, verb)
        if len(both) != 2 or counted.way != "both":
            return (Direction(),)  # "exchanged 314 prisoners" may be the sum of both ways
        return Direction(both[0], both[1]), Direction(both[1], both[0])
    if verb is not None and after == Direction() and both_act(parsed, verb, counted):
        return (Direction(),)  # "the government and the Houthis agreed to free 2,900"
    said = _said(parsed, counted, verb, speaker) if verb is not None else Direction()
    if after == Direction() and said == Direction() and counted.affiliation is None:
        said = _demanded(parsed, counted) or _coming_back(counted, speaker) or by_words(parsed, counted)
    return (complete(parsed, counted, _together(after, said)),)


def _is_given_for(counted: Counted) -> bool:
    """Tell it of those for whom others are let go: "for three hostages Israel freed 90", who go the other way."""
    anchor = counted.noun if counted.noun is not None else counted.number
    given = anchor.dep_ == "pobj" and anchor.head.lower_ == "for"
    return given and counted.predicate is not None and counted.predicate.lemma_.lower() in lexicon.GIVE


def _together(after: Direction, said: Direction) -> Direction:
    """Add to what stands right after a figure what its verb says of the other side."""
    giver = after.giver or (said.giver if said.giver != after.receiver else None)
    receiver = after.receiver or (said.receiver if said.receiver != after.giver else None)
    return Direction(giver, receiver)


def _coming_back(counted: Counted, speaker: str | None) -> Direction | None:
    """Read "the Russian ministry reports the return of 248", "Kyiv demands the release of 60": to who says so."""
    verb = counted.predicate
    if verb is None or speaker is None or counted.bodies:
        return None
    asked = {t.lemma_.lower() for t in verb.ancestors} & lexicon.DEMANDED
    back = any(c.lower_ in ("back", "home") for c in verb.children) and is_passive(verb)
    noun = verb.pos_ == "NOUN" and (verb.lemma_.lower() == "return" or bool(asked))
    return Direction(receiver=speaker) if noun or back else None


def _demanded(parsed: Parsed, counted: Counted) -> Direction | None:
    """Read "Kyiv demands the release of 60", "the rebels want 40 freed": they go to who demands them."""
    for below, verb in pairwise((counted.number, *counted.number.ancestors)):
        if below.dep_ == "conj" and below.pos_ == "VERB":
            return None
        if verb.pos_ == "VERB" and verb.lemma_.lower() in ("demand", "seek", "want"):
            asking = next((c for c in verb.children if c.dep_ == "nsubj"), None)
            party = _party(parsed, asking, None)
            return Direction(receiver=party) if party else None
    return None


def complete(parsed: Parsed, counted: Counted, said: Direction) -> Direction:
    """Add the party that goes without saying: of two sides in a report, the other one.

    Prisoners and the dead go back to their own side, where the report says whose they are and no more.
    """
    giver, receiver = said.giver, said.receiver
    if giver is None and receiver is None and counted.affiliation:
        sides = parsed.sides_at(counted.number.idx)
        receiver = side_of(counted.affiliation, sides) if len(sides) == 2 else whole_side(counted.affiliation)
    if giver is not None and giver == receiver:
        return Direction()
    inferred = giver is not None and receiver is None
    if giver and not receiver and not _goes_elsewhere(parsed, counted):
        receiver = opponent(parsed, giver, counted.number.idx)
    elif receiver and not giver:
        giver = opponent(parsed, receiver, counted.number.idx)
    return Direction(giver, receiver, inferred)


def _goes_elsewhere(parsed: Parsed, counted: Counted) -> bool:
    """Tell whether somebody is named to whom they go, and it is no side: "handed over four bodies to the Red Cross"."""
    verb = counted.predicate
    given = [p for p in prepositions(verb) if p.lower_ == "to"] if verb is not None else []
    names = [c for p in given for c in p.children if c.dep_ == "pobj" and c.pos_ == "PROPN"]
    return any(_party(parsed, name, None) is None for name in names)


def opponent(parsed: Parsed, party: str, position: int) -> str | None:
    """Give the party that stands against another one, named in the section or else in the report.

    In a digest each item may have a war of its own. Of more than two sides nothing is inferred.
    """
    section = parsed.sections.at(position)
    here = sides_of(parties_of(parsed.actors.within(section.span.start, section.span.end)))
    for sides in (here, parsed.sides_at(position)):
        if party in sides and len(sides) == 2:
            return next(iter(set(sides) - {party}))
    return None


def _said(parsed: Parsed, counted: Counted, verb: Token, speaker: str | None) -> Direction:
    giver, receiver = _by_prepositions(parsed, verb, counted)
    verb = _letting(verb)
    gives, passive = verb.lemma_.lower() in lexicon.GIVE or lets_go(verb), is_passive(verb)
    lemma = verb.lemma_.lower()
    whom = next((c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"), None)
    if whom is not None and gives:
        receiver = receiver or _party(parsed, whom, speaker)  # "Iran gave Iraq the remains of 70"
    subject = subject_of(verb)
    acts = subject is not None and not _is_counted(subject, counted) and not _is_helped(verb)
    actor = _party(parsed, subject, speaker) if subject is not None and acts else None
    if passive:
        agent = by_agent(verb)
        if gives and verb.dep_ != "acl" and subject is not None and _is_party(parsed, subject):
            receiver = receiver or actor  # "Ukraine was given 1,000 bodies"
        actor = _party(parsed, agent, speaker) if agent is not None else None
    possessor = next((c for c in verb.children if c.dep_ == "poss"), None)
    if verb.pos_ == "NOUN":
        actor = _party(parsed, possessor, speaker) if possessor is not None else None
    intransitive = not passive and subject is not None and _is_counted(subject, counted)
    if lemma in lexicon.RECEIVE and not _brings_elsewhere(verb):
        receiver = receiver or actor
    elif gives or verb.pos_ == "NOUN":
        # "Ukraine returned 205 defenders": its own people, so home from captivity.
        if (actor and actor == counted.affiliation and not counted.bodies and receiver is None) or (
            actor and _back_home(verb) and receiver is None and lemma not in ("send", "let", "fly")
        ):
            receiver = actor
        elif actor != receiver:
            giver = giver or actor
    if receiver is None and _back_home(verb):
        receiver = counted.affiliation or (speaker if intransitive or passive else None)
    return Direction(giver, receiver)


def _is_helped(verb: Token) -> bool:
    """Tell it of "Turkey helped to free 215", who were in the hands of somebody else."""
    return verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_ in ("help", "assist", "mediate")


def _letting(verb: Token) -> Token:
    """Give the verb of letting of "let 90 prisoners go", "set 39 free", where the parser hangs them on the other."""
    above = verb.head
    return above if above.pos_ == "VERB" and above.lemma_.lower() in ("let", "set") and verb.i > above.i else verb


def both_act(parsed: Parsed, verb: Token, counted: Counted) -> bool:
    """Tell whether both sides do what a verb says, and nothing else says which way: what they free is a sum."""
    subject = subject_of(verb)
    if subject is None or is_passive(verb) or _is_counted(subject, counted):
        return False
    return _two_parties(parsed, subject) and _by_prepositions(parsed, verb, counted) == (None, None)


def _two_parties(parsed: Parsed, subject: Token) -> bool:
    """Tell whether both sides act together: "Kyiv and Moscow returned 31 bodies"."""
    joined = [m for t in (subject, *subject.conjuncts) if (m := parsed.actors.at(t)) is not None]
    return len({party_of(m.agent) for m in joined} - {None}) > 1


def _for_others(verb: Token) -> Token | None:
    """Give the "for" of "swapped 31 bodies for 1,000 bodies": what goes one way does not go the other."""
    given = next((c for c in verb.children if c.dep_ == "dobj"), None)
    places = (*verb.children, *(given.children if given is not None else ()))
    return next((p for p in places if p.lower_ == "for" and any(t.like_num for t in p.subtree)), None)


def _swapped(parsed: Parsed, counted: Counted, verb: Token, speaker: str | None) -> Direction:
    """Give the direction of either half of "Ukraine swapped 31 bodies for 1,000 bodies"; none for two subjects."""
    subject, other = subject_of(verb), _for_others(verb)
    if verb.pos_ == "NOUN" or is_passive(verb) or subject is None or any(t.dep_ == "conj" for t in subject.children):
        return complete(parsed, counted, Direction())
    given = Direction(giver=_party(parsed, subject, speaker))
    received = other is not None and counted.number in other.subtree
    return complete(parsed, replace(counted, affiliation=None), given.reversed() if received else given)


def _by_prepositions(parsed: Parsed, verb: Token, counted: Counted) -> tuple[str | None, str | None]:
    giver = receiver = None
    places = [*prepositions(verb), *(prepositions(counted.noun) if counted.noun is not None else ())]
    for preposition in places:
        noun = next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None)
        party = _party(parsed, noun, None) if noun is not None else None
        if party is None or _is_of_something_else(preposition, counted) or _is_of_the_next(preposition, counted):
            continue
        if preposition.lower_ in ("to", "into") or (preposition.lower_ == "in" and verb.lemma_ == "arrive"):
            receiver = receiver or party
        elif preposition.lower_ in ("from", "by") and not _is_account(noun):
            giver = giver or party
    return giver, receiver


def _is_of_the_next(preposition: Token, counted: Counted) -> bool:
    """Tell it of "freed 50 Ukrainians, 30 from Belarus", where the fifty came from elsewhere."""
    after = counted.number.doc[counted.number.i + 1 : preposition.i]
    return any(t.text in (",", ";") and t.nbor(1).like_num for t in after)


def _is_of_something_else(preposition: Token, counted: Counted) -> bool:
    """Tell it of "under pressure from Russia", "in a letter to Israel", where nobody comes from there or goes there."""
    noun = preposition.head
    if noun.pos_ != "NOUN" or noun.dep_ != "pobj" or noun in (counted.noun, counted.number):
        return False
    return noun.lemma_.lower() not in _WAYS and population_of(noun) is None


_WAYS = (
    lexicon.HANDOVERS
    | lexicon.EXCHANGES
    | lexicon.BODIES
    | frozenset("convoy plane aircraft bus train flight vehicle captivity custody prison camp territory side".split())
)
"""Nouns of what comes from a side or goes to it with those counted."""
_RELATIONS = frozenset("ally neighbour neighbor enemy foe rival partner opponent adversary friend backer".split())
"""Nouns of somebody else than whom they are named by: "Russia's ally Belarus"."""


def _is_account(noun: Token | None) -> bool:
    """Tell it of "by the account of Zelensky", where nobody hands over."""
    return noun is not None and (noun.lemma_.lower() in lexicon.SPEECH_NOUNS or noun.lower_ in ("account", "that"))


def _party(parsed: Parsed, noun: Token | None, speaker: str | None) -> str | None:
    """Give the party that a noun phrase names, or that a pronoun stands for."""
    if noun is None:
        return None
    if noun.pos_ == "PRON":
        if noun.lower_ in ("we", "us", "our"):
            return speaker
        return _antecedent(parsed, noun, speaker)
    if noun.lemma_.lower() in _RELATIONS:
        named = next((c for c in noun.children if c.dep_ == "appos"), None)
        return _party(parsed, named, speaker)
    tokens = core(noun)
    found = parsed.actors.within(tokens[0].idx, tokens[-1].idx + len(tokens[-1].text))
    on_head = [m for m in found if m.span.start <= noun.idx < m.span.end]
    beside = [m for m in found if not _is_place(parsed, m, noun)]
    for mention in (*on_head, *beside):
        if party := party_of(mention.agent):
            return party
    if noun.lemma_.lower() in lexicon.OFFICES | lexicon.SPOKEN_FOR:
        return speaker
    return None


def _party_named(parsed: Parsed, noun: Token) -> str | None:
    return _party(parsed, noun, None) if noun.pos_ in ("NOUN", "PROPN") else None


def party_meant(parsed: Parsed, noun: Token, speaker: str | None) -> str | None:
    """Give the party that a noun phrase names, or that a pronoun stands for, "its" and "their" too."""
    return _antecedent(parsed, noun, speaker) if noun.tag_ == "PRP$" else _party(parsed, noun, speaker)


def _is_place(parsed: Parsed, mention: Mention, noun: Token) -> bool:
    """Tell whether a name only says where: "the talks in Abu Dhabi"."""
    name = head_of(parsed, mention.span)
    place = name is not None and name.i != noun.i and name.dep_ == "pobj"
    return name is not None and place and name.head.lower_ in ("in", "at", "near", "under")


def _is_party(parsed: Parsed, noun: Token) -> bool:
    """Tell a side from its people: "Ukraine", "the Russian side", but not "Russian prisoners"."""
    mention = parsed.actors.at(noun)
    return noun.lemma_.lower() in lexicon.SPOKEN_FOR or (mention is not None and mention.how != "demonym")


def _antecedent(parsed: Parsed, pronoun: Token, speaker: str | None) -> str | None:
    """Give the party that "it" stands for: the subject before it in the sentence, else the speaker, else the last."""
    for word in reversed(pronoun.doc[pronoun.sent.start : pronoun.i]):
        if word.dep_ in ("nsubj", "nsubjpass", "agent") and (party := _party_named(parsed, word)):
            return party
    if speaker:
        return speaker
    last = parsed.sentence_beside(pronoun, -1)
    for word in last or ():
        if word.dep_ in ("nsubj", "nsubjpass") and (party := _party_named(parsed, word)):
            return party
    before = [m for m in reversed(parsed.actors.every) if m.span.end <= pronoun.idx and party_of(m.agent)]
    chosen = next((m for m in before if m.how != "demonym" and is_subject(parsed, m)), None)
    return party_of(chosen.agent) if chosen is not None else None


def _parties_exchanging(parsed: Parsed, verb: Token) -> list[str]:
    sides = parsed.sides_at(verb.idx)
    subject = subject_of(verb)
    tokens = core(subject) if subject is not None else []
    tokens += [t for preposition in prepositions(verb) if preposition.lower_ == "with" for t in preposition.subtree]
    parties: list[str] = []
    for token in tokens:
        mention = parsed.actors.at(token)
        party = party_of(mention.agent) if mention else None
        if party and party not in parties and (len(sides) != 2 or party in sides):
            parties.append(party)
    if len(parties) < 2 and len(sides) == 2:
        return sorted(sides)
    return parties[:2]


def _is_counted(subject: Token, counted: Counted) -> bool:
    return any(t.i in (counted.number.i, counted.noun.i if counted.noun is not None else -1) for t in core(subject))


def _back_home(verb: Token) -> bool:
    words = {t.lower_ for t in verb.subtree if t.dep_ in ("advmod", "prt", "pobj", "dobj", "npadvmod")}
    # "230 people are back": but not "are back in the fight", which the parser ties to the verb too.
    back = verb.lemma_ == "be" and any(c.lower_ == "back" and not list(c.rights) for c in verb.children)
    return "home" in words or back or (verb.lemma_ in lexicon.RECEIVE | {"return"} and "captivity" in words)


def _brings_elsewhere(verb: Token) -> bool:
    return verb.lemma_ == "bring" and any(c.lower_ == "to" for c in verb.children)
