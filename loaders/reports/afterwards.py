"""Who is named after what he said: "This was reported by the ministry", "So says Medinsky"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.negation import is_negated
from loaders.reports.parsing import Parsed, head_of, span_of, tokens_of
from loaders.reports.phrasing import WITH_REFERENCE, ends_its_phrase
from loaders.reports.saying import Attribution, by
from loaders.reports.sections import Section
from loaders.reports.speaker import Speaker
from loaders.reports.speakers import speakers
from loaders.reports.syntax import by_agent, is_passive, subject_of
from ontology.model import Span, Stance


def confirmed_next(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Russia has returned 1,000 bodies. The agency confirmed this exchange"."""
    following = parsed.sentence_beside(token, 1)
    if following is None:
        return None
    for verb in following:
        so = verb.lemma_ in ("say", "state", "write") and any(c.lower_ == "so" for c in verb.children)
        confirms = (verb.lemma_ in ("confirm", "announce", "report") or so) and verb.dep_ == "ROOT"
        if not confirms or is_negated(verb):
            continue
        told = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), None)
        anaphor = so or (told is not None and (told.pos_ == "PRON" or _refers_back(told)))
        subject = by_agent(verb) if is_passive(verb) else subject_of(verb)
        if anaphor and subject is not None and (said := speakers(parsed, subject)):
            span = span_of([*subject.subtree, verb, *([told] if told is not None else [])])
            return by(verb, said, span, "confirmed-in-next-sentence")
    return None


def _refers_back(noun: Token) -> bool:
    determiners = {c.lower_ for c in noun.children if c.dep_ == "det" or c.lower_ in ("their", "his", "her", "its")}
    # "the release of journalists" is another one than what was told of.
    other = any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.children) and "the" in determiners
    known_words = lexicon.EXCHANGES | {"news"}
    return noun.lemma_.lower() in known_words and bool(determiners & _BACK) and not other


def named_next(parsed: Parsed, token: Token) -> Attribution | None:
    """Read figures that the next words give to somebody: "So says Medinsky", "This from the Interior Ministry"."""
    start = token.idx
    section = parsed.sections.at(start)
    place = parsed.sections.place(start)
    ends = [section.span.end]
    if section.is_line:
        following = parsed.sections.every[place + 1 : place + _TABLE] if section.is_short else ()
        ends += [s.span.end for s in _table(following)]
    said = _NAMES_BEFORE.search(parsed.plain, start, ends[-1])
    # Two sentences on it is no longer of this one; of a table it is said whole.
    near = said is not None and (len(ends) > 1 or parsed.plain.count(". ", start, said.start()) <= 1)
    if said is None or not near:
        return None
    named = _named_from(parsed, said.end(), ends[-1])
    if named is None:
        return None
    return Attribution(named.who, Stance.STATES, Span(said.start(), named.end), "named-next", named.head)


def pointed_at(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "…; that is what the ministry says", "It was Shoigu who gave the number", "About it reports Ukrinform".

    The words stand in the sentence of the figure or in the next one.
    """
    following = parsed.sentence_beside(token, 1)
    ends = [token.sent.end_char]
    if following is not None and parsed.paragraph_at(token.idx) == parsed.paragraph_at(following.start_char):
        ends.append(following.end_char)
    for start, end in zip((token.idx, ends[0]), ends, strict=False):
        points = _POINTS.search(parsed.plain, start, end)
        named = _named_from(parsed, points.end(), end) if points is not None else None
        if (
            points is None
            or named is None
            or (start != token.idx and points.start() > start + 1 and not points["source"])
        ):
            continue
        rest = parsed.plain[points.start() : end]
        if points["it"] and not re.match(r"[^.;]{0,60}\b(?:who|that|which) ", parsed.plain[named.end : end]):
            continue
        if not points["source"] and not _SAYS.search(rest):
            continue
        span = Span(points.start(), named.end)
        reference = WITH_REFERENCE.search(parsed.plain, named.end, end)
        source = _named_from(parsed, reference.end(), end) if reference is not None else None
        if source is not None:
            whole = Span(span.start, source.end)
            return Attribution(source.who, Stance.STATES, whole, "pointed-at", named.head, named.who)
        return Attribution(named.who, Stance.STATES, span, "pointed-at", named.head)
    return None


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom words name that follow some place, and up to where."""

    who: tuple[Speaker, ...]
    head: Token
    end: int


def _named_from(parsed: Parsed, start: int, end: int) -> _Named | None:
    stop = parsed.plain.find(". ", start, end)
    end = stop if stop > 0 else end
    named = [m for m in parsed.mentions_within(start, end) if m.span.start - start < _NEAR]
    first = tokens_of(parsed, Span(start, start + 1))
    # "assistant of the president of Russia Medinsky"
    named.sort(key=lambda m: m.agent.kind == "party")
    head = head_of(parsed, named[0].span) if named else None
    who: tuple[Speaker, ...] = speakers(parsed, head) if head is not None else ()
    if not who and first:
        after = (t for t in first[0].sent if t.i >= first[0].i and t.pos_ in ("NOUN", "PROPN"))
        head = next((t for t in after if ends_its_phrase(t)), None)
        who = speakers(parsed, head) if head is not None else ()
    if head is None or not who:
        return None
    return _Named(who, head, named[0].span.end if named else head.idx + len(head.text))


def _table(following: tuple[Section, ...]) -> list[Section]:
    """Give the lines of a table, and the first paragraph after it."""
    lines: list[Section] = []
    for section in following:
        lines.append(section)
        if not section.is_line or not section.is_short:
            break
    return lines


_BACK = frozenset("this the that these their his her its".split())
"""Words before an exchange that was told of: "their release was announced"."""
_TABLE = 12
_NEAR = 40
_NAMES_BEFORE = re.compile(
    r"(?:(?<=[.\"!?\n] )|(?<=\n))(?:(?:So|Thus) (?:says|said|writes|wrote)"
    r"|(?:This|That|All this|These)(?:'s| is| are| comes?)? (?:from|according to|by)"
    r"|(?:That|This)(?:'s| is)(?= the [A-Z][\w ]{3,60}(?: again| too)?[.\n])"
    r"|(?:The|These|Those|All|Both) (?:figures?|numbers?|data|counts?)(?: here| above)? "
    r"(?:is|are|comes?|stems?)(?: from| by| those of| that of| according to)?) "
)
_POINTS = re.compile(
    r"\b[Tt]hat(?: is|'s| was)(?: at least)? (?:what|how) |(?P<it>\bIt (?:was|is) )(?!not )"
    r"|\b[Aa]bout (?:it|this|that|what|which) (?:(?:reports?|reported|informs?|informed|writes?|said|says|told) )?"
    r"(?:by |in |at )?|(?P<source>[(\n. ]Sources?: )"
)
"""Words that point back at what is said, before the name of who said it."""
_SAYS = re.compile(
    r"\b(?:says?|said|tells?|told|reports?|reported|writes?|wrote|inform(?:s|ed)?|declare[sd]?|announce[sd]?|state[sd]?|"
    r"gave|named|published|counted|put|communicate[sd]?)\b"
)
