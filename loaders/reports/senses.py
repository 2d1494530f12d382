"""What a verb says together with the words beside it: "took … captive", "lost their lives", "put names to".

Each rule is of one sense, and reads the verb, what hangs on it, and the words right after it; none knows a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.syntax import child, is_passive
from loaders.reports.units import population_of
from ontology.model import Phenomenon

_CAPTIVE = frozenset("captive captives hostage hostages prisoner prisoners".split())
_YIELDS = frozenset("surrender give lay".split())
_SIGNED = frozenset("list lists deal agreement accord document documents paper letter appeal petition".split())
"""To what one puts one's name without naming anybody dead."""
_SEARCHED = frozenset("reach find locate trace contact see hear recover".split())
_TO_DEATH = frozenset("put burn bleed starve stab beat freeze torture shoot hack crush trample stone bludgeon".split())
_NAMING = frozenset("have get put give know bear regain restore gain match receive".split())
_AGAIN = frozenset("back again to by on".split())
_IN_BATTLE = frozenset(
    "battle combat fighting fight action war front clash clashes fighting attack ambush offensive assault defence "
    "defense field day days hour hours week".split()
)
_ELSEWHERE_FALLS = frozenset("to from by into under below short silent ill apart behind asleep through out on".split())


def sense_of(verb: Token) -> Phenomenon | None:
    """Give what a verb says of people with the words beside it; None where they say nothing more than it does."""
    for rule in _SENSES:
        if sense := rule(verb):
            return sense
    return None


def is_let_go(token: Token) -> bool:
    """Tell it of "let go", "set free", "walked out of prison", "came home", "gave back", "saw freedom"."""
    lemma = token.lemma_.lower()
    if lemma == "let":
        return any(t.lower_ in ("go", "free", "out", "loose") for t in _near(token))
    if token.lower_ == "free":
        return token.head.lemma_ in ("walk", "set", "go", "be", "let", "become", "turn", "come", "see")
    if lemma in ("leave", "see", "taste", "regain", "walk", "emerge", "step"):
        inside = {t.lower_ for t in _around(token)}
        return bool(inside & {"captivity", "prison", "prisons", "jail", "jails", "detention", "custody", "freedom"})
    return lemma in lexicon.MOVING and any(c.lower_ in ("home", "back", "free") for c in token.children)


def _taken(verb: Token) -> Phenomenon | None:
    """Read "took 18 soldiers captive", "were taken hostage", "fell into enemy hands", "is behind bars"."""
    lemma = verb.lemma_.lower()
    if lemma in ("take", "hold", "seize", "keep") and any(t.lower_ in _CAPTIVE for t in _completing(verb)):
        return Phenomenon.PRISONERS_HELD
    if lemma == "take" and _makes_captives(verb):
        return Phenomenon.PRISONERS_HELD
    if lemma in ("drag", "haul", "snatch") and is_passive(verb):
        return Phenomenon.PRISONERS_HELD
    if lemma in _YIELDS and _gives_up(verb, lemma):
        return Phenomenon.PRISONERS_HELD
    into = next((c for c in verb.children if c.lower_ in ("into", "in")), None)
    place = {t.lower_ for t in into.subtree} if into is not None else set()
    if lemma in ("walk", "go", "march", "pass", "file") and "captivity" in place:
        return Phenomenon.PRISONERS_HELD
    if lemma in ("fall", "be", "remain", "land", "end") and place & {"hands", "captivity", "custody"}:
        return Phenomenon.PRISONERS_HELD
    if lemma in ("carry", "drag", "march", "lead", "whisk", "herd") and any(
        c.lower_ in ("off", "away") for c in verb.children
    ):
        return Phenomenon.PRISONERS_HELD
    bars = lemma in ("be", "remain", "put", "sit", "stay", "keep")
    return Phenomenon.PRISONERS_HELD if bars and "behind bars" in _text_after(verb) else None


