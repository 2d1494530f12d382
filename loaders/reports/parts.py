"""Parts of a whole: terms that add up to a figure told before, and those who are told of as "some of them".

That figures add up is evidence of its own, where no verb or noun says what each counts: "503 bodies came home. They are
from – the Donetsk sector: 403 – the Zaporizhzhia sector: 57 – the Luhansk sector: 12 – morgues: 31".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from loaders.reports import lexicon
from loaders.reports.case import Case, Sum
from loaders.reports.counted import Counted
from loaders.reports.mentions import party_of
from loaders.reports.parsing import Parsed
from loaders.reports.sections import Layout
from loaders.reports.sides import whole_side
from loaders.reports.timing import TRANSFERS
from loaders.reports.units import Kind, is_part
from ontology.model import Figure, Phenomenon, Population, Span

_TERMS = 8
"""Of how many terms a sum is, at most."""
_AHEAD = 12
"""Among how many figures after a whole its terms begin: a list of those freed may be told by rank, then by service."""
_BACK = _AHEAD + _TERMS
_CHANCE = 20
"""From how many on a whole's terms need not follow it at once: small numbers add up by chance."""
_GAP, _HEAD = 90, 200
"""How many characters stand between two terms, and between a whole and the list below it, at most."""

_SUFFERED = frozenset((Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED, Phenomenon.WOUNDED, Phenomenon.MISSING))
_SUMS = frozenset((Phenomenon.CASUALTIES, Phenomenon.LOSSES))
_LIVING = frozenset((Phenomenon.PRISONERS_EXCHANGED, Phenomenon.HOSTAGES_RELEASED))
_BEFORE = frozenset((Phenomenon.PRISONERS_HELD, Phenomenon.WOUNDED, Phenomenon.MISSING))
"""What had become of those exchanged before they were."""
_FROM, _PREPOSED = re.compile(r"\b(?:in|from|at|near) (?:the )?$"), 12
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_BESIDE = 2
"""How many words after the last term may say whose people it counts."""


def sums(parsed: Parsed, figures: Sequence[Figure]) -> Mapping[Span, Sum]:
    """Give for each figure that is a term of a sum that sum."""
    found: dict[Span, Sum] = {}
    figures = [figure for figure in figures if not _numbers_a_line(parsed.plain, figure)]
    for place, whole in enumerate(figures):
        for first in range(place + 1, min(place + 1 + _AHEAD, len(figures))):
            if not _leads_to(parsed, whole, figures[first], next_to=first == place + 1):
                break
            last = _last_term(parsed, figures, whole, first)
            if last and (first == place + 1 or whole.value >= _CHANCE):
                terms = Span(figures[first].span.start, figures[last - 1].span.end)
                found |= {f.span: Sum(whole.span, terms) for f in figures[first:last] if f.span not in found}
    return found


def _numbers_a_line(text: str, figure: Figure) -> bool:
    """Tell it of "3. Of the 86 soldiers, …"."""
    opens = not text[text.rfind("\n", 0, figure.span.start) + 1 : figure.span.start].strip()
    return opens and text[figure.span.end : figure.span.end + 1] in (".", ")")


def _leads_to(parsed: Parsed, whole: Figure, term: Figure, *, next_to: bool) -> bool:
    """Tell whether a text leads on from a whole to a term: in its paragraph, or at the head of the list below it."""
    between = parsed.plain[whole.span.end : term.span.start]
    here, there = parsed.sections.at(whole.span.start), parsed.sections.at(term.span.start)
    if _TURNED.search(between) or there.layout not in (here.layout, Layout.ITEM):
        return False
    if parsed.paragraph_at(whole.span.start) == parsed.paragraph_at(term.span.start):
        return there.layout is Layout.ITEM or (here == there and not _tells_anew(parsed, whole, term))
    return next_to and there.layout is Layout.ITEM and len(between) < _HEAD


def _tells_anew(parsed: Parsed, whole: Figure, term: Figure) -> bool:
    """Tell whether a verb of another sentence stands before a term: "50 were freed. Russia lost 30, Belarus 20"."""
    first = parsed.token_at(term.span.start)
    if first.sent.start_char <= whole.span.start:
        return False
    before = parsed.doc[parsed.token_at(whole.span.end).sent.end : first.i]
    listing = {"be", "come", "include", "have", "give"} | set(lexicon.SPEECH)
    return any(t.tag_ in _FINITE and t.lemma_.lower() not in listing for t in before)


