"""The outline of a query: its form, its dataset clauses, and whether it may run here.

SPARQL 1.1 Query (https://www.w3.org/TR/sparql11-query/) with what the engine reads of SPARQL 1.2. Pure: the
engine only resolves the names of graphs against BASE and PREFIX, as it would in the query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import cast

from pyoxigraph import NamedNode, QuerySolutions, Store

from queries.errors import FormRefused, SyntaxRefused
from queries.lexer import Context, Kind, Token, refusal, tokenize
from queries.limits import DEFAULT_LIMITS, Limits, check, check_length


class Form(StrEnum):
    """The four forms of a query."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"


@dataclass(frozen=True, slots=True)
class QueryShape:
    """What is known of a query before it runs; the graphs are those of FROM and FROM NAMED, absolute."""

    form: Form
    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prologue: str = field(default="", repr=False)
    tokens: tuple[Token, ...] = field(default=(), repr=False, compare=False)


UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())

# The engine reads each of these in any case, save `a`, `true` and `false`.
KEYWORDS = frozenset(
    """
    BASE PREFIX VERSION SELECT DISTINCT REDUCED AS CONSTRUCT DESCRIBE ASK FROM NAMED WHERE
    GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF
    OPTIONAL LATERAL MINUS GRAPH UNION FILTER BIND EXISTS NOT IN A TRUE FALSE
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR
    STR LANG LANGMATCHES LANGDIR HASLANG HASLANGDIR STRLANG STRLANGDIR STRDT DATATYPE BOUND IRI URI BNODE
    RAND ABS CEIL FLOOR ROUND CONCAT SUBSTR STRLEN REPLACE UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS
    STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ ADJUST NOW UUID STRUUID
    MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC ISTRIPLE REGEX
    TRIPLE SUBJECT PREDICATE OBJECT
    """.split()
)
_MODIFIERS = frozenset("GROUP HAVING ORDER LIMIT OFFSET VALUES".split())
_GLUED = ("GRAPH", "FILTER")
"""Keywords that a name may follow, and that the engine reads without a blank between."""

_NO_SERVICE = "SERVICE is refused: queries here reach no other endpoint. Ask it yourself and join the answers"

_REMEMBERED = 4_096
"""The longest text whose outline is kept, in characters: an outline takes a hundred times the room of its text."""


def classify(text: str, *, base_iri: str | None = None, limits: Limits = DEFAULT_LIMITS) -> QueryShape:
    """Read the outline of a query; raises SyntaxRefused, FormRefused, TooLarge or TooDeep."""
    check_length(text, limits)
    return (_known_outline if len(text) <= _REMEMBERED else _outline)(text, base_iri, limits)


def _outline(text: str, base_iri: str | None, limits: Limits) -> QueryShape:
    tokens = tokenize(text)
    head = _Head(text, tokens)
    head.read_prologue()
    form = head.read_form()
    for number, token in enumerate(tokens):
        check_token(text, tokens, number)
        if number >= head.start and token.kind is Kind.NAME:
            head.check_prefix(token)
    head.read_dataset(form)
    check(tokens[head.start :], limits)
    prologue = text[: tokens[head.start].start]
    default = absolute(prologue, head.default, base_iri)
    named = absolute(prologue, head.named, base_iri)
    return QueryShape(form, text, default, named, prologue, tokens)


_known_outline = lru_cache(maxsize=256)(_outline)


def check_token(text: str, tokens: Sequence[Token], number: int, words: frozenset[str] = KEYWORDS) -> None:
    """Refuse SERVICE, unknown words, and names that the engine could take for a keyword and a name."""
    token = tokens[number]
    if "SERVICE" in token.word:
        raise FormRefused("SERVICE", _NO_SERVICE)
    if token.word and token.word not in words:
        raise refusal(text, token.start, f"“{token.text}” is no word of a SPARQL query")
    if token.kind is Kind.NAME and token.within is Context.GROUP and number + 1 < len(tokens):
        _check_glued(text, token, tokens[number - 1], tokens[number + 1])


def _check_glued(text: str, token: Token, before: Token, after: Token) -> None:
    """Refuse what only looks like a name: to the engine, `SERVICEex:a {` is SERVICE and `ex:a`."""
    prefix = token.text.partition(":")[0].upper()
    if after.mark not in ("{", "(") or before.word == "GRAPH":
        return
    if "SERVICE" in prefix:
        raise FormRefused("SERVICE", _NO_SERVICE)
    if prefix.startswith(_GLUED):
        message = f"“{token.text}” could be a keyword with a name: put a blank, or choose another prefix"
        raise refusal(text, token.start, message)


