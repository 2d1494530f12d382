"""Whom the known names near a noun phrase mean: in its titles, in a phrase beside it, or named before it."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.mentions import Mention, party_of
from loaders.reports.parsing import Parsed, head_of
from loaders.reports.speaker import Speaker, known
from loaders.reports.syntax import child, noun_phrase

_NEAR = 60
"""How many characters may stand between two names that belong together."""


def named_after(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the person in "Ukraine's defence minister, Rustem Umerov, said", "the envoy Steve Witkoff"."""
    start, end = head.left_edge.idx, head.right_edge.idx + len(head.right_edge.text)
    for mention in parsed.mentions_within(start, end):
        name = head_of(parsed, mention.span)
        person = mention.agent.kind == "spokesperson" and name is not None
        if person and name is not None and (name.dep_ in ("appos", "compound", "nmod") and _heads(name, head)):
            return known(mention.agent.path)
    return None


def author(parsed: Parsed, head: Token) -> Speaker | None:
    """Give whose a study is: "a study published last month by the CSIS"."""
    inside = [t for t in head.subtree if t.sent == head.sent]
    named = parsed.mentions_within(inside[0].idx, inside[-1].idx + len(inside[-1].text))
    author = next((m for m in named if m.agent.kind in ("agency", "outlet") and m.how == "name"), None)
    return known(author.agent.path) if author is not None else None


