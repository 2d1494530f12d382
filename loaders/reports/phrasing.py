"""Who says it where the parser does not lead there: by the order of words in the sentence.

Speakers are put last (", the police said"), after their verb (", reports the ministry"), or said to be whose number
it is ("all that Moscow has acknowledged is …", "a preliminary estimate by the BBC").
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.beside import is_given_by
from loaders.reports.mentions import Mention
from loaders.reports.negation import is_negated
from loaders.reports.order import SAYING_FORMS, head_by_order, phrase_before, subject_by_order
from loaders.reports.parsing import Parsed, head_of, span_of, tokens_of
from loaders.reports.saying import Attribution, by
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import CAN_SPEAK, is_source, speakers
from loaders.reports.syntax import attribution_span, by_agent, child, core, is_passive
from ontology.model import Span, Stance

_FINITE = ("VBD", "VBZ", "VBP", "VBN")
_ANNOUNCES = frozenset("give name issue release follow sum break offer present".split())
"""Verbs that say what follows a colon."""
_BREAKDOWNS = frozenset("breakdown figure number detail list tally count".split())
_ANSWERS = frozenset("answer version account claim figure count estimate tally".split())
"""What somebody gives who says what follows a colon: "Moscow's answer is the same: …"."""
_UNCHANGED = frozenset("same this following unchanged".split())
"""What an answer may be of which it is said only that it follows; one that "was swift" may be a deed."""
_OF_PEOPLE = frozenset("total number list count".split())
"""Nouns that may stand for those counted: "a total of 40 soldiers came from Russia"."""
_UNJUDGED = _UNCHANGED | frozenset(
    "different other another one lower higher clear simple plain short brief final complete new out in grim".split()
)
"""What a claim or a count may be of which it is not said whether it is true."""
_PASSES_ON = frozenset("give release issue provide publish compile supply announce report confirm cite".split())
"""Verbs of which a figure is what somebody did it to."""
_GIVEN = frozenset("give announce report publish confirm acknowledge".split())
"""Verbs of giving a number, and not of telling whom or what it counts."""
_COMPARING = ("from", "than", "with", "against")
"""What stands before the number that another one is compared with."""
_NEAR = 40
"""How many characters may stand between a title and the name of who bears it."""
_TITLES = 7
"""How many words, titles and all, may stand between a verb and the name of who speaks."""
_ACCOUNT = (
    r"(?:own |official |latest |last |preliminary )*(?:account|count|data|figures?|words|reckoning|estimates?|tally)"
)
WITH_REFERENCE = re.compile(r"\b(?:with (?:a )?reference to|referring to|citing|quoting)\s+")
"""What stands between an outlet and its source."""


def put_last(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "…, a media officer of the Red Cross said", "Russia, the think tank writes, lost …": words before a verb."""
    sentence = token.sent
    for verb in sentence:
        says = verb.lemma_.lower() in lexicon.SPEECH and verb.lemma_ not in lexicon.FINDING
        if verb.tag_ not in _FINITE or not says or _denied(verb):
            continue
        phrase = phrase_before(verb)
        if verb.i > token.i and _says_more(verb):
            continue  # "…, and Hamas says that": of something else
        if not phrase or phrase[0].i <= sentence.start or token in phrase or (verb.i < token.i and not _set_off(verb)):
            continue
        if any(t.text == ";" for t in parsed.doc[min(token.i, verb.i) : max(token.i, verb.i)]):
            continue
        head = head_by_order(phrase)
        if head is not None and (said := speakers(parsed, head)):
            return by(verb, said, span_of([*phrase, verb]), "put-last")
    return None


def _says_more(verb: Token) -> bool:
    """Tell whether what a verb says follows it: "Hamas says that", "the prosecutor said a fifth had died"."""
    following = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    return following.lower_ == "that" or (
        following.text != ","
        and any(c.dep_ == "ccomp" and c.i > verb.i and c.left_edge.i > verb.i for c in verb.children)
    )


def _denied(verb: Token) -> bool:
    """Tell it of "did not say"; the "not" of "Not 300,000, he said" is what he said."""
    return any(c.dep_ == "neg" and 0 < verb.i - c.i < _TITLES and c.i > verb.left_edge.i for c in verb.children)


