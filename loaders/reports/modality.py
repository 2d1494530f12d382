"""Whether a figure is told as done, planned, demanded or conditional: by the words around its verb."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted
from loaders.reports.negation import is_negated
from loaders.reports.syntax import subject_of
from loaders.reports.timing import TRANSFERS
from ontology.model import Modality

_DEALS = frozenset(
    "deal agreement accord pact plan proposal memorandum draft roadmap arrangement understanding offer treaty "
    "framework protocol".split()
)
_PROVIDES = frozenset(
    "provide stipulate envisage foresee call cover mean be comprise include set specify entail oblige contain "
    "concern promise".split()
)
_AHEAD = re.compile(
    r"\b(?:is|are|was|were|be|being) (?:also |now |still |then |yet )?to (?:be )?\w+$|\bdue to (?:be )?\w+$"
    r"|\b(?:must|shall|will|would|'ll|going to|ready to|set to|about to|has to|have to|had to)"
    r" (?:\w+ly |also |now |then |soon )?(?:be )?\w+$",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"^(?:is|are|was|were|be)(?: \w+ly| also| now)? (?:due|set|ready|expected|supposed|scheduled|about|slated) to\b",
    re.I,
)
_DEAL_ON = re.compile(
    r"\b(?:deal|agreement|accord|pact|understanding)s? (?:on|for|about|covering|involving)(?:\W+\w+){0,2}\W*$", re.I
)
_IF = re.compile(
    r"(?:^|[,;:.\"] ?)(?:if|should|unless|provided|assuming)\b|\b(?:in case|on condition)\b"
    r"|(?<!\bas )(?<!\beven )(?<!\bask )(?<!\basked )(?<!\bsee )(?<!\bknow )\bif\b(?! not\b| any\b| ever\b)",
    re.I,
)
_COME_ABOUT = {
    **dict.fromkeys("happen occur materialise materialize hold proceed resume complete".split(), frozenset[str]()),
    "come": frozenset({"about", "off"}),
    "take": frozenset({"place"}),
    "go": frozenset({"ahead", "through", "forward"}),
}
"""Verbs by which an exchange is said to come about, or with "not" to come to nothing."""
_FAIL = frozenset("fail collapse founder".split())
_UNDONE = {
    **dict.fromkeys("cancel postpone suspend abort scrap".split(), frozenset[str]()),
    "fall": frozenset({"through"}),
    "call": frozenset({"off"}),
    "put": frozenset({"off"}),
    "break": frozenset({"off", "down"}),
}
"""Verbs by which it comes to nothing, with the words of which one must follow where there are any."""
_EXCHANGES = frozenset("exchange swap handover transfer release repatriation return".split())
_ON_THE_WAY = frozenset("area place point border site line zone location".split())


def modality_of(counted: Counted) -> Modality:
    """Tell plan from fact by the words around the verb: "are to be transferred", "agreed to return"."""
    verb = counted.predicate
    if verb is None:
        return Modality.ACCOMPLISHED
    if counted.phenomenon in TRANSFERS and (_hangs_on_a_deal(counted.number) or _is_of_the_whole(counted.number)):
        return Modality.PLANNED
    if counted.phenomenon in TRANSFERS and _comes_to_nothing(counted.number):
        return Modality.PLANNED
    told = _of_noun(verb) if verb.pos_ == "NOUN" else _of_verb(verb, moved=counted.phenomenon in TRANSFERS)
    ahead = told in (Modality.PLANNED, Modality.CONDITIONAL)
    return Modality.CONDITIONAL if ahead and _is_conditional(counted.number) else told


def _is_of_the_whole(number: Token) -> bool:
    """Tell it of "the second stage of a 1,000-for-1,000 swap", of which more is to come."""
    return _STAGE.search(number.doc[max(number.sent.start, number.i - 6) : number.i].text) is not None


_STAGE = re.compile(r"\b(?:stage|phase|round|leg|tranche)s? of (?:an?|the|this|that)(?: [\w-]+){0,2}\Z")


def _comes_to_nothing(number: Token) -> bool:
    """Tell it of "the swap, 50 on either side, did not come about": of the exchange that a number is a number of."""
    exchange = next((t for t in number.ancestors if t.pos_ in ("VERB", "AUX") or t.lemma_.lower() in _EXCHANGES), None)
    if exchange is None or exchange.pos_ != "NOUN" or exchange.dep_ not in ("nsubj", "nsubjpass", "dobj"):
        return False
    verb = exchange.head
    took_place = any(t.lemma_ in _COME_ABOUT and not is_negated(t) for t in verb.conjuncts)
    return not took_place and _says_of_nothing(verb, acting=exchange.dep_ == "nsubj")


def _says_of_nothing(verb: Token, *, acting: bool) -> bool:
    """Tell whether a verb says of its subject, or else of its object, that it does not come about."""
    following = {c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod", "prep", "dobj")}
    if acting and verb.lemma_ in _FAIL:
        return not is_negated(verb)
    if acting and (needed := _COME_ABOUT.get(verb.lemma_)) is not None and (not needed or needed & following):
        return is_negated(verb)
    wanted = _UNDONE.get(verb.lemma_)
    return wanted is not None and (not wanted or bool(wanted & following)) and not is_negated(verb)


def _of_noun(noun: Token) -> Modality:
    """Read "demands the release of 300", "postponed the handover of 1,000 bodies", "a deal on the return of 12"."""
    over = {t.lemma_.lower() for t in noun.ancestors if t.pos_ == "VERB" and t.dep_ != "acl" and not _only_calls(t)}
    if over & lexicon.DEMANDED:
        return Modality.DEMANDED
    if over & {"take", "happen", "occur", "complete", "carry"}:
        return Modality.ACCOMPLISHED  # "the return of 1,012 bodies took place in the convoys agreed last month"
    above = next((t for t in noun.ancestors if t.pos_ in ("VERB", "AUX")), None)
    agreed = above is not None and _is_of_a_deal(above)
    return Modality.PLANNED if agreed or over & (lexicon.PLANNED | lexicon.NOT_YET) else Modality.ACCOMPLISHED


def _only_calls(verb: Token) -> bool:
    """Tell "was called off", "called it a success" from "called for the release", "called on Hamas to"."""
    beside = {c.lower_ for c in verb.children}
    return verb.lemma_ == "call" and ("off" in beside or not beside & {"for", "on", "upon"})


def _of_verb(verb: Token, *, moved: bool) -> Modality:
    places = {t.lemma_.lower() for c in verb.children if c.lower_ == "to" for t in c.children}
    if verb.lemma_ == "bring" and places & _ON_THE_WAY:
        return Modality.PLANNED  # "brought 1,212 bodies to the exchange area" are not handed over yet
    if verb.head.lemma_ in ("let", "set") and verb.dep_ in ("ccomp", "xcomp", "acomp", "oprd"):
        verb = verb.head
    auxiliaries = {form for c in verb.children if c.dep_ in ("aux", "auxpass") for form in (c.lemma_.lower(), c.lower_)}
    above = verb.head.lemma_.lower() if verb.dep_ in ("xcomp", "ccomp", "acl", "pobj", "pcomp") else ""
    infinitive = "to" in auxiliaries
    if verb.dep_ == "pcomp" and verb.head.lower_ == "on" and verb.head.head.lemma_ in ("settle", "agree", "decide"):
        return Modality.PLANNED
    if (infinitive and above in lexicon.DEMANDED) or "demand" in (above, verb.lemma_ if moved else ""):
        return Modality.DEMANDED
    if moved and (_is_wished(verb, above) or verb.lemma_ == "want"):
        return Modality.DEMANDED
    if moved and verb.lemma_ in ("ask", "call", "press") and any(c.lower_ == "for" for c in verb.children):
        return Modality.DEMANDED
    if infinitive and any(c.dep_ == "dobj" and c.lemma_ in _DEALS for c in verb.head.children):
        return Modality.PLANNED  # "rejected a deal to free 12 hostages"
    if infinitive and above in ("manage", "possible", "able", "succeed", "help"):
        return Modality.ACCOMPLISHED
    if _is_of_a_deal(verb):
        return Modality.PLANNED
    if "have" in auxiliaries:
        return Modality.ACCOMPLISHED  # "600,000 may have died": that they have is said, however sure
    if auxiliaries & {"will", "would", "shall", "should", "'ll", "must"} or _is_ahead(verb):
        return Modality.PLANNED
    if infinitive and (above in lexicon.PLANNED | {"be", "begin"} | _DEALS or verb.dep_ in ("acl", "relcl")):
        return Modality.PLANNED
    if moved and verb.lemma_ in ("promise", "await", "propose", "offer"):
        return Modality.PLANNED
    return Modality.CONDITIONAL if auxiliaries & {"could", "might", "may"} else Modality.ACCOMPLISHED


def _is_wished(verb: Token, above: str) -> bool:
    """Tell it of "ask that the 38 be let go": the bare form after a verb of asking."""
    bare = any(c.lower_ == "be" and c.dep_ in ("auxpass", "aux") for c in verb.children)
    helped = any(c.dep_ == "aux" and c.lower_ != "be" for c in verb.children)
    return bare and not helped and above in lexicon.DEMANDED | {"recommend", "propose"}


def _is_ahead(verb: Token) -> bool:
    """Tell it by the words right before a verb: "were to follow", "is due to be freed", "must return"."""
    verbs = [verb, *([verb.head] if verb.dep_ in ("ccomp", "xcomp") and verb.head.i < verb.i else [])]
    verbs += [c for c in verb.children if c.dep_ == "xcomp" and verb.lemma_ == "be"]
    texts = (v.doc[max(v.sent.start, v.i - 5) : v.i + 1].text for v in verbs)
    after = verb.doc[verb.i : min(verb.i + 5, verb.sent.end)].text
    return any(_AHEAD.search(text) for text in texts) or _EXPECTED.search(after) is not None


def _is_of_a_deal(verb: Token) -> bool:
    """Tell it of what an agreement holds: "the deal provides for 1,700 prisoners", "the accord was for 887"."""
    if verb.lemma_ not in _PROVIDES:
        return False
    subject = subject_of(verb)
    if subject is not None and subject.lower_ == "it":
        return verb.lemma_ in ("provide", "stipulate", "envisage", "foresee")
    return subject is not None and subject.lemma_.lower() in _DEALS


def _hangs_on_a_deal(number: Token) -> bool:
    """Tell it of "announced a deal on 314 prisoners"; what was done under a deal was done."""
    before = number.doc[max(number.sent.start, number.i - 6) : number.i].text
    return _DEAL_ON.search(before) is not None


def _is_conditional(number: Token) -> bool:
    """Tell whether the sentence puts a condition first or after: "Should the frost hold, 200 bodies would be …"."""
    return _IF.search(number.sent.text) is not None
