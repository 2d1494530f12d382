"""What happened to those counted: the word that says so, and the phenomenon that it names."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.frames import frame_of
from loaders.reports.syntax import SUBJECTS, child, is_passive, subject_of
from loaders.reports.units import population_of
from ontology.model import Phenomenon, Population

_CAPTIVITY = frozenset("hold capture captured detain imprison".split())
_MEANINGFUL = lexicon.GIVE | lexicon.RECEIVE | set(lexicon.FATES)


def predicate_of(noun: Token) -> Token | None:
    """Give the verb that says what happens, or the noun of handing over that the counted noun hangs on."""
    telling = lexicon.GIVE | set(lexicon.FATES)
    participles = [t for t in noun.children if t.dep_ == "acl" and t.lemma_.lower() in telling]
    for token in participles:
        # "the release of 205 prisoners held by Russia": that they were held is not the news.
        if token.lemma_.lower() not in _CAPTIVITY:
            return token
    for token in noun.ancestors:
        if token.pos_ == "NOUN" and token.lemma_.lower() in lexicon.HANDOVERS | lexicon.EXCHANGE:
            return token
        if token.pos_ in ("VERB", "AUX"):
            if token.lemma_.lower() in lexicon.SPEECH and noun.i < token.i and not is_passive(token):
                return participles[0] if participles else None  # "1,000 bodies", Lubinets wrote
            above = _joined(token)
            tells = hands_over(above) or frame_of(above, moving=True) is not None
            return above if not participles or tells else participles[0]
        if token.sent != noun.sent:
            break
    return participles[0] if participles else None


def hands_over(verb: Token) -> bool:
    """Tell whether a verb, or a noun made of one, is one of handing over, receiving or exchanging."""
    return verb.lemma_.lower() in lexicon.GIVE | lexicon.RECEIVE | lexicon.EXCHANGE | lexicon.HANDOVERS


def fate_of(
    noun: Token, predicate: Token | None, population: Population, released: Phenomenon, *, moving: bool
) -> Phenomenon | None:
    """Tell what happened to people, first by their verb, then by the words on the noun; None where nothing says it.

    `released` is what they are if they are let go; `moving` tells whether words such as "bring" may say that.
    """
    saying = _saying(predicate) if predicate is not None else []
    told = _frames([w for w in saying if w == predicate or not _is_of_the_next(w, noun)], moving=moving)
    own = _frames([w for w in _describing(noun) if not _is_of_the_next(w, noun)], moving=moving)
    if (named := _named_above(noun)) is not None and None not in told:
        return named
    if noun.lower_ in ("abducted", "kidnapped") and None not in told:
        return Phenomenon.PRISONERS_HELD
    dead = Phenomenon.DEATHS in (*told, *own)
    if told and told[0] is None and dead:
        return Phenomenon.BODIES_TRANSFERRED  # "twenty-six fallen soldiers were given to Russia"
    hurt = {Phenomenon.WOUNDED, Phenomenon.CASUALTIES} & {*told, *own}
    if dead and (hurt or _with_the_wounded(noun)):
        return Phenomenon.CASUALTIES
    # "captured in spring, they were returned": the verb tells the news, and the nearer word only who they are.
    if told[:1] == [Phenomenon.PRISONERS_HELD] and predicate is not None and _are_returned(noun, predicate):
        return released
    for happened in (*told, *sorted(own, key=lambda each: each is Phenomenon.PRISONERS_HELD)):
        return released if happened is None else happened
    return _held(noun, predicate, population)


def _are_returned(noun: Token, taken: Token) -> bool:
    """Tell it of "115 servicemen taken prisoner in the Kursk region have been returned", however it is parsed.

    The verb of taking must be a participle, whatever it is tagged, and no clause begin after it that tells of others:
    "they were captured", "captured after their commander had been released".
    """
    if taken.i < noun.i or child(taken, "aux", "auxpass") is not None:
        return False
    for token in noun.doc[taken.i + 1 : noun.sent.end]:
        if (token.like_num and token.ent_type_ not in ("DATE", "TIME")) or _begins_another(token):
            return False
        helping = [c for c in token.children if c.dep_ in ("aux", "auxpass", "neg")]
        done = any(c.lemma_ == "be" for c in helping) and not any(c.tag_ == "TO" or c.dep_ == "neg" for c in helping)
        if token.tag_ == "VBN" and done and token.lemma_.lower() in _HANDED_BACK:
            return True
    return False


def _begins_another(token: Token) -> bool:
    """Tell whether a word begins a clause of its own, or is what another clause tells of."""
    relative = token.tag_ in ("WP", "WDT")
    opens = token.dep_ in ("mark", "cc", "preconj") or token.tag_ in ("WRB", "WP$") or token.text in (";", ":")
    tells = token.tag_ in ("VBD", "VBZ", "VBP") and token.dep_ not in ("aux", "auxpass")
    return opens or tells or (token.dep_ in SUBJECTS and not relative)


_HANDED_BACK = frozenset("return release free exchange swap repatriate liberate transfer".split())


def _named_above(noun: Token) -> Phenomenon | None:
    """Give what the noun that people hang on says of them: "the capture of 20 soldiers", "the identity of 201"."""
    of = noun.head if noun.head.lower_ == "of" else None
    frame = frame_of(of.head, moving=False) if of is not None and of.head.pos_ == "NOUN" else None
    return frame.phenomenon if frame is not None else None


def sums_up_both(number: Token) -> bool:
    """Tell a sum of killed and wounded: "600 (147 killed and 453 injured)", "500,000, wounded included"."""
    after = number.doc[number.i + 1 : min(number.i + 9, number.sent.end)]
    words = [t.lower_ for t in after]
    if words[:1] == ["("]:
        inside = words[: words.index(")")] if ")" in words else words
        return {Phenomenon.DEATHS, Phenomenon.WOUNDED} <= {lexicon.EVENTS.get(word) for word in inside}
    hurt = next((place for place, word in enumerate(words) if lexicon.EVENTS.get(word) is Phenomenon.WOUNDED), None)
    if hurt is None or any(t.like_num for t in after[:hurt]):
        return False
    near = {*words[max(0, hurt - 2) : hurt], *words[hurt + 1 : hurt + 2]}
    return bool(near & {"or", "and", "included", "including", "with", "/"}) and not near & {"its", "their", "his"}


def _with_the_wounded(noun: Token) -> bool:
    """Tell it of "lost 858,390 troops, killed and wounded together"."""
    after = [t.lower_ for t in noun.doc[noun.i + 1 : min(noun.i + 7, noun.sent.end)]]
    both = {lexicon.HAPPENINGS.get(word) for word in after if word in lexicon.EVENTS}
    return after[:1] == [","] and {Phenomenon.DEATHS, Phenomenon.WOUNDED} <= both


def _held(noun: Token, predicate: Token | None, population: Population) -> Phenomenon | None:
    """Tell "There are 6,300 prisoners" from "the 500 prisoners are tired"."""
    around = {t.lower_ for t in noun.sent}
    captive = population in (Population.PRISONERS_OF_WAR, Population.HOSTAGES) or "captivity" in around
    if not captive or predicate is None:
        return None
    there = predicate.lemma_ == "be" and around & {"captivity", "there", "still"}
    return Phenomenon.PRISONERS_HELD if there or predicate.lemma_ in ("hold", "remain", "keep", "have") else None


def _frames(words: list[Token], *, moving: bool) -> list[Phenomenon | None]:
    """Give what each telling word says; None stands for changing hands."""
    frames = (frame_of(word, moving=moving) for word in words)
    return [frame.phenomenon for frame in frames if frame is not None]


def is_said(noun: Token, predicate: Token | None, phenomenon: Phenomenon) -> bool:
    """Tell whether the verb above a noun, with what completes it, says one thing of it."""
    return predicate is not None and phenomenon in _frames(_saying(predicate), moving=False)


def what_becomes_of(bodies: Token, predicate: Token | None) -> Phenomenon:
    """Tell bodies that change hands from those that are identified, dug up, found, or pulled from the rubble."""
    words = [*(_saying(predicate) if predicate is not None else []), *_describing(bodies)]
    frames = _frames(words, moving=False)
    if Phenomenon.IDENTIFIED in frames:
        return Phenomenon.IDENTIFIED
    lemmas = {t.lemma_.lower() for t in words}
    if predicate is not None and _are_found(predicate):
        return Phenomenon.DEATHS
    if None in frames or not lemmas & (lexicon.FOUND | lexicon.UNEARTHED | lexicon.KEPT):
        return Phenomenon.BODIES_TRANSFERRED
    old = bodies.lower_ in ("remains", "skeleton", "skeletons") or lemmas & (lexicon.UNEARTHED | lexicon.KEPT)
    return Phenomenon.OTHER if old else Phenomenon.DEATHS


def _are_found(verb: Token) -> bool:
    """Tell it of bodies that come from rubble or to a hospital, by nobody's hand: "Nasser hospital received 12"."""
    moved = verb.lemma_.lower() in lexicon.RECEIVE | {"arrive", "come", "carry", "transport", "reach", "pull"}
    if not moved or any({t.lower_, t.lemma_.lower()} & _HANDED_OVER for t in verb.sent):
        return False
    subject = subject_of(verb)
    ends = [(t.head.lower_, t) for t in verb.subtree if t.dep_ == "pobj" and t.head.dep_ in ("prep", "agent")]
    # "Three bodies of hostages arrived in Israel from under the rubble": whose homecoming is told.
    brought_home = verb.lemma_ != "pull" and any(population_of(t) in _BROUGHT_HOME for t in verb.subtree)
    if brought_home or any(way == "from" and end.ent_type_ in ("GPE", "NORP") for way, end in ends):
        return False
    kept = any(way in ("to", "at", "by", "in") and end.lemma_.lower() in _WARDS for way, end in ends)
    kept = kept or (subject is not None and subject.lemma_.lower() in _WARDS)
    found = any(way in ("from", "under", "beneath") and end.lemma_.lower() in _RUINS for way, end in ends)
    # "came from the battlefield to Ukraine", but "were carried to a morgue in Goma"
    abroad = any(way in ("to", "into") and end.ent_type_ in ("GPE", "NORP") for way, end in ends)
    return kept or (found and not abroad)