def _set_off(verb: Token) -> bool:
    """Tell whether a comma or a dash follows a verb: "the think tank writes, …"."""
    return verb.i + 1 < len(verb.doc) and verb.nbor(1).text in (",", "—", ".", '"')


def inverted(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "…, reports the Ministry of Defence", "…, said on Monday secretary of the Commission Ahmadov"."""
    for verb in token.doc[token.i + 1 : token.sent.end]:
        if verb.lower_ not in SAYING_FORMS or verb.lower_ == "told":
            continue
        start = _start(verb)
        opens = verb.doc[start - 1] if start > token.sent.start else None
        if opens is None or opens.text not in (",", '"', "-", "—") or opens.i < token.i:
            continue
        named = _speaker_after(parsed, verb)
        if named is None or any(t.text == ";" for t in verb.doc[token.i : verb.i]):
            continue
        mention, last, said = named
        span = Span(verb.doc[start].idx, last.idx + len(last.text))
        stance = lexicon.SPEECH[SAYING_FORMS[verb.lower_]]
        stated = Stance.STATES if stance is Stance.REPORTS and not any(s.is_outlet for s in said) else stance
        passed_on = _cited_by(parsed, verb, mention, span) if mention is not None else None
        return passed_on or Attribution(said, stated, span, "subject-after-verb", verb)
    return None


def _start(verb: Token) -> int:
    """Give where the words of a verb begin: "has counted", "about this informs"."""
    start = verb.i
    while start > verb.sent.start and verb.doc[start - 1].lower_ in ("have", "has", "had", "this", "about", "also"):
        start -= 1
    return start


def _speaker_after(parsed: Parsed, verb: Token) -> tuple[Mention | None, Token, tuple[Speaker, ...]] | None:
    """Give the first after a verb who can speak, by a name or a title, where but words of time or place stand between.

    With the name, if it is a known one, and the last word of what names the speaker.
    """
    for token in verb.doc[verb.i + 1 : min(verb.i + _TITLES, verb.sent.end)]:
        if token.text in (",", ";", ":", ".") or token.tag_ in (*_FINITE, "PRP") or token.like_num:
            return None
        mention = parsed.mention_at(token)
        if mention is not None and mention.how == "name":
            last = tokens_of(parsed, mention.span)[-1]
            return mention, last, (known(mention.agent.path),)
        speaks = token.lemma_.lower() in CAN_SPEAK and token.nbor(-1).lower_ not in ("to", "with")
        if speaks and ends_its_phrase(token) and (said := speakers(parsed, token)):
            person = said[0].is_person and verb.doc[token.i + 1 : token.right_edge.i + 1]
            named = next(
                (m for m in parsed.mentions_within(token.idx, verb.sent.end_char) if m.agent.kind == "spokesperson"),
                None,
            )
            near = named is not None and named.span.start - token.idx < _NEAR and person is not False
            return named if near else None, token.right_edge if not near else token, said
    return None


def announced(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "She named a second number: 31 …", "Pakistan's army gave its account: 31 …": a clause before a colon."""
    colon = next((t for t in reversed(token.doc[token.sent.start : token.i]) if t.text == ":"), None)
    if colon is None:
        return None
    for verb in token.doc[token.sent.start : colon.i]:
        does_so = verb.lemma_ == "do" and any(c.lower_ == "so" for c in verb.children)
        listed = verb.lemma_ == "have" and any(c.lemma_ in _BREAKDOWNS for c in verb.children)
        says = verb.lemma_.lower() in lexicon.SPEECH or verb.lemma_ in _ANNOUNCES or does_so or listed
        answer = child(verb, "nsubj") if verb.lemma_ == "be" else None
        if answer is not None and _is_told_after(answer, colon) and (owners := _owners(parsed, answer)):
            return Attribution(owners, Stance.STATES, span_of([*core(answer), verb]), "announced", verb)
        doing = by_agent(verb) if is_passive(verb) else child(verb, "nsubj")
        subject = doing if verb.tag_ in _FINITE and says and not _denied(verb) else None
        said = speakers(parsed, subject) if subject is not None else ()
        cited = child(verb, "dobj") if verb.lemma_ in ("cite", "quote") else None
        source = speakers(parsed, cited) if cited is not None else ()
        if subject is not None and (said or source):
            found = by(verb, source or said, attribution_span(subject, verb, colon.idx), "announced")
            return replace(found, relays=said) if source else found
    return None


def _is_told_after(answer: Token, colon: Token) -> bool:
    """Tell whether what follows a colon is what somebody answers or counts: "Moscow's answer has been: 31 …"."""
    words = {t.lower_ for t in answer.doc[answer.i + 1 : colon.i] if t.pos_ not in ("AUX", "ADV", "DET", "PUNCT")}
    # "Moscow's claim was false: 31 were killed": that is what somebody else says.
    return answer.lemma_ in _ANSWERS and words <= (_UNCHANGED if answer.lemma_ == "answer" else _UNJUDGED)


def announced_by(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "up from 12 announced earlier by police", "the 31 deaths acknowledged by Moscow": a number that was given.

    People, bodies or captives that somebody announced or described are not thereby counted by him: who says "Hamas
    freed three hostages named by Israel" says it himself.
    """
    counts = token.lemma_.lower() in lexicon.TOLLS | set(lexicon.EVENTS) or token.lower_ in lexicon.EVENTS
    if not counts and not (token.dep_ == "pobj" and token.head.lower_ in _COMPARING):
        return None
    for word in (token, *(t for t in token.children if t.like_num)):
        for verb in word.children:
            described = any(c.dep_ in ("xcomp", "ccomp", "oprd") or c.lower_ == "as" for c in verb.children)
            if verb.dep_ != "acl" or verb.tag_ != "VBN" or verb.lemma_ not in _GIVEN or described:
                continue
            speaker = by_agent(verb)
            if speaker is not None and (said := speakers(parsed, speaker)):
                return by(verb, said, span_of([verb, *core(speaker)]), "announced-by")
    return None


def said_that(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "An official says, after 90 were freed, that 31 …", "The institute estimated before … that 31 …".

    The parser hangs the clause with "that" on the one in between.
    """
    that = next(
        (t for t in reversed(token.doc[token.sent.start : token.i]) if t.dep_ == "mark" and t.lower_ == "that"), None
    )
    if that is None or not (that.head == token or that.head.is_ancestor(token)):
        return None
    for verb in reversed(token.doc[token.sent.start : that.i]):
        if verb.text in (";", ":"):
            return None
        if verb.lemma_.lower() not in lexicon.SPEECH or verb.tag_ not in _FINITE or _denied(verb):
            continue
        open_ended = child(verb, "dobj", "ccomp", "xcomp") is None
        # "The institute | estimated": taken for an institute that is estimated.
        taken_for_passive = verb.dep_ == "acl" and verb.head.dep_ == "ROOT"
        subject = (verb.head if taken_for_passive else subject_by_order(verb)) if open_ended else None
        said = speakers(parsed, subject) if subject is not None else ()
        return (
            by(verb, said, attribution_span(subject, verb, that.idx), "said-that")
            if subject is not None and said
            else None
        )
    return None


def _is_a_side(parsed: Parsed, noun: Token) -> bool:
    """Tell a place or a party, from which people may come, from an office, from which but numbers do."""
    mention = parsed.mention_at(noun)
    return noun.ent_type_ in ("GPE", "LOC") or (mention is not None and mention.agent.kind == "party")


def from_whom(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "The toll, 31 dead, was given by the ministry", "31 dead, the number that the AP gave"."""
    for noun in token.doc[token.i + 1 : token.sent.end]:
        relative = child(noun, "relcl") if noun.lemma_.lower() in lexicon.TOLLS and noun.left_edge.i > token.i else None
        gives = relative is not None and (relative.lemma_ in _PASSES_ON or relative.lemma_.lower() in lexicon.SPEECH)
        owner = child(relative, "nsubj") if relative is not None and gives and not is_negated(relative) else None
        denied = relative is not None and lexicon.SPEECH.get(relative.lemma_) is Stance.DENIES
        set_off = noun.left_edge.i > 0 and noun.left_edge.nbor(-1).text in (",", "-", "—")
        if relative is not None and owner is not None and set_off and not denied and (said := speakers(parsed, owner)):
            return by(relative, said, attribution_span(owner, relative, len(parsed.text)), "from-whom")
    for noun in token.ancestors:
        relative = child(noun, "relcl") if noun.lemma_.lower() in lexicon.TOLLS else None
        gives = relative is not None and (relative.lemma_ in _PASSES_ON | {"name"} or relative.lemma_ in lexicon.SPEECH)
        owner = child(relative, "nsubj") if relative is not None and gives and not is_negated(relative) else None
        apart = relative is not None and token not in relative.subtree and token.dep_ in ("appos", "attr", "nummod")
        if relative is not None and owner is not None and apart and (said := speakers(parsed, owner)):
            return by(relative, said, attribution_span(owner, relative, len(parsed.text)), "from-whom")
        verb = noun.head
        counted = noun.lemma_.lower() in lexicon.TOLLS | set(lexicon.SPEECH_NOUNS)
        if not counted or noun.dep_ not in ("nsubj", "nsubjpass") or verb.sent != token.sent:
            continue
        given = by_agent(verb) if is_passive(verb) and verb.lemma_ in _PASSES_ON else None
        source = next((c for c in verb.children if c.lower_ == "from"), None)
        # "A total of 40 soldiers came home from Russia" names nobody who says so.
        whence = child(source, "pobj") if source is not None and verb.lemma_ in ("come", "stem", "be") else None
        people = noun.lemma_.lower() in _OF_PEOPLE and whence is not None and _is_a_side(parsed, whence)
        speaker = given or (None if people else whence)
        if speaker is not None and is_source(parsed, speaker) and (said := speakers(parsed, speaker)):
            return Attribution(said, Stance.STATES, span_of([verb, *core(speaker)]), "from-whom", verb)
    return None


def _cited_by(parsed: Parsed, verb: Token, outlet: Mention, span: Span) -> Attribution | None:
    """Read "…, writes the edition RBC with reference to the deputy": the deputy says it, RBC passes it on."""
    after = WITH_REFERENCE.search(parsed.plain, outlet.span.end, verb.sent.end_char)
    cited = parsed.mentions_within(after.end(), verb.sent.end_char) if after is not None else []
    source = next((m for m in cited if m.how == "name"), None)
    if after is None or source is None:
        return None
    whole = Span(after.start(), source.span.end)
    relay = (known(outlet.agent.path),)
    return Attribution((known(source.agent.path),), Stance.STATES, whole, "citing", verb, relay)


def by_account(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "By the BBC's account 941 returned", where the parser takes the account for a name."""
    start, end = token.sent.start_char, token.sent.end_char
    for mention in parsed.mentions_within(start, end):
        opens = re.search(r"\b[Bb]y (?:the )?$", parsed.plain[start : mention.span.start])
        closes = re.match(rf"'s? {_ACCOUNT}\b", parsed.plain[mention.span.end : end])
        head = head_of(parsed, mention.span)
        if opens and closes and head is not None and mention.how != "demonym":
            span = Span(start + opens.start(), mention.span.end + closes.end())
            if span.start > token.idx and _has_its_own(parsed, token, span):
                continue
            if ";" not in parsed.plain[min(token.idx, span.start) : max(token.idx, span.end)]:
                return Attribution((known(mention.agent.path),), Stance.STATES, span, "according-to", head)
    return None


def _has_its_own(parsed: Parsed, token: Token, account: Span) -> bool:
    """Tell whether an account after a token is of a number nearer to it: "44 …, leaving 19 by Yerevan's count"."""
    first = parsed.token_at(account.start)
    after = parsed.doc[parsed.token_at(account.end - 1).i + 1 :][:1]
    between = parsed.doc[max(token.i, first.sent.start) + 1 : first.i]
    parted = any(t.text == "," for t in between)
    other = any(t.like_num and t.ent_type_ not in ("DATE", "TIME") and t.head != token for t in between)
    return (parted and other) or any(t.like_num for t in after)


def by_their_own_count(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Armenia lost 31 and Azerbaijan 12, by their own counts", "the two countries said": each says its own."""
    said = _EACH_FOR_ITSELF.search(parsed.plain, token.idx, token.sent.end_char)
    head = head_of(parsed, Span(*said.span())) if said is not None else None
    if said is None or head is None:
        return None
    named = [m for m in parsed.mentions_within(token.sent.start_char, said.start()) if m.agent.path in parsed.sides]
    own = min(named, key=lambda m: max(m.span.start - token.idx, token.idx - m.span.end), default=None)
    if own is None:
        return None
    # "Ukraine and Russia exchanged 1,000 each, both sides say": no number parts them, it is that of both.
    both = {m.agent.path: known(m.agent.path) for m in named}
    between = parsed.doc[tokens_of(parsed, named[0].span)[0].i : tokens_of(parsed, named[-1].span)[-1].i]
    joint = len(both) == 2 and named[-1].span.end <= token.idx and not any(t.like_num for t in between)
    stance = Stance.CONFIRMS if "confirm" in said[0] else Stance.STATES
    who = tuple(both.values()) if joint else (known(own.agent.path),)
    return Attribution(who, stance, Span(*said.span()), "each-for-itself", head)


_EACH_FOR_ITSELF = re.compile(
    rf"\bby their own {_ACCOUNT}"
    r"|(?<!on )\b(?:the two (?:countries|sides|states|governments)|both (?:countries|sides|capitals)) "
    r"(?:said|say|reported|report|announced|state|stated|confirmed)\b"
)


def what_is_said(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "all that Moscow has acknowledged is …", "that … is an estimate by the BBC"."""
    for verb in token.ancestors:
        number = child(verb, "nsubj")
        counts = number is not None and number.lemma_.lower() in lexicon.TOLLS and token not in number.subtree
        if number is not None and counts and verb.lemma_ in _STANDS and (said := _owners(parsed, number)):
            return Attribution(said, Stance.STATES, span_of([*core(number), verb]), "what-is-said", verb)
        if verb.lemma_ != "be" or verb.sent != token.sent:
            continue
        subject, told = child(verb, "nsubj", "nsubjpass", "csubj"), child(verb, "attr")
        relative = child(subject, "relcl") if subject is not None and token not in subject.subtree else None
        if relative is not None and relative.lemma_.lower() in lexicon.SPEECH:
            owner = child(relative, "nsubj")
            if owner is not None and (said := speakers(parsed, owner)):
                return by(relative, said, attribution_span(owner, relative, len(parsed.text)), "what-is-said")
        mention = parsed.mention_at(told) if told is not None and child(told, "case") is not None else None
        if subject is not None and mention is not None and subject.lemma_.lower() in lexicon.TOLLS:
            who = (known(mention.agent.path),)  # "the number of 31, …, is UNICEF's"
            return Attribution(
                who, Stance.STATES, span_of([verb, *core(told)] if told else [verb]), "what-is-said", verb
            )
        if told is None or told.lemma_.lower() not in {*lexicon.SPEECH_NOUNS, "those", "that"}:
            continue
        preposition = next((c for c in told.children if c.lower_ in ("by", "of", "from")), None)
        source = child(preposition, "pobj") if preposition is not None else None
        if source is not None and token not in told.subtree and (said := speakers(parsed, source)):
            stance = lexicon.SPEECH_NOUNS.get(told.lemma_.lower(), Stance.STATES)
            return Attribution(said, stance, span_of([*told.subtree]), "what-is-said", verb)
    return None


def _owners(parsed: Parsed, number: Token) -> tuple[Speaker, ...]:
    """Give whose number it is in "the army's figure is 13", "the toll of the ministry stands at 31"."""
    owner = child(number, "poss")
    if owner is not None and owner.lower_ == "whose" and number.head.dep_ == "relcl":
        owner = number.head.head
    if owner is None or not (owner.pos_ == "PRON" or is_source(parsed, owner)):
        return ()
    return speakers(parsed, owner) if is_given_by(parsed, number, owner) else ()


_STANDS = frozenset(
    "be stand rise reach remain climb grow pass exceed top hit number have contain list include".split()
)


def ends_its_phrase(noun: Token) -> bool:
    """Tell whether a noun ends its phrase: "the Interior | Ministry"."""
    return noun.i + 1 >= len(noun.doc) or noun.nbor(1).pos_ not in ("NOUN", "PROPN")
