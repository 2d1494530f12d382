"""How large and how deep a query may be, judged by its tokens before the engine sees it.

The engine plans a join in time that grows with the fourth power of its patterns (100 take 0.7 s, 300 take
46 s) and walks the query by recursion: a few kilobytes of nesting, or of `a+a+a…`, overflow the stack and end
the process. Counts err on the high side: a group's patterns include those of the groups it is joined with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from queries.errors import TooDeep, TooLarge
from queries.lexer import CLOSERS, Context, Kind, Token


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest numbers allowed.

    Of characters; of brackets open at one place (`depth`); of operators in one `chain`; of both together
    along the deepest line (`height`); of triple patterns joined in one group.
    """

    characters: int = 65_536
    depth: int = 100
    chain: int = 200
    height: int = 400
    patterns: int = 100

    def written_out(self) -> Limits:
        """Give the limits for the same query once each of its IRIs is written in full."""
        return replace(self, characters=8 * self.characters)


DEFAULT_LIMITS = Limits()

_OPERATORS = {"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "!", "|", "^", "?"}
_PATH_MARKS = {"/", "|", "^", "!", "*", "?"}
"""Operators of paths that begin no term: `+` may be a sign."""
_SEPARATORS = {",", ";", "."}
_TERMS = {Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.BLANK, Kind.STRING, Kind.NUMBER}
_NOT_A_SUBJECT = {"GRAPH", "VALUES", "FILTER"}
"""Words whose next token is a name or a variable that begins no triple."""


def check_length(text: str, limits: Limits) -> None:
    """Refuse a text of too many characters."""
    if len(text) > limits.characters:
        message = f"the query has {len(text):,} characters, {limits.characters:,} are allowed"
        raise TooLarge(message, limits.characters)


def check(tokens: Sequence[Token], limits: Limits) -> None:
    """Refuse what is nested too deeply or joins too much; raises TooDeep or TooLarge.

    The tokens are those behind the prologue.
    """
    measure = _Measure(limits)
    for number, token in enumerate(tokens):
        measure.take(token, tokens[number - 1].word if number else "")
    measure.close_last()


@dataclass(slots=True)
class _Level:
    """An open bracket: what was counted directly in it, and the tallest of what it holds."""

    context: Context
    opener: str = ""
    introduced_by: str = ""
    chain: int = 0
    longest: int = 0
    links: int = 0
    tallest: int = 0
    patterns: int = 0
    last: int = 0
    """The patterns that the last closed group added, for UNION to take back."""
    in_triple: bool = False
    elements: int = 0
    path: bool = False
    """Whether parentheses hold a path: else their terms are elements of a collection."""

    def end_chain(self) -> None:
        self.longest = max(self.longest, self.chain)
        self.chain = 0

    def end_triple(self) -> None:
        self.patterns += self.in_triple
        self.in_triple = False


@dataclass(slots=True)
class _Measure:
    limits: Limits
    levels: list[_Level] = field(default_factory=lambda: [_Level(Context.TOP)])

    def take(self, token: Token, before: str) -> None:
        """Count one token; `before` is the word in front of it, if it is one."""
        level = self.levels[-1]
        if token.opens is not None:
            self._open(token, before)
        elif token.mark in CLOSERS:
            self._close()
        elif token.mark in _SEPARATORS:
            level.end_chain()
            level.end_triple()
        elif token.mark == "~":
            level.patterns += 1
        elif token.mark in _OPERATORS or token.word in ("IN", "NOT"):
            self._operator(level, token.mark)
        elif token.word and token.word not in ("A", "TRUE", "FALSE"):
            self._word(level, token.word)
        elif token.kind in _TERMS and token.within in (Context.GROUP, Context.TERMS):
            self._term(level, before)
        elif token.kind in (Kind.IRI, Kind.NAME) and token.within is Context.TOP and before not in ("FROM", "NAMED"):
            # What DESCRIBE names: the engine binds each in a step of its own, one within the other.
            level.links += 1
            self._limit_chain(level.links)

    def close_last(self) -> None:
        """Judge what stands outside all brackets."""
        self._judge(self.levels[-1])

    def _operator(self, level: _Level, mark: str) -> None:
        level.chain += 1
        # A path of steps is planned as the joined patterns that it stands for.
        level.patterns += mark == "/" and level.context is not Context.EXPRESSION
        level.path = level.path or mark in _PATH_MARKS
        self._limit_chain(level.chain)

    def _word(self, level: _Level, word: str) -> None:
        level.end_triple()
        level.end_chain()
        level.links += word in ("FILTER", "BIND")
        if word == "UNION":
            level.patterns += 1 - level.last
            level.last = 1
        self._limit_chain(level.links)

    def _term(self, level: _Level, before: str) -> None:
        if before in _NOT_A_SUBJECT:
            return
        if level.opener == "(":
            level.elements += 1
        else:
            level.in_triple = True

    def _open(self, token: Token, before: str) -> None:
        level = self.levels[-1]
        if token.opens in (Context.GROUP, Context.DATA):
            level.end_triple()
        elif token.opens is Context.TERMS and token.text != "{":
            self._term(level, before)
            # An annotation has a reifier, which is a pattern too.
            level.patterns += token.text == "{|"
        if token.text == "{" or level.context in (Context.TOP, Context.SELECT):
            level.links += 1
            self._limit_chain(level.links)
        self.levels.append(_Level(token.opens or Context.TERMS, token.text, before))
        if len(self.levels) - 1 > self.limits.depth:
            raise TooDeep(f"more than {self.limits.depth} brackets are open at once", self.limits.depth)

    def _close(self) -> None:
        closed = self.levels.pop()
        height = self._judge(closed)
        level = self.levels[-1]
        level.tallest = max(level.tallest, height)
        weight = self._weight(closed)
        if closed.introduced_by == "UNION":
            level.last = 1
        else:
            level.patterns += weight
            level.last = weight

    def _weight(self, closed: _Level) -> int:
        """Tell how many patterns a bracket adds to the join of what it stands in."""
        if closed.context is Context.EXPRESSION or closed.introduced_by in ("EXISTS", "MINUS", "UNION"):
            return 0
        if closed.context is Context.DATA:
            return 1 if closed.opener == "{" else 0
        # An element of a collection: one pattern for the element, one for the rest.
        return closed.patterns + (0 if closed.path else 2 * closed.elements)

    def _judge(self, level: _Level) -> int:
        """Tell how tall a bracket is; raises where it is too tall or joins too much."""
        level.end_chain()
        level.end_triple()
        height = 1 + level.longest + level.links + level.tallest
        if height > self.limits.height:
            message = f"brackets and operators are nested more than {self.limits.height} deep taken together"
            raise TooDeep(message, self.limits.height)
        if level.patterns > self.limits.patterns and level.context in (Context.GROUP, Context.SELECT):
            message = f"{level.patterns} triple patterns are joined in a group, {self.limits.patterns} are allowed"
            raise TooLarge(message, self.limits.patterns)
        return height

    def _limit_chain(self, length: int) -> None:
        if length > self.limits.chain:
            raise TooDeep(f"more than {self.limits.chain} operators stand in one chain", self.limits.chain)
