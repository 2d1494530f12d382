"""Who says it by the layout: a label before a colon, a name at the end of a headline, a name in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.beside import is_given_by
from loaders.reports.mentions import find_mentions
from loaders.reports.order import head_by_order
from loaders.reports.parsing import Parsed, head_of, span_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.sections import Layout
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import CAN_SPEAK, speakers
from loaders.reports.syntax import child
from ontology.model import Span, Stance

LABEL = 70
"""How many characters a label before a colon may have."""
_TITLE = 8
"""How many words may stand before the name in a label."""
_SHORT = 6
"""How many words may name who closes a headline."""
FINITE = ("VBD", "VBZ", "VBP", "MD")
"""Tags of the verbs that make a sentence."""
_FROM = re.compile(r"\b(?:from|by|according to|source|per|via)\s+", re.IGNORECASE)
_NEWS_FROM = re.compile(
    r"[\W_]*(?:(?:more|news|word|now|next|update|figures|numbers|statement)\s+)?(?:from|by)\s+", re.I
)
_LABEL = re.compile(rf"(?:[^:\n]|(?<=\d):(?=\d)){{2,{LABEL}}}:(?=\s)")
_BARE_NUMBER = re.compile(r"\W*[\d.,'\s]+(?:$|[;,.)\n])")
_OF_THE_OUTLET = frozenset(
    "q a question answer host presenter anchor reporter correspondent interviewer moderator journalist editor narrator "
    "newsreader announcer producer caller".split()
)
"""Whose turn is the outlet's own."""
_IN_FULL = {
    "gen": "general",
    "maj": "major",
    "lt": "lieutenant",
    "col": "colonel",
    "capt": "captain",
    "brig": "brigadier",
    "adm": "admiral",
    "amb": "ambassador",
    "dr": "doctor",
}
_TITLED = lexicon.SOMEBODY | lexicon.PERSONS
_SHORT_TITLES = frozenset("gen maj lt col capt brig adm amb dr".split())
_COUNTED = frozenset(lexicon.PEOPLE) | frozenset(lexicon.ROLES)


