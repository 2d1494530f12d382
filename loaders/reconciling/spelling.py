"""How alike two spellings of a name are: 1 where they have the same letters, else less than that.

Below 1 it is the share of groups of three letters that the two have in common, twice their number by the sum of both
(Dice, Measures of the Amount of Ecologic Association Between Species, 1945, https://doi.org/10.2307/1932409), each word
with blanks around it as PostgreSQL's pg_trgm has it (https://www.postgresql.org/docs/current/pgtrgm.html). The order of
words does not count, and a letter more or less costs little.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from ontology.identifiers import slug

SAME = Decimal(1)
"""What the same letters score, and nothing else does."""

LIKE = Decimal("0.99")
"""The most that other letters score."""

_PLACES = Decimal("0.01")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ′`´"))
_ARTICLE = "the"
_KINDS = frozenset("oblast region city область місто город".split())
"""Words that say what kind of unit a place is, in the languages of the reference data."""


def letters(name: str) -> str:
    """Give a name's letters and digits alone, without the article, case, accents and what stands between words.

    Of two names with one `slug` the letters are the same. A name of marks alone has none.
    """
    return "".join(_words(slug(name))) if any(map(str.isalnum, name)) else ""


def bare(place: str) -> str:
    """Give a place's name without the words that say what kind of unit it is; one made of such words as it is."""
    return " ".join(word for word in _words(slug(place)) if word not in _KINDS) or place


def threes(name: str) -> frozenset[str]:
    """Give the groups of three letters of a name's words, with blanks around each word."""
    return frozenset(_threes(name)) if letters(name) else frozenset()


def share(common: int, one: int, other: int) -> Decimal:
    """Give how alike two names are that are not the same, by how many groups they have in common and each has."""
    if not common:
        return Decimal(0)
    return min(LIKE, (Decimal(2 * common) / (one + other)).quantize(_PLACES, ROUND_DOWN))


def likeness(one: str, other: str) -> Decimal:
    """Give how alike two names are, from 0 to 1; the order of the two makes no difference."""
    if letters(one) and letters(one) == letters(other):
        return SAME
    groups, others = threes(one), threes(other)
    return share(len(groups & others), len(groups), len(others))


def _threes(name: str) -> Iterator[str]:
    for word in _words(slug(name.translate(_APOSTROPHES))):
        padded = f"  {word} "
        yield from (padded[at : at + 3] for at in range(len(padded) - 2))


def _words(name: str) -> list[str]:
    words = _plain(name.translate(_APOSTROPHES)).split("-")
    return words[1:] if len(words) > 1 and words[0] == _ARTICLE else words


def _plain(text: str) -> str:
    """Give one form of each letter: Latin ones without accents; й, ї and ґ stay, since и, і and г are other letters.

    Russian prints ё or е for the same.
    """
    kept, latin = list[str](), False
    for letter in unicodedata.normalize("NFKD", text.replace("ё", "е").replace("е\u0308", "е")).casefold():
        if not unicodedata.combining(letter):
            latin = unicodedata.name(letter, "").startswith("LATIN")
        elif latin:
            continue
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))