def _makes_captives(verb: Token) -> bool:
    """Tell "took 251 hostages" from "took 12 prisoners home", "took back 12 prisoners", "took 12 captives to Baku"."""
    taken = child(verb, "dobj", "nsubjpass", "oprd")
    if taken is None or taken.lower_ not in _CAPTIVE | {"pow", "pows"}:
        return False
    around = {t.lower_ for t in _around(verb)}
    # Hostages are taken to where they are kept, "back to Gaza", and no further than home.
    return not around & (_TAKEN_HOME if taken.lemma_ == "hostage" else _TAKEN_AWAY)


_TAKEN_HOME = frozenset("home over out from aboard".split())
_TAKEN_AWAY = _TAKEN_HOME | frozenset("back along away to into".split())


def _gives_up(verb: Token, lemma: str) -> bool:
    """Tell it of fighters who "surrendered", "gave themselves up" or "laid down their arms"."""
    if lemma == "surrender" and verb.pos_ == "VERB" and not is_passive(verb):
        who = child(verb, "nsubj") if child(verb, "dobj") is None else None
        return who is not None and (population_of(who) is not None or who.like_num or who.tag_ == "PRP")
    if lemma == "give":
        return "themselves up" in _text_after(verb)
    return lemma == "lay" and any(t.lower_ in ("arms", "weapons") for t in _near(verb))


def _dead(verb: Token) -> Phenomenon | None:
    """Read "lost their lives", "claimed 14 lives", "shot dead", "put to death", "fell in battle", "lost 40 men"."""
    lemma = verb.lemma_.lower()
    if lemma in ("take", "lose", "claim", "cost", "give", "lay") and _object_is(verb, "life"):
        return Phenomenon.DEATHS
    after = _text_after(verb) if lemma in _TO_DEATH or lemma in ("shoot", "gun") else ""
    if (lemma in _TO_DEATH and "to death" in after) or (
        lemma in ("shoot", "gun") and ("dead" in after or "down" in after)
    ):
        return Phenomenon.DEATHS
    if lemma in ("wipe", "pick", "take") and any(c.lower_ in ("out", "off") for c in verb.children):
        return Phenomenon.DEATHS if lemma == "wipe" else None
    if lemma == "pass" and any(c.lower_ == "away" for c in verb.children):
        return Phenomenon.DEATHS
    if lemma in ("lose", "cost") and not is_passive(verb) and _has_men_for_object(verb):
        return Phenomenon.DEATHS
    return Phenomenon.DEATHS if lemma == "fall" and _falls_in_battle(verb) else None


def _falls_in_battle(verb: Token) -> bool:
    """Tell it of "2,783 of its soldiers fell in the war", not of prices, or of those who fell behind."""
    subject = child(verb, "nsubj")
    if subject is None or not (population_of(subject) is not None or subject.like_num):
        return False
    beside = {c.lower_ for c in verb.children if c.i > verb.i}
    within = {t.lower_ for t in verb.subtree if t.i > verb.i}
    return not beside & _ELSEWHERE_FALLS and (bool(within & _IN_BATTLE) or subject.lower_ != "number")


def _named(verb: Token) -> Phenomenon | None:
    """Read "put names to 90 of the dead", "had their names back", "are known by name"; "has 1,200 names" is a list."""
    if verb.lemma_.lower() not in _NAMING:
        return None
    if verb.lemma_.lower() == "match" and any(
        t.lower_ in ("family", "families", "relatives", "dna") for t in verb.subtree
    ):
        return Phenomenon.IDENTIFIED
    names = [t for t in _around(verb) if t.lower_ in ("name", "names") and t.i > verb.i]
    if names and _SIGNED & {t.lower_ for t in verb.doc[names[0].i : min(names[0].i + 5, verb.sent.end)]}:
        return None
    if names and verb.lemma_ == "give" and is_passive(verb):
        return Phenomenon.IDENTIFIED
    if not names or any(c.like_num for c in names[0].children):
        return None
    own = names[0].lower_ == "name" or any(c.lower_ in ("their", "its") for c in names[0].children)
    again = any(t.lower_ in _AGAIN for t in verb.doc[verb.i + 1 : names[0].i + 3] if t.sent == verb.sent)
    return Phenomenon.IDENTIFIED if own or again else None


