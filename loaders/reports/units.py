"""What stands after a number: people, bodies, deaths, something else, or nothing ("and received 31")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.parsing import Parsed
from ontology.model import Population

_REACH = 9
_THEM = frozenset("them whom these those which us".split())
_THESE = _THEM - {"whom", "which"}
_OPENING = ("including", "namely", "comprising", "incl", "counting", "notably")
_CARRIES_ON = frozenset("of the its their his her our - more other further former such some all own".split())


class Kind(StrEnum):
    """Sorts of units."""

    PEOPLE = "people"
    BODIES = "bodies"
    EVENT = "event"
    OTHER = "other"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Unit:
    """The counted noun of a number and its sort; no noun where nothing stands there."""

    kind: Kind
    noun: Token | None = None

    @property
    def population(self) -> Population | None:
        """Who they are, by the noun alone."""
        return population_of(self.noun) if self.noun is not None else None


def population_of(noun: Token) -> Population | None:
    """Give the population that a noun names; None for no noun of people."""
    if noun.lower_ == "military" and _are_counted(noun):
        return Population.COMBATANTS
    for word in (noun.lower_, noun.lemma_.lower()):
        if word in lexicon.PEOPLE:
            return lexicon.PEOPLE[word]
        if word in lexicon.ROLES:
            return lexicon.ROLES[word]
    return None


def _are_counted(military: Token) -> bool:
    """Tell it of "32 Armenian military", in translations, and not of "the military" or "90 military vehicles"."""
    doc, place = military.doc, military.i
    following = doc[place + 1] if place + 1 < len(doc) else None
    alone = following is None or following.pos_ not in ("NOUN", "PROPN", "ADJ")
    return alone and any(t.like_num for t in doc[max(military.sent.start, place - 2) : place])


def unit_of(parsed: Parsed, number: Token) -> Unit:
    """Tell what a number counts by the words after it, up to where its noun phrase must end."""
    doc, end = number.doc, min(number.i + 1 + _REACH, number.sent.end)
    if parsed.plain.startswith("-for-", number.idx + len(number.text)):
        return Unit(Kind.NOTHING)  # "on a 185-for-185 basis"
    for place in range(number.i + 1, end):
        token = doc[place]
        if token.lower_ in ("ones", "ours", "theirs") or (token.lower_ in _THEM and doc[place - 1].lower_ == "of"):
            return Unit(Kind.NOTHING)  # "31 of them", "six Azerbaijani ones"
        if token.text in ("(", "[") or (token.is_punct and token.text not in ("-", '"', "'")) or token.is_space:
            return Unit(Kind.NOTHING)
        if token.ent_type_ in ("DATE", "TIME") and token.pos_ == "PROPN":
            return Unit(Kind.NOTHING)  # "250,000 last June"
        set_off = token.text == "-" and token.whitespace_ and doc[place - 1].whitespace_
        of_place = token.pos_ == "PROPN" and doc[place - 1].lower_ == "of"
        if set_off or (of_place and not is_people_by_name(parsed, token)):
            return Unit(Kind.NOTHING)  # "391 - of Russia", "38 of January"
        kind = _kind_of(parsed, token)
        following = doc[place + 1] if place + 1 < number.sent.end else None
        describes = kind is not Kind.NOTHING and _describes_next(parsed, token, following)
        if kind is not Kind.NOTHING and not describes:
            near = kind is not Kind.OTHER or place == number.i + 1 or _near(number, token)
            return Unit(kind, token) if near else Unit(Kind.NOTHING)
        if not describes and not _goes_on(token, following):
            return Unit(Kind.NOTHING)
    return Unit(Kind.NOTHING)


def _near(number: Token, noun: Token) -> bool:
    """Tell whether no "of" or "and" leads from a number to a noun of something else."""
    between = {t.lower_ for t in number.doc[number.i + 1 : noun.i]}
    return not between & {"and", "or"}


def _kind_of(parsed: Parsed, token: Token) -> Kind:
    lower, lemma = token.lower_, token.lemma_.lower()
    if lower in ("home", "back"):
        return Kind.NOTHING  # "500 home!"
    bodies = lower in lexicon.BODIES or lemma in lexicon.BODIES
    if (bodies and (token.pos_ != "VERB" or token.nbor(-1).like_num)) or _holds_bodies(token):
        return Kind.BODIES
    if population_of(token) is not None:
        return Kind.PEOPLE
    if lower in lexicon.EVENTS or lemma in lexicon.EVENTS or lower in lexicon.CASES:
        return Kind.EVENT
    if token.pos_ in ("NOUN", "PROPN", "ADJ") and is_people_by_name(parsed, token):
        return Kind.PEOPLE
    return Kind.OTHER if token.pos_ == "NOUN" or (token.pos_ == "PROPN" and token.ent_type_ != "NORP") else Kind.NOTHING


def _holds_bodies(token: Token) -> bool:
    """Tell it of "55 boxes of remains", "26 body bags", "1,034 sets of remains"."""
    if token.i and token.nbor(-1).lower_ == "body" and token.lower_ in ("bag", "bags"):
        return True
    following = [t.lower_ for t in token.doc[token.i + 1 : token.i + 4]]
    return token.pos_ == "NOUN" and following[:1] == ["of"] and bool(lexicon.BODIES & set(following[1:]))


def is_people_by_name(parsed: Parsed, token: Token) -> bool:
    """Tell "Ukrainians", "Houthis", "Sudanese": a people's name as a noun."""
    mention = parsed.actors.at(token)
    if mention is not None and mention.span.end > token.idx + len(token.text):
        return False  # "Greek" of "700 Greek Cypriots"
    of_side = mention is not None and (mention.how == "demonym" or mention.agent.kind == "party")
    by_form = token.tag_ in ("NNS", "NNPS") and token.text.endswith(("ans", "ots", "is", "ese", "aks", "ites", "ens"))
    if token.text[:1].isupper() and (token.lower_ in lexicon.PEOPLES or by_form):
        return True  # "283 Turkish Cypriots": a people that the reference data need not know
    named = of_side or token.ent_type_ == "NORP"
    counted = of_side and token.i > 0 and token.nbor(-1).like_num  # "200 Taliban"
    plural = counted or token.text.endswith(("s", "ese", "sh", "ch"))
    return named and plural and token.text[:1].isupper()


