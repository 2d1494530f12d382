"""A figure with what it counts, and whose people they are by the words beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.mentions import party_of
from loaders.reports.parsing import Parsed
from ontology.model import Figure, Phenomenon, Population, Span


@dataclass(frozen=True)
class Counted:
    """What a figure counts. `noun` is None where it is left out ("and received 31").

    `denied` tells of "not 300,000", which says of a number that it is wrong. `way` is one of `pairs.Way`. `whole` is
    the figure that this one is a part of: of 41 wounded, 17 children.
    """

    figure: Figure
    number: Token
    noun: Token | None
    phenomenon: Phenomenon
    population: Population | None
    affiliation: str | None
    predicate: Token | None
    bodies: bool
    rule: str
    denied: bool = False
    way: str | None = None
    whole: Span | None = None

    def of(self, population: Population | None) -> Counted:
        """Give the figure of a population."""
        return replace(self, population=population)


def whose(parsed: Parsed, number: Token, noun: Token) -> str | None:
    """Give the party named beside the noun: "Ukrainian soldiers", "Russia's losses", "bodies of Ukrainian soldiers"."""
    first, last = min(number.i, noun.i), max(number.i, noun.i)
    start = parsed.doc[max(number.sent.start, first - 2)].idx if number.i == noun.i else parsed.doc[first].idx
    end = parsed.doc[min(last + 1, len(parsed.doc)) - 1].idx + len(parsed.doc[last].text)
    near = parsed.actors.within(start, end)
    for preposition in noun.children:
        doubted = preposition.i > 0 and preposition.nbor(-1).lower_ in lexicon.DOUBTS
        if preposition.dep_ == "prep" and preposition.lower_ == "of" and not doubted:
            inner = _up_to_comma(list(preposition.subtree))
            near += parsed.actors.within(inner[0].idx, inner[-1].idx + len(inner[-1].text))
    for mention in near:
        if mention.how == "demonym" or mention.agent.kind == "party":
            return party_of(mention.agent)
    return None


def _up_to_comma(tokens: list[Token]) -> list[Token]:
    """Leave out what is said beside, and where: "of residents, which Ukraine denies", "of soldiers in Ukraine"."""
    beside = (i for i, t in enumerate(tokens) if i and (t.text == "," or t.lower_ in ("in", "at", "near", "against")))
    return tokens[: next(beside, len(tokens))]
