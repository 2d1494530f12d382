"""A speaker: an agent of the reference data, or an office in the words of the report, without names of persons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.mentions import UNLISTED, entry, party_of
from loaders.reports.naming import INSTITUTIONS, names_a_person, run_on
from loaders.reports.parsing import Parsed

_CLAUSES = ("relcl", "acl", "appos", "advcl", "parataxis")
_RANKS = frozenset("colonel major captain lieutenant brigadier admiral marshal sergeant general".split())
"""Titles that tell less than the office that is named beside them."""
_OUTLETS = frozenset(
    "news newspaper media channel television tv radio broadcaster site website portal daily times post outlet".split()
)
_MEDIA = frozenset("statement post interview video briefing message bulletin release conference broadcast x".split())
_PARTICLES = frozenset("al el bin ibn ben abu van von de".split())
"""What is left of a name of which the rest is a person's."""
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
        return bool(words & (lexicon.PERSONS | lexicon.SOMEBODY)) or self.label.startswith("speaker")

    @property
    def is_outlet(self) -> bool:
        """Tell whether the speaker is known to publish reports."""
        return self.path is not None and entry(self.path).kind == "outlet"

    @property
    def is_agency(self) -> bool:
        """Tell whether the speaker is an agency of the reference data."""
        return self.path is not None and entry(self.path).kind == "agency"

    @property
    def sounds_like_an_outlet(self) -> bool:
        """Tell it of one that the reference data lack: "the state news agency", "Radio Dabanga"."""
        return self.path is None and bool({word.casefold() for word in self.label.split()} & _OUTLETS)


def known(path: str) -> Speaker:
    """Give the speaker that is an agent of the reference data, or a party by its name alone."""
    return Speaker(None if path.startswith(UNLISTED) else path, entry(path).label)


def is_rank(label: str) -> bool:
    """Tell whether a label is a rank alone, "Colonel", which tells less than the office named beside it."""
    return label.lower() in _RANKS


def office(parsed: Parsed, head: Token) -> Speaker | None:
    """Give an unnamed speaker in the report's words; names of persons are left out (see docs/privacy.md)."""
    apposed = next((c for c in head.children if c.dep_ == "appos" and c.lemma_.lower() in lexicon.TITLES), None)
    label = _label(parsed, _proper_name(parsed, head) or head)
    if label is None or label.lower() in _RANKS:
        beside = _label(parsed, apposed) if apposed is not None else None
        if beside or label:
            return Speaker(None, beside or label or "")
        return _unknown(parsed, _words(head)) if any(t.pos_ == "PROPN" for t in _words(head)) else None
    return Speaker(None, label)


def _proper_name(parsed: Parsed, head: Token) -> Token | None:
    """Give the name in "a rights group, the Assistance Association for Prisoners": it says more than the kind."""
    kind = any(c.lower_ in ("a", "an") for c in head.children) and head.lemma_.lower() in INSTITUTIONS
    name = next((c for c in head.children if c.dep_ == "appos" and c.text[:1].isupper()), None) if kind else None
    return name if name is not None and not names_a_person(parsed, name) else None


def _label(parsed: Parsed, head: Token) -> str | None:
    """Give the words of an office without the names of persons; None where nothing else is left."""
    tokens = _words(head)
    persons = {t.i for t in tokens if names_a_person(parsed, t) and not _is_of_one_in_office(parsed, t, head)}
    persons |= {t.i for t in tokens if t.tag_ == "POS" and t.i - 1 in persons}
    persons |= run_on(parsed, tokens)
    words = [t for t in tokens if t.i not in persons]
    if not any(t.pos_ in ("NOUN", "PROPN") for t in words):
        return None
    while words and (words[0].is_punct or words[0].dep_ == "prep" or _opens_no_name(words[0])):
        words = words[1:]
    while words and (
        words[-1].lower_ in _PARTICLES
        or words[-1].pos_ in ("ADP", "PART", "CCONJ", "PUNCT", "SPACE", "DET")
        or words[-1].pos_ == "ADV"
        or (words[-1].like_num and "," in words[-1].text)
    ):
        words = words[:-1]
    label = re.sub(r"\s+", " ", "".join(_printed(parsed, t) + ("" if _joins(t, words) else " ") for t in words))
    return _uncapitalised(label.strip(" -'*_\"")) or None


def _is_of_one_in_office(parsed: Parsed, name: Token, head: Token) -> bool:
    """Tell it of "Netanyahu's office": whose office it is may be said of those whom the reference data name."""
    owner = name if name.dep_ == "poss" else name.head
    mention = parsed.mention_at(name)
    known_one = mention is not None and mention.agent.kind == "spokesperson"
    return known_one and owner.dep_ == "poss" and owner.head.i == head.i