def closing_name(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the person whose name ends a phrase of titles: "the aide of the head of state Vladimir Medinsky"."""
    end = max(t.i for t in head.subtree if t.i <= head.right_edge.i)
    after = parsed.mentions_within(head.idx, parsed.doc[end].idx + len(parsed.doc[end].text))
    if not after or after[-1].agent.kind != "spokesperson":
        return None
    name = parsed.doc.char_span(after[-1].span.start, after[-1].span.end, alignment_mode="expand")
    before = name[0].nbor(-1) if name is not None and name[0].i else None
    joined = name is not None and any(
        t.dep_ == "conj" for t in (name.root, *name.root.ancestors) if head in t.ancestors
    )
    last = name is not None and name[-1].i == end and not joined
    return known(after[-1].agent.path) if last and before is not None and before.pos_ in ("NOUN", "PROPN") else None


def _heads(name: Token, head: Token) -> bool:
    """Tell whether a name stands beside a noun, and not in a clause below it: "the envoy who met Putin"."""
    return all(t.dep_ in ("appos", "compound", "nmod", "conj") for t in (name, *name.ancestors) if head in t.ancestors)


def spoken_for(parsed: Parsed, head: Token) -> Speaker | None:
    """Give the office that "an ICRC spokeswoman", "a media officer of the Red Cross" speaks for."""
    inside = [t for t in head.subtree if t.sent == head.sent]
    for mention in parsed.mentions_within(inside[0].idx, inside[-1].idx + len(inside[-1].text)):
        name = head_of(parsed, mention.span)
        if name is not None and mention.agent.kind != "spokesperson" and name.dep_ != "appos":
            return known(mention.agent.path)
    return None


def is_beside(parsed: Parsed, mention: Mention, head: Token) -> bool:
    """Tell whether a name only says whose a noun is: "Zelensky's aide", "the spokesman of Zelensky"."""
    name = head_of(parsed, mention.span)
    return name is not None and name.i != head.i and name.dep_ in ("poss", "pobj")


def person_in_office(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give the person in office that "the president" refers to, if the report has named one of that side."""
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    named = [m for m in parsed.mentions if m.agent.kind == "spokesperson" and m.span.end <= head.idx]
    fitting = [m for m in named if (party is None or party_of(m.agent) == party) and _is_called(parsed, m, head)]
    # "Zelensky and Putin spoke. The president said": no telling which.
    return known(fitting[-1].agent.path) if len({m.agent.path for m in fitting}) == 1 else None


def _is_called(parsed: Parsed, mention: Mention, title: Token) -> bool:
    """Tell whether a title is that of a person: by the titles that the report gives, "Peskov, the Kremlin's spokesman".

    Who has no title in the report may be the president, of whom all know it, but no minister or spokesman.
    """
    names = (head_of(parsed, m.span) for m in parsed.mentions if m.agent == mention.agent)
    beside: list[Token] = []
    for name in names:
        if name is not None:
            beside += [t for t in name.children if t.dep_ in ("compound", "appos", "nmod", "amod")]
            beside += [name.head] if name.dep_ == "appos" else []
    titles = {t.lemma_.lower() for t in beside} & (lexicon.PERSONS | lexicon.OFFICES)
    return title.lemma_.lower() in (titles or {"president"})


def named_by_pronoun(parsed: Parsed, pronoun: Token) -> Speaker | None:
    """Give the agent named before "it", "they", "he" or "she": one that does something, else the last."""
    before = [m for m in parsed.mentions if m.span.end <= pronoun.idx and m.how != "demonym" and not _owns(parsed, m)]
    if pronoun.lower_ in ("he", "she"):
        before = [m for m in before if m.agent.kind == "spokesperson"]
    elif pronoun.lower_ not in ("it", "they"):
        return None
    before = [m for m in before if is_subject(parsed, m)] or before
    return known(before[-1].agent.path) if before else None


def _owns(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether a name stands in the genitive: "Putin's envoy" brings up the envoy."""
    head = head_of(parsed, mention.span)
    return head is not None and head.dep_ == "poss"


def is_subject(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether the agent mentioned does what its sentence says."""
    head = head_of(parsed, mention.span)
    return head is not None and head.dep_ in ("nsubj", "nsubjpass", "agent")


def last_person(parsed: Parsed, token: Token) -> Token | None:
    """Give the name of the last person in office before a token who does what a sentence says."""
    persons = (m for m in reversed(parsed.mentions) if m.agent.kind == "spokesperson" and m.span.end <= token.idx)
    acting = next((m for m in persons if is_subject(parsed, m)), None)
    return head_of(parsed, acting.span) if acting is not None else None


def last_agency(parsed: Parsed, token: Token) -> tuple[Speaker, ...]:
    """Give the agency last named before a token that acts for no side: whom "the think tank" means."""
    named = [m for m in parsed.mentions if m.span.end <= token.idx and m.agent.kind == "agency"]
    return (known(named[-1].agent.path),) if named and named[-1].agent.acts_for is None else ()


def named_together(parsed: Parsed, token: Token) -> tuple[Speaker, ...]:
    """Give the last outlets named one beside the other, "the BBC and Mediazona"."""
    outlets = [m for m in parsed.mentions if m.span.end <= token.idx and m.agent.kind == "outlet"]
    for former, latter in reversed(list(pairwise(outlets))):
        between = parsed.plain[former.span.end : latter.span.start]
        if len(between) < _NEAR and re.search(r"\band\b", between):
            return known(former.agent.path), known(latter.agent.path)
    return ()


def _is_a_state(name: Token) -> bool:
    """Tell it of one word that the model takes for a place; of two, one is too often a person's."""
    return name.ent_type_ == "GPE" and not any(c.dep_ == "compound" for c in name.children)


def is_given_by(parsed: Parsed, number: Token, owner: Token) -> bool:
    """Tell "Moscow's figure", "the ministry's toll" from "Ukraine's toll", "the army's number", "Gaza's worst count".

    What a state, a place or an army has is as well the number of its dead as the number that it gave; what it claims,
    reports or calls official, it gave.
    """
    if not _suffers(parsed, owner) or number.lemma_.lower() in GIVEN:
        return True
    described = {c.lower_ for c in number.lefts if c.dep_ in ("compound", "amod") and c != owner}
    return "official" in described or (number.lemma_.lower() in _COUNTS and described <= _PLAIN)


def _suffers(parsed: Parsed, owner: Token) -> bool:
    mention = parsed.mention_at(owner)
    party = mention is not None and mention.agent.kind == "party"
    return party or owner.ent_type_ in ("GPE", "LOC", "NORP") or owner.lemma_.lower() in _SUFFER


_SUFFER = lexicon.SPOKEN_FOR | frozenset("police group militia rebel movement brigade region city district".split())
_COUNTS = frozenset("figure datum data count tally".split())
"""Nouns of numbers that somebody gave out, where nothing says what they are numbers of."""
GIVEN = frozenset(lexicon.SPEECH_NOUNS) - lexicon.TOLLS - _COUNTS - {"record"} | {"account", "answer"}
"""Nouns of what somebody gave out, and not of what befell him, as "Ukraine's record"."""
_PLAIN = frozenset(
    "own latest last preliminary initial first early earlier previous final new updated revised current".split()
)
SEES = frozenset("see quote cite review obtain read examine leak interview".split())
"""What those did to an estimate or to medics who did not make it: "a report seen by Reuters"."""


def source_of(parsed: Parsed, noun: Token) -> Token | None:
    """Give the first name in "journalists of the BBC and Mediazona", "a count by the BBC", "data from UALosses"."""
    if noun.lemma_.lower() not in lexicon.STAFF | set(lexicon.SPEECH_NOUNS):
        return None
    # "data provided by the ministry", and not "the claim that 31 were killed by Russia"
    made = (
        c
        for c in noun.children
        if c.dep_ == "acl"
        and c.tag_ == "VBN"
        and c.lemma_ not in SEES
        and child(c, "mark", "auxpass", "nsubjpass") is None
    )
    for part in (*noun.children, *(p for verb in made for p in verb.children)):
        name = child(part, "pobj") if part.dep_ in ("prep", "agent") else None
        mention = parsed.mention_at(name) if name is not None else None
        named = mention.how != "demonym" if mention is not None else name is not None and _is_a_state(name)
        # "an Israeli count of Hamas dead", "a tally of 900 Hamas dead": what is counted, and no source.
        counted = part.lower_ == "of" and (
            maker(parsed, noun) is not None or (name is not None and any(c.like_num for c in name.children))
        )
        if part.lower_ in ("of", "from", "at", "with", "by") and named and not counted:
            return name
    return None


MADE = frozenset("estimate estimation assessment calculation claim tally count".split())
"""Nouns of numbers that belong to who stands before them: "a Pentagon estimate"."""


def maker(parsed: Parsed, noun: Token) -> Mention | None:
    """Give whose it is in "a Pentagon estimate that 31 …", "a Russian tally of 900 Ukrainian dead"."""
    if noun.lemma_.lower() not in MADE:
        return None
    before = (c for c in noun.children if c.dep_ in ("compound", "amod", "nmod") and c.i < noun.i)
    return next((m for c in before if (m := parsed.mention_at(c)) is not None), None)


def made_by(parsed: Parsed, noun: Token) -> Speaker | None:
    """Give who speaks by a number of his own, where no genitive says another: Russia by "a Russian tally"."""
    made = maker(parsed, noun) if child(noun, "poss") is None else None
    party = party_of(made.agent) if made is not None else None
    if made is None:
        return None
    return known(party) if made.how == "demonym" and party is not None else known(made.agent.path)


def without_the_counted(head: Token) -> list[Token]:
    """Give the words of a noun phrase; of a tally, up to the number of those counted: "a tally of 900 UN workers"."""
    inside = noun_phrase(head)
    tells = head.lemma_.lower() in lexicon.SPEECH_NOUNS
    return list(takewhile(lambda t: t.i <= head.i or not t.like_num, inside)) if tells else inside


def subject_above(parsed: Parsed, pronoun: Token) -> Speaker | None:
    """Give whom the main clause is about: "Moscow gave a figure, when it acknowledged that"."""
    clause = pronoun.head
    if clause.dep_ == "relcl" and any(c.lower_ == "when" for c in clause.children):
        mention = parsed.mention_at(clause.head)  # "Russia, which last gave a toll when it said"
        return known(mention.agent.path) if mention is not None and mention.how != "demonym" else None
    if clause.dep_ != "advcl":
        return None
    subject = clause.head.head if clause.head.dep_ == "relcl" else child(clause.head, "nsubj")
    mention = parsed.mention_at(subject) if subject is not None and subject.i < pronoun.i else None
    named = mention is not None and mention.how != "demonym" and mention.agent.kind != "spokesperson"
    return known(mention.agent.path) if mention is not None and named else None
