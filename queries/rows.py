"""A row as a person writes it, `n=999`: which term each value may mean, and how near another row comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, Variable, parse

from ontology.terms import PREFIXES
from queries.errors import RowRefused

Term = NamedNode | BlankNode | Literal | Triple
Value = NamedNode | Literal

_NAME = re.compile(r"[?$]?(?P<name>\w+)\s*", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_TERM = re.compile(r"[<\"'].*|(?:[A-Za-z][\w.-]*)?:\S*", re.DOTALL)
_XSD = {kind: NamedNode(PREFIXES["xsd"] + kind) for kind in ("integer", "decimal")}
_LANGUAGES = ("en", "uk", "ru")
_PATH = re.compile(r"[\w.,:;@#=-]+(?:/[\w.,:;@#=-]+)+")
_SIMILAR = 5_000
"""The values whose likeness to a word is looked at; the others count as unlike."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A value as it was written: a term, or a plain word or number that may stand for several."""

    text: str
    term: Value | None
    base: str

    @property
    def number(self) -> Decimal | None:
        """Give the number that a plain value is."""
        return Decimal(self.text) if self.term is None and _NUMBER.fullmatch(self.text) else None

    def fits(self, term: Term | None) -> bool:
        """Tell whether a term is what was asked for; a number is by its value, a word by the characters of the term."""
        if self.term is not None:
            return term == self.term
        if not isinstance(term, NamedNode | Literal):
            return False
        if self.number is not None and number_of(term) == self.number:
            return True
        return term.value in (self.text, self.base + self.text if isinstance(term, NamedNode) else self.text)

    @property
    def guesses(self) -> tuple[Value, ...]:
        """Give terms that a plain value may be besides: a text in some language, something below the base."""
        texts = [Literal(self.text, language=language) for language in _LANGUAGES]
        return *texts, *([NamedNode(self.base + self.text)] if _PATH.fullmatch(self.text) else [])

    def read(self, found: Iterable[Term]) -> Value:
        """Choose the term that is meant: one of those found in the data, else a number or a text."""
        if self.term is not None:
            return self.term
        fitting = [term for term in found if isinstance(term, NamedNode | Literal) and self.fits(term)]
        if fitting:
            return min(fitting, key=lambda term: (number_of(term) is None, str(term)))
        if self.number is None:
            return Literal(self.text)
        whole = self.number == self.number.to_integral_value()
        kind = "integer" if whole else "decimal"
        return Literal(f"{self.number:f}".split(".")[0] if whole else f"{self.number:f}", datatype=_XSD[kind])


def parse_row(given: Sequence[str], *, prologue: str = "", base: str = "") -> dict[Variable, Asked]:
    """Read `name=value` pairs; raises RowRefused for one that cannot be read, or a name that comes twice.

    A value is a term as in SPARQL (`"text"@en`, `ccl:Claim`, `<party/russia>`), with the query's prefixes and ours, or
    a plain word or number.
    """
    row: dict[Variable, Asked] = {}
    for pair in given:
        name, equals, text = pair.partition("=")
        found = _NAME.fullmatch(name.strip())
        if not equals or not found:
            raise RowRefused(f"“{pair[:80]}” is no value of a row: write name=value, such as n=999")
        variable = Variable(found["name"])
        if variable in row:
            raise RowRefused(f"the row gives {variable} twice; a row has one value for a variable")
        row[variable] = Asked(text.strip(), _term(text.strip(), prologue, base), base)
    return row


def _term(text: str, prologue: str, base: str) -> Value | None:
    """Read a term; None for a plain word. Turtle has the directives and the terms of SPARQL."""
    if not text:
        raise RowRefused('a row has a value for each variable that it names; the empty text is written ""')
    if not _TERM.fullmatch(text):
        return None
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    document = f"{prefixes}{prologue}\n<urn:s> <urn:p> {text} ."
    try:
        quads = list(parse(document.encode(), format=RdfFormat.TURTLE, base_iri=base or None))
    except (SyntaxError, ValueError) as error:
        if text[0] in "<\"'":
            raise RowRefused(f'“{text[:80]}” is no term of SPARQL; write <iri>, "text" or "text"@en') from error
        return None  # such as 12:30, or an address without its angle brackets
    value = quads[0].object if len(quads) == 1 else None
    if not isinstance(value, NamedNode | Literal):
        raise RowRefused(f"“{text[:80]}” is more than one term; a row has one value for a variable")
    return value


def number_of(term: object) -> Decimal | None:
    """Give the finite number that a literal of a numeric type is."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(PREFIXES["xsd"]):
        return None
    if term.datatype.value.removeprefix(PREFIXES["xsd"]) in ("string", "boolean", "gYear", "gMonth", "gDay"):
        return None
    try:
        value = Decimal(term.value)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def agrees(row: Mapping[Variable, Asked], solution: Mapping[Variable, Term | None]) -> bool:
    """Tell whether a solution has all the values of a row."""
    return all(asked.fits(solution[name]) for name, asked in row.items())


class Distance(NamedTuple):
    """How far a solution is from a row; no two different solutions are equally far."""

    others: int
    """In how many values it differs."""
    far: Decimal
    """The sum of the differences of numbers."""
    unlike: float
    """How unlike the words are."""
    words: tuple[str, ...]


@dataclass(slots=True)
class Nearness:
    """How near solutions come to a row: in how many values, then by numbers, then by likeness of words."""

    row: Mapping[Variable, Asked]
    _likeness: dict[tuple[str, str], float]

    @classmethod
    def to(cls, row: Mapping[Variable, Asked]) -> Nearness:
        """Measure by this row."""
        return cls(row, {})

    def __call__(self, solution: Mapping[Variable, Term | None]) -> Distance:
        """Give what orders solutions, the nearest first."""
        others = [(asked, solution.get(name)) for name, asked in self.row.items() if not asked.fits(solution.get(name))]
        far = Decimal(0)
        unlike = 0.0
        for asked, term in others:
            wanted, has = asked.number if asked.term is None else number_of(asked.term), number_of(term)
            if wanted is not None and has is not None:
                far += abs(wanted - has)
            else:
                unlike += 1 - self._alike(asked, term)
        return Distance(len(others), far, unlike, tuple(map(str, solution.values())))

    def _alike(self, asked: Asked, term: Term | None) -> float:
        if not isinstance(term, NamedNode | Literal):
            return 0.0
        pair = (asked.term.value if asked.term is not None else asked.text, term.value)
        if pair not in self._likeness:
            if len(self._likeness) >= _SIMILAR:
                return 0.0
            self._likeness[pair] = SequenceMatcher(None, pair[0][:200], pair[1][:200]).ratio()
        return self._likeness[pair]
