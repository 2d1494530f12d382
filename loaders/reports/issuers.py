"""Who speaks throughout: the office of a communiqué or bulletin, who is named above a list, who signs a post."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.labels import FINITE, LABEL, named_by
from loaders.reports.letterhead import letterhead
from loaders.reports.naming import INSTITUTIONS
from loaders.reports.negation import is_hearsay
from loaders.reports.parsing import Parsed, head_of, span_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.sections import PICTURE, Layout, Section
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import speakers
from loaders.reports.syntax import core
from loaders.reports.whole import of_sentence
from ontology.model import Span, Stance

_TABLE = 12
"""How many lines a table may have whose speaker the sentence before or after it names."""
_SHORT = 6
"""A sentence of fewer words is a greeting or a heading."""
_PROCLAIMS = frozenset("announce inform report state declare publish note communicate write".split())
_ALSO = frozenset((",", "hereby", "today", "also", "officially"))
_OPENS = frozenset(("that", "on", "about", "the", ":"))
"""What follows the verb with which an office opens its communiqué: "reports that", "informs about"."""
_SIGNED = re.compile(r"(?:[.!?\"»]|\n|\w)\s*(?:-|—|--)\s*(?P<name>[^\n.!?\"]{3,90})[\s.]*$")
"""Who signs: "… are home. — Volodymyr Zelensky, President of Ukraine"."""
_LATE = 12
"""Up to which word of its first sentence a group names itself."""


def introduced(parsed: Parsed, token: Token) -> Attribution | None:
    """Read what stands under a line that names who says it: "According to the mission: - 844 were killed".

    That is the list below it or, of prose, the paragraph; all that follows where it is the first line of a report.
    """
    place = parsed.sections.place(token.idx)
    here = parsed.sections.every[place].layout
    if here is Layout.PROSE:
        return _heralded(parsed, place)
    if here not in (Layout.ITEM, Layout.ENTRY):
        return None
    for section in reversed(parsed.sections.every[max(0, place - _TABLE) : place]):
        if section.layout is Layout.PROSE:
            return _opening(parsed, section)
        if section.layout not in (Layout.ITEM, Layout.ENTRY, Layout.HEADING):
            return None
    return None


def _opening(parsed: Parsed, section: Section) -> Attribution | None:
    """Give who is named by the last sentence of a section that ends with a colon."""
    text = re.sub(rf"[\s{PICTURE}\ufe0f]+$", "", parsed.plain[section.span.start : section.span.end])
    pictured = len(text) < len(parsed.plain[section.span.start : section.span.end].rstrip())
    last = parsed.token_at(section.span.start + len(text) - 1).sent
    if not (text.endswith(":") or (pictured and not text.endswith((".", "!", "?")))) or any(
        t.like_num and t.ent_type_ not in ("DATE", "TIME") for t in last
    ):
        return None
    said = of_sentence(parsed, last, "introduced")
    end = section.span.start + len(text.rstrip(":"))
    named = named_by(parsed, Span(last.start_char, end)) if said is None else None
    return said or (replace(named, rule="introduced") if named is not None else None)


def _heralded(parsed: Parsed, place: int) -> Attribution | None:
    """Read prose under "Vladimir Medinsky on his channel:"."""
    for before in range(place - 1, -1, -1):
        section = parsed.sections.every[before]
        if section.layout is not Layout.PROSE:
            return None
        if parsed.plain[section.span.start : section.span.end].rstrip().endswith(":"):
            first = not any(s.layout is Layout.PROSE for s in parsed.sections.every[:before])
            return _opening(parsed, section) if first or before == place - 1 else None
    return None


def signed(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "310 are home. … — Volodymyr Zelensky": who stands after a dash at the end of a paragraph has said it.

    A name on a line of its own at the end of a report without a list signs all of it.
    """
    text = parsed.plain.rstrip()
    here = parsed.paragraph_at(token.idx)
    if parsed.sections.at(token.idx).layout not in (Layout.PROSE, Layout.ITEM):
        return None
    ends = [here.start + len(here.of(parsed.plain).rstrip())]
    if all(s.layout in (Layout.PROSE, Layout.HEADING) for s in parsed.sections.every[:-1]):
        ends.append(len(text))
    for end in dict.fromkeys(ends):
        begin = parsed.plain.rfind("\n", 0, end) + 1
        own_line = begin > here.end or re.match(r"\s*(?:-|—)", parsed.plain[begin:end]) is not None
        mark = _SIGNED.search(parsed.plain, here.start if end == ends[0] else max(begin - 1, 0), end)
        if mark is None or mark.start("name") <= token.idx or (end != ends[0] and not own_line):
            continue
        named = parsed.mentions_within(mark.start("name"), mark.end("name"))
        name = next((m for m in named if m.how == "name" and m.agent.kind != "party"), None)
        alone = name is not None and not any(t.tag_ in FINITE for t in tokens_of(parsed, Span(*mark.span("name"))))
        head = head_of(parsed, name.span) if name is not None and alone else None
        if name is not None and head is not None:
            return Attribution((known(name.agent.path),), Stance.STATES, name.span, "signed", head)
    return None


