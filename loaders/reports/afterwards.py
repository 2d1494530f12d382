"""Who is named after what he said: "This was reported by the ministry", "So says Medinsky"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.labels import FINITE
from loaders.reports.negation import is_negated
from loaders.reports.order import head_by_order
from loaders.reports.parsing import Parsed, span_of, tokens_of
from loaders.reports.phrasing import WITH_REFERENCE
from loaders.reports.saying import Attribution, by
from loaders.reports.sections import TABLE, Section
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
        following = parsed.sections.every[place + 1 : place + TABLE] if section.is_short else ()
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

    The words stand in the sentence of the figure or open the next one, and nothing more is said in them: "It was
    Putin who gave the order" and "That is what Hamas wanted" tell of other things than who says it.
    """
    following = parsed.sentence_beside(token, 1)
    places = [(token.idx, token.sent.end_char)]
    if following is not None and parsed.paragraph_at(token.idx) == parsed.paragraph_at(following.start_char):
        places.append((following.start_char, following.end_char))
    for start, end in places:
        for points, rule in _POINTS:
            found = points.search(parsed.plain, start, end)
            within = found is not None and start != token.idx and found.start() > start + 1
            if found is None or (within and rule is not _in_a_note):
                continue
            if said := rule(parsed, found.start(), found.end(), end):
                return said
    return None


def _in_so_many_words(parsed: Parsed, begins: int, start: int, end: int) -> Attribution | None:
    """Read "that is what | the ministry says", "that is how | Putin put it"."""
    named = _named_from(parsed, start, end)
    verb = parsed.doc[named.after] if named is not None and named.after < len(parsed.doc) else None
    if named is None or verb is None or not _says(verb):
        return None
    put_it = parsed.doc[verb.i + 1 : verb.i + 2] if verb.lemma_ == "put" else ()
    last = _ends_at(parsed, next((t for t in put_it if t.lower_ == "it"), verb))
    return by(verb, named.who, Span(begins, last), "pointed-at") if last else None


def _in_a_cleft(parsed: Parsed, begins: int, start: int, end: int) -> Attribution | None:
    """Read "It was | Shoigu who gave the number", "It is | the ministry that says so"."""
    named = _named_from(parsed, start, end, commas=True)
    words = parsed.doc[named.after : parsed.token_at(end - 1).i + 1] if named is not None else ()
    told = _GIVES_IT.match(parsed.plain, words[0].idx, end) if words else None
    if named is None or not words or told is None or words[0].lower_ not in ("who", "that", "which"):
        return None
    verb = parsed.token_at(max(told.start("verb"), told.start("gives")))
    last = _ends_at(parsed, parsed.token_at(told.end() - 1))
    return by(verb, named.who, Span(begins, last), "pointed-at") if last else None


def _in_a_clause(parsed: Parsed, begins: int, start: int, end: int) -> Attribution | None:
    """Read "about it | reports Ukrinform", "about what | assistant of the president Medinsky declared"."""
    first = parsed.token_at(start)
    fronted = _says(first)
    named = _named_from(parsed, first.idx + len(first.text_with_ws) if fronted else start, end)
    verb = (
        first if fronted else parsed.doc[named.after] if named is not None and named.after < len(parsed.doc) else first
    )
    if named is None or not _says(verb):
        return None
    reference = WITH_REFERENCE.match(parsed.plain, named.end if fronted else verb.idx + len(verb.text) + 1, end)
    source = _named_from(parsed, reference.end(), end) if reference is not None else None
    if source is not None:
        return Attribution(source.who, Stance.STATES, Span(begins, source.end), "pointed-at", named.head, named.who)
    last = named.end if fronted else _ends_at(parsed, verb)
    return by(verb, named.who, Span(begins, last), "pointed-at") if last else None


def _in_a_note(parsed: Parsed, begins: int, start: int, end: int) -> Attribution | None:
    """Read "(Source: Coordination Headquarters)", "Source: Ukrinform."."""
    named = _named_from(parsed, start, end)
    alone = named is not None and re.match(r"\s*(?:[.);\n]|\Z)", parsed.plain[named.end : end])
    return (
        Attribution(named.who, Stance.STATES, Span(begins, named.end), "pointed-at", named.head)
        if named and alone
        else None
    )


def _says(verb: Token) -> bool:
    return verb.lower_ in _SAYING


