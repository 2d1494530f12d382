"""Everything in a report that stands for a side: known agents, other states and armed groups, seats, "the government".

The reference data know the sides of some wars. Of the others a report names the sides itself: a state by name, capital
or demonym; an armed group by what it does, for who frees, holds, exchanges or loses people is a side; a government or
an army in the report's words, where a state fights a group in its own country.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from loaders.reports import lexicon
from loaders.reports.mentions import UNLISTED, How, Mention, entry, known_names, party_of
from loaders.reports.sections import Section, Sections
from loaders.reports.sides import SEATS, is_group, opponent_in_war, sides_of
from loaders.reports.states import GROUPS, states
from ontology.model import Span

_PEOPLE = frozenset(
    "soldier soldiers troops serviceman servicemen fighter fighters prisoner prisoners captive captives detainee "
    "detainees pow pows hostage hostages commander commanders militant militants body bodies remains dead".split()
)
_POWER = r"(?:government|army|military|armed forces|forces|authorities|regime|junta|coalition|rebels|militia|militias)"
_ACTING = (
    lexicon.GIVE
    | lexicon.RECEIVE
    | lexicon.EXCHANGE
    | frozenset("hold capture seize abduct kidnap detain lose kill let set agree sign".split())
)
_BANDS = frozenset("movement group front militia rebel fighter militant insurgent force side party".split())
"""Nouns of armed people that stand for the group they are named with: "the M23 rebels", "the rebels of the CPC"."""
_NEUTRAL = re.compile(
    r"\b(?:Cross|Crescent|Nations|UN|Committee|Commission|Ministry|Observatory|Office|Court|Mission|Council|"
    r"Headquarters|Agency|Union|Organi[sz]ation|Service|Society|House|Institute|University|Centre|Center|Watch|"
    r"Amnesty|Reuters|AFP|AP|BBC|CNN|TV|News|Times|Radio|President|Minister|Assembly|Parliament|Bureau|Police|"
    r"Foundation|Secretariat|Department|Hospital|Airport|Convention|Geneva|Prison)\b"
)
_TO_AND_FROM = frozenset("from to by with between against of".split())
_PAIR = 2
_SIDE = 2.0
"""What it weighs that somebody acts as a side does; less is left to chance."""


@dataclass(frozen=True)
class Actors:
    """All that stands for a side, in order, and the two sides, where the report tells of two."""

    every: tuple[Mention, ...]
    sides: tuple[str, ...]
    local: tuple[tuple[str, ...], ...]
    """The sides section by section: a digest may tell of another war in each."""
    _starts: tuple[int, ...]

    @cached_property
    def parties(self) -> frozenset[str]:
        """The paths of all parties that are named or meant."""
        return frozenset(p for m in self.every if (p := party_of(m.agent)))

    def within(self, start: int, end: int) -> list[Mention]:
        """Give the mentions whose characters lie between two positions of the text."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [m for m in self.every[first:last] if m.span.end <= end]

    def at(self, token: Token) -> Mention | None:
        """Give the mention that a token is part of."""
        place = bisect_right(self._starts, token.idx) - 1
        return self.every[place] if place >= 0 and token.idx < self.every[place].span.end else None


def find_actors(doc: Doc, layout: Sections, mentions: tuple[Mention, ...], publishing: str | None) -> Actors:
    """Find all that stands for a side in a parsed report. `publishing` is the path of the publisher's party."""
    text = doc.text  # put together anew each time that it is asked for
    every = _compounds(text, _merged(mentions, _unlisted(doc, text, mentions)))
    sides = _sides(doc, every, publishing, whole=True)
    every, sides = _in_own_country(doc, text, every, sides)
    exchanging = _EXCHANGED.search(text) is not None
    sides = _with_opponent(text, every, sides, exchanging)
    starts = [m.span.start for m in every]
    local: list[tuple[str, ...]] = []
    more: list[Mention] = []
    for section in layout.every:
        within = every[bisect_left(starts, section.span.start) : bisect_left(starts, section.span.end)]
        here = sides
        if not any(party_of(m.agent) in sides for m in within):
            here = _sides_here(doc, section, within, exchanging) or sides
        local.append(here)
        more += _standing_for(text, section.span, here)
    every = _merged(every, more)
    every = _merged(every, _former_and_latter(text, every))
    return Actors(every, sides, tuple(local), tuple(m.span.start for m in every))


