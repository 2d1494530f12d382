"""Which agent a noun phrase means: a known name, "Russian officials", "the agency", or an office without a name."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.agencies import agency_by_words, refers_to
from loaders.reports.beside import (
    MADE,
    author,
    closing_name,
    is_beside,
    last_agency,
    last_person,
    made_by,
    named_after,
    named_by_pronoun,
    named_together,
    person_in_office,
    source_of,
    spoken_for,
    subject_above,
    without_the_counted,
)
from loaders.reports.mentions import Mention, entry, party_of
from loaders.reports.naming import INSTITUTIONS
from loaders.reports.order import subject_by_order
from loaders.reports.parsing import Parsed
from loaders.reports.speaker import Speaker, first_named, is_rank, known, named_in_full, office, short_name
from loaders.reports.syntax import child

_NOT_SPEAKERS = frozenset(
    "it that this which who there what figure toll number estimate detail name total one thing way yesterday today "
    "sum exchange swap deal agreement truce information news data version talk word correction clarification article "
    "story headline time trouble difficulty problem".split()
)
_IN_THEIR_OWN_WORDS = frozenset("official diplomat negotiator representative".split())
"""Head nouns that no side is known to stand behind: "Ethiopian officials", "a senior Pentagon official"."""
_VOICES = frozenset("spokesman spokeswoman spokesperson officer service secretary".split())
"""Head nouns that speak for the office that they are named with: "an ICRC spokeswoman", "a media officer of"."""
_JOINT = frozenset("outlet newsroom journalist researcher organisation organization medium pair".split())
"""Plural head nouns that refer back to those who spoke together: "the two newsrooms"."""
_BOTH = frozenset("capital side country party government".split())
"""Head nouns that with "both" mean the two sides that a report speaks of: "both capitals say"."""
WORKS = frozenset(
    "study paper analysis survey investigation project database graphic chart article map research tracker dataset "
    "monitoring".split()
)
"""Head nouns that speak for whoever made them."""
_ANYBODYS = frozenset("paper study survey research".split())
"""Of these, those that speak for themselves where nobody is named as their author."""
_AMONG = ("among them", "among others", "notably", "including")
_UNNAMED = frozenset("wing arm branch first second third latter former other one agency office body group".split())
"""Words for an institution that its name may follow."""
_PRONOUNS = dict.fromkeys("he she him her his".split(), True) | dict.fromkeys("it they them its their".split(), False)
"""Pronouns that refer back to a speaker; whether to a person."""
CAN_SPEAK = (
    lexicon.SOMEBODY | INSTITUTIONS | lexicon.OFFICES | lexicon.PERSONS | lexicon.SPOKEN_FOR | lexicon.STAFF | _VOICES
)
"""Nouns of those who may speak, whatever else they are told to do."""
_ANY_GROUP = frozenset(
    "agency organisation organization body group charity watchdog monitor outlet channel paper".split()
)
"""Nouns that refer back to whatever group has spoken."""
_FAR = 400
"""How many words back a fuller name may stand."""
_NEAR_WORDS = 40
"""How many words back the noun may stand that "a Palestinian one" leaves out."""
_HEADS = frozenset("head lead run chair direct command represent".split())
"""Verbs that tell whose office somebody holds: "who heads the delegation"."""
_BACK = 6
"""How many sentences back a pronoun may refer."""


def speakers(parsed: Parsed, noun: Token) -> tuple[Speaker, ...]:
    """Tell which agents a noun phrase names; several for "the BBC and Mediazona", none where it names nobody."""
    if noun.head.dep_ == "relcl" and any(c.tag_ == "WP$" for c in noun.children):
        return speakers(parsed, noun.head.head)  # "the mayor, whose office counted 28"
    joined = [noun, *_conjuncts(noun)]
    source = source_of(parsed, noun)
    examples = _examples(noun) or ([source, *_conjuncts(source)] if source is not None else [])
    found: list[Speaker] = []
    for head in examples or joined:
        several = _meant(parsed, head)
        speaker = None if several else _speaker(parsed, head)
        found += [s for s in (several or ((speaker,) if speaker is not None else ())) if s not in found]
    return tuple(found)


def is_source(parsed: Parsed, noun: Token) -> bool:
    """Tell who is cited from what is: "citing medics", and not "citing the weather"."""
    named = noun.pos_ in ("PROPN", "PRON") or parsed.mention_at(noun) is not None
    return named or noun.lemma_.lower() in CAN_SPEAK | WORKS | set(lexicon.SPEECH_NOUNS)


def _meant(parsed: Parsed, head: Token) -> tuple[Speaker, ...]:
    """Give those who spoke before whom a pronoun means, or "the two newsrooms", "the same journalists"."""
    if head.lemma_.lower() in lexicon.SPEECH_NOUNS and (owner := child(head, "poss")) is not None:
        return _meant(parsed, owner)
    if head.pos_ == "PRON" and head.lower_ in _PRONOUNS:
        person = _PRONOUNS[head.lower_]
        if not person and (above := subject_above(parsed, head)) is not None:
            return (above,)
        named = last_person(parsed, head) if person else None
        fits = _a_person if person else _several if head.lower_ in ("they", "their", "them") else _no_person
        said = _spoke_before(parsed, head, fits, named)
        return () if named is not None and not said else said
    if head.lower_ == "tank" and head.nbor(-1).lower_ == "think":
        return last_agency(parsed, head)
    determined = {c.lower_ for c in head.children if c.dep_ in ("det", "nummod", "amod")}
    if head.tag_ == "NNS" and head.lemma_.lower() in _BOTH and any(c.lower_ == "both" for c in head.children):
        return tuple(known(party) for party in parsed.sides) if len(parsed.sides) == 2 else ()
    if head.tag_ == "NNS" and head.lemma_.lower() in _JOINT and determined & {"the", "two", "both", "these", "same"}:
        return _spoke_before(parsed, head, lambda _, said: len(said) > 1) or named_together(parsed, head)
    return ()


Fits = Callable[[Token, tuple[Speaker, ...]], bool]
"""Tells of a noun phrase and whom it means whether it can be who is referred back to."""


def _a_person(noun: Token, said: tuple[Speaker, ...]) -> bool:
    called = lexicon.PERSONS | lexicon.SOMEBODY | (_VOICES - {"service"})
    return len(said) == 1 and (said[0].is_person or noun.lemma_.lower() in called)


def _no_person(noun: Token, said: tuple[Speaker, ...]) -> bool:
    return len(said) == 1 and (noun.tag_ in ("NNS", "NNPS") or not said[0].is_person)


def _refers_back(parsed: Parsed, noun: Token) -> bool:
    """Tell it of "it", "the group", "its spokesman": asked whom those mean, one would go back without end."""
    short = noun.lemma_.lower() in _ANY_GROUP and [c.dep_ for c in noun.children if c.dep_ != "punct"] == ["det"]
    short = short and refers_to(parsed, noun, []) is None
    return noun.pos_ == "PRON" or short or any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.children)


def _several(noun: Token, said: tuple[Speaker, ...]) -> bool:
    return len(said) > 1 or _no_person(noun, said)


def _spoke_before(parsed: Parsed, token: Token, fits: Fits, after: Token | None = None) -> tuple[Speaker, ...]:
    """Give the last ones before a token who said something and fit; none who spoke before `after` was named."""
    for step in range(_BACK):
        sentence = parsed.sentence_beside(token, -step)
        if sentence is None:
            break
        before = [word for word in reversed(sentence) if word.i < token.i]
        # Of one sentence, who says something rather than who does something.
        for cited in (*map(_cited, before), *(_acting(parsed, word, near=step == 0) for word in before)):
            # Who is spoken of again by a pronoun was named before: those are passed over.
            if cited is None or _refers_back(parsed, cited) or cited.i >= token.i or token in cited.subtree:
                continue
            said = speakers(parsed, cited)
            plural = cited.tag_ in ("NNS", "NNPS") and said[0].path is None if said else False
            if said and fits(cited, said) and not (plural and token.lower_ in ("it", "its")):
                return said if after is None or cited.i >= after.left_edge.i else ()
    return ()


def _cited(word: Token) -> Token | None:
    """Give who speaks by a word: the subject of a verb of saying, or who it is according to."""
    if word.lower_ == "to" and word.i and word.nbor(-1).lower_ == "according":
        return child(word, "pobj")
    return subject_by_order(word) if word.pos_ == "VERB" and word.lemma_.lower() in lexicon.SPEECH else None


def _acting(parsed: Parsed, verb: Token, *, near: bool) -> Token | None:
    """Give who does what a verb tells and can speak: "A source disagrees: 19, he told Reuters"."""
    subject = subject_by_order(verb) if verb.pos_ == "VERB" else None
    mention = parsed.mention_at(subject) if subject is not None and (near or verb.dep_ == "ROOT") else None
    known_one = mention is not None and mention.how != "demonym"
    if subject is None or not (known_one or subject.lemma_.lower() in CAN_SPEAK):
        return None
    of = next((p for p in subject.children if p.lower_ == "of"), None)
    crowd = child(of, "pobj") if of is not None and subject.lemma_ in ("group", "team", "force") else None
    return subject if crowd is None else None  # "the last group of prisoners left"


def _conjuncts(noun: Token) -> list[Token]:
    return [t for t in noun.conjuncts if t.i > noun.i]


def _examples(noun: Token) -> list[Token]:
    """Give the names in "independent sources, including the BBC and Mediazona", "outlets, among them Reuters"."""
    for part in noun.children:
        such = part.lower_ == "as" and part.nbor(-1).lower_ == "such"
        named = part.dep_ == "appos" and noun.doc[noun.i : part.i].text.lower().endswith(_AMONG)
        inside = next((c for c in part.children if c.dep_ in ("pobj", "dobj")), None)
        if named or (inside is not None and (part.lower_ in ("including", "like", "notably") or such)):
            name = inside if inside is not None and not named else part
            return [name, *_conjuncts(name)]
    return []


def _speaker(parsed: Parsed, head: Token) -> Speaker | None:
    if head.pos_ == "PRON":
        return named_by_pronoun(parsed, head)
    if any(c.dep_ == "poss" and c.lower_ in ("our", "my") for c in head.children):
        return None  # "our desk adds up": the outlet itself
    if titled := closing_name(parsed, head):
        return titled
    if short := short_name(parsed, head):
        return known(short)
    mention = parsed.mention_at(head)
    if mention is not None and mention.how != "demonym":
        return known(mention.agent.path)
    if mention is not None and any(c.like_num for c in head.children):
        return None  # "52,000 Iraqis, the Red Cross said"
    lemma = head.lemma_.lower()
    if len(head.text) == 1 and head.i + 1 < len(head.doc) and head.nbor(1).text in (":", "."):
        return None  # "A: More than 52,000 …, the Red Cross said"
    if lemma == "body" and head.tag_ == "NN" and head.dep_ == "nsubj" and head.head.lemma_ in lexicon.SPEECH:
        return office(parsed, head)  # "Ukraine's coordinating body for prisoners said"
    if lemma in lexicon.BODIES or (lemma in lexicon.PEOPLE and head.dep_ == "nsubjpass"):
        return None  # "1,000 bodies were returned, adding that": they add nothing
    if named_before := _movement(parsed, head) or made_by(parsed, head):
        return named_before
    inside = without_the_counted(head)
    beside = parsed.mentions_within(inside[0].idx, inside[-1].idx + len(inside[-1].text))
    named = [m for m in beside if m.how == "name" and m.agent.kind != "party"]
    # "to the BBC, Sudan's minister": what a comma parts is another's name.
    named = [m for m in named if "," not in parsed.plain[m.span.end : head.idx]]
    if arm := _called(parsed, head):
        return arm
    if named and lemma in _IN_THEIR_OWN_WORDS and named[-1].agent.kind != "spokesperson":
        return office(parsed, head)
    aside = named and lemma not in lexicon.SPEECH_NOUNS and is_beside(parsed, named[-1], head)
    if aside and named[-1].agent.kind == "spokesperson":
        return office(parsed, head)  # "Zelensky's aide" is not Zelensky
    if named:
        return known(named[-1].agent.path)
    if person := named_after(parsed, head):
        return person
    return _by_word(parsed, head, beside)


def _may_make(parsed: Parsed, source: Token) -> bool:
    """Tell "a tally of the ministry" from "a tally of the dead", "a tally of 900 officials"."""
    mention = parsed.mention_at(source)
    named = mention.how != "demonym" if mention is not None else source.pos_ == "PROPN"
    return (named or source.lemma_.lower() in CAN_SPEAK) and not any(c.like_num for c in source.children)


def _called(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the agency in "Hamas's armed wing, the Qassam Brigades", "the first, the UN mission"."""
    if head.lemma_.lower() not in _UNNAMED:
        return None
    name = next((c for c in head.children if c.dep_ == "appos" and c.i > head.i), None)
    mention = parsed.mention_at(name) if name is not None else None
    named = mention is not None and mention.how == "name" and mention.agent.kind in ("agency", "outlet")
    return known(mention.agent.path) if mention is not None and named else None