def _ends_at(parsed: Parsed, last: Token) -> int | None:
    """Give where a clause ends after a word, if nothing but a time, a place or an audience follows in it."""
    end = last.idx + len(last.text)
    rest = takewhile(lambda t: not t.is_punct, parsed.doc[last.i + 1 : last.sent.end])
    return end if _NO_MORE.match(parsed.plain, end) and not any(t.tag_ in FINITE for t in rest) else None


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom words name that follow some place, and up to where."""

    who: tuple[Speaker, ...]
    head: Token
    end: int
    after: int
    """The place of the word after the name."""


def _named_from(parsed: Parsed, start: int, end: int, *, commas: bool = False) -> _Named | None:
    """Give whom the noun phrase names that begins at a place, by its head or by the name that closes its titles."""
    phrase: list[Token] = []
    for word in parsed.doc[parsed.token_at(start).i : parsed.token_at(start).i + _LONGEST]:
        goes_on = word.pos_ in _NOMINAL or word.lower_ in ("of", "for", "in") or (commas and word.text == ",")
        opens = phrase or word.pos_ in ("DET", "ADJ", "NOUN", "PROPN")
        if word.idx >= end or word.lower_ in ("not", "nor") or not goes_on or not opens:
            break
        phrase.append(word)
    while phrase and phrase[-1].pos_ in ("PART", "PUNCT", "ADP"):
        phrase.pop()
    head = _head(parsed, phrase) if phrase else None
    who: tuple[Speaker, ...] = speakers(parsed, head) if head is not None else ()
    if head is None or not who:
        return None
    after = phrase[-1].i + 1
    while commas and after < len(parsed.doc) and parsed.doc[after].text == ",":
        after += 1
    return _Named(who, head, phrase[-1].idx + len(phrase[-1].text), after)


def _head(parsed: Parsed, phrase: list[Token]) -> Token | None:
    """Give who a phrase names: "assistant of the president of Russia | Medinsky", but "a friend | of Medinsky"."""
    mention = parsed.mention_at(phrase[-1])
    first = tokens_of(parsed, mention.span)[0] if mention is not None else phrase[0]
    titled = first.i > phrase[0].i and first.nbor(-1).pos_ in ("NOUN", "PROPN")
    named = mention is not None and mention.how == "name" and mention.agent.kind != "party"
    return phrase[-1] if named and titled else head_by_order(phrase)


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
_NAMES_BEFORE = re.compile(
    r"(?:(?<=[.\"!?\n] )|(?<=\n))(?:(?:So|Thus) (?:says|said|writes|wrote)"
    r"|(?:This|That|All this|These)(?:'s| is| are| comes?)? (?:from|according to|by)"
    r"|(?:That|This)(?:'s| is)(?= the [A-Z][\w ]{3,60}(?: again| too)?[.\n])"
    r"|(?:The|These|Those|All|Both) (?:figures?|numbers?|data|counts?)(?: here| above)? "
    r"(?:is|are|comes?|stems?)(?: from| by| those of| that of| according to)?) "
)
_LONGEST = 14
"""How many words may name who speaks."""
_NOMINAL = ("DET", "ADJ", "NOUN", "PROPN", "PART")
_SAYING = frozenset(
    "say says said report reports reported write writes wrote inform informs informed declare declares declared "
    "announce announces announced state states stated claim claims claimed confirm confirms confirmed put puts".split()
)
"""Forms of verbs that only say: what somebody demanded, promised or warned of is told as no fact by them."""
_GIVES_IT = re.compile(
    r"(?:who|that|which) (?:(?:ha[sd]|have|first|also|later|then|himself|herself|itself) )*"
    r"(?:(?P<verb>(?:says?|said|reports?|reported|announced?|announces|confirm(?:s|ed)?|wrote|writes|stated?)) "
    r"(?:so|it|this|that)"
    r"|(?P<gives>gives?|gave|given|names?|named|published|publishes|released|issued|announced|reported) "
    r"(?:(?:the|this|that) (?:number|figure|toll|count|tally|total|news)|(?:the|these|those) (?:numbers|figures)))\b"
)
_NO_MORE = re.compile(
    r"\s*(?:\Z|[.;,!?\")\n—-]|(?:on|in|at|to|today|yesterday|this|last|late|early|earlier|later|again|too|itself)\b)"
)
_POINTS = (
    (re.compile(r"\b[Tt]hat(?: is|'s| was)(?: at least)? (?:what|how) "), _in_so_many_words),
    (re.compile(r"\bIt (?:was|is) (?!not )"), _in_a_cleft),
    (re.compile(r"(?:\A|(?<=[.,;(\n\"] )|(?<=\n))[Aa]bout (?:it|this|that|what|which) "), _in_a_clause),
    (re.compile(r"(?:\A|(?<=[(\n. ]))Sources?: "), _in_a_note),
)
"""Words that point back at what is said, and what must follow them to name who said it."""