def _sides_here(doc: Doc, section: Section, within: tuple[Mention, ...], exchanging: bool) -> tuple[str, ...]:
    """Give the two sides that a section has of its own: those that it names, or under a heading those of the one."""
    here = _sides(doc, within, None)
    headed = section.label is not None or (
        within and _NAMED_FIRST.match(doc.text[section.span.start : within[0].span.end + 1])
    )
    if len(here) == 1 and headed:
        here = _with_opponent("", within, here, exchanging)
    return here if len(here) == _PAIR else ()


def _merged(mentions: Iterable[Mention], more: Iterable[Mention]) -> tuple[Mention, ...]:
    """Add mentions where none stands yet."""
    kept: list[Mention] = []
    ranked = [(m.span.start, 0, -m.span.end, m) for m in mentions] + [(m.span.start, 1, -m.span.end, m) for m in more]
    for *_, mention in sorted(ranked, key=lambda r: r[:3]):
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return tuple(kept)


def _compounds(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Take two demonyms side by side for one people ("Turkish Cypriots"), and one before a group for the group's."""
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else None
        beside = last is not None and text[last.span.end : mention.span.start] == " "
        if last is not None and beside and last.how == "demonym" and mention.how == "demonym":
            span = Span(last.span.start, mention.span.end)
            found[-1] = Mention(span, entry(UNLISTED + span.of(text).removesuffix("s") + "s"), "demonym")
        elif last is not None and beside and last.how == "demonym" and is_group(mention.agent.path):
            found[-1] = Mention(Span(last.span.start, mention.span.end), mention.agent, mention.how)
        else:
            found.append(mention)
    return tuple(found)


def _in_own_country(
    doc: Doc, text: str, every: tuple[Mention, ...], sides: tuple[str, ...]
) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """Call a state that fights a group, and is never named itself, as the report does: "the Syrian government"."""
    state = next((s for s in sides if s.startswith(UNLISTED) and not is_group(s)), None)
    acting = [m for m in every if party_of(m.agent) == state and _is_named_acting(doc, m)]
    if state is None or len(sides) != 2 or not any(map(is_group, sides)) or acting:
        return every, sides
    own = [m for m in every if party_of(m.agent) == state]
    powers = (re.compile(rf"(?:'s)? {_POWER}\b").match(text, m.span.end) for m in own)
    named = next(((m, power) for m, power in zip(own, powers, strict=True) if power is not None), None)
    if named is None:
        return every, sides
    start = named[0].span.start
    article = 4 if text[max(0, start - 4) : start].lower() == "the " else 0
    label = "the " * bool(article) + text[start : named[1].end()]
    called = entry(UNLISTED + label)
    renamed = tuple(Mention(m.span, called, m.how) if m in own else m for m in every)
    return renamed, tuple(called.path if side == state else side for side in sides)


def _is_named_acting(doc: Doc, mention: Mention) -> bool:
    """Tell whether a state does something under its own name, or its capital does: "Kinshasa confirmed"."""
    words = doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
    if mention.how == "demonym" or words is None or _weighed(doc, mention) < 1:
        return False
    return mention.how == "name" or words.root.dep_ == "nsubj"


def _with_opponent(text: str, every: tuple[Mention, ...], sides: tuple[str, ...], exchanging: bool) -> tuple[str, ...]:
    """Add the side that goes without saying where a report of an exchange names but one of a known war's."""
    other = opponent_in_war(sides[0]) if len(sides) == 1 else None
    seats = {SEATS[seat] for seat in _SEATS.findall(text)}
    if other is None or not (other in seats or exchanging):
        return sides
    often = Counter(p for m in every if (p := party_of(m.agent)) and m.agent.kind == "party")
    rivals = any(count * 2 > often[sides[0]] for party, count in often.items() if party != sides[0])
    return sides if rivals else (*sides, other)


def _unlisted(doc: Doc, text: str, mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    yield from _states(doc, text)
    yield from _groups(doc, text, mentions)


def _states(doc: Doc, text: str) -> Iterator[Mention]:
    names, pattern = _index()
    persons = {t.idx for e in doc.ents if e.label_ == "PERSON" for t in e}
    for match in pattern.finditer(text):
        name, how = names[match[0]]
        if match.start() not in persons:
            yield Mention(Span(*match.span()), entry(UNLISTED + name), how)


def _groups(doc: Doc, text: str, mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    """Find armed groups: well-known ones, and names of organisations that act as a side does."""
    taken = {m.span.start for m in mentions}
    labels: dict[str, str] = {}
    for name in sorted(set(_known_groups(text)) | set(_acting_names(doc, taken)), key=len, reverse=True):
        labels[name] = next((full for full in labels if _is_short_for(name, full)), name)
    if not labels:
        return
    forms = "|".join(re.escape(name) for name in sorted(labels, key=len, reverse=True))
    called: dict[str, str] = {}
    for match in re.finditer(rf"(?<![\w-])({forms})(?![\w-])", text):
        article = "the " if text[max(0, match.start() - 4) : match.start()].lower() == "the " else ""
        label = called.setdefault(labels[match[1]], article + labels[match[1]])
        yield Mention(Span(*match.span()), entry(UNLISTED + label), "name")


def _known_groups(text: str) -> Iterator[str]:
    yield from dict.fromkeys(_GROUPS.findall(text))


def _is_short_for(short: str, full: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w'-]*", full))
    return short != full and (full.startswith(f"{short} ") or short in (initials, initials[-len(short) :]))


def _acting_names(doc: Doc, taken: set[int]) -> Iterator[str]:
    """Give the names of organisations that free, hold, exchange or lose people, or whose people are spoken of."""
    for entity in doc.ents:
        name = re.sub(r"^[Tt]he ", "", entity.text).removesuffix("'s")
        start = entity.start_char + len(entity.text) - len(entity.text.removeprefix("the ").removeprefix("The "))
        plain = entity.label_ in ("ORG", "NORP") and name[:1].isupper() and start not in taken and "\n" not in name
        if plain and not _NEUTRAL.search(name) and not _index()[1].search(name) and _acts(entity):
            yield name


def _acts(entity: Words) -> bool:
    head = entity.root
    beside = {t.lower_ for t in head.doc[entity.end : min(entity.end + 2, head.sent.end)]} - {"'s"}
    if head.dep_ in ("compound", "amod", "nmod", "poss") and beside & _PEOPLE:
        return True
    if head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lemma_.lower() in _BANDS:
        return True
    if head.dep_ == "nsubj":
        return head.head.lemma_.lower() in lexicon.GIVE | lexicon.EXCHANGE | {"capture", "abduct", "hold", "let", "set"}
    return head.dep_ == "pobj" and head.head.lower_ == "by" and head.head.head.lemma_ in ("hold", "release", "free")


def _sides(doc: Doc, every: tuple[Mention, ...], publishing: str | None, *, whole: bool = False) -> tuple[str, ...]:
    parties = [p for m in every if (p := party_of(m.agent))] + ([publishing] if publishing else [])
    listed = sides_of(p for p in parties if not p.startswith(UNLISTED))
    if len(listed) == _PAIR:
        return listed
    weights = _weights(doc, every)
    first = {p: i for i, p in reversed(list(enumerate(parties)))}
    best = sorted((p for p in weights if weights[p] >= _SIDE), key=lambda p: -weights[p])[:2]
    if len(best) == 1 and is_group(best[0]) and opponent_in_war(best[0]) is None:
        # Who fights an armed group is the state that the report speaks of, whatever it does there.
        best += [p for p, _ in Counter(p for p in parties if p.startswith(UNLISTED) and not is_group(p)).most_common(1)]
    if not best and whole:
        # Nobody is said to act as a side; two who both speak, and no third, are the two whose losses are told.
        speaking = [p for p in weights if weights[p] >= 1]
        best = speaking if len(speaking) == _PAIR == len(weights) else []
    if len(best) < _PAIR:
        return listed
    return tuple(sorted(best, key=lambda p: first[p]))


def _weights(doc: Doc, every: tuple[Mention, ...]) -> dict[str, float]:
    """Weigh how much each party acts as a side: it frees, holds, loses; people and the dead are called its own."""
    weights: dict[str, float] = defaultdict(float)
    for mention in every:
        party = party_of(mention.agent)
        if party is not None:
            weights[party] += _weighed(doc, mention)
    return weights


def _weighed(doc: Doc, mention: Mention) -> float:
    words = doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
    return _weight(mention, words.root) if words is not None and len(words) else 0.0


def _weight(mention: Mention, head: Token) -> float:
    following = head.doc[head.i + 1 : min(head.i + 4, head.sent.end)]
    if head.dep_ in ("amod", "compound", "poss", "nmod") and any(t.lower_ in _PEOPLE for t in following):
        return _SIDE
    if mention.how != "demonym":
        band = head.dep_ in ("compound", "nmod", "amod") and head.head.lemma_.lower() in _BANDS
        return _role(head.head if band else head)
    power = next((t for t in following[:2] if re.fullmatch(_POWER, t.lower_)), None)
    return max(1.0, _role(power)) if power is not None else 0.5


def _role(head: Token) -> float:
    """Weigh what a noun does in its sentence: who frees, gives, receives or loses is a side; who speaks may be one."""
    governor = head.head
    if head.dep_ == "conj":
        return _role(governor)
    if head.dep_ == "pobj":
        if governor.lower_ not in _TO_AND_FROM:
            return 0.0
        governor = governor.head
        if head.head.lower_ == "of" and governor.lemma_.lower() in _BANDS:
            return _role(governor)
        if head.head.lower_ == "between" or governor.lower_ in _PEOPLE:
            return _SIDE
    verbs = {governor.lemma_.lower(), *(c.lemma_.lower() for c in governor.children if c.dep_ == "xcomp")}
    if verbs & _ACTING or (head.dep_ == "poss" and verbs & set(lexicon.EVENTS)):
        return _SIDE
    return 1.0 if head.dep_ == "nsubj" and verbs & set(lexicon.SPEECH) else 0.5


def _standing_for(text: str, span: Span, sides: tuple[str, ...]) -> Iterator[Mention]:
    """Find what stands for a side once it is known who they are: seats, "the government", "the movement"."""
    for match in _SEATS.finditer(text, span.start, span.end):
        if SEATS[match[0]] in sides:
            yield Mention(Span(*match.span()), entry(SEATS[match[0]]), "metonym")
    groups = [side for side in sides if is_group(side)]
    if len(sides) != 2 or len(groups) != 1:
        return
    state = next(side for side in sides if side not in groups)
    for match in _ROLES.finditer(text, span.start, span.end):
        party = state if match["state"] else groups[0]
        yield Mention(Span(*match.span(match.lastgroup or 0)), entry(party), "name")


def _former_and_latter(text: str, every: tuple[Mention, ...]) -> Iterator[Mention]:
    """Find whom "the former" and "the latter" mean: the two parties named last before."""
    starts = [m.span.start for m in every]
    for match in _FORMER.finditer(text):
        named: list[Mention] = []
        for mention in reversed(every[: bisect_left(starts, match.start())]):
            party = party_of(mention.agent)
            if match.start() - mention.span.end > _CLOSE:
                break
            if party is not None and party not in [party_of(m.agent) for m in named]:
                named.append(mention)
            if len(named) == _PAIR:
                meant = named[match[1] == "former"]
                people = any(m.how == "demonym" or is_group(m.agent.path) for m in named)
                if people:  # and not "192 killed and 511 wounded, 180 of the former"
                    yield Mention(Span(*match.span()), entry(party_of(meant.agent) or meant.agent.path), "name")
                break


_NAMED_FIRST = re.compile(r"[\W\d_]*[\w ]{3,30}:$")
"""How a line of a digest names the war that it is of: "▪ Ukraine: 130 soldiers are home"."""
_CLOSE = 120
"""How many characters back those may stand whom "the former" and "the latter" mean."""
_FORMER = re.compile(r"\b[Tt]he (former|latter)(?='s|[,.;)]| (?:on|in|from|to|were|was|came|had|have|are)\b)")
_EXCHANGED = re.compile(
    r"\b(?:exchang\w+|swap\w*|captiv\w+|prisoners?|POWs?|detainees?|hostages?|repatriat\w+|released?|freed"
    r"|(?:came|come|return\w*|back|brought|are|went) home|got back|gets back)\b"
)
_GROUPS = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(GROUPS, key=len, reverse=True)))})(?![\w-])")
_SEATS = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, SEATS))})(?![\w-])")
_ROLES = re.compile(
    r"\b[Tt]he (?:(?P<state>government|army|state)|"
    r"(?P<group>movement|group|militia|militants|rebels|insurgents|paramilitaries|fighters|front))\b(?! of\b)"
)


@cache
def _index() -> tuple[dict[str, tuple[str, How]], re.Pattern[str]]:
    """Index the states that the reference data lack by name, capital and demonym."""
    names: dict[str, tuple[str, How]] = {}
    for name, capitals, demonyms in states():
        names |= dict.fromkeys(demonyms, (name, "demonym"))
        names |= {f"{d}s": (name, "demonym") for d in demonyms if d[-1] in "abdgijklmnoprtuy"}
        names |= dict.fromkeys(capitals, (name, "metonym")) | {name: (name, "name")}
    names = {form: found for form, found in names.items() if form not in known_names()}
    alternatives = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return names, re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w|-\w)")