def _opens_no_name(word: Token) -> bool:
    number = word.pos_ in ("NUM", "SPACE") and word.lower_ != "one"
    return number or word.lower_ in _NOT_FIRST or word.ent_type_ in ("DATE", "TIME")


def _words(head: Token) -> list[Token]:
    """Give the words that name an office: its noun phrase without clauses, without what a dash parts from it."""
    left_out = {t.i for c in head.children if c.dep_ in _CLAUSES and not _is_its_name(c, head) for t in c.subtree}
    left_out |= {t.i for c in head.children if c.dep_ in ("cc", "conj") or _is_medium(c) for t in c.subtree}
    tokens = [t for t in head.subtree if t.sent == head.sent and t.i not in left_out]
    dashes = [t.i for t in tokens if t.text in ("-", "—", "|", ":") and t.whitespace_ and t.i < head.i]
    tokens = [t for t in tokens if not dashes or t.i > dashes[-1]]
    # "the BBC, Sudan's minister": another's name, which the parser takes for a part of this one.
    commas = [t.i for t in tokens if t.text == "," and t.i < head.i and t.nbor(-1).pos_ == "PROPN"]
    tokens = [t for t in tokens if not commas or t.i > commas[-1]]
    after = next((t.i for t in tokens if t.i > head.i and t.is_punct and t.text in ',;:("'), len(head.doc))
    return [t for t in tokens if t.i < min(after, head.i + _LONG)]


def _is_medium(part: Token) -> bool:
    """Tell it of "the ministry | in a statement": where somebody speaks is no part of the name."""
    return part.dep_ == "prep" and any(c.lemma_.lower() in _MEDIA for c in part.children)


def _is_its_name(apposed: Token, head: Token) -> bool:
    """Tell it of "the Egyptian channel | Qahera TV": no comma parts what an institution is called."""
    beside = apposed.left_edge.i == head.i + 1 and apposed.dep_ == "appos" and apposed.text[:1].isupper()
    return beside and head.lemma_.lower() in INSTITUTIONS


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


def _unknown(parsed: Parsed, name: list[Token]) -> Speaker:
    """Give a speaker whom the report names and we do not: by the office, where it names one, else by number."""
    offices, persons = _persons(parsed)
    surname = name[-1].text
    office_told = offices.get(surname) or _office_before(parsed, name[-1])
    if office_told is not None:
        return Speaker(None, office_told)
    number = list(dict.fromkeys((*persons, surname))).index(surname) + 1
    return Speaker(None, "speaker named in the report" if number == 1 else f"speaker {number} named in the report")


def _persons(parsed: Parsed) -> tuple[dict[str, str], list[str]]:
    """Give the surnames of those whom the report names and we do not, and the offices that it gives them, once read."""
    kept: tuple[dict[str, str], list[str]] | None = parsed.doc.user_data.get("persons")
    if kept is None:
        named = [e.root for e in parsed.doc.ents if e.label_ == "PERSON" and parsed.mention_at(e.root) is None]
        offices: dict[str, str] = {}
        kept = parsed.doc.user_data["persons"] = (offices, list(dict.fromkeys(name.text for name in named)))
        for name in named:
            if name.text not in offices and (label := _office_beside(parsed, name)):
                offices[name.text] = label
    return kept


def _office_before(parsed: Parsed, surname: Token) -> str | None:
    """Give the office in "secretary of the Commission | Gazanfar Ahmadov" for "Ahmadov", by the order of words."""
    name = first_named(parsed, surname)
    before = parsed.doc[max(name.sent.start, name.i - _LONG) : name.i] if name is not None else ()
    title = next((t for t in before if t.lemma_.lower() in lexicon.TITLES and t.pos_ in ("NOUN", "PROPN")), None)
    between = parsed.doc[title.i + 1 : name.i] if title is not None and name is not None else ()
    clear = not any(t.is_punct or t.pos_ == "VERB" for t in between)
    return _label(parsed, title) if title is not None and clear else None


def first_named(parsed: Parsed, name: Token) -> Token | None:
    """Give the first word of the report that is the same proper name as a later one, if there is one before it."""
    kept: dict[str, Token] | None = parsed.doc.user_data.get("first named")
    if kept is None:
        kept = parsed.doc.user_data["first named"] = {t.text: t for t in reversed(parsed.doc) if t.pos_ == "PROPN"}
    first = kept.get(name.text)
    return first if first is not None and first.i < name.i else None


def _office_beside(parsed: Parsed, name: Token) -> str | None:
    """Give the office in "Hamid Khan, the army's spokesman", "the mayor, Ibrahim Sow", "Taliban spokesman Mujahid"."""
    beside = [c for c in name.children if c.dep_ == "appos"] + ([name.head] if name.dep_ == "appos" else [])
    for noun in (*beside, name):
        titled = any(t.lemma_.lower() in lexicon.TITLES for t in (noun, *noun.children))
        if titled and (label := _label(parsed, noun)):
            return label
    return None


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
