"""Who is named above or below what he says: over a list, in a line over a paragraph, at the end of a post.

A name that stands so has said it only where the line tells nothing else: "More on this story from Putin's channel:" and
"The ministry said on Monday it was ready to talk:" head what others say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.beside import GIVEN
from loaders.reports.labels import FINITE, named_by
from loaders.reports.parsing import Parsed, head_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.sections import PICTURE, TABLE, Layout, Section
from loaders.reports.speaker import known
from loaders.reports.speakers import CAN_SPEAK
from loaders.reports.whole import of_sentence
from ontology.model import Span, Stance

_SIGNED = re.compile(r"(?:[.!?\"»]|\n)\s*(?:-|—|--)\s*(?P<name>[^\n.!?\"]{3,90})[\s.]*$")
"""Who signs: "… are home. — Volodymyr Zelensky, President of Ukraine"."""
_MEDIA = frozenset(
    "channel telegram facebook x twitter page account post statement message communiqué communique release press "
    "bulletin service video address site website briefing update report".split()
)
_FORMS = _MEDIA | frozenset(
    "according to as follows following his her its their the a an of by in on at via through own official daily "
    "prime foreign full text this today yesterday morning evening afternoon night has have had also".split()
)
"""Words of a line that names who speaks, beside the name, its titles and the verb: "on his Telegram channel"."""
_TITLES = CAN_SPEAK | frozenset("deputy defence defense interior foreign health first vice acting head state".split())
_HEADED = _TITLES | set(lexicon.SPEECH)
_NUMBERS = (
    lexicon.TOLLS | set(lexicon.SPEECH_NOUNS) | frozenset("detail breakdown summary loss casualty victim".split())
)
TELLS = _NUMBERS | set(lexicon.EVENTS) | set(lexicon.FATES) | lexicon.GIVE | lexicon.RECEIVE
"""Words of a sentence over a list that tell what it lists: "said that in the past day it had lost:"."""
_BEFALLS = frozenset("toll number list total".split())
"""Nouns of numbers that a state or an army has as well of its own dead."""
_OUTPUT = GIVEN | lexicon.TOLLS | frozenset("datum data detail breakdown summary".split())
_REPORTED = frozenset("reported given published announced named confirmed".split())
_TOWARDS = frozenset(("to", "on", "for", "about"))
"""Words before whom a line is addressed to or tells of: "Message to the General Staff", "Statement on Putin"."""


def introduced(parsed: Parsed, token: Token) -> Attribution | None:
    """Read what stands under a line that names who says it: "According to the mission: - 844 were killed".

    That is the list below it or, of prose, the paragraph; all that follows where it is the first line of a report.
    """
    place = parsed.sections.place(token.idx)
    here = parsed.sections.every[place].layout
    if here is Layout.PROSE:
        return _heralds(parsed)[place]
    if here not in (Layout.ITEM, Layout.ENTRY):
        return None
    for section in reversed(parsed.sections.every[max(0, place - TABLE) : place]):
        if section.layout is Layout.PROSE:
            return _over_a_list(parsed, section)
        if section.layout not in (Layout.ITEM, Layout.ENTRY, Layout.HEADING):
            return None
    return None


def _over_a_list(parsed: Parsed, section: Section) -> Attribution | None:
    """Give who is named over a list, by words that tell what it lists or tell nothing beside him."""
    said = _opening(parsed, section)
    if said is None or _is_names_alone(parsed, _last_line(parsed, section), said):
        return said
    line = _last_line(parsed, section)
    lists = any(t.lemma_.lower() in TELLS for t in tokens_of(parsed, line))
    gives = said.verb.tag_ in FINITE or _is_source(parsed, line, said)
    return said if lists and gives and said.stance is not Stance.DENIES else None


def _is_source(parsed: Parsed, line: Span, said: Attribution) -> bool:
    """Tell "Losses according to the army", "the army's figures" from "Putin's losses", "Killed by the army"."""
    name = _name(parsed, line, said)
    if name is None:
        return False
    sides = any((s.path or "").startswith("party/") for s in said.claimants)
    words = [t for t in tokens_of(parsed, line) if not t.is_space]
    after = list(takewhile(_goes_on, (t for t in words if t.idx >= name.end)))
    # "the Russian army", "the ministry's figures", and not "Russian army losses", "Putin's losses"
    owned = next((t.lemma_.lower() for t in reversed(after) if t.text[0].isalnum() and t.pos_ != "PART"), None)
    if owned is not None and owned not in CAN_SPEAK | (_OUTPUT - _BEFALLS if sides else _OUTPUT):
        return False
    before = list(takewhile(lambda t: not t.is_punct, (t for t in reversed(words) if t.idx < name.start)))
    way = next((place for place, t in enumerate(before) if t.pos_ == "ADP" or t.lower_ in _WAYS), None)
    # "Losses by Zelensky's count"
    counted = owned in _OUTPUT and way is not None and before[way].lower_ == "by"
    return way is None or counted or _leads_to_a_source(before[way].lower_, before[way + 1 :])


def _goes_on(token: Token) -> bool:
    """Tell whether a word after a name may belong to its noun phrase."""
    dated = token.ent_type_ in ("DATE", "TIME")
    return token.pos_ in ("NOUN", "PROPN", "ADJ", "PART") and token.lower_ not in _WAYS and not dated


def _leads_to_a_source(way: str, before: list[Token]) -> bool:
    """Tell "according to", "from", "figures of", "reported by" before a name from "killed by", "losses of", "on"."""
    if way in ("of", "by"):
        given = next((t for t in before if t.ent_type_ not in ("DATE", "TIME") and t.lower_ != "for"), None)
        return given is not None and (given.lemma_.lower() in _OUTPUT or given.lower_ in _REPORTED)
    return way in ("from", "per") or (way == "to" and before[:1] != [] and before[0].lower_ == "according")


_WAYS = frozenset("by of on to for from per in at against about over".split())


def _name(parsed: Parsed, line: Span, said: Attribution) -> Span | None:
    """Give where a line names who speaks: a known name, or the words that he is called by."""
    paths = {s.path for s in said.claimants}
    known_by = (m.span for m in parsed.mentions_within(line.start, line.end) if m.agent.path in paths)
    called = (re.search(re.escape(s.label), line.of(parsed.plain), re.IGNORECASE) for s in said.claimants)
    words = (Span(line.start + found.start(), line.start + found.end()) for found in called if found)
    return next(known_by, None) or next(words, None)


def _opening(parsed: Parsed, section: Section) -> Attribution | None:
    """Give who is named by the last sentence of a section that ends with a colon."""
    last, line = parsed.token_at(_end(parsed, section) - 1).sent, _last_line(parsed, section)
    text = parsed.plain[section.span.start : section.span.end].rstrip()
    pictured = _end(parsed, section) < section.span.start + len(text)
    end = _end(parsed, section)
    closes = parsed.plain[end - 1 : end]
    if not (closes == ":" or (pictured and closes not in (".", "!", "?"))) or any(
        t.like_num and t.ent_type_ not in ("DATE", "TIME") for t in last
    ):
        return None
    said = of_sentence(parsed, last, "introduced")
    named = named_by(parsed, line) if said is None else None
    return said or (replace(named, rule="introduced") if named is not None else None)


def _end(parsed: Parsed, section: Section) -> int:
    """Give where the words of a section end, without the pictures after them."""
    text = re.sub(rf"[\s{PICTURE}\ufe0f]+$", "", parsed.plain[section.span.start : section.span.end])
    return section.span.start + len(text)


def _last_line(parsed: Parsed, section: Section) -> Span:
    """Give the last sentence of a section without its colon."""
    end = _end(parsed, section)
    text = parsed.plain[section.span.start : end].rstrip(":")
    return Span(parsed.token_at(end - 1).sent.start_char, section.span.start + len(text))


def _heralds(parsed: Parsed) -> list[Attribution | None]:
    """Give for each section of prose who is named over it, "Vladimir Medinsky on his channel:"; once for a report."""
    kept: list[Attribution | None] | None = parsed.doc.user_data.get("heralds")
    if kept is not None:
        return kept
    kept, herald, first, since = [], None, True, 0
    for place, section in enumerate(parsed.sections.every):
        prose = section.layout is Layout.PROSE
        reaches = prose and herald is not None and (first or since == place - 1)
        kept.append(herald if reaches else None)
        if not prose:
            herald = None
        elif parsed.plain[section.span.start : section.span.end].rstrip().endswith(":"):
            herald, since = _herald(parsed, section), place
            first = not any(s.layout is Layout.PROSE for s in parsed.sections.every[:place])
    parsed.doc.user_data["heralds"] = kept
    return kept


def _herald(parsed: Parsed, section: Section) -> Attribution | None:
    said = _opening(parsed, section)
    return said if said is not None and _is_names_alone(parsed, _last_line(parsed, section), said) else None


def _is_names_alone(parsed: Parsed, line: Span, said: Attribution) -> bool:
    """Tell whether a line has nothing beside who speaks, his titles, a verb of saying, and where and when."""
    if said.stance is Stance.DENIES:
        return False
    labels = {word.casefold() for s in said.claimants if s.path is None for word in re.findall(r"\w+", s.label)}
    paths = {s.path for s in said.claimants}
    words = [t for t in tokens_of(parsed, line) if not t.is_space]
    return not any(t.lower_ in _TOWARDS - labels and _is_of_another(t, words) for t in words) and all(
        not t.text[0].isalnum() or t.like_num or t.ent_type_ in ("DATE", "TIME")
        or t.lower_ in labels or t.lower_ in _FORMS or t.lower_ == "s" or t.lemma_.lower() in _HEADED
        or ((m := parsed.mention_at(t)) is not None and (m.agent.path in paths or m.agent.kind == "party"))
        for t in words
    )  # fmt: skip


def _is_of_another(preposition: Token, line: list[Token]) -> bool:
    """Tell "to the General Staff", "on Zelensky", which name no speaker, from "according to", "on his channel"."""
    phrase = list(takewhile(lambda t: t.pos_ != "ADP", (t for t in line if t.i > preposition.i)))
    where_or_when = any(t.lemma_.lower() in _MEDIA or t.ent_type_ in ("DATE", "TIME") for t in phrase)
    accords = preposition.i > line[0].i and preposition.nbor(-1).lower_ == "according"
    return not (accords if preposition.lower_ == "to" else preposition.lower_ == "on" and where_or_when)


def signed(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "310 are home. … — Volodymyr Zelensky": who stands after a dash at the end of a paragraph has said it.

    A name on a line of its own at the end of a report without a list signs all of it.
    """
    here = parsed.paragraph_at(token.idx)
    if parsed.sections.at(token.idx).layout not in (Layout.PROSE, Layout.ITEM):
        return None
    end = here.start + len(here.of(parsed.plain).rstrip())
    own = _signature(parsed, here.start, end)
    if own is not None and own.span.start > token.idx:
        return own
    whole = _of_the_report(parsed)
    return whole if whole is not None and whole.span.start > token.idx else None


