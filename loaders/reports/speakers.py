"""Which agent a noun phrase means: a known name, "Russian officials", "the agency", or an office without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.mentions import Mention, entry, party_of
from loaders.reports.parsing import Parsed, head_of
from loaders.reports.syntax import child, noun_phrase
from ontology.vocabulary import agents

_ANY_OFFICE = frozenset("agency organisation organization body department outlet".split())
_SINGLE = frozenset("ombudsman commissioner".split())
_NOT_SPEAKERS = frozenset("it that this which who there what figure toll number estimate detail".split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """An agent of the reference data by its path, or one named by the report alone by its label."""

    path: str | None
    label: str

    @property
    def party(self) -> str | None:
        """The path of the party that the speaker is, acts for or speaks for."""
        return party_of(entry(self.path)) if self.path else None

    @property
    def is_outlet(self) -> bool:
        """Tell whether the speaker is known to publish reports."""
        return self.path is not None and entry(self.path).kind == "outlet"


def speakers(parsed: Parsed, noun: Token) -> tuple[Speaker, ...]:
    """Tell which agents a noun phrase names; several for "the BBC and Mediazona", none where it names nobody."""
    joined = [noun, *_conjuncts(noun)]
    source = source_of(parsed, noun)
    examples = _examples(noun) or ([source, *_conjuncts(source)] if source is not None else [])
    found: list[Speaker] = []
    for head in examples or joined:
        speaker = _speaker(parsed, head)
        if speaker is not None and speaker not in found:
            found.append(speaker)
    return tuple(found)


def known(path: str) -> Speaker:
    """Give the speaker that is an agent of the reference data."""
    return Speaker(path, entry(path).label)


def _conjuncts(noun: Token) -> list[Token]:
    return [t for t in noun.conjuncts if t.i > noun.i]


def _examples(noun: Token) -> list[Token]:
    """Give the names in "independent sources, including the BBC and Mediazona"."""
    for part in noun.children:
        if part.lower_ in ("including", "like") or (part.lower_ == "as" and part.nbor(-1).lower_ == "such"):
            name = next((c for c in part.children if c.dep_ in ("pobj", "dobj")), None)
            if name is not None:
                return [name, *_conjuncts(name)]
    return []


def source_of(parsed: Parsed, noun: Token) -> Token | None:
    """Give the first name in "journalists of the BBC and Mediazona", "a count by the BBC", "data from UALosses"."""
    if noun.lemma_.lower() not in lexicon.STAFF | set(lexicon.SPEECH_NOUNS):
        return None
    for part in noun.children:
        name = child(part, "pobj") if part.dep_ in ("prep", "agent") else None
        mention = parsed.mention_at(name) if name is not None else None
        if part.lower_ in ("of", "from", "at", "with", "by") and mention is not None and mention.how != "demonym":
            return name
    return None


def _speaker(parsed: Parsed, head: Token) -> Speaker | None:
    if head.pos_ == "PRON":
        return _pronoun(parsed, head)
    mention = parsed.mention_at(head)
    if mention is not None and mention.how != "demonym":
        return known(mention.agent.path)
    lemma = head.lemma_.lower()
    if lemma in lexicon.BODIES or (lemma in lexicon.PEOPLE and head.dep_ == "nsubjpass"):
        return None  # "1,000 bodies were returned, adding that": they add nothing
    inside = noun_phrase(head)
    beside = parsed.mentions_within(inside[0].idx, inside[-1].idx + len(inside[-1].text))
    named = [m for m in beside if m.how == "name" and m.agent.kind != "party"]
    aside = named and lemma not in lexicon.SPEECH_NOUNS and _is_beside(parsed, named[-1], head)
    if aside and named[-1].agent.kind == "spokesperson":
        return _office(parsed, inside)  # "Zelensky's aide" is not Zelensky
    if named:
        return known(named[-1].agent.path)
    if named_after := _named_after(parsed, head):
        return named_after
    if lemma in lexicon.SPOKEN_FOR:
        party = next((p for m in beside if (p := party_of(m.agent))), None)
        return known(party) if party else _office(parsed, inside)
    if lemma in lexicon.OFFICES or head.lower_ in lexicon.OFFICES:
        return _refers_to(parsed, head, beside) or _agency_by_words(parsed, head, beside) or _office(parsed, inside)
    if lemma in lexicon.SPEECH_NOUNS:
        return _owner(parsed, head, beside)
    if lemma in lexicon.PERSONS and (person := _person(parsed, head, beside)):
        return person
    if lemma in _NOT_SPEAKERS or head.pos_ not in ("NOUN", "PROPN"):
        return None
    return _office(parsed, inside)


def _named_after(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the person in "Ukraine's defence minister, Rustem Umerov, said"."""
    mention = parsed.mention_at(name) if (name := child(head, "appos")) is not None else None
    return known(mention.agent.path) if mention is not None and mention.agent.kind == "spokesperson" else None


