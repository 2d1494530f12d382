"""A speaker: an agent of the reference data, or an office in the words of the report, without names of persons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.mentions import entry, party_of
from loaders.reports.parsing import Parsed

_CLAUSES = ("relcl", "acl", "appos", "advcl", "parataxis")
INSTITUTIONS = frozenset(
    "secretariat headquarters police hospital service ministry institute committee commission directorate authority "
    "council agency office centre center force guard army command staff administration department union society group "
    "university foundation organisation organization mission fund network project board bureau court news times post "
    "media channel television radio press forum".split()
)
"""Words that a name of several words ends with when it is no person's."""
SOMEBODY = frozenset(
    "official officer lawyer mayor governor ombudsman commissioner adviser advisor doctor source deputy diplomat "
    "ambassador analyst researcher professor witness resident relative director coordinator".split()
)
"""Words for one person who may speak."""
_LONG = 9
"""How many words after its noun the name of an office may have."""
_NOT_FIRST = frozenset("and but meanwhile earlier later then also another more than around about some".split())


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
    def is_person(self) -> bool:
        """Tell whether a speaker is one person: one in office, or one in the words of the report."""
        if self.path is not None:
            return entry(self.path).kind == "spokesperson"
        words = {word.casefold() for word in self.label.split()}
        return bool(words & (lexicon.PERSONS | SOMEBODY)) or self.label.startswith("speaker")

    @property
    def is_outlet(self) -> bool:
        """Tell whether the speaker is known to publish reports."""
        return self.path is not None and entry(self.path).kind == "outlet"


def known(path: str) -> Speaker:
    """Give the speaker that is an agent of the reference data."""
    return Speaker(path, entry(path).label)


def office(parsed: Parsed, head: Token) -> Speaker | None:
    """Give an unnamed speaker in the report's words; names of persons are left out (see docs/privacy.md)."""
    tokens = _words(head)
    persons = {t.i for t in tokens if _names_a_person(parsed, t)}
    persons |= {t.i for t in tokens if t.tag_ == "POS" and t.i - 1 in persons}
    persons |= _run_on(parsed, tokens)
    words = [t for t in tokens if t.i not in persons]
    if not any(t.pos_ in ("NOUN", "PROPN") for t in words):
        return _unknown(parsed, tokens) if any(t.pos_ == "PROPN" for t in tokens) else None
    while words and (words[0].is_punct or words[0].pos_ in ("NUM", "SPACE") or words[0].lower_ in _NOT_FIRST):
        words = words[1:]
    while words and (words[-1].pos_ in ("ADP", "PART", "CCONJ", "PUNCT", "SPACE", "DET") or words[-1].pos_ == "ADV"):
        words = words[:-1]
    label = re.sub(r"\s+", " ", "".join(_printed(parsed, t) + ("" if _joins(t, words) else " ") for t in words))
    label = label.strip(" -'*_\"")
    return Speaker(None, _uncapitalised(label)) if label else None


def _words(head: Token) -> list[Token]:
    """Give the words that name an office: its noun phrase without clauses, without what a dash parts from it."""
    left_out = {t.i for c in head.children if c.dep_ in _CLAUSES for t in c.subtree}
    joined = {t.i for c in head.children if c.dep_ in ("cc", "conj") for t in c.subtree}
    tokens = [t for t in head.subtree if t.sent == head.sent and t.i not in left_out | joined]
    dashes = [t.i for t in tokens if t.text in ("-", "—", "|", ":") and t.whitespace_ and t.i < head.i]
    tokens = [t for t in tokens if not dashes or t.i > dashes[-1]]
    after = next((t.i for t in tokens if t.i > head.i and t.is_punct and t.text in ',;:("'), len(head.doc))
    return [t for t in tokens if t.i < min(after, head.i + _LONG)]


def _joins(token: Token, words: list[Token]) -> bool:
    """Tell whether the next of some words follows a token without a blank."""
    return not token.whitespace_ and any(t.i == token.i + 1 for t in words)


def _printed(parsed: Parsed, token: Token) -> str:
    """Give a word in the report's own characters: its apostrophe may be a curly one."""
    return parsed.text[token.idx : token.idx + len(token.text)]


def _uncapitalised(label: str) -> str:
    """Give a label as it would stand within a sentence: "The police" is "the police"."""
    first, _, rest = label.partition(" ")
    return f"{first.lower()} {rest}" if rest and first.lower() in ("the", "a", "an") else label


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
    if token.lemma_.lower() in INSTITUTIONS or any(t.lemma_.lower() in INSTITUTIONS for t in _run_of(token)):
        return False
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


def _run_of(token: Token) -> list[Token]:
    """Give the proper names that follow a token without a break: "Joint | Humanitarian Secretariat"."""
    run: list[Token] = []
    for following in token.doc[token.i + 1 : token.sent.end]:
        if following.pos_ not in ("PROPN", "ADJ", "NOUN") or not following.text[:1].isupper():
            break
        run.append(following)
    return run


def named_in_full(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the office that "the Secretariat" refers back to: "The Joint Humanitarian Secretariat"."""
    if not head.text[:1].isupper() or [c.dep_ for c in head.lefts] != ["det"]:
        return None
    name = rf"\b(?:[Tt]he )?((?:[A-Z][\w'-]+ )+{re.escape(head.text)})\b"
    full = [m for m in re.finditer(name, parsed.plain[: head.idx]) if not re.fullmatch(r"The \w+", m[1])]
    return Speaker(None, f"the {full[-1][1].removeprefix('The ')}") if full else None


def short_name(parsed: Parsed, head: Token) -> str | None:
    """Give the committee that "the Red Cross" means between two armies, but not a country's own Red Cross."""
    short = head.text == "Cross" and head.i > 0 and head.nbor(-1).text == "Red"
    if not short or head.i == 1:
        return None
    before = head.nbor(-2)
    return "agency/icrc" if before.pos_ in ("DET", "ADP", "VERB", "PUNCT") else None