def _describes_next(parsed: Parsed, token: Token, following: Token | None) -> bool:
    """Tell whether a noun only describes the next one: "civilian hostages", "army personnel", "death toll"."""
    if following is None or following.is_punct or following.is_space:
        return False
    if following.lower_ in ("'s", "'"):
        return True  # "1,200 of the government's": whose they are
    joined = token.doc[token.i + 2 : token.i + 4]
    if following.lower_ in ("and", "or") and len(joined) == 2 and joined[0].pos_ == "ADJ" and _names_people(joined[1]):
        return token.pos_ in ("PROPN", "ADJ")  # "200 Taliban and allied fighters"
    if is_people_by_name(parsed, token) and following.pos_ not in ("NOUN", "ADJ"):
        return False
    if population_of(token) is not None and token.tag_ == "NNS":
        return False  # "12 soldiers dead"
    if token.lower_ in ("dead", "killed", "wounded", "injured", "missing", "fallen"):
        after = token.doc[token.i + 1 : token.i + 3]
        return following.pos_ != "VERB" and any(_names_people(t) or is_people_by_name(parsed, t) for t in after)
    return following.pos_ in ("NOUN", "PROPN") and (
        token.pos_ == "ADJ" or token.dep_ in ("compound", "nmod", "amod", "poss") or _names_people(following)
    )


def _names_people(token: Token) -> bool:
    return population_of(token) is not None or token.lower_ in lexicon.BODIES


def _goes_on(token: Token, following: Token | None) -> bool:
    """Tell whether a word may stand between a number and its noun."""
    if token.lower_ in ("home", "back"):
        return False
    if token.lower_ in _CARRIES_ON or token.text in ("-", '"', "'"):
        return True
    if token.like_num and token.nbor(-1).lower_ in ("of", "the", "these", "those", "all"):
        return True  # "12 of the 1,000 bodies"
    if token.pos_ in ("VERB",) or token.lower_ in lexicon.FATES:
        # "869 freed detainees", "two wounded and sick prisoners"; but "12 killed in the city"
        return (
            following is not None and following.pos_ in ("NOUN", "ADJ", "PROPN") and token.tag_ in ("VBN", "JJ", "VBG")
        )
    if token.lower_ in ("and", "or"):
        return token.nbor(-1).pos_ in ("ADJ", "PROPN") and following is not None and following.pos_ == "ADJ"
    return token.pos_ in ("ADJ", "PROPN", "PART", "NOUN") or (token.pos_ == "ADV" and following is not None)


def is_part(number: Token, unit: Unit) -> bool:
    """Tell whether those counted are some of others: "12 of them", "of whom 17", "including five"."""
    doc, sentence = number.doc, number.sent
    last = (unit.noun if unit.noun is not None else number).i
    after = [t.lower_ for t in doc[last + 1 : min(last + 4, sentence.end)]]
    within = [t.lower_ for t in doc[number.i + 1 : last + 1]]
    for words in (after, within):
        if words[:1] == ["of"] and set(words[1:3]) & (_THESE | {"the"}) and words is after:
            return words[1] != "the" or unit.noun is None
    if after[:2] == ["among", "them"] or after[:2] == ["among", "these"]:
        return True
    before = [t.lower_ for t in doc[max(sentence.start, number.i - 8) : number.i]]
    opening = _after_last(before, (",", ":", ";", "(", "-", "."))
    text = " ".join(opening)
    if any(word in opening for word in _OPENING):
        return True
    return any(phrase in text for phrase in _SOME_OF)


_SOME_OF = (
    "of whom", "of which", "of them", "from them", "from these", "of these", "of those", "among them", "among whom",
    "among these", "among those", "out of them",
)  # fmt: skip


def _after_last(words: list[str], breaks: tuple[str, ...]) -> list[str]:
    for place in range(len(words) - 1, -1, -1):
        if words[place] in breaks:
            return words[place + 1 :]
    return words
