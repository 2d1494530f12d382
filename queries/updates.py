"""An update as a list of operations, read and checked before anything runs.

SPARQL 1.1 Update (https://www.w3.org/TR/sparql11-update/). The engine judges the grammar, on an empty store and behind
an operation that fails, so that nothing is carried out. What is taken apart here is what the engine cannot be asked
for: which quads an operation would add and remove. Pure, like `queries.syntax`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal

from pyoxigraph import Store

from queries.diagnosis import diagnose
from queries.errors import ChangeRefused, SyntaxRefused, TooDeep, TooLarge
from queries.evaluation import Dataset
from queries.lexer import CLOSERS, Context, Kind, Token, position, tokenize
from queries.limits import DEFAULT_LIMITS, Limits, check
from queries.syntax import KEYWORDS, absolute, check_token

DEFAULT: Literal["DEFAULT"] = "DEFAULT"
NAMED: Literal["NAMED"] = "NAMED"
ALL: Literal["ALL"] = "ALL"

VARIABLE = "urn:counterclaim:variable:"
"""What stands in a template, as an IRI, for a variable; its name follows."""

UPDATE_LIMITS = replace(DEFAULT_LIMITS, characters=1_000_000)
"""An update may carry data, and is longer than a query; its WHERE clauses have the limits of a query."""

_VERBS = frozenset("INSERT DELETE WITH LOAD CLEAR DROP CREATE ADD MOVE COPY".split())
_WORDS = KEYWORDS | _VERBS | frozenset("DATA USING SILENT INTO TO DEFAULT ALL".split())
_PLACE = re.compile(r"^error at (\d+):(\d+):")
# It fails, so that what follows it is read and not carried out.
_FAILS = "DROP GRAPH <urn:counterclaim:nothing> ; "


@dataclass(frozen=True, slots=True)
class Change:
    """DELETE and INSERT, with or without WHERE: quads for each solution, or once where there is no pattern.

    Templates are TriG, in which IRIs stand for variables (`VARIABLE`).
    """

    deleted: str | None = None
    inserted: str | None = None
    pattern: str | None = None
    """The group after WHERE; None for DATA."""
    prologue: str = ""
    variables: tuple[str, ...] = ()
    """Those of the templates."""
    within: str | None = None
    """The graph that WITH names."""
    using: Dataset = field(default_factory=Dataset)
    named: bool = False
    """Whether a template names a graph."""


@dataclass(frozen=True, slots=True)
class Clear:
    """CLEAR and DROP, which are one where an empty graph is no graph."""

    target: str
    """A graph's IRI, DEFAULT, NAMED or ALL."""


@dataclass(frozen=True, slots=True)
class Create:
    """CREATE: an error where there is such a graph."""

    graph: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """ADD, MOVE and COPY from a graph to another; each is an IRI or DEFAULT."""

    verb: str
    source: str
    target: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Load:
    """LOAD: the triples of a document, which others fetch."""

    source: str
    """The document's IRI."""
    graph: str
    """The IRI of the graph that they go into, or DEFAULT."""
    silent: bool


Operation = Change | Clear | Create | Transfer | Load


def read_update(
    text: str, *, base_iri: str | None = None, using: Dataset | None = None, limits: Limits = UPDATE_LIMITS
) -> tuple[Operation, ...]:
    """Read an update; `using` is the dataset that the request names for its WHERE clauses.

    Raises SyntaxRefused, FormRefused for SERVICE, TooLarge and TooDeep; and SyntaxRefused where request and text both
    name a dataset (SPARQL 1.1 Protocol, section 2.2.3).
    """
    if len(text) > limits.characters:
        message = f"the update has {len(text):,} characters, {limits.characters:,} are allowed"
        raise TooLarge(message, limits.characters)
    tokens = tokenize(text)
    _limit_depth(tokens, limits)
    for number in range(len(tokens)):
        check_token(text, tokens, number, _WORDS)
    # Before the engine reads it: it reads by recursion, and a chain of operators is as deep as it is long.
    _limit_patterns(tokens, limits)
    if complaint := _complaint(text, tokens, base_iri):
        raise diagnose(text, base_iri, complaint)
    if using and any(token.word in ("USING", "WITH") for token in tokens):
        raise SyntaxRefused("the request names a dataset, so the update may have neither USING nor WITH")
    return tuple(_Reader(text, tokens, base_iri, using or Dataset()).operations())