_BROUGHT_HOME = (Population.COMBATANTS, Population.HOSTAGES, Population.PRISONERS_OF_WAR)
_HANDED_OVER = (
    lexicon.HANDOVERS
    | lexicon.EXCHANGE
    | frozenset("hand handed repatriate icrc cross prisoner deal agreement".split())
)
_WARDS = frozenset("hospital morgue mortuary clinic".split())
_RUINS = frozenset(
    "rubble debris ruin wreckage building house home apartment street river sea water well basement car bus field "
    "battlefield trench forest".split()
)


def _describing(noun: Token) -> list[Token]:
    """Give the participles and adjectives of a noun: "killed", "freed", "who had been wounded"."""
    words = [t for t in noun.children if t.dep_ in ("acl", "relcl", "amod", "compound")]
    words += [t for above in words for t in above.conjuncts]
    before = noun.doc[max(noun.sent.start, noun.i - 2) : noun.i]
    return words + [t for t in before if t.lower_ in lexicon.FATES and t not in words]


def _saying(predicate: Token) -> list[Token]:
    """Give a verb with what completes it: "were reported killed", "came home", "are dead"."""
    words = [predicate, *(t for t in predicate.conjuncts if not _counts_anew(t))]
    words += [t for t in predicate.children if t.dep_ in ("xcomp", "acomp", "oprd", "prt", "advmod")]
    if predicate.lemma_ in ("be", "go", "have", "report", "leave", "confirm"):
        below = [t for t in predicate.subtree if t.dep_ in ("acomp", "attr", "oprd", "acl", "advmod", "xcomp")]
        words += [t for t in below if not _is_of_a_part(t, predicate)]
    return words


def _is_of_a_part(token: Token, predicate: Token) -> bool:
    """Tell whether a word is said of a part, beyond "of whom": "There are 59 hostages, of whom 35 are dead"."""
    between = token.doc[min(predicate.i, token.i) : token.i]
    return any(t.lower_ in ("whom", "which", "them") and t.i and t.nbor(-1).lower_ == "of" for t in between)


def _is_of_the_next(word: Token, noun: Token) -> bool:
    """Tell whether another count stands between: "57 civilians dead and 91 injured"."""
    between = noun.doc[noun.i + 1 : word.i]
    return any(t.like_num and t.ent_type_ not in ("DATE", "TIME") for t in between)


def _counts_anew(verb: Token) -> bool:
    """Tell whether a joined verb is said of others: "12 were killed and 30 wounded"."""
    return any(t.pos_ in ("NUM", "NOUN", "PROPN", "PRON") for t in verb.children)


def _joined(verb: Token) -> Token:
    """Give the verb that carries the meaning: "managed to return", "agreed to hand over"."""
    inner = child(verb, "xcomp")
    return inner if inner is not None and inner.lemma_ in _MEANINGFUL and verb.lemma_ not in _MEANINGFUL else verb