def _of_the_report(parsed: Parsed) -> Attribution | None:
    """Give who signs a report in its last line; looked for once."""
    kept: list[Attribution | None] | None = parsed.doc.user_data.get("signed")
    if kept is None:
        end = len(parsed.plain.rstrip())
        begin = parsed.plain.rfind("\n", 0, end) + 1
        plain = all(s.layout in (Layout.PROSE, Layout.HEADING) for s in parsed.sections.every[:-1])
        kept = [_signature(parsed, max(begin - 1, 0), end) if plain else None]
        parsed.doc.user_data["signed"] = kept
    return kept[0]


def _signature(parsed: Parsed, start: int, end: int) -> Attribution | None:
    """Give whose name stands, with titles and no other word, after a dash at the end of some text."""
    mark = _SIGNED.search(parsed.plain, start, end)
    if mark is None or parsed.plain[: mark.start() + 1].rstrip().endswith((":", ",")):
        return None
    span = Span(*mark.span("name"))
    named = parsed.mentions_within(span.start, span.end)
    name = next((m for m in named if m.how == "name" and m.agent.kind != "party"), None)
    head = head_of(parsed, name.span) if name is not None else None
    if name is None or head is None or any(t.tag_ in FINITE for t in tokens_of(parsed, span)):
        return None
    said = Attribution((known(name.agent.path),), Stance.STATES, name.span, "signed", head)
    return said if _is_names_alone(parsed, span, said) else None