def _movement(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the party that "the Hamas movement", "the Houthi group" is: one that is named so, and no country."""
    if head.lemma_.lower() not in ("group", "movement", "rebel", "militia"):
        return None
    named = (m for c in head.children if c.dep_ in ("compound", "amod") and (m := parsed.mention_at(c)) is not None)
    own = (m for m in named if (m.agent.kind == "party" and m.span.of(parsed.plain) in (m.agent.label, *m.agent.names))
           or m.agent.label.startswith(m.span.of(parsed.plain)))  # fmt: skip
    return next((known(m.agent.path) for m in own if not m.agent.metonyms), None)


def _by_word(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give whom a noun phrase without a name of its own means, by what kind of word its head is."""
    lemma = head.lemma_.lower()
    if lemma in WORKS and head.pos_ == "PROPN" and any(c.dep_ == "compound" for c in head.children):
        return author(parsed, head) or office(parsed, head)  # "the Yemen Data Project"
    if lemma in WORKS:
        # "The paper writes" is a newspaper, if it is nobody's study.
        return author(parsed, head) or (office(parsed, head) if lemma in _ANYBODYS else None)
    owner = child(head, "poss")
    if (
        lemma in (_VOICES - {"service"}) | _IN_THEIR_OWN_WORDS
        and owner is not None
        and owner.pos_ == "PRON"
        and (meant := _meant(parsed, owner))
    ):
        return meant[0]  # "its representative"
    voice = lemma in _VOICES and not (lemma == "service" and (head.i == 0 or head.nbor(-1).lower_ != "press"))
    if voice and (voiced := spoken_for(parsed, head)):
        return voiced
    if lemma in _IN_THEIR_OWN_WORDS:
        return office(parsed, head)
    if lemma in lexicon.SPOKEN_FOR:
        party = next((p for m in beside if (p := party_of(m.agent))), None)
        return known(party) if party else _named_more_fully(parsed, head) or office(parsed, head)
    if lemma in lexicon.OFFICES or head.lower_ in lexicon.OFFICES:
        fuller = _named_more_fully(parsed, head) if lemma == "agency" else None
        known_one = fuller or refers_to(parsed, head, beside) or agency_by_words(parsed, head, beside)
        return known_one or named_in_full(parsed, head) or _named_more_fully(parsed, head) or office(parsed, head)
    if lemma in INSTITUTIONS and (known_one := agency_by_words(parsed, head, beside)):
        return known_one
    if lemma in INSTITUTIONS and (in_full := named_in_full(parsed, head)):
        return in_full
    if lemma in lexicon.SPEECH_NOUNS:
        return _owner(parsed, head, beside)
    if lemma in lexicon.PERSONS and (person := person_in_office(parsed, head, beside)):
        return person
    if fuller := _named_more_fully(parsed, head):
        return fuller
    return _by_name(parsed, head)


def _by_name(parsed: Parsed, head: Token) -> Speaker | None:
    """Give whom a name or a word means that is of no kind known: an office, or a person by the office beside him."""
    lemma = head.lemma_.lower()
    alone = head.pos_ == "PROPN" and not any(c.dep_ in ("compound", "appos", "det") for c in head.children)
    first = first_named(parsed, head) if alone else None
    if first is not None and any(c.lemma_.lower() in _VOICES and c.dep_ == "compound" for c in first.children):
        return _speaker(parsed, first)  # "Elder" is "UNICEF spokesperson James Elder"
    if lemma == "one" and (other := _like_the_one_before(parsed, head)):
        return other
    if (lemma in _NOT_SPEAKERS and head.pos_ != "PROPN") or head.pos_ not in ("NOUN", "PROPN"):
        return None
    said = office(parsed, head)
    unnamed = said is not None and said.path is None and (said.label.startswith("speaker ") or is_rank(said.label))
    return (_spoken_for_by(parsed, head) or said) if unnamed else said


def _like_the_one_before(parsed: Parsed, one: Token) -> Speaker | None:
    """Give "a Palestinian official" for "a Palestinian | one", after "an Israeli official said"."""
    words = [t.text for t in one.children if t.dep_ in ("det", "amod") and t.i < one.i]
    if len(words) < 2:
        return None
    before = one.doc[max(0, one.i - _NEAR_WORDS) : one.left_edge.i]
    noun = next((t for t in reversed(before) if t.lemma_.lower() in lexicon.SOMEBODY | lexicon.PERSONS | _VOICES), None)
    return Speaker(None, " ".join([words[0].lower(), *words[1:], noun.lemma_])) if noun is not None else None


def _spoken_for_by(parsed: Parsed, name: Token) -> Speaker | None:
    """Give the office of a person whom we do not name: "…, who heads the ICRC delegation", "…, for the Taliban"."""
    for part in name.children:
        head = child(part, "dobj") if part.dep_ == "relcl" and part.lemma_ in _HEADS else None
        if part.dep_ == "relcl" and part.lemma_ == "speak":
            part = next((c for c in part.children if c.lower_ == "for"), part)
        head = head or (child(part, "pobj") if part.lower_ in ("for", "of", "from", "at", "with") else None)
        if head is None:
            continue
        mention = parsed.mention_at(head)
        if mention is not None and mention.how == "name" and mention.agent.kind != "spokesperson":
            if mention.agent.kind != "party" or part.lower_ == "for":
                return known(mention.agent.path)
        elif head.lemma_.lower() in CAN_SPEAK or (part.lower_ == "for" and head.pos_ == "PROPN"):
            said = _speaker(parsed, head)
            return said if said is not None and not said.label.startswith("speaker ") else None
    return None


def _named_more_fully(parsed: Parsed, head: Token) -> Speaker | None:
    """Give whom "the army", "the group" means: what the report has called by more words before it."""
    alone = [c.dep_ for c in head.children if c.dep_ not in ("punct", "relcl") and c.lower_ != "same"] == ["det"]
    if not alone or head.left_edge.lower_ not in ("the", "this", "that") or head.lemma_.lower() not in CAN_SPEAK:
        return None
    for noun in reversed(parsed.doc[max(0, head.i - _FAR) : head.left_edge.i]):
        same = noun.lemma_.lower() == head.lemma_.lower() and noun.pos_ in ("NOUN", "PROPN")
        if same and any(c.dep_ in ("amod", "compound", "poss", "prep") for c in noun.children):
            return office(parsed, noun)
    if head.lemma_.lower() in _ANY_GROUP:
        said = _spoke_before(parsed, head, lambda noun, said: _no_person(noun, said) and _is_group(said[0]))
        return said[0] if said else None
    return None


def _is_group(speaker: Speaker) -> bool:
    """Tell it of anybody but a state, an army or a person."""
    return speaker.path is None or (entry(speaker.path).acts_for is None and not speaker.path.startswith("party/"))


def _owner(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Tell whose statement, figures or count it is: "the ministry's figures", "its statement", "the count"."""
    owner = next((m for m in beside if m.agent.kind != "party"), None)
    if owner is not None:
        return known(owner.agent.path)
    possessor = next((c for c in head.children if c.dep_ == "poss"), None)
    if possessor is not None and (meant := _meant(parsed, possessor)):
        return meant[0]
    if possessor is not None and possessor.pos_ != "PRON" and (speaker := _speaker(parsed, possessor)):
        return speaker
    of = next((c for c in head.children if c.dep_ == "prep" and c.lower_ in ("of", "from", "by")), None)
    source = child(of, "pobj") if of is not None else None
    if source is not None and _may_make(parsed, source) and (speaker := _speaker(parsed, source)):
        return speaker
    # "Ukrainian figures" are Ukraine's; "figures of Ukrainian dead" are nobody's by that.
    party = next((p for m in beside if m.span.start < head.idx and (p := party_of(m.agent))), None)
    if party is not None:
        return known(party)
    if head.tag_ == "NNS" and head.lemma_.lower() == "report" and not list(head.lefts):
        return office(parsed, head)  # "according to reports": nobody's that is named
    if any(c.lower_ in ("a", "an") for c in head.children):
        made = head.lemma_.lower() in MADE
        return office(parsed, head) if made else None  # "a confidential estimate", but no report on somebody
    before = [m for m in parsed.mentions if m.span.end <= head.idx and m.agent.kind in ("agency", "outlet")]
    return known(before[-1].agent.path) if before else None