def within_graph(operations: Sequence[Operation], graph: str | None) -> tuple[Operation, ...]:
    """Give an update of one graph, which it need not name; None is the default graph.

    Raises ChangeRefused where it could change another graph, or graphs as a whole.
    """
    changes = [each for each in operations if isinstance(each, Change)]
    if len(changes) < len(operations) or any(each.named or each.within for each in changes):
        raise ChangeRefused("a PATCH changes the graph of its address: its update may name no graph to write to")
    return tuple(replace(each, within=graph) for each in changes)


def _limit_depth(tokens: Sequence[Token], limits: Limits) -> None:
    depth = 0
    for token in tokens:
        depth += (token.opens is not None) - (token.mark in CLOSERS)
        if depth > limits.depth:
            raise TooDeep(f"more than {limits.depth} brackets are open at once", limits.depth)


def _limit_patterns(tokens: Sequence[Token], limits: Limits) -> None:
    """Refuse groups after WHERE that are beyond the limits of a query."""
    for number, token in enumerate(tokens):
        if token.word == "WHERE" and token.within is Context.TOP:
            block = takewhile(lambda each: each.within is not Context.TOP or each.opens, tokens[number + 1 :])
            check([*block], limits)


def _complaint(text: str, tokens: Sequence[Token], base_iri: str | None) -> str | None:
    """Give what the engine has against an update, with the place in its own text."""
    start = next((token.start for token in tokens if token.word in _VERBS), len(text))
    later, rest = _later_prologues(text, [token for token in tokens if token.start >= start])
    # Between operations the engine reads no prologue: later ones go to the first. The operation that fails comes next.
    inserted = f" {later} {_FAILS}"
    try:
        # Blanks behind the text keep the engine from looking past its end.
        Store().update(f"{text[:start]}{inserted}{rest[start:]}{' ' * 20}", base_iri=base_iri)
    except (SyntaxError, ValueError) as error:
        line, column = position(text, start)
        return _PLACE.sub(lambda found: _moved(int(found[1]), int(found[2]), (line, column, len(inserted))), str(error))
    except RuntimeError:
        return None
    raise AssertionError("the engine dropped a graph that there is not")


def _later_prologues(text: str, tokens: Sequence[Token]) -> tuple[str, str]:
    """Give what is declared behind the first operation, in one line, and the text with blanks in its place."""
    declared: list[str] = []
    for number, token in enumerate(tokens):
        if token.word in ("BASE", "PREFIX"):
            clause = tokens[number : number + 2 + (token.word == "PREFIX")]
            end = clause[-1].start + len(clause[-1].text)
            declared += (each.text for each in clause)
            text = text[: token.start] + re.sub(r"\S", " ", text[token.start : end]) + text[end:]
    return " ".join(declared), text


def _moved(line: int, column: int, inserted: tuple[int, int, int]) -> str:
    """Give a place without what was inserted before it: at a line and column, so many characters."""
    after = line == inserted[0] and column > inserted[1]
    return f"error at {line}:{column - inserted[2] if after else column}:"


