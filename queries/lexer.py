"""Query text as tokens, each with the context it stands in.

The terminals are those of SPARQL 1.1 and 1.2 (https://www.w3.org/TR/sparql12-query/#sparqlGrammar). The
engine reads without a tokenizer, by trying one rule after the other, so that the same characters mean
different things to it in different places: `?a<?b&&?c>?d` compares within FILTER, and names an IRI within a
triple. Hence the context. Where the engine and the specification would split a text differently, it is
refused: what slipped past here would reach the engine's SERVICE.

Codepoint escapes stand in IRIs and strings only (SPARQL 1.2, and the engine): `\\u0053ERVICE` is a keyword to
neither, and the text that is checked is the text that runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from queries.errors import SyntaxRefused

# PN_CHARS_BASE as the engine has it: without the planes above the first, where SPARQL has them.
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_LETTER_U = _LETTER + "_"
_NAME = _LETTER_U + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME_DASH = _NAME + r"\-"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_NAME_DASH}:]|{_PLX})"

# No prefix is longer than this. Without a bound, `a.a.a…` would be read to its end from each of its letters.
_PREFIX_ENDS = rf"[{_NAME_DASH}.]{{0,100}}:"

_SKIPPED = re.compile(r"(?:[ \t\r\n]|\#[^\r\n]*)*")
_IRI = re.compile(rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*>")
_TOKEN = re.compile(
    rf"""
    (?P<STRING>\"{{3}}(?:\"{{0,2}}(?:[^\"\\]|{_ESCAPE}))*\"{{3}}
              |'{{3}}(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'{{3}}
              |\"(?!\"\")(?:[^\"\\\n\r]|{_ESCAPE})*\"
              |'(?!'')(?:[^'\\\n\r]|{_ESCAPE})*')
    |(?P<VARIABLE>[?$][{_LETTER_U}0-9][{_NAME}]*)
    |(?P<BLANK>_:[{_LETTER_U}0-9][{_NAME_DASH}]*(?:\.+[{_NAME_DASH}]+)*)
    |(?P<NAME>(?={_PREFIX_ENDS})(?:[{_LETTER}][{_NAME_DASH}]*(?:\.+[{_NAME_DASH}]+)*)?:
              (?:(?:[{_LETTER_U}0-9:]|{_PLX})(?:{_LOCAL})*(?:\.+{_LOCAL}+)?)?)
    |(?P<WORD>[A-Za-z][A-Za-z0-9_]*)
    |(?P<NUMBER>(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    |(?P<LANGUAGE>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    |(?P<MARK>\|\||&&|\^\^|!=|\{{\||\|\}}|\)>>|>>|>=|[.,;=!+\-*/|^?~()\[\]{{}}>])
    """,
    re.VERBOSE,
)
_MORE_DOTS = re.compile(rf"\.+{_LOCAL}")


class Kind(Enum):
    """What a token is."""

    IRI = auto()
    NAME = auto()
    WORD = auto()
    VARIABLE = auto()
    BLANK = auto()
    STRING = auto()
    LANGUAGE = auto()
    NUMBER = auto()
    MARK = auto()


class Context(Enum):
    """What may stand in a place."""

    TOP = auto()
    """Outside all brackets: the prologue, the head of the query, the modifiers at its end."""
    GROUP = auto()
    """Directly within the braces of a group graph pattern."""
    SELECT = auto()
    """Directly within the braces of a sub-select: its head and its modifiers."""
    TERMS = auto()
    """Within a template, a blank node's brackets, a collection, a path's parentheses, a triple term."""
    DATA = auto()
    """Within the data of VALUES."""
    EXPRESSION = auto()
    """Within the parentheses of an expression."""


class Token(NamedTuple):
    """A stretch of the text: `within` is where it stands, `opens` what its bracket begins."""

    kind: Kind
    text: str
    start: int
    within: Context
    opens: Context | None = None

    @property
    def word(self) -> str:
        """The keyword in upper case; empty for what is not a word."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def mark(self) -> str:
        """The operator or bracket; empty for what is neither."""
        return self.text if self.kind is Kind.MARK else ""


CLOSED_BY = {"(": ")", "{": "}", "[": "]", "{|": "|}", "<<": ">>", "<<(": ")>>"}
CLOSERS = frozenset(CLOSED_BY.values())

_OPERANDS = {Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.STRING, Kind.LANGUAGE, Kind.NUMBER, Kind.BLANK}
_TERM_WORDS = {"A", "TRUE", "FALSE", "UNDEF"}


def position(text: str, offset: int) -> tuple[int, int]:
    """Give line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def refusal(text: str, offset: int, message: str) -> SyntaxRefused:
    """Make the error for what stands at an offset."""
    return SyntaxRefused(message, *position(text, offset))


def tokenize(text: str) -> tuple[Token, ...]:
    """Split a query; raises SyntaxRefused where no token can stand, or brackets do not fit."""
    return tuple(_Reader(text).read())


@dataclass(slots=True)
class _Frame:
    """An open bracket."""

    opener: str
    context: Context


@dataclass(slots=True)
class _Reader:
    """The state of one reading: the open brackets, and what was read."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=lambda: [_Frame("", Context.TOP)])
    values: bool = False
    """Whether VALUES was read and its data not yet."""

    def read(self) -> list[Token]:
        """Read the whole text."""
        offset = self._skip(0)
        while offset < len(self.text):
            token = self._angle(offset) if self.text[offset] == "<" else self._plain(offset)
            self._enter_or_leave(token)
            offset = self._skip(offset + len(token.text))
        if len(self.frames) > 1:
            raise refusal(self.text, len(self.text), f"“{self.frames[-1].opener}” is never closed")
        return self.tokens

    def _skip(self, offset: int) -> int:
        found = _SKIPPED.match(self.text, offset)
        return found.end() if found else offset

    def _previous(self, back: int = 1) -> Token | None:
        return self.tokens[-back] if len(self.tokens) >= back else None

    def _token(self, kind: Kind, offset: int, text: str) -> Token:
        return Token(kind, text, offset, self.frames[-1].context)

    def _angle(self, offset: int) -> Token:
        """Read what begins with `<`: the comparison after an operand, else a triple term or an IRI."""
        context = self.frames[-1].context
        if context is Context.EXPRESSION and self._after_operand():
            return self._token(Kind.MARK, offset, "<=" if self.text.startswith("<=", offset) else "<")
        for opener in ("<<(", "<<") if context is not Context.EXPRESSION else ("<<(",):
            if self.text.startswith(opener, offset):
                return self._token(Kind.MARK, offset, opener)
        found = _IRI.match(self.text, offset)
        if not found:
            raise refusal(self.text, offset, "an IRI between < and > holds no blanks, quotes or brackets")
        return self._token(Kind.IRI, offset, found.group())

    def _after_operand(self) -> bool:
        token = self._previous()
        if token is None:
            return False
        return token.kind in _OPERANDS or token.word in {"TRUE", "FALSE"} or token.mark in {")", ")>>", "}"}

    def _plain(self, offset: int) -> Token:
        found = _TOKEN.match(self.text, offset)
        if not found or not found.lastgroup:
            raise refusal(self.text, offset, self._complaint(self.text[offset]))
        kind, text = Kind[found.lastgroup], found.group()
        if kind is Kind.NAME and _MORE_DOTS.match(self.text, found.end()):
            # The engine ends the name before the second stretch of dots, the specification does not.
            message = "a prefixed name with dots in two places is read in two ways: write the IRI in full"
            raise refusal(self.text, offset, message)
        return self._token(kind, offset, self._mark(text) if kind is Kind.MARK else text)

    @staticmethod
    def _complaint(character: str) -> str:
        if character in "\"'":
            return "this string is never closed, or holds an escape that there is not"
        return f"nothing can begin with “{character}”"

    def _mark(self, text: str) -> str:
        """Cut a mark that only closes what is open: `)>>` is `)`, `>`, `>` unless a triple term is open."""
        opener = self.frames[-1].opener
        if text in (")>>", ">>", "|}") and CLOSED_BY.get(opener) != text:
            return text[0]
        return text

    def _enter_or_leave(self, token: Token) -> None:
        if token.mark in CLOSED_BY:
            token = token._replace(opens=self._opened(token.mark))
            self.frames.append(_Frame(token.mark, token.opens or Context.TERMS))
        elif token.mark in CLOSERS:
            frame = self.frames.pop()
            if CLOSED_BY.get(frame.opener) != token.mark:
                raise refusal(self.text, token.start, f"“{token.mark}” closes nothing that is open")
        elif token.word == "VALUES":
            self.values = True
        elif token.word == "SELECT" and self.tokens and self.tokens[-1].opens is Context.GROUP:
            self.frames[-1].context = Context.SELECT
        self.tokens.append(token)

    def _opened(self, opener: str) -> Context:
        """Tell what a bracket begins at the place reached."""
        if opener == "{":
            return self._braces()
        if opener == "(":
            return self._parentheses()
        return Context.DATA if self.frames[-1].context is Context.DATA else Context.TERMS

    def _braces(self) -> Context:
        if self.values:
            self.values = False
            return Context.DATA
        before = self._previous()
        return Context.TERMS if before and before.word == "CONSTRUCT" else Context.GROUP

    def _parentheses(self) -> Context:
        context, before, earlier = self.frames[-1].context, self._previous(), self._previous(2)
        if before and before.word == "VALUES":
            return Context.DATA
        if context in (Context.TOP, Context.SELECT):
            return Context.EXPRESSION
        if context is not Context.GROUP:
            return context
        if before and before.word and before.word not in _TERM_WORDS:
            return Context.EXPRESSION
        called = before and before.kind in (Kind.IRI, Kind.NAME) and earlier and earlier.word == "FILTER"
        return Context.EXPRESSION if called else Context.TERMS
