"""Who speaks throughout: the office that a communiqué or bulletin names in its first sentence."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.heralds import TELLS
from loaders.reports.labels import FINITE, LABEL
from loaders.reports.letterhead import letterhead
from loaders.reports.naming import INSTITUTIONS
from loaders.reports.negation import is_hearsay
from loaders.reports.parsing import Parsed, span_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.sections import Layout
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import speakers
from loaders.reports.syntax import core
from loaders.reports.whole import of_sentence
from ontology.model import Stance

_SHORT = 6
"""A sentence of fewer words is a greeting or a heading."""
_PROCLAIMS = frozenset("announce inform report state declare publish note communicate write".split())
_ALSO = frozenset((",", "hereby", "today", "also", "officially"))
_OPENS = frozenset(("that", "on", "about", "the", ":"))
"""What follows the verb with which an office opens its communiqué: "reports that", "informs about"."""
_TOLD_OF = TELLS | set(lexicon.PEOPLE)
"""Words of a first sentence that tell what a bulletin lists."""
_LATE = 12
"""Up to which word of its first sentence a group names itself."""


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
    tells = any(t.lemma_.lower() in _TOLD_OF for t in first)  # and not "The ministry said it was ready to talk"
    return said if neutral and (speaks or (listed and tells and not whole)) else None


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