def _sought(verb: Token) -> Phenomenon | None:
    """Read "are still being looked for", "cannot be reached", "have not been heard from", "no trace of whom"."""
    lemma = verb.lemma_.lower()
    if lemma in ("look", "search", "hunt"):
        looked_for = any(c.lower_ == "for" for c in verb.children)
        return Phenomenon.MISSING if looked_for and (is_passive(verb) or _searches_for_people(verb)) else None
    if lemma == "seek" and is_passive(verb) and (subject := child(verb, "nsubjpass")) is not None:
        return Phenomenon.MISSING if population_of(subject) is not None else None
    if lemma in _SEARCHED and is_passive(verb) and any(c.dep_ == "neg" for c in verb.children):
        return Phenomenon.MISSING
    if verb.lower_ in ("fate", "fates", "whereabouts"):
        return Phenomenon.MISSING if any(t.lower_ in ("unknown", "unclear", "unresolved") for t in verb.sent) else None
    if lemma == "go" and any(c.lower_ == "missing" for c in verb.children):
        return Phenomenon.MISSING
    if lemma == "lose" and any(c.lower_ in ("contact", "touch", "communication") for c in verb.children):
        return Phenomenon.MISSING
    no = verb.lower_ in ("trace", "word", "sign") and any(c.lower_ == "no" for c in verb.children)
    return Phenomenon.MISSING if no and verb.i + 1 < len(verb.doc) else None


def _searches_for_people(verb: Token) -> bool:
    """Tell it of "search for 1,612 people": counted, so known to be missing."""
    sought = next((c for c in verb.children if c.lower_ == "for"), None)
    found = child(sought, "pobj") if sought is not None else None
    return found is not None and population_of(found) is not None and any(c.like_num for c in found.children)


_SENSES: tuple[Callable[[Token], Phenomenon | None], ...] = (_taken, _dead, _named, _sought)


def _near(verb: Token) -> list[Token]:
    """Give what hangs on a verb, and the two words after it."""
    return [*verb.children, *(t for t in verb.doc[verb.i + 1 : verb.i + 3] if t.sent == verb.sent)]


def _completing(verb: Token) -> Iterator[Token]:
    """Give what completes a verb: its own words and the last word of its object, which the parser may take for one."""
    yield from (t for t in _near(verb) if not any(c.like_num for c in t.children))
    for part in verb.children:
        if part.dep_ in ("dobj", "nsubjpass", "ccomp", "xcomp", "oprd") and part.i > verb.i:
            yield from (t for t in part.subtree if t.i > part.i and t.i - part.i < 3)


def _around(verb: Token) -> Iterator[Token]:
    """Give what hangs on a verb, and what hangs on that, within its clause."""
    for part in verb.children:
        yield part
        if part.dep_ in ("dobj", "prep", "dative", "attr", "prt"):
            for inner in part.children:
                yield inner
                yield from inner.children


def _text_after(verb: Token) -> str:
    return " ".join(t.lower_ for t in verb.doc[verb.i + 1 : min(verb.i + 4, verb.sent.end)])


def _object_is(verb: Token, lemma: str) -> bool:
    return any(c.dep_ in ("dobj", "nsubjpass", "attr") and c.lemma_.lower() == lemma for c in verb.children)


def _has_men_for_object(verb: Token) -> bool:
    """Tell it of "lost 40 soldiers"; "lost 1,160 personnel" is how an enemy's dead and wounded are counted."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative")]
    counted = (
        (population_of(c) is not None and c.lower_ not in _STRENGTH) or (c.like_num and c.i > verb.i) for c in objects
    )
    return any(counted)


_STRENGTH = frozenset("personnel troops invaders occupiers manpower".split())