def _last_term(parsed: Parsed, figures: Sequence[Figure], whole: Figure, first: int) -> int | None:
    """Give the place after the last of the terms that add up to a whole, which begin at a place; None if none do."""
    left, end = whole.value, figures[first].span.start
    for place in range(first, min(first + _TERMS, len(figures))):
        term = figures[place]
        left, between = left - term.value, parsed.plain[end : term.span.start]
        if left < 0 or term.value <= 0 or not _is_list(parsed, between, term):
            return None
        if left == 0:
            return place + 1 if place > first else None
        end = term.span.end
    return None


def _is_list(parsed: Parsed, between: str, term: Figure) -> bool:
    """Tell whether what stands between two figures joins the terms of one list: no sentence ends, none is returned."""
    if len(between) > _GAP or _TURNED.search(between):
        return False
    lines = parsed.sections.at(term.span.start).layout is Layout.ITEM
    return lines or re.search(r"[.!?]\s", between) is None


_TURNED = re.compile(
    r"\b(?:for|against|while|whereas)\b|\bin (?:return|exchange)\b|\bthe other (?:way|side|direction)\b", re.IGNORECASE
)


def as_part(case: Case, counted: Counted | None) -> Counted | None:
    """Read a figure as a part of the whole that it is a term of, or of whom it is told to be some."""
    whole = _whole_of_term(case)
    if whole is not None:
        return _as_term(case, counted, whole)
    if counted is None or counted.whole is not None:
        return counted
    whole = _told_of(case, counted)
    return _within(counted, whole) if whole is not None else counted


def _whole_of_term(case: Case) -> Counted | None:
    told = case.memory.sums.get(case.figure.span)
    before = case.memory.counts[-_BACK:] if told is not None else []
    whole = next((c for c in reversed(before) if told is not None and c.figure.span == told.whole), None)
    return whole if told is not None and whole is not None and not _by_chance(case.parsed, told, whole) else None


def _by_chance(parsed: Parsed, told: Sum, whole: Counted) -> bool:
    """Tell whether some term counts others than the whole does: another side's people, or the dead of those freed."""
    last = parsed.token_at(told.terms.end - 1)
    after = parsed.doc[last.i + 1 : min(last.i + 1 + _BESIDE, last.sent.end)]
    end = after.end_char if len(after) else told.terms.end
    # Who stands before the clause of the first term may have given those who are counted.
    sentence = parsed.token_at(told.terms.start).sent.start_char
    clause = max(parsed.plain.rfind(mark, 0, told.terms.start) for mark in ",;:.(\n")
    start = max(told.whole.end, sentence, clause)
    counted = (
        m
        for m in parsed.actors.within(start, end)
        if not _FROM.search(parsed.plain[max(m.span.start - _PREPOSED, 0) : m.span.start])
    )
    named = {whole_side(p) for m in counted if (p := party_of(m.agent))}
    words = (t.lower_ for t in parsed.doc[parsed.token_at(told.terms.start).i : last.sent.end])
    killed = whole.phenomenon in _LIVING and any(lexicon.HAPPENINGS.get(w) is Phenomenon.DEATHS for w in words)
    return killed or (whole.affiliation is not None and not named <= {whole_side(whole.affiliation)})


def _as_term(case: Case, counted: Counted | None, whole: Counted) -> Counted | None:
    """Count a term as its whole is, where its own words do not say another thing."""
    others = counted is not None and None is not counted.affiliation != whole.affiliation is not None
    if counted is not None and (counted.whole is not None or others or not _may_be_of(counted, whole)):
        return counted
    if counted is not None:
        return _within(counted, whole)
    if case.unit.kind is Kind.OTHER and case.unit.population is None and whole.phenomenon not in TRANSFERS:
        return None
    population = case.unit.population or whole.population
    return replace(
        whole, figure=case.figure, number=case.number, noun=case.unit.noun, population=population,
        predicate=None, rule="term-of-sum", denied=False, way=None, whole=whole.figure.span,
    )  # fmt: skip


