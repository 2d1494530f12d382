"""Persons who share a surname with somebody of the reference data: "Anna Stepanyan" is not Gegham Stepanyan.

To take one for the other would put words into the mouth of a man who never said them. So a surname counts only where no
other forename stands before it; and where one does anywhere in a report, the surname alone is nobody's that is known,
unless the report has the known person's whole name too.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from loaders.reports import lexicon
from loaders.reports.mentions import Mention

_CALLED = lexicon.TITLES | frozenset(
    "pm fm mp mr mrs ms dr gen col lt sen rep sgt capt maj adm sheikh ombudswoman king pope prime foreign defence "
    "defense interior mediator moderator host".split()
)  # fmt: skip
"""Words before a surname that are no forename: titles, ranks and offices."""
_SPELLINGS = (
    "alexander oleksandr aleksandr", "alexei alexey aleksei oleksii oleksiy", "anatoly anatolii",
    "andrei andrey andrii andriy andrij",
    "artem artyom", "bogdan bohdan", "denis denys", "dmitri dmitry dmitriy dmytro", "igor ihor", "irina iryna",
    "evgeny yevgeny yevhen", "gennady hennadii", "kirill kyrylo", "konstantin kostiantyn", "maxim maksym",
    "mikhail mykhailo", "nikolai mykola", "oleg oleh", "petr petro pyotr", "sergei sergey serhii serhiy",
    "tatiana tatyana tetiana", "valery valerii valeriy", "vasily vasyl", "vladimir volodymyr volodimir",
    "yuri yury yurii yuriy", "mohamed mohammad mohammed muhammad", "ismail ismael", "yahya yehia",
)  # fmt: skip
"""One forename in Ukrainian, in Russian and as the press spells it."""
_ONE = {spelling: group.split()[0] for group in _SPELLINGS for spelling in group.split()}


def without_namesakes(doc: Doc, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Give the mentions of a report without those that are of somebody else of the same surname."""
    others, whole = set[str](), set[str]()
    strange: set[Mention] = set()
    text = doc.text
    for mention in mentions:
        name = text[mention.span.start : mention.span.end]
        if mention.agent.kind != "spokesperson":
            continue
        if " " in name:
            whole.add(mention.agent.path)
        elif _has_another_forename(doc, mention, mentions):
            strange.add(mention)
            others.add(mention.agent.path)
    doubtful = others - whole
    return tuple(m for m in mentions if m not in strange and m.agent.path not in doubtful)


def _has_another_forename(doc: Doc, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Tell whether a forename stands before a surname that is none of those of the known person."""
    surname = doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
    if surname is None or surname.start == surname.sent.start:
        return False
    before = doc[surname.start - 1]
    if not _is_forename(before) or any(m.span.start <= before.idx < m.span.end for m in mentions):
        return False
    known = {_one(word) for name in (mention.agent.label, *mention.agent.names) for word in name.split()}
    return _one(before.text) not in known


def _one(forename: str) -> str:
    """Give one spelling for all of a forename."""
    folded = forename.casefold()
    return _ONE.get(folded, folded)


def _is_forename(token: Token) -> bool:
    """Tell a capitalised word that the model takes for a name, and that is no title."""
    name = token.text.isalpha() and token.text.istitle() and len(token.text) > 2
    return name and token.pos_ == "PROPN" and token.lemma_.casefold() not in _CALLED and token.ent_type_ != "DATE"
