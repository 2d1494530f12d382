"""The triple patterns of a query whose WHERE clause is one basic graph pattern, terms as they are written.

SPARQL 1.1 Query, sections 4.2 (https://www.w3.org/TR/sparql11-query/#QSynTriples) and 9.1. Terms are kept
as text, so that the engine reads them under the query's own BASE and PREFIX and no literal changes its
form. Blank nodes are variables that nobody sees; a path of steps is the triples that it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from queries.errors import NotSupported
from queries.lexer import Context, Kind, Token
from queries.syntax import Form, QueryShape

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST, _NIL = (f"<{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))

_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_FORMS = {
    **{word: word for word in ("OPTIONAL", "UNION", "FILTER", "MINUS", "BIND", "VALUES", "GRAPH", "LATERAL")},
    **{word: word for word in ("FROM", "EXISTS", "HAVING")},
    **dict.fromkeys(_AGGREGATES, "aggregates"),
    "AS": "an expression in SELECT",
    "GROUP": "GROUP BY",
}
_MARKS = {"<<": "triple terms", "<<(": "triple terms", "{|": "annotations", "~": "reifiers"}
_PATHS = {"|": "| in a path", "*": "* in a path", "+": "+ in a path", "?": "? in a path", "!": "! in a path"}


class Pattern(NamedTuple):
    """A triple pattern: its terms as text, variables with a question mark."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class BasicPattern:
    """The patterns of a WHERE clause, each once, with the variables that the query names itself."""

    prologue: str
    patterns: tuple[Pattern, ...]
    variables: tuple[str, ...]
    cut: bool
    """Whether LIMIT or OFFSET leaves rows out."""
    names: frozenset[str] = field(repr=False)
    """All variable names in use, those of blank nodes too."""


def check_supported(shape: QueryShape) -> None:
    """Refuse what is more than one basic graph pattern with its modifiers; raises NotSupported."""
    if shape.form not in (Form.SELECT, Form.ASK):
        raise _not_supported(shape.form.name)
    for token in shape.tokens:
        if form := _form(token):
            raise _not_supported(form)


def read_pattern(shape: QueryShape) -> BasicPattern:
    """Read the patterns of a query that the engine can read; raises NotSupported for any other form."""
    check_supported(shape)
    tokens = shape.tokens
    start = next(number for number, token in enumerate(tokens) if token.opens is Context.GROUP)
    reader = _Reader(tokens, start + 1)
    reader.read_group()
    named = tuple(dict.fromkeys(_variable(token) for token in tokens if token.kind is Kind.VARIABLE))
    inside = {term for pattern in reader.patterns for term in pattern}
    return BasicPattern(
        prologue=shape.prologue,
        patterns=tuple(dict.fromkeys(reader.patterns)),
        variables=tuple(name for name in named if name in inside),
        cut=any(token.word in ("LIMIT", "OFFSET") for token in tokens),
        names=frozenset(reader.names),
    )


def fresh(name: str, taken: Iterable[str]) -> str:
    """Give a variable like `name` that is not taken."""
    used = set(taken)
    while name in used:
        name += "_"
    return name


def _not_supported(form: str) -> NotSupported:
    return NotSupported(form, f"provenance of {form} is not supported yet: ask without the parameter provenance")


def _form(token: Token) -> str | None:
    """Name the form that a token belongs to, where its provenance is not supported."""
    if token.mark in _MARKS:
        return _MARKS[token.mark]
    if token.within is not Context.TOP and token.word == "SELECT":
        return "a sub-select"
    if token.opens is Context.GROUP and token.within is not Context.TOP:
        return "a group within a group"
    return _FORMS.get(token.word)


def _variable(token: Token) -> str:
    return "?" + token.text[1:]


class _Step(NamedTuple):
    """One predicate of a path, walked backwards or not."""

    predicate: str
    inverse: bool