def labelled(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "The Coordination Headquarters: 1,000 bodies were returned", "The minister, on television: 25 are dead".

    An entry may also open with a sentence that only names who follows: "More from the army. 12 were killed".
    """
    section = parsed.sections.at(token.idx)
    if section.layout is Layout.TURN and section.label is not None and (said := _turn(parsed, section.label)):
        return said
    start = max(section.body, token.sent.start_char) if section.layout is not Layout.TURN else section.body
    for begin in dict.fromkeys((start, section.body)):
        label = _LABEL.match(parsed.plain, begin, max(token.idx, token.sent.end_char))
        # A token of the label itself: "Losses according to the army: 31".
        if label is None or (
            token.idx < label.end() and any(t.like_num for t in parsed.doc[token.sent.start : token.i])
        ):
            continue
        if said := _label(parsed, Span(begin, label.end() - 1), parsed.plain[label.end() : section.span.end]):
            return said
    opening = _NEWS_FROM.match(parsed.plain, section.body, token.idx)
    stop = parsed.plain.find(". ", section.body, token.idx) if opening is not None else -1
    return _label(parsed, Span(section.body, stop), "") if 0 < stop - section.body < LABEL else None


def _turn(parsed: Parsed, label: Span) -> Attribution | None:
    """Give whose turn it is, "MEDINSKY:", "ARMY SPOKESMAN:", if it is not one of those who ask or report."""
    words = label.of(parsed.plain).casefold().split()
    if _OF_THE_OUTLET & set(words):
        return None
    named = find_mentions(label.of(parsed.plain).title())
    known_one = next((m.agent.path for m in named if m.how == "name" and m.agent.kind != "party"), None)
    titled = any(word.strip(".") in CAN_SPEAK | _SHORT_TITLES for word in words)
    if known_one is None and not titled:
        return None
    head = tokens_of(parsed, label)[-1]
    words = [_IN_FULL.get(word.strip("."), word) for word in words]
    titles = " ".join(word for word in words if word.strip(".") in CAN_SPEAK | _SHORT_TITLES)
    speaker = known(known_one) if known_one is not None else Speaker(None, f"the {titles}")
    return Attribution((speaker,), Stance.STATES, label, "turn", head)


def closing_a_headline(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "31 bodies returned to Ukraine – Coordination Headquarters", "31 soldiers killed in ambush: army"."""
    start, end = token.sent.start_char, token.sent.end_char
    signed = parsed.sentence_beside(token, 1)
    if signed is not None and signed.text.startswith("- ") and parsed.plain[end : signed.start_char].count("\n") < 2:
        end = signed.end_char  # "31 are home. - Coordination Headquarters"
    text = parsed.plain[start:end].rstrip()
    mark = max(text.rfind(" - "), text.rfind(" — "), text.rfind(": "))
    if text.endswith((".", "!", "?")):
        # "Five more were returned – Armenia's Defence Ministry.": a full stop may close a name.
        closes = mark > 0 and text[mark] == " " and text.endswith(".") and _is_a_name(parsed, start + mark + 3, end)
        text, mark = (text[:-1], mark) if closes else (text, -1)
    if mark < 0 or token.idx > start + mark or text.count(" ", mark + 2) >= _SHORT or re.search(r"\d", text[mark:]):
        return None
    words = tokens_of(parsed, Span(start + mark + 2, start + len(text)))
    words = [t for t in words if t.text.strip(" -:")]
    opens = bool(words) and words[0].pos_ in ("DET", "ADJ", "NOUN", "PROPN")
    return _speaker(parsed, words) if opens and not any(t.tag_ in FINITE for t in words) else None


def _is_a_name(parsed: Parsed, start: int, end: int) -> bool:
    """Tell whether nothing but titles and the name of an agency or person stands between two positions."""
    named = [m for m in parsed.mentions_within(start, end) if m.how == "name" and m.agent.kind != "party"]
    rest = re.findall(
        r"\w+", "".join(f" {parsed.plain[start : m.span.start]} {parsed.plain[m.span.end : end]}" for m in named)
    )
    return len(named) == 1 and all(w.lower() in CAN_SPEAK | {"prime", "the", "foreign", "deputy"} for w in rest)


def named_by(parsed: Parsed, span: Span) -> Attribution | None:
    """Give who is named by a line that ends with a colon: "Vladimir Medinsky on his channel:"."""
    return _label(parsed, span, "")


def _label(parsed: Parsed, span: Span, after: str) -> Attribution | None:
    """Give who is named by a label, if no verb stands there: "Coordination Headquarters in Kyiv, at 14:20"."""
    words = tokens_of(parsed, span)
    first = next((i for i, t in enumerate(words) if t.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "ADP")), None)
    source = list(_FROM.finditer(span.of(parsed.plain)))
    given = bool(source) and all(t.lemma_ == "report" for t in words if t.tag_ in FINITE)
    if first is None or (not given and any(t.tag_ in FINITE for t in words)):
        return None
    words = words[first:]
    named = [m for m in parsed.mentions_within(words[0].idx, span.end) if m.how == "name" and m.agent.kind != "party"]
    person = next((m for m in named if m.agent.kind == "spokesperson"), named[0] if named else None)
    # "Coordination Headquarters in Kyiv", but not "Lists for the Red Cross".
    if person is not None:
        head = head_of(parsed, person.span)
        far = parsed.plain[words[0].idx : person.span.start].count(" ") > _TITLE
        return None if far or head is None else _attribution((known(person.agent.path),), words, head)
    own = parsed.mentions_within(span.start, span.end)
    if (
        len(own) == 1
        and own[0].how != "demonym"
        and after.lstrip().startswith('"')
        and [t for t in words if t.text[0].isalnum()] == tokens_of(parsed, own[0].span)
    ):
        return _attribution((known(own[0].agent.path),), words, words[-1])  # 'Baku: "31 prisoners remain"'
    if [t.lower_ for t in words if t.is_alpha] in (["source"], ["sources"]):
        return None  # "Source: …" is a heading, and nobody who speaks
    if given:
        words = [t for t in words if t.idx >= span.start + source[-1].end()]
        # "By service: 130 of the army" and "By region" name nobody.
        if len(words) == 1 and words[0].text.islower():
            return None
    # "Police: 1" is one of a list of those counted.
    return None if _BARE_NUMBER.match(after) else _speaker(parsed, words)


