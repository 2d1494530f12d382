"""Characters of a source shown with a little of what stands around them, and the quoted ones marked.

What may be shown of a text is a rule of the design: a quotation with at most 200 characters around it.
Positions are 0-based code points, the end exclusive, as in the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ontology.model import Span

AROUND = 100
"""The most code points shown before a quotation, and the most after it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch that is shown marked: what kind of mark it is, and the fragment a link can lead to.

    `title` says in words what is marked; `href` leads to more, and `label` is the number of the note there.
    """

    span: Span
    kind: str
    anchor: str | None = None
    title: str | None = None
    href: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters that carry the same marks; `anchor` is set where a mark begins, `label` where one ends.

    Of marks within marks, the innermost gives title and link.
    """

    text: str
    kinds: tuple[str, ...] = ()
    anchor: str | None = None
    title: str | None = None
    href: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text in segments; `starts` and `ends` tell whether it reaches the text's own ends."""

    segments: tuple[Segment, ...]
    starts: bool
    ends: bool


def around(text: str, span: Span, marks: Iterable[Mark], *, before: int = AROUND, after: int = AROUND) -> Excerpt:
    """Show a span with so many code points on either side at most, cut at blanks where it can be."""
    start = _word_start(text, max(0, span.start - before), span.start)
    end = _word_end(text, min(len(text), span.end + after), span.end)
    return _excerpt(text, Span(start, end), tuple(marks))


def whole(text: str, marks: Iterable[Mark]) -> Excerpt:
    """Show a whole text; only for a source whose licence allows it."""
    return _excerpt(text, Span(0, len(text)), tuple(marks))


def _excerpt(text: str, window: Span, marks: Sequence[Mark]) -> Excerpt:
    edges = {window.start, window.end}
    for mark in marks:
        edges.update(min(max(edge, window.start), window.end) for edge in (mark.span.start, mark.span.end))
    cuts = sorted(edges)
    pieces = [Span(start, end) for start, end in pairwise(cuts)]
    segments = tuple(_segment(text, piece, covering) for piece, covering in _covered(pieces, marks))
    return Excerpt(segments, starts=window.start == 0, ends=window.end == len(text))


def _covered(pieces: Sequence[Span], marks: Sequence[Mark]) -> Iterator[tuple[Span, list[Mark]]]:
    """Give each piece with the marks that cover it, in their order, in one pass: a page may have thousands of marks."""
    coming = sorted(enumerate(marks), key=lambda numbered: numbered[1].span.start, reverse=True)
    active: list[tuple[int, Mark]] = []
    for piece in pieces:
        while coming and coming[-1][1].span.start <= piece.start:
            active.append(coming.pop())
        active = [numbered for numbered in active if numbered[1].span.end >= piece.end]
        yield piece, [mark for _, mark in sorted(active, key=lambda numbered: numbered[0])]


def _segment(text: str, piece: Span, covering: Sequence[Mark]) -> Segment:
    inner = sorted(covering, key=lambda mark: mark.span.end - mark.span.start)
    return Segment(
        text=piece.of(text),
        kinds=tuple(dict.fromkeys(mark.kind for mark in covering)),
        anchor=next((mark.anchor for mark in inner if mark.span.start == piece.start and mark.anchor), None),
        title=next((mark.title for mark in inner if mark.title), None),
        href=next((mark.href for mark in inner if mark.href), None),
        label=next((mark.label for mark in inner if mark.span.end == piece.end and mark.label), None),
    )


def _word_start(text: str, start: int, limit: int) -> int:
    """Move a cut right, to where a word begins; stay where no word does."""
    if start == 0 or text[start - 1].isspace():
        return start
    return next((place + 1 for place in range(start, limit) if text[place].isspace()), start)


def _word_end(text: str, end: int, limit: int) -> int:
    """Move a cut left, to where a word ends; stay where no word does."""
    if end == len(text) or text[end].isspace():
        return end
    return next((place for place in range(end - 1, limit - 1, -1) if text[place].isspace()), end)