def _is_beside(parsed: Parsed, mention: Mention, head: Token) -> bool:
    """Tell whether a name only says whose a noun is: "Zelensky's aide", "the spokesman of Zelensky"."""
    name = head_of(parsed, mention.span)
    return name is not None and name.i != head.i and name.dep_ in ("poss", "pobj")


def _owner(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Tell whose statement, figures or count it is: "the ministry's figures", "its statement", "the count"."""
    owner = next((m for m in beside if m.agent.kind != "party"), None)
    if owner is not None:
        return known(owner.agent.path)
    possessor = next((c for c in head.children if c.dep_ == "poss"), None)
    if possessor is not None and possessor.lower_ in ("our", "my"):
        return None
    if possessor is not None and possessor.pos_ != "PRON" and (speaker := _speaker(parsed, possessor)):
        return speaker
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    if party is not None:
        return known(party)
    before = [m for m in parsed.mentions if m.span.end <= head.idx and m.agent.kind in ("agency", "outlet")]
    return known(before[-1].agent.path) if before else None


def _person(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give the person in office that "the president" refers to, if the report has named one of that side."""
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    named = [m for m in parsed.mentions if m.agent.kind == "spokesperson" and m.span.end <= head.idx]
    fitting = [m for m in named if (party is None or party_of(m.agent) == party) and _is_called(parsed, m, head)]
    # "Zelensky and Putin spoke. The president said": no telling which.
    return known(fitting[-1].agent.path) if len({m.agent.path for m in fitting}) == 1 else None


def _is_called(parsed: Parsed, mention: Mention, title: Token) -> bool:
    """Tell whether a title is that of a person: by the titles that the report gives, "Peskov, the Kremlin's spokesman".

    Who has no title in the report may be the president, of whom all know it, but no minister or spokesman.
    """
    names = (head_of(parsed, m.span) for m in parsed.mentions if m.agent == mention.agent)
    beside: list[Token] = []
    for name in names:
        if name is not None:
            beside += [t for t in name.children if t.dep_ in ("compound", "appos", "nmod", "amod")]
            beside += [name.head] if name.dep_ == "appos" else []
    titles = {t.lemma_.lower() for t in beside} & (lexicon.PERSONS | lexicon.OFFICES)
    return title.lemma_.lower() in (titles or {"president"})


def _pronoun(parsed: Parsed, pronoun: Token) -> Speaker | None:
    before = [m for m in parsed.mentions if m.span.end <= pronoun.idx and m.how != "demonym" and not _owns(parsed, m)]
    if pronoun.lower_ in ("he", "she"):
        before = [m for m in before if m.agent.kind == "spokesperson"]
    elif pronoun.lower_ not in ("it", "they"):
        return None
    before = [m for m in before if is_subject(parsed, m)] or before
    return known(before[-1].agent.path) if before else None


def _owns(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether a name stands in the genitive: "Putin's envoy" brings up the envoy."""
    head = head_of(parsed, mention.span)
    return head is not None and head.dep_ == "poss"


def is_subject(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether the agent mentioned does what its sentence says."""
    head = head_of(parsed, mention.span)
    return head is not None and head.dep_ in ("nsubj", "nsubjpass", "agent")


def _refers_to(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give the agency that "the ministry" or "the Ukrainian government agency" refers to: last named, else next."""
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    word = head.lower_ if head.lower_ in lexicon.OFFICES else head.lemma_.lower()
    fitting = [
        m
        for m in parsed.mentions
        if m.agent.kind in ("agency", "outlet")
        and m.how == "name"
        and (party is None or party_of(m.agent) == party)
        and (word in _ANY_OFFICE or any(word in name.lower() for name in (m.agent.label, *m.agent.names)))
    ]
    before = [m for m in fitting if m.span.start < head.idx]
    chosen = before[-1] if before else (fitting[0] if fitting and party else None)
    return known(chosen.agent.path) if chosen else None


def _agency_by_words(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give the one known agency that "Ukraine's General Staff" or "the Interior Ministry in Kyiv" can be."""
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    inside = [noun for c in head.children if c.lower_ == "of" and (noun := child(c, "pobj")) is not None]
    beside_it = [*head.children, *inside, *(t for noun in inside for t in noun.children)]
    words = {head.lower_} | {
        t.lower_ for t in beside_it if t.dep_ in ("compound", "amod", "pobj") and not parsed.mention_at(t)
    }
    # "Russia's ministry" can be any of them; a state has one ombudsman.
    if len(words) < 2 and not (party and words & _SINGLE):
        return None
    fitting = [
        agent
        for agent in agents()
        if agent.kind == "agency"
        and party_of(agent) in ((party,) if party else parsed.sides)
        and any(words <= set(re.findall(r"\w+", name.lower())) for name in (agent.label, *agent.names))
    ]
    return known(fitting[0].path) if len(fitting) == 1 else None


def _office(parsed: Parsed, tokens: list[Token]) -> Speaker | None:
    """Give an unnamed speaker by the words for the office; names of persons are left out (see docs/privacy.md)."""
    persons = {t.i for t in tokens if _names_a_person(parsed, t)}
    persons |= {t.i for t in tokens if t.tag_ == "POS" and t.i - 1 in persons}
    persons |= _run_on(parsed, tokens)
    words = [t for t in tokens if t.i not in persons and t.pos_ not in ("DET", "NUM", "PUNCT", "PRON", "SPACE")]
    if not any(t.pos_ in ("NOUN", "PROPN") for t in words):
        return _unknown(parsed, tokens) if any(t.pos_ == "PROPN" for t in tokens) else None
    while words and words[-1].pos_ in ("ADP", "PART", "CCONJ"):
        words = words[:-1]
    label = re.sub(r"\s+", " ", " ".join(t.text for t in words)).replace(" 's", "'s").strip(" -'")
    return Speaker(None, label) if label else None


def _run_on(parsed: Parsed, tokens: list[Token]) -> set[int]:
    """Give what follows the first of three proper names after "of": "governor of Kharkiv | Oleh Syniehubov"."""
    found: set[int] = set()
    run: list[Token] = []
    for token in [*tokens, tokens[0]]:
        joined = token.pos_ == "PROPN" and parsed.mention_at(token) is None and (not run or token.i == run[-1].i + 1)
        if not joined and len(run) > 2 and run[-1].dep_ == "pobj":
            found |= {t.i for t in run[1:]}
        run = [*run, token] if joined else []
    return found


def _unknown(parsed: Parsed, name: list[Token]) -> Speaker:
    """Give a speaker whom the report names and we do not: two of them are told apart by number alone."""
    named = (e for e in parsed.doc.ents if e.label_ == "PERSON" and parsed.mention_at(e.root) is None)
    persons = [entity.root.text for entity in named]
    others = list(dict.fromkeys((*persons, name[-1].text)))
    number = others.index(name[-1].text) + 1
    return Speaker(None, "speaker named in the report" if number == 1 else f"speaker {number} named in the report")


def _names_a_person(parsed: Parsed, token: Token) -> bool:
    """Tell whether a word may be a person's name: a proper name that is of no organisation, place or title."""
    mention = parsed.mention_at(token)
    if mention is not None:
        return mention.agent.kind == "spokesperson"
    if any(token.text in person.text.split() for person in token.doc.ents if person.label_ == "PERSON"):
        return True
    if token.pos_ != "PROPN":
        return token.ent_type_ == "PERSON"
    if not token.text.isupper() and token.dep_ != "compound" and not any(c.dep_ == "compound" for c in token.children):
        # A single name: the model takes many a surname for an organisation.
        return token.lemma_.lower() not in lexicon.PERSONS | lexicon.OFFICES and token.ent_type_ not in ("GPE", "NORP")
    title = token.lemma_.lower() in lexicon.PERSONS | lexicon.OFFICES | {
        "foreign",
        "interior",
        "defence",
        "defense",
        "prime",
    }
    return not title and token.ent_type_ not in ("ORG", "GPE", "NORP", "FAC", "LOC")