@dataclass(slots=True)
class _Reader:
    """Reads a group that holds triples alone."""

    tokens: Sequence[Token]
    at: int
    patterns: list[Pattern] = field(default_factory=list)
    blanks: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names.update(_variable(token) for token in self.tokens if token.kind is Kind.VARIABLE)

    def read_group(self) -> None:
        """Read triples up to the end of the group."""
        while not self._take("}"):
            subject, alone = self._node()
            if not (alone and self._next.mark in (".", "}")):
                self._properties(subject)
            if not self._take(".") and self._next.mark != "}":
                raise self._unreadable()

    @property
    def _next(self) -> Token:
        return self.tokens[self.at]

    def _take(self, *marks: str) -> str:
        mark = self._next.mark
        if mark in marks:
            self.at += 1
            return mark
        return ""

    def _unreadable(self) -> NotSupported:
        return _not_supported(_PATHS.get(self._next.mark, f"“{self._next.text}” in this place"))

    def _blank(self, label: str = "") -> str:
        if label in self.blanks:
            return self.blanks[label]
        variable = fresh(f"?blank{len(self.names)}", self.names)
        self.names.add(variable)
        if label:
            self.blanks[label] = variable
        return variable

    def _add(self, subject: str, steps: Sequence[_Step], value: str) -> None:
        """Add the triples of a path, with a blank node between any two steps."""
        for number, step in enumerate(steps):
            end = value if number == len(steps) - 1 else self._blank()
            pair = (end, subject) if step.inverse else (subject, end)
            self.patterns.append(Pattern(pair[0], step.predicate, pair[1]))
            subject = end

    def _properties(self, subject: str) -> None:
        """Read predicates with their objects, separated by semicolons."""
        self._objects(subject)
        while self._take(";"):
            if self._next.mark not in (";", ".", "]", "}"):
                self._objects(subject)

    def _objects(self, subject: str) -> None:
        steps = self._verb()
        self._add(subject, steps, self._node()[0])
        while self._take(","):
            self._add(subject, steps, self._node()[0])

    def _verb(self) -> list[_Step]:
        if self._next.kind is Kind.VARIABLE:
            return [_Step(self._term(), False)]
        return self._path()

    def _path(self) -> list[_Step]:
        steps = self._element()
        while self._take("/"):
            steps += self._element()
        if self._next.mark in _PATHS:
            raise self._unreadable()
        return steps

    def _element(self) -> list[_Step]:
        if self._take("^"):
            return [_Step(step.predicate, not step.inverse) for step in reversed(self._primary())]
        return self._primary()

    def _primary(self) -> list[_Step]:
        if self._take("("):
            steps = self._path()
            if not self._take(")"):
                raise self._unreadable()
        elif self._next.kind in (Kind.IRI, Kind.NAME):
            steps = [_Step(self._term(), False)]
        elif self._next.text == "a":
            self.at += 1
            steps = [_Step(_TYPE, False)]
        else:
            raise self._unreadable()
        if self._next.mark in ("*", "+", "?"):
            raise self._unreadable()
        return steps

    def _node(self) -> tuple[str, bool]:
        """Read a term, and tell whether it says something by itself, without predicate and object."""
        if self._take("["):
            node = self._blank()
            if self._take("]"):
                return node, False
            self._properties(node)
            if not self._take("]"):
                raise self._unreadable()
            return node, True
        if self._take("("):
            return (_NIL, False) if self._take(")") else (self._collection(), True)
        return self._term(), False

    def _collection(self) -> str:
        head = node = self._blank()
        while True:
            self.patterns.append(Pattern(node, _FIRST, self._node()[0]))
            after = _NIL if self._take(")") else self._blank()
            self.patterns.append(Pattern(node, _REST, after))
            if after == _NIL:
                return head
            node = after

    def _term(self) -> str:
        token = self._next
        sign = self._take("+", "-")
        if sign and self._next.kind is not Kind.NUMBER:
            raise self._unreadable()
        if not sign and not self._is_term(token):
            raise self._unreadable()
        text = sign + self._next.text
        self.at += 1
        if token.kind is Kind.VARIABLE:
            return _variable(token)
        if token.kind is Kind.BLANK:
            return self._blank(token.text)
        return text + self._literal_end() if token.kind is Kind.STRING else text

    @staticmethod
    def _is_term(token: Token) -> bool:
        kinds = (Kind.VARIABLE, Kind.IRI, Kind.NAME, Kind.BLANK, Kind.STRING, Kind.NUMBER)
        return token.kind in kinds or token.word in ("TRUE", "FALSE")

    def _literal_end(self) -> str:
        """Read the language tag or the datatype of a string."""
        if self._next.kind is Kind.LANGUAGE:
            self.at += 1
            return self.tokens[self.at - 1].text
        if self._take("^^"):
            self.at += 1
            return "^^" + self.tokens[self.at - 1].text
        return ""