def _speaker(parsed: Parsed, words: list[Token]) -> Attribution | None:
    """Give whom words without a verb name, if their noun is one of those who speak."""
    dash = max((i for i, t in enumerate(words) if t.text in ("-", "|", "—")), default=-1)
    words = [t for t in words[dash + 1 :] if not t.is_space and (t.text[0].isalnum() or t.text in ",'’s")]
    # "Kyiv's General Staff, this morning": what follows a comma names nobody.
    comma = next((i for i, t in enumerate(words) if t.text == "," and i), len(words))
    head = head_by_order(words[:comma])
    mention = parsed.mention_at(head) if head is not None else None
    owned = head is not None and head.lemma_.lower() in lexicon.SPEECH_NOUNS and _is_owned(parsed, head)
    # "Mayor Ibrahim Sow: 15 killed": a title says that the name can speak.
    titled = head is not None and head.pos_ == "PROPN" and any(t.lemma_.lower() in _TITLED for t in words[:comma])
    speaks = head is not None and (
        owned or titled or head.lemma_.lower() in CAN_SPEAK or (mention is not None and mention.agent.kind != "party")
    )
    said = speakers(parsed, head) if head is not None and speaks else ()
    return _attribution(said, words, head) if said and head is not None else None


def _is_owned(parsed: Parsed, number: Token) -> bool:
    """Tell whether a number is that of somebody who gave it: "the army's figure", and not "Ukraine's worst count"."""
    given = [c for c in number.children if c.lower_ in ("of", "by", "from")]
    owners = [o for c in given if (o := child(c, "pobj")) is not None]
    owners += [c for c in number.children if c.dep_ == "poss"]
    return any(is_given_by(parsed, number, owner) for owner in owners)


def _attribution(said: tuple[Speaker, ...], words: list[Token], head: Token) -> Attribution:
    return Attribution(said, Stance.STATES, span_of([t for t in words if not t.is_punct]), "named-beside", head)


def in_brackets(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "318 freed on both sides (ICRC)", "189 (Kyiv's figure) came home", "230 (Kyiv) and 248 (Moscow)"."""
    for span in _brackets(parsed, token):
        named = parsed.mentions_within(span.start, span.end)
        rest = parsed.plain[named[0].span.end : span.end] if len(named) == 1 else "?"
        whole = bool(named) and named[0].span.start == span.start and not rest
        owned = re.fullmatch(r"'s? (?:own )?(?:figure|count|data|number|tally|estimate|version|claim)s?", rest)
        own = whole and (named[0].agent.kind != "party" or _is_set_against(parsed, token))
        head = head_of(parsed, named[0].span) if own or owned else None
        if head is not None:
            return Attribution((known(named[0].agent.path),), Stance.STATES, span, "in-brackets", head)
        words = tokens_of(parsed, span)
        last = head_by_order(words)
        people = last is None or last.lemma_.lower() in _COUNTED or any(t.like_num for t in words)
        said = None if people or any(t.tag_ in FINITE for t in words) else _speaker(parsed, words)
        if said is not None:
            return replace(said, rule="in-brackets")
    return None


def _brackets(parsed: Parsed, token: Token) -> Iterator[Span]:
    """Give what stands in brackets after a token in its sentence, but for what spells a name out: "Cross (ICRC)"."""
    for bracket in re.finditer(r"\(([^()\n]{2,60})\)", parsed.plain[token.idx : token.sent.end_char]):
        start, end = token.idx + bracket.start(1), token.idx + bracket.end(1)
        before = parsed.token_at(start - 2)
        if before.i >= token.i and parsed.plain[: start - 1].rstrip()[-5:] != "Cross":
            yield Span(start, end)


def _is_set_against(parsed: Parsed, token: Token) -> bool:
    """Tell whether a sentence has two sides in brackets after numbers; one alone may be a place: "3 dead (Kyiv)"."""
    text = parsed.plain[token.sent.start_char : token.sent.end_char]
    sides = {m.agent.path for m in parsed.mentions_within(token.sent.start_char, token.sent.end_char)}
    return len(sides) > 1 and len(re.findall(r"\d\s*\([A-Z][^()\d]{2,20}\)", text)) > 1