def _told_of(case: Case, counted: Counted) -> Counted | None:
    """Give those of whom a figure counts some: "82 of them taken at Mariupol", "of whom 16 were wounded"."""
    if (named := _of_those_named(case, counted)) is not None:
        return named
    recent = case.recent
    if recent is not None and _tells_more(case, counted, recent):
        return recent
    if recent is None or not is_part(case.number, case.unit):
        return None
    if counted.figure.value < recent.figure.value and _may_be_of(counted, recent):
        return recent
    above = next((c for c in reversed(case.memory.counts[-_AHEAD:]) if c.figure.span == recent.whole), None)
    fits = above is not None and counted.figure.value < above.figure.value and _may_be_of(counted, above)
    return above if fits else None


def _tells_more(case: Case, counted: Counted, whole: Counted) -> bool:
    """Tell it of "Thirty-seven were taken prisoner in Mariupol, 11 are officers", after those who were let go.

    The wounded and the missing are some of them only where that is said; so are captives whom somebody named took, or
    on a day of this week.
    """
    number = case.number
    if whole.phenomenon not in _LIVING or counted.phenomenon is not Phenomenon.PRISONERS_HELD:
        return False
    bare = case.unit.kind is Kind.NOTHING or (counted.noun is not None and case.parsed.actors.at(counted.noun) is None)
    opens = number.i == number.sent.start or number.nbor(-1).text in (",", ";", "-", "–", ":")
    sentence = number.sent
    named = case.parsed.actors.within(number.idx, sentence.end_char)
    elsewhere = named or _ATTACK.search(sentence.text) or _STILL.search(sentence.text) or _NOW.search(sentence.text)
    return bare and opens and counted.figure.value < whole.figure.value and not elsewhere


_ATTACK = re.compile(r"\b(?:strikes?|attack\w*|shell\w*|drones?|missiles?|bomb\w*|explosions?|fighting|clash\w*)\b")
_STILL = re.compile(r"\b(?:still|remain\w*|left|holds?|holding)\b")
_NOW = re.compile(
    r"\b(?:\w{3,6}day|today|yesterday|tonight|overnight|since|after|later|meanwhile|another|more|again|this week)\b",
    re.I,
)


def _of_those_named(case: Case, counted: Counted) -> Counted | None:
    """Give those of whom "two of the dead" or "41 of the hostages" are some: the last count of them."""
    if not _OF_THE.match(case.parsed.plain, case.figure.span.end, case.number.sent.end_char):
        return None
    alike = (c for c in reversed(case.memory.counts[-_AHEAD:]) if _may_be_of(counted, c) or _are_the_dead(counted, c))
    return next((c for c in alike if c.figure.value > counted.figure.value and c.whole is None), None)


def _are_the_dead(counted: Counted, whole: Counted) -> bool:
    return counted.phenomenon is Phenomenon.IDENTIFIED and whole.phenomenon in _SUFFERED


_OF_THE = re.compile(
    r" of the (?:dead|killed|wounded|injured|missing|released|freed|hostages|prisoners|captives|casualties)\b"
)


def _may_be_of(counted: Counted, whole: Counted) -> bool:
    """Tell whether those counted may be some of a whole: of the killed and wounded, the wounded."""
    one, other = counted.phenomenon, whole.phenomenon
    if counted.way is not None or counted.bodies != whole.bodies:
        return False
    if other in _LIVING:
        return one in _BEFORE | _LIVING
    killed = {one, other} <= {Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED}
    return one is other or killed or (other in _SUMS and one in _SUFFERED)


def _within(counted: Counted, whole: Counted) -> Counted:
    """Make a figure a part of a whole: what had become of those exchanged before they were is not the news."""
    released = whole.phenomenon in _LIVING
    population = counted.population if counted.population is not Population.EVERYONE else whole.population
    if released and population in (None, Population.COMBATANTS):
        population = whole.population
    of = counted.affiliation or whole.affiliation
    phenomenon = whole.phenomenon if released else counted.phenomenon
    return replace(counted, phenomenon=phenomenon, population=population, affiliation=of, whole=whole.figure.span)