def lead(parsed: Parsed, token: Token, *, whole: bool = False) -> Attribution | None:
    """Read a bulletin or communiqué: the office that its first sentence names says what nobody else is said to say.

    `whole` asks for a communiqué, all of which its office says; of a bulletin only what it lists is the office's.
    """
    if (issued := letterhead(parsed)) is not None and parsed.sections.at(token.idx).layout is not Layout.TURN:
        return replace(issued, stance=Stance.REPORTS if is_hearsay(token) else issued.stance)
    first = _first_full(parsed)
    here, there = (parsed.sections.at(p) for p in (token.idx, first.start_char if first is not None else 0))
    if first is None or token.i < first.start or there.layout is not Layout.PROSE or here.layout is Layout.TURN:
        return None
    said = of_sentence(parsed, first, "first-sentence") or _office_opens(parsed, first)
    if said is None and (group := _we(parsed, first)) is not None:
        return group
    if said is None or len(said.claimants) != 1:
        return None
    opens = said.span.start - first.start_char < LABEL
    present = said.verb.tag_ in ("VBZ", "VBP") or said.rule == "office-opens"
    speaks = opens and present and said.verb.dep_ == "ROOT" and said.verb.lemma_ in _PROCLAIMS
    office = said.claimants[0]
    neutral = office.is_agency or (office.path is None and not office.is_person and _is_institution(office))
    listed = parsed.sections.listed and (here.layout in (Layout.ITEM, Layout.ENTRY) or _is_headed(parsed, token))
    said = replace(said, rule="first-sentence", stance=Stance.REPORTS if is_hearsay(token) else said.stance)
    return said if neutral and (speaks or (listed and not whole)) else None


def _we(parsed: Parsed, first: Sentence) -> Attribution | None:
    """Read "We, the families of the defenders, appeal": who opens so goes on speaking."""
    if first[0].lower_ != "we" or len(first) < _SHORT or first[1].text != ",":
        return None
    head = next((t for t in first[2:_LATE] if t.pos_ in ("NOUN", "PROPN") and t.left_edge.i == first[2].i), None)
    said = speakers(parsed, head) if head is not None else ()
    span = span_of([first[0], *core(head)]) if head is not None else None
    return Attribution(said, Stance.STATES, span, "first-sentence", first.root) if said and span is not None else None


def _is_institution(speaker: Speaker) -> bool:
    """Tell it by the words: "the Standing Tracing Commission", and not "readers in both capitals"."""
    return bool({word.casefold() for word in speaker.label.split()} & (INSTITUTIONS | lexicon.OFFICES))


def _office_opens(parsed: Parsed, first: Sentence) -> Attribution | None:
    """Read "The Coordination Headquarters reports that", "We, the commission, report on", however it is parsed."""
    start = next((t for t in first if not t.is_punct and t.lower_ not in ("we", "the")), first[0])
    mention = parsed.mention_at(start)
    name = tokens_of(parsed, mention.span) if mention is not None else []
    if mention is None or mention.agent.kind != "agency" or name[0] != start or name[-1].i + 2 >= first.end:
        return None
    after = [t for t in first.doc[name[-1].i + 1 : min(name[-1].i + 5, first.end)] if t.lower_ not in _ALSO]
    if len(after) < 2 or after[0].lemma_ not in _PROCLAIMS or after[1].lower_ not in _OPENS:
        return None
    verb = after[0]
    if first[0].lower_ != "we" and not verb.lower_.endswith("s"):
        return None
    said = (known(mention.agent.path),)
    return Attribution(said, Stance.STATES, span_of([first[0], verb]), "office-opens", verb)


def _first_full(parsed: Parsed) -> Sentence | None:
    """Give the first full sentence of a report, once looked for: it is asked for with every figure."""
    kept: list[Sentence | None] | None = parsed.doc.user_data.get("first full")
    if kept is None:
        kept = parsed.doc.user_data["first full"] = [next((s for s in parsed.doc.sents if _is_full(parsed, s)), None)]
    return kept[0]


def _is_full(parsed: Parsed, sentence: Sentence) -> bool:
    """Tell a sentence from a heading, a letterhead or a date line: it has a verb, and no bar between its parts."""
    told = any(t.tag_ in FINITE for t in sentence) and not any(t.text == "|" for t in sentence)
    return told and len(sentence) > _SHORT and not parsed.sections.is_heading(sentence.start_char)


def _is_headed(parsed: Parsed, token: Token) -> bool:
    """Tell whether a heading of its own stands over a paragraph, as over the parts of a bulletin."""
    place = parsed.sections.place(token.idx)
    if parsed.sections.every[place].layout is not Layout.PROSE:
        return False
    # A list may stand between the heading and the paragraph.
    while place > 0 and parsed.sections.every[place - 1].layout in (Layout.ITEM, Layout.ENTRY):
        place -= 1
    return place > 0 and parsed.sections.every[place - 1].layout is Layout.HEADING