@dataclass(slots=True)
class _Head:
    """The beginning of a query, read up to its WHERE clause."""

    text: str
    tokens: Sequence[Token]
    start: int = 0
    """Where the prologue ends."""
    prefixes: set[str] = field(default_factory=set)
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def _at(self, number: int) -> Token | None:
        return self.tokens[number] if number < len(self.tokens) else None

    def _expect(self, number: int, kind: Kind, what: str) -> Token:
        token = self._at(number)
        if token is None or token.kind is not kind:
            raise refusal(self.text, token.start if token else len(self.text), f"{what} is expected here")
        return token

    def read_prologue(self) -> None:
        """Read BASE, PREFIX and VERSION."""
        number = 0
        while (token := self._at(number)) and token.word in ("BASE", "PREFIX", "VERSION"):
            number += 1
            if token.word == "PREFIX":
                name = self._expect(number, Kind.NAME, "a prefix that ends in a colon")
                if not name.text.endswith(":") or name.text.count(":") > 1:
                    raise refusal(self.text, name.start, "a prefix ends in a colon, and IRI follows it")
                self.prefixes.add(name.text)
                number += 1
            kind = Kind.STRING if token.word == "VERSION" else Kind.IRI
            self._expect(number, kind, "an IRI in < and >" if kind is Kind.IRI else "a version in quotes")
            number += 1
        self.start = number

    def read_form(self) -> Form:
        """Tell the form of the query; an update is refused by its name."""
        token = self._at(self.start)
        if token is None:
            raise refusal(self.text, len(self.text), "there is no query: SELECT, ASK, CONSTRUCT or DESCRIBE is missing")
        if token.word in UPDATES:
            message = f"{token.word} is an update: this address answers queries, and changes nothing"
            raise FormRefused(token.word, message)
        if token.word not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            message = f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with “{token.text}”"
            raise refusal(self.text, token.start, message)
        return Form(token.word.lower())

    def check_prefix(self, token: Token) -> None:
        """Refuse a prefix that is not declared."""
        prefix = token.text[: token.text.index(":") + 1]
        if prefix not in self.prefixes:
            message = f"the prefix “{prefix}” is not declared: begin the query with PREFIX {prefix} <…>"
            raise refusal(self.text, token.start, message)

    def read_dataset(self, form: Form) -> None:
        """Read the FROM clauses, and see that nothing else stands between them and the WHERE clause."""
        number = self._skip_projection(form)
        while (token := self._at(number)) and token.word == "FROM":
            number += 1
            after = self._at(number)
            graphs = self.named if after and after.word == "NAMED" else self.default
            number += graphs is self.named
            name = self._at(number)
            if name is None or name.kind not in (Kind.IRI, Kind.NAME):
                raise refusal(self.text, name.start if name else len(self.text), "FROM names a graph by its IRI")
            graphs.append(name.text)
            number += 1
        token = self._at(number)
        if token is None and form is Form.DESCRIBE:
            return
        if token is None or not (token.word == "WHERE" or token.mark == "{" or self._ends_describe(form, token)):
            message = "FROM, WHERE or “{” is expected here"
            raise refusal(self.text, token.start if token else len(self.text), message)

    @staticmethod
    def _ends_describe(form: Form, token: Token) -> bool:
        """Tell whether modifiers follow a DESCRIBE without a WHERE clause."""
        return form is Form.DESCRIBE and token.word in _MODIFIERS

    def _skip_projection(self, form: Form) -> int:
        """Give the number of the first token after the form with its variables, or with its template."""
        number = self.start + 1
        if form is Form.ASK:
            return number
        if form is Form.CONSTRUCT:
            token = self._at(number)
            return self._skip_bracket(number) if token and token.mark == "{" else number
        while (token := self._at(number)) and self._is_projection(form, token):
            number = self._skip_bracket(number) if token.opens else number + 1
        return number

    @staticmethod
    def _is_projection(form: Form, token: Token) -> bool:
        if token.kind is Kind.VARIABLE or token.mark == "*":
            return True
        if form is Form.DESCRIBE:
            return token.kind in (Kind.IRI, Kind.NAME)
        return token.mark == "(" or token.word in ("DISTINCT", "REDUCED")

    def _skip_bracket(self, number: int) -> int:
        """Give the number of the first token after the bracket that opens at `number`."""
        number += 1
        while number < len(self.tokens) and self.tokens[number].within is not Context.TOP:
            number += 1
        return number


def absolute(prologue: str, names: Sequence[str], base_iri: str | None) -> tuple[str, ...]:
    """Give the absolute IRIs of graphs as the query names them, each once. Raises SyntaxRefused."""
    if not names:
        return ()
    try:
        solutions = Store().query(f"{prologue}\nSELECT ?g {{ VALUES ?g {{ {' '.join(names)} }} }}", base_iri=base_iri)
    except SyntaxError as error:
        message = f"FROM names a graph that is no absolute IRI: {', '.join(names)[:200]}"
        raise SyntaxRefused(message) from error
    # The cast only tells the type checker what a SELECT gives.
    terms = [solution["g"] for solution in cast(QuerySolutions, solutions)]
    return tuple(dict.fromkeys(term.value for term in terms if isinstance(term, NamedNode)))
