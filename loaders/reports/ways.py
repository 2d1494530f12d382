"""Which way people went by the order of words: "35 to Moscow", "to Ukraine were returned 1,000".

What stands right after a figure is said of it before all else; the words of the clause are read last, where the parser
is lost: in lines without a verb, and in translations that keep another language's order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted
from loaders.reports.mentions import Mention, party_of
from loaders.reports.parsing import Parsed
from loaders.reports.syntax import subject_of

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEAR = 36
"""How many characters after a figure its "to Russia" may stand."""


@dataclass(frozen=True, slots=True)
class Direction:
    """Paths of the party that hands over and the party that receives; None where nothing says."""

    giver: str | None = None
    receiver: str | None = None
    inferred: bool = field(default=False, compare=False)
    """Whether the receiver is only the other one of two sides, and not named."""

    def reversed(self) -> Direction:
        """Give the opposite direction."""
        return Direction(self.receiver, self.giver)


def right_after(parsed: Parsed, counted: Counted) -> Direction:
    """Read "12 to Azerbaijan", "eleven for Baghdad", "35 plus 38 for Russia": what follows the figure at once."""
    number = counted.number
    end = min(counted.figure.span.end + _NEAR, number.sent.end_char)
    for mention in parsed.actors.within(counted.figure.span.end, end):
        between = parsed.plain[counted.figure.span.end : mention.span.start]
        said = re.fullmatch(r"(?:[^\W\d]|\s|-|'|\d[\d,. ]*\d)*?\b(to|for|from)\s(?:the\s)?", between)
        party = _side(parsed, mention)
        if said is None or party is None or re.search(r"\b(?:and|while|but|as|that|which|who)\b", between):
            return Direction()
        if any(t.lower_ in _PARTING for t in number.doc[number.i + 1 : number.i + 8] if t.idx < mention.span.start):
            return Direction()  # "12 bodies under threats from Russia"
        if said[1] == "for" and re.search(r"\d", between[said.end(1) :]):
            return Direction()  # "31 for 12 Russians"
        verbs = [t for t in number.doc[number.i + 1 : number.i + 6] if t.idx < mention.span.start and t.pos_ == "VERB"]
        if verbs:
            return Direction()
        return Direction(giver=party) if said[1] == "from" else Direction(receiver=party)
    return Direction()


_PARTING = frozenset("under in as with after despite amid by against without following through".split())


def by_words(parsed: Parsed, counted: Counted) -> Direction:
    """Read the sides off the words around the figure, where the parser is lost: "to Ukraine were returned 1,000"."""
    number = counted.number
    start, end = clause(number)
    giver = receiver = None
    for mention in parsed.actors.within(start, end):
        party = _side(parsed, mention)
        before = parsed.plain[max(start, mention.span.start - 24) : mention.span.start]
        if party is None or _another_between(parsed, mention, number) or _RELATED.match(parsed.plain, mention.span.end):
            continue
        lands = re.search(r"\b[Ii]n (?:the )?$", before) and counted.bodies and _arrives(number)
        if re.search(r"\b(?:[Tt]o|into|for) (?:the )?$", before) or lands:
            receiver = receiver or party
        elif re.search(r"\b(?:[Ff]rom|by) (?:the )?(?:territory[\w ]*)?$", before):
            giver = giver or party
    if giver is None and receiver is None:
        return _acting(parsed, number, start)
    return Direction(giver, receiver) if giver != receiver else Direction()


_RELATED = re.compile(r"'s? (?:\w+ )?(?:all(?:y|ies)|neighbou?rs?|enem(?:y|ies)|foes?|rivals?|partners?|opponents?)\b")
"""What follows a name that tells of somebody else: "by Russia's ally Belarus"."""


def _acting(parsed: Parsed, number: Token, start: int) -> Direction:
    """Read "Ukraine got back 48", "Israel lets go 1,968": who stands before the nearest verb of giving or receiving."""
    for verb in reversed(number.doc[number.sent.start : number.i]):
        if verb.idx < start:
            break
        lemma = verb.lemma_.lower()
        gives = lemma in lexicon.GIVE or lets_go(verb)
        if not gives and lemma not in lexicon.RECEIVE and lemma != "receipt":
            continue
        named = [m for m in parsed.actors.within(start, verb.idx) if m.how != "demonym"]
        subject = subject_of(verb)
        acting = parsed.actors.at(subject) if subject is not None else None
        actor = acting or (named[-1] if named and verb.idx - named[-1].span.end < _NEAR else None)
        party = _side(parsed, actor) if actor is not None and actor.how != "demonym" else None
        if party is None or any(c.dep_ == "auxpass" for c in verb.children):
            return Direction()
        return Direction(giver=party) if gives else Direction(receiver=party)
    return Direction()


def lets_go(verb: Token) -> bool:
    """Tell it of "let go", "let 90 of them go", "set 39 prisoners free", "sent home"."""
    lemma, end = verb.lemma_.lower(), min(verb.i + 12, verb.sent.end)
    following = {t.lower_ for t in verb.doc[verb.i + 1 : end]}
    return (lemma == "let" and "go" in following) or (lemma == "set" and "free" in following)


def _another_between(parsed: Parsed, mention: Mention, number: Token) -> bool:
    """Tell whether another number stands between a name and a figure: it is said of that one."""
    start, end = sorted((mention.span.end, number.idx))
    after = max(start, number.idx + len(number.text)) if mention.span.start > number.idx else start
    between = parsed.plain[after : max(mention.span.start, end) if after != start else end]
    return re.search(r"\d", _YEAR.sub("", between)) is not None


def _side(parsed: Parsed, mention: Mention) -> str | None:
    """Give the party that a name means, if it can be a side of the exchange."""
    party = party_of(mention.agent)
    sides = parsed.sides_at(mention.span.start)
    return party if len(sides) != 2 or party in sides else None


def _arrives(number: Token) -> bool:
    return bool({t.lemma_.lower() for t in number.ancestors} & {"return", "arrive", "land", "come"})


def clause(number: Token) -> tuple[int, int]:
    """Give the characters between the breaks around a figure: semicolons, colons, "while"."""
    start, end = number.sent.start_char, number.sent.end_char
    for token in number.sent:
        if token.text not in (";", ":") and token.lower_ not in ("while", "whereas"):
            continue
        if token.i < number.i:
            start = token.idx
        elif end == number.sent.end_char:
            end = token.idx
    return start, end