@dataclass(slots=True)
class _Reader:
    """Reads the operations of an update whose grammar is known to be right."""

    text: str
    tokens: Sequence[Token]
    base_iri: str | None
    using: Dataset
    at: int = 0
    prologue: str = ""

    def operations(self) -> Iterator[Operation]:
        """Read them in order."""
        while True:
            self._read_prologue()
            if self._ended:
                return
            yield self._operation()
            if self._ended:
                return
            self.at += 1  # the semicolon

    @property
    def _ended(self) -> bool:
        return self.at >= len(self.tokens)

    def _is(self, *words: str) -> bool:
        return not self._ended and self.tokens[self.at].word in words

    def _take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _skip(self, *words: str) -> bool:
        found = self._is(*words)
        self.at += found
        return found

    def _read_prologue(self) -> None:
        while self._is("BASE", "PREFIX", "VERSION"):
            first = self._take()
            self.at += first.word == "PREFIX"
            last = self._take()
            if first.word != "VERSION":
                self.prologue += self.text[first.start : last.start + len(last.text)] + "\n"

    def _operation(self) -> Operation:
        verb = self._take().word
        if verb in ("INSERT", "DELETE") and self._skip("DATA"):
            return self._change(verb, self._block())
        if verb == "DELETE" and self._skip("WHERE"):
            return self._delete_where()
        if verb in ("INSERT", "DELETE", "WITH"):
            return self._modify(verb)
        silent = self._skip("SILENT")
        if verb == "LOAD":
            source = self._iri(self._take())
            return Load(source, self._graph() if self._skip("INTO") else DEFAULT, silent)
        target = self._graph()
        if verb in ("ADD", "MOVE", "COPY"):
            self._skip("TO")
            return Transfer(verb, target, self._graph(), silent)
        return Create(target, silent) if verb == "CREATE" else Clear(target)

    def _graph(self) -> str:
        self._skip("GRAPH")
        token = self._take()
        return token.word or self._iri(token)

    def _iri(self, token: Token) -> str:
        (iri,) = absolute(self.prologue, [token.text], self.base_iri)
        return iri

    def _block(self) -> Sequence[Token]:
        """Take a block in braces, with them."""
        start, depth = self.at, 0
        while True:
            token = self._take()
            depth += (token.opens is not None) - (token.mark in CLOSERS)
            if not depth:
                return self.tokens[start : self.at]

    def _change(self, verb: str, block: Sequence[Token]) -> Change:
        template, named = self._template(block), _names_graph(block)
        return Change(inserted=template, named=named) if verb == "INSERT" else Change(template, named=named)

    def _delete_where(self) -> Change:
        block = self._block()
        return Change(
            self._template(block),
            None,
            self._pattern(block),
            self.prologue,
            _variables(block),
            using=self.using,
            named=_names_graph(block),
        )

    def _modify(self, verb: str) -> Change:
        within = None
        if verb == "WITH":
            within = self._iri(self._take())
            verb = self._take().word
        deleted = self._block() if verb == "DELETE" else ()
        inserted = self._block() if verb == "INSERT" or self._skip("INSERT") else ()
        using = self._read_using()
        self._skip("WHERE")
        return Change(
            self._template(deleted) if deleted else None,
            self._template(inserted) if inserted else None,
            self._pattern(self._block()),
            self.prologue,
            _variables([*deleted, *inserted]),
            within,
            using or self.using,
            _names_graph([*deleted, *inserted]),
        )

    def _read_using(self) -> Dataset:
        default: list[str] = []
        named: list[str] = []
        while self._skip("USING"):
            (named if self._skip("NAMED") else default).append(self._iri(self._take()))
        return Dataset(tuple(default), tuple(named))

    def _pattern(self, block: Sequence[Token]) -> str:
        return self.text[block[0].start : block[-1].start + len(block[-1].text)]

    def _template(self, block: Sequence[Token]) -> str:
        return self.prologue + "".join(_as_trig(self.text, block))


def _names_graph(tokens: Sequence[Token]) -> bool:
    return any(token.word == "GRAPH" for token in tokens)


def _variables(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.text[1:] for token in tokens if token.kind is Kind.VARIABLE))


def _as_trig(text: str, block: Sequence[Token]) -> Iterator[str]:
    """Write a block of quads as TriG, with what stands between its tokens.

    SPARQL has triples outside GRAPH that need no full stop before it, and full stops after a GRAPH; TriG has neither,
    but takes triples in braces.
    """
    depth, wrapped, end = 0, False, block[0].start + 1
    for token in block[1:-1]:
        yield text[end : token.start]
        end = token.start + len(token.text)
        if depth == 0 and token.word == "GRAPH":
            yield "} GRAPH" if wrapped else " GRAPH"
            wrapped, depth = False, -1
            continue
        if depth == 0 and not wrapped:
            if token.mark == ".":
                continue
            wrapped = True
            yield "{ "
        yield f"<{VARIABLE}{token.text[1:]}>" if token.kind is Kind.VARIABLE else token.text
        depth = _depth_after(token, depth)
    yield " }" if wrapped else ""


def _depth_after(token: Token, depth: int) -> int:
    """Count brackets; -1 is between GRAPH and its brace, and a graph's own brace counts as one."""
    if depth == -1:
        return 1 if token.mark == "{" else -1
    return depth + (token.opens is not None) - (token.mark in CLOSERS)
