"""A query in which each term is the number of an entry in a table: what rdflib's parser is given to read.

Its grammar is right about the structure of a query and careless about what stands in it: it rewrites numbers and
fails on `-1.0`, takes a backslash before `u0041` for an escape even if it is escaped itself, drops the property of
`^` within `!(…)`, and needs seconds for much data. So terms, functions, those properties and the data of VALUES are
read here, from the tokens, and it sees `?0`, `<1>`, `"2"` and `_:3` in their places. IRIs are resolved by the engine,
as it would in the query. One line is one token, by which errors find their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from queries.algebra.nodes import Inverse, Values
from queries.diagnosis import diagnose
from queries.errors import NotSupported
from queries.lexer import CLOSED_BY, CLOSERS, Context, Kind, Token, position
from queries.syntax import QueryShape

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN = NamedNode(_XSD + "boolean")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_GRAMMAR = frozenset(
    """
    SELECT DISTINCT REDUCED AS CONSTRUCT DESCRIBE ASK FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET
    VALUES UNDEF OPTIONAL MINUS GRAPH UNION FILTER BIND EXISTS NOT IN
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR
    """.split()
)
"""The words that are no functions."""

_UNREAD = {"<<": "a triple term", "<<(": "a triple term", "{|": "an annotation", "~": "a reifier"}
_PLACES = (Context.GROUP, Context.TERMS, Context.DATA)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

Entry = str | Variable | NamedNode | Literal | Inverse | Values
"""A term, or the name of a built-in function, an Inverse within `!(…)`, or the data of VALUES in one."""


@dataclass(slots=True)
class Numbered:
    """The text for the parser, the table, and the tokens that its lines stand for."""

    lines: list[str] = field(default_factory=list)
    places: list[Token] = field(default_factory=list)
    table: list[Entry] = field(default_factory=list)
    base: str | None = None


def number(shape: QueryShape, base_iri: str | None) -> Numbered:
    """Put numbers in the place of terms; raises SyntaxRefused for a bad IRI, NotSupported for SPARQL 1.2."""
    tokens = [token for token in shape.tokens if token.start >= len(shape.prologue)]
    for token in tokens:
        if form := _unread(token):
            raise not_supported(shape.text, token, form)
    names = dict.fromkeys(token.text for token in tokens if token.kind in (Kind.IRI, Kind.NAME))
    iris, base = _resolve(shape, list(names), base_iri)
    relative = any(token.word in ("IRI", "URI") for token in tokens)
    numbering = _Numbering(tokens, iris, Numbered(base=base if relative else None))
    try:
        numbering.run()
    except (IndexError, ValueError) as error:
        # Data that the engine would not read either.
        raise not_supported(shape.text, tokens[min(numbering.at, len(tokens)) - 1], "what stands here") from error
    return numbering.result


def not_supported(text: str, token: Token | None, form: str) -> NotSupported:
    """Make the error for a form that the engine reads and the algebra does not hold."""
    line, column = position(text, token.start if token else len(text))
    message = f"line {line}, column {column}: {form} is not supported together with provenance or a scope"
    return NotSupported(form, message)


def _unread(token: Token) -> str | None:
    if token.word == "LATERAL":
        return "LATERAL"
    if token.kind is Kind.LANGUAGE and "--" in token.text:
        return "the direction of a text"
    return _UNREAD.get(token.mark)


def _resolve(shape: QueryShape, names: list[str], base_iri: str | None) -> tuple[dict[str, NamedNode], str | None]:
    """Give the absolute IRI of each name, and the base."""
    text = f"{shape.prologue}\nSELECT (IRI('') AS ?base) ?iri {{ VALUES ?iri {{ {' '.join(names)} UNDEF }} }}"
    try:
        rows = list(cast(QuerySolutions, Store().query(text, base_iri=base_iri)))
    except SyntaxError as error:
        raise diagnose(shape.text, base_iri) from error
    base = rows[-1]["base"]
    iris = {name: cast(NamedNode, row["iri"]) for name, row in zip(names, rows, strict=False)}
    return iris, base.value if isinstance(base, NamedNode) else None


@dataclass(slots=True)
class _Numbering:
    """One pass over the tokens; `at` is the next one."""

    tokens: list[Token]
    iris: dict[str, NamedNode]
    result: Numbered
    at: int = 0
    openers: list[str] = field(default_factory=list)
    numbers: dict[Entry, int] = field(default_factory=dict)
    blanks: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        while self.at < len(self.tokens):
            first = self.tokens[self.at]
            written = self._next()
            if self._modifies(first):
                self.result.lines[-1] += written
            else:
                self.result.lines.append(written)
                self.result.places.append(first)

    def _next(self) -> str:
        """Read one token, or those of one term, and give what stands for it."""
        token = self.tokens[self.at]
        self.at += 1
        match token.kind:
            case Kind.VARIABLE:
                return f"?{self._entry(Variable(token.text[1:]))}"
            case Kind.IRI | Kind.NAME:
                return f"<{self._entry(self.iris[token.text])}>"
            case Kind.BLANK:
                return f"_:{self.blanks.setdefault(token.text, len(self.blanks))}"
            case Kind.STRING:
                return f'"{self._entry(self._literal(unescape(token.text)))}"'
            case Kind.NUMBER:
                return token.text if self._counts() else f'"{self._entry(_numeric(token.text))}"'
            case Kind.WORD:
                return self._word(token)
            case _:
                return self._mark(token)

    def _entry(self, entry: Entry) -> int:
        known = self.numbers.setdefault(entry, len(self.result.table))
        if known == len(self.result.table):
            self.result.table.append(entry)
        return known

    def _before(self, back: int = 2) -> Token | None:
        """Give the token before the one that was read last."""
        return self.tokens[self.at - back] if self.at >= back else None

    def _after(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _counts(self) -> bool:
        """Tell whether a number is that of LIMIT or OFFSET."""
        before = self._before()
        return before is not None and before.word in ("LIMIT", "OFFSET")

    def _literal(self, value: str) -> Literal:
        token = self._after()
        if token and token.kind is Kind.LANGUAGE:
            self.at += 1
            return Literal(value, language=token.text[1:])
        if token and token.mark == "^^":
            self.at += 2
            return Literal(value, datatype=self.iris[self.tokens[self.at - 1].text])
        return Literal(value)

    def _word(self, token: Token) -> str:
        if token.text == "a":
            return f"<{self._entry(_TYPE)}>"
        if token.word in ("TRUE", "FALSE"):
            return f'"{self._entry(Literal(token.word.lower(), datatype=_BOOLEAN))}"'
        if token.word == "VALUES":
            return f"VALUES ?{self._entry(self._values())} {{ }}"
        return token.word if token.word in _GRAMMAR else f"<{self._entry(token.word)}>"

    def _values(self) -> Values:
        """Read a block of data whole: for the parser, ten thousand rows would take seconds."""
        single = not self._take("(")
        variables = [self._variable()] if single else []
        while not single and not self._take(")"):
            variables.append(self._variable())
        rows = []
        self.at += 1
        while not self._take("}"):
            row = [self._datum()] if single or not self._take("(") else []
            while not single and not self._take(")"):
                row.append(self._datum())
            rows.append(tuple(row))
        return Values(tuple(variables), tuple(rows))

    def _take(self, mark: str) -> bool:
        found = self.tokens[self.at].mark == mark
        self.at += found
        return found

    def _variable(self) -> Variable:
        self.at += 1
        return Variable(self.tokens[self.at - 1].text[1:])

    def _datum(self) -> NamedNode | Literal | None:
        if self.tokens[self.at].word == "UNDEF":
            self.at += 1
            return None
        return cast("NamedNode | Literal", self.result.table[int(self._next()[1:-1])])

    def _mark(self, token: Token) -> str:
        if token.mark in CLOSED_BY:
            negated = (before := self._before()) is not None and before.mark == "!" and token.within in _PLACES
            self.openers.append("!" if negated else token.mark)
        elif token.mark in CLOSERS:
            self.openers.pop()
        elif token.mark in ("+", "-") and self._signs(token):
            self.at += 1
            return f'"{self._entry(_numeric(token.mark + self.tokens[self.at - 1].text))}"'
        elif token.mark == "^" and token.within in _PLACES and self._is_negated():
            name = self._next()
            return f"<{self._entry(Inverse(cast(NamedNode, self.result.table[int(name[1:-1])])))}>"
        return token.mark

    def _is_negated(self) -> bool:
        before = self._before()
        return self.openers[-1:] == ["!"] or (before is not None and before.mark == "!")

    def _signs(self, token: Token) -> bool:
        """Tell whether a sign belongs to the number behind it."""
        before, after = self._before(), self._after()
        if after is None or after.kind is not Kind.NUMBER or after.start != token.start + 1:
            return False
        if token.within in _PLACES:
            return token.mark == "-" or not self._ends_path(before)
        return before is None or not (_is_operand(before) or before.mark == ")")

    def _ends_path(self, token: Token | None) -> bool:
        """Tell whether `+` modifies a path, as the engine has it even where a number follows at once."""
        if token is None or self.openers[-1:] == ["("]:
            return False
        return token.kind in (Kind.IRI, Kind.NAME) or token.text == "a" or token.mark == ")"

    def _modifies(self, token: Token) -> bool:
        """Tell whether a mark modifies the path in front: the parser lets nothing stand between."""
        if token.mark not in ("?", "*", "+") or token.within not in (Context.GROUP, Context.TERMS):
            return False
        return self.tokens[self.at - 1] is token


def _is_operand(token: Token) -> bool:
    kinds = (Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.STRING, Kind.LANGUAGE, Kind.NUMBER)
    return token.kind in kinds or token.word in ("TRUE", "FALSE")


def _numeric(text: str) -> Literal:
    name = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    return Literal(text, datatype=NamedNode(_XSD + name))


def unescape(text: str) -> str:
    """Give the characters of a string as it is written, quotes around it."""
    width = 3 if text[:3] in ('"""', "'''") else 1
    return _ESCAPE.sub(_character, text[width:-width])


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _CHARACTERS.get(found[3], found[3])
