"""Who says it in the sentence itself: verbs of saying, "according to", "…'s claim that", words put in between."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.beside import is_given_by, maker, source_of
from loaders.reports.negation import is_negated
from loaders.reports.order import subject_by_order
from loaders.reports.parsing import Parsed, head_of, span_of, tokens_of
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import WORKS, is_source, speakers
from loaders.reports.syntax import SUBJECTS, attribution_span, by_agent, child, core, is_passive, subject_of
from loaders.reports.units import population_of
from ontology.model import Span, Stance


@dataclass(frozen=True)
class Attribution:
    """Who says something, in which words that is told, and by which rule it was found.

    `relays` are those through whom it came, innermost first; `verb` is where the time of saying stands.
    """

    claimants: tuple[Speaker, ...]
    stance: Stance
    span: Span
    rule: str
    verb: Token
    relays: tuple[Speaker, ...] = ()


_DEEDS = frozenset("verify record document register count tally list identify".split())
"""Verbs that tell what somebody did to have a number, and not only that it was said."""
_HOLDING = frozenset("have give name arrive come get quote cite place pass identify reach know".split())
"""Verbs that pass on a figure when an outlet, an agency or a person is their subject."""
_COMES = {"come": ("to",), "arrive": ("at",), "know": ("of",)}
"""Those that do so with a preposition: "the office came to 51 killed"."""
_SETTING = frozenset("update raise revise lower peg fix set increase adjust cut bring".split())
"""Verbs that do so where their object is a toll: "the ministry raised the toll to 31"."""
_ASIDE = 12
"""How many words an inserted "he added on Telegram" may have."""


def speech_verbs(token: Token, *, cited: bool = False) -> list[tuple[Token, list[Token]]]:
    """Give the verbs of saying above a token, innermost first, each with its subject in the sentence.

    `cited` tells that somebody else is known to say it, so that only those who pass it on are asked for.
    """
    chain: list[tuple[Token, list[Token]]] = []
    below = token
    for verb in token.ancestors:
        if _apart(verb, token, cited or bool(chain)) or (chain and (_contrasts(below) or _is_beside(chain[-1][0]))):
            break
        if _is_said_of(verb):
            break  # "is said to have told diplomats of 80,000": nobody is behind that
        if _says(verb) and _governs(verb, below):
            subject = by_agent(verb) if is_passive(verb) else (subject_by_order(verb, token) or subject_of(verb))
            subject = _learned_from(verb) or subject
            # "TASS quoted the ministry as saying": the ministry says it, TASS passes it on.
            quoted = child(verb, "dobj") if verb.lemma_ in ("quote", "cite") and not is_passive(verb) else None
            found = [noun for noun in (quoted, subject) if noun is not None and token not in core(noun)]
            chain += [(verb, [noun]) for noun in found] or ([(verb, [])] if is_passive(verb) else [])
        below = verb
    return chain


def _learned_from(verb: Token) -> Token | None:
    """Give the police of "the mayor learned from the police that 300 were killed": they said it."""
    source = next((c for c in verb.children if c.lower_ == "from"), None) if verb.lemma_ in ("learn", "hear") else None
    return child(source, "pobj") if source is not None else None


def _is_beside(saying: Token) -> bool:
    """Tell it of "Kyiv said 31 had come home and Moscow | said 26 had": who speaks first has not told of the other."""
    subject = child(saying, "nsubj")
    named = subject is not None and subject.pos_ in ("PROPN", "NOUN")
    return saying.dep_ == "conj" and named and not any(c.lower_ == "that" and c.i < saying.i for c in saying.children)


def _is_said_of(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and verb.head.lemma_ in ("say", "rumour", "rumor", "suppose") and is_passive(verb.head)


def _says(verb: Token) -> bool:
    """Tell a verb of saying, and "bring to attention", "make public"."""
    if verb.pos_ != "VERB" or verb.lemma_.lower() in lexicon.SPEECH:
        return verb.pos_ == "VERB"
    words = {t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 4]}
    return bool(words & _IDIOMS.get(verb.lemma_, frozenset()))


_IDIOMS = {
    **dict.fromkeys(("bring", "draw", "call"), frozenset({"attention"})),
    "make": frozenset({"known", "public", "clear"}),
    "go": frozenset({"record"}),
}
"""Words right after a verb that make it one of saying."""


def _contrasts(clause: Token) -> bool:
    """Tell whether a clause stands beside another: "…, while Moscow says"."""
    return clause.dep_ == "advcl" and any(
        c.lower_ in ("while", "whereas", "though", "although") for c in clause.children
    )


def _apart(verb: Token, token: Token, said: bool) -> bool:
    """Tell whether a semicolon parts a verb from what somebody is said to say: "Kyiv said …; Moscow said …"."""
    between = verb.doc[min(verb.i, token.i) : max(verb.i, token.i)]
    return (verb.i > token.i or said) and any(t.text == ";" for t in between)


def _governs(verb: Token, below: Token) -> bool:
    """Tell whether what is below a verb is what it says, and not, say, a clause of time beside it."""
    if _tells_a_deed(verb, below):
        return False
    if below.dep_ == "advcl":
        marks = {c.lower_ for c in below.children if c.dep_ in ("mark", "advmod")}
        # "Kyiv said so after 31 bodies were returned": said of something else.
        return not marks & {
            "after",
            "when",
            "while",
            "as",
            "before",
            "since",
            "because",
            "although",
            "though",
        }
    if below.dep_ == "conj" and (below.pos_ in ("NUM", "NOUN") or _is_one_more(below)):
        return True  # "has verified 13,883 civilians killed and 35,548 injured": one more object
    if below.dep_ == "conj":
        # "31 were returned, he wrote, and 26 were given": what follows is still what he wrote.
        return any(c.dep_ == "ccomp" and c.i < verb.i for c in verb.children)
    if verb.lemma_ == "claim" and below.lemma_ in ("life", "victim"):
        return False  # "the attack claimed 31 lives"
    if verb.lower_ == "said" and child(verb, "xcomp") is not None:
        return False  # "militants said to have killed 31"
    if verb.lemma_ in lexicon.FINDING and below.dep_ == "dobj":
        subject = child(verb, "nsubj")
        named = below.lemma_.lower() in ("name", "identity") and verb.lemma_ == "establish"
        works = WORKS | set(lexicon.SPEECH_NOUNS)
        return named or (subject is not None and subject.lemma_.lower() in works)
    return verb.lemma_ not in lexicon.FINDING or below.dep_ == "ccomp"


def _tells_a_deed(verb: Token, below: Token) -> bool:
    """Tell it of what is done and not said: "replied with a strike that killed 12", "put 12 to death"."""
    lemma = verb.lemma_.lower()
    if lemma in ("reply", "respond", "repeat"):
        return below.i > verb.i and below.dep_ not in ("ccomp", "parataxis")
    if lemma == "put" and not _puts_at(verb):
        return True
    if lemma == "count" and verb.doc[verb.i + 1].lower_ == "on":
        return True
    if below.dep_ == "advcl" and below.tag_ == "VBG" and below.i > verb.i:
        return below.lemma_.lower() in lexicon.HAPPENINGS or below.lemma_.lower() in lexicon.GIVE
    if lexicon.SPEECH.get(lemma) is Stance.DENIES and any(c.lemma_ in _OFFERED for c in verb.children):
        return True
    if below.dep_ not in ("dobj", "dative"):
        return False
    people = population_of(below) is not None or below.lemma_.lower() in lexicon.BODIES
    return below.lemma_ in _PICTURES or (people and lemma in lexicon.DONE_TO_PEOPLE)


def _puts_at(verb: Token) -> bool:
    """Tell "put the toll at 31", "put its dead over 31" from "put over 31 in hospital"."""
    return any(
        t.lower_ in ("at", "between", "above") or (t.lower_ in _ABOUT and t.i > verb.i + 1 and t.nbor(1).like_num)
        for t in verb.subtree
        if verb.i < t.i < t.sent.end - 1
    )


_ABOUT = frozenset("over near below under around beyond".split())
_PICTURES = frozenset("video footage photo photograph picture image film clip recording".split())
_OFFERED = frozenset("deal offer plan proposal demand request call appeal bid truce agreement swap exchange".split())
"""What one rejects without a word on whether it is so: "rejected a deal to free 12 hostages"."""


def _is_one_more(participle: Token) -> bool:
    """Tell it of "spoke of 4,000 killed and | 8,000 wounded", where the parser sees another clause."""
    subject = child(participle, *SUBJECTS)
    helped = child(participle, "aux", "auxpass") is not None
    return (
        participle.tag_ == "VBN"
        and participle.head.lemma_ != "cite"
        and not helped
        and (subject is None or subject.like_num)
    )


def speech_verb(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Moscow claims …", "…, the ministry said", "stating it received 31", "announcing the return of"."""
    chain = speech_verbs(token)
    named = [(verb, subject[0], said) for verb, subject in chain if subject and (said := speakers(parsed, subject[0]))]
    if not named or is_negated(chain[0][0]) or is_negated(named[0][0]):
        return None
    # "Ukraine has verified 1,700, Lubinets said": what a state is said to have done, it does not say itself.
    done = len(named) > 1 and named[0][0].lemma_.lower() in _DEEDS and all(not _counts(s) for s in named[0][2])
    named = named[1:] if done else named
    verb, subject, said = named[0]
    stance = _stance(verb if done else chain[0][0], said)
    others = (speaker for above, _, found in named[1:] if not is_negated(above) for speaker in found)
    outer = tuple(dict.fromkeys(speaker for speaker in others if speaker not in said))
    span = attribution_span(subject, verb, _start_after(verb, token, len(parsed.text)))
    rule = "speech-verb" if verb.i < token.i else "speech-verb-after"
    return Attribution(said, stance, span, rule, verb, outer)


def _start_after(verb: Token, token: Token, end: int) -> int:
    """Give where what is said begins, if it follows the verb: "confirmed | only 20 bodies"; else the end."""
    if token.i <= verb.i:
        return end
    said = next((t for t in (token, *token.ancestors) if t.head.i == verb.i), token)
    return said.left_edge.idx if said.left_edge.i > verb.i else token.idx


def _stance(verb: Token, said: tuple[Speaker, ...]) -> Stance:
    """Give how it is put; a ministry that "reports" states, an outlet reports."""
    stance = lexicon.SPEECH.get(verb.lemma_.lower(), Stance.STATES)
    return Stance.STATES if stance is Stance.REPORTS and not any(s.is_outlet for s in said) else stance


def inserted(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Russia, he added, got 78 bodies back"."""
    beside = (verb for above in (token, *token.ancestors) for verb in above.children)
    for verb in beside:
        subject = child(verb, "nsubj")
        aside = verb.dep_ in ("parataxis", "ccomp", "advcl") or _closes(verb)
        if (
            subject is None
            or not aside
            or verb.pos_ != "VERB"
            or token in verb.subtree
            or verb.lemma_.lower() not in lexicon.SPEECH
        ):
            continue
        short = sum(not t.is_punct for t in verb.subtree) <= _ASIDE and not _apart(verb, token, said=True)
        set_off = parsed.doc[max(subject.left_edge.i - 1, 0)].text in (",", '"', "-", "—")
        if short and set_off and (said := speakers(parsed, subject)):
            put_in = by(verb, said, attribution_span(subject, verb, len(parsed.text)), "inserted")
            return _passed_on(parsed, verb.head, put_in)
    return None


def _passed_on(parsed: Parsed, main: Token, aside: Attribution) -> Attribution:
    """Read "officials put the toll at 100, the paper wrote, and perhaps at 80": the officials say it."""
    subject = child(main, "nsubj") if _says(main) and main.i < aside.verb.i and not is_negated(main) else None
    said = speakers(parsed, subject) if subject is not None else ()
    if subject is None or not said or set(said) & set(aside.claimants):
        return aside
    span = attribution_span(subject, main, len(parsed.text))
    return Attribution(said, _stance(main, said), span, "speech-verb", main, aside.claimants)


def _closes(verb: Token) -> bool:
    """Tell it of "Russia lost 1,000 troops, the ministry reported", which the parser may take for two clauses."""
    alone = not any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.children)
    return verb.dep_ == "conj" and alone and not any(c.dep_ == "cc" for c in verb.head.children)


def named_at_the_end(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "…, Vladimir Medinsky, Russia's chief negotiator, wrote", which the parser may take for a list."""
    for verb in token.sent:
        if verb.i <= token.i or verb.lemma_.lower() not in lexicon.SPEECH or verb.tag_ not in ("VBD", "VBZ"):
            continue
        if child(verb, "nsubj", "nsubjpass") is not None:
            continue
        for mention in parsed.mentions_within(token.idx, verb.idx):
            name = tokens_of(parsed, mention.span)
            set_off = name[0].nbor(-1).text == "," and mention.how == "name" and mention.agent.kind != "party"
            if set_off and verb.i - name[-1].i <= _ASIDE and name[-1].nbor().text in (",", verb.text):
                return by(verb, (known(mention.agent.path),), span_of([name[0], verb]), "named-at-the-end")
    return None


def put_as(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "they held, as the Red Cross stated at the time, 31 names"."""
    for above in (token, *token.ancestors):
        for verb in above.children:
            marked = any(c.lower_ == "as" and c.dep_ in ("mark", "advmod") for c in verb.children)
            agreed = verb.lemma_ == "agree" and verb.tag_ == "VBP"
            if not marked or not (verb.lemma_.lower() in lexicon.SPEECH or agreed) or token in verb.subtree:
                continue
            subject, told = child(verb, "nsubj"), child(verb, "dobj", "ccomp")
            if subject is not None and told is None and (said := speakers(parsed, subject)):
                return by(verb, said, attribution_span(subject, verb, len(parsed.text)), "as-somebody-says")
    return None


def has_it(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "the police now have 16 dead", "the ICRC gives the total as", "Zelensky named a figure: 31,000".

    A party is no such speaker: what Ukraine has, it has.
    """
    for verb in token.ancestors:
        if verb.pos_ not in ("VERB", "AUX") or verb.sent != token.sent:
            continue
        if verb.lemma_.lower() in lexicon.SPEECH:
            return None
        if verb.lemma_.lower() not in _HOLDING and not _sets_a_toll(verb):
            if verb.dep_ in ("ROOT", "relcl", "advcl"):
                return None
            continue
        if verb.lemma_ in _COMES and not any(c.lower_ in _COMES[verb.lemma_] for c in verb.children):
            return None
        subject = child(verb, "nsubj") or (subject_of(verb) if verb.dep_ == "conj" else None)
        if subject is None or is_negated(verb) or token in subject.subtree:
            return None
        said = tuple(s for s in speakers(parsed, subject) if _counts(s))
        if verb.lemma_ == "identify" and not all(s.is_outlet or s.is_agency for s in said):
            return None  # "experts identified 31 of the bodies"
        if said and is_source(parsed, subject):
            span = attribution_span(subject, verb, _start_after(verb, token, len(parsed.text)))
            return Attribution(said, Stance.STATES, span, "has-it", verb)
        return None
    return None


def _sets_a_toll(verb: Token) -> bool:
    told = child(verb, "dobj")
    return verb.lemma_ in _SETTING and told is not None and told.lemma_ in lexicon.TOLLS


def _counts(speaker: Speaker) -> bool:
    """Tell who may "have" a number without being its owner: an outlet, an agency, a person, and no party."""
    return speaker.path is None or not speaker.path.startswith("party/")


def by(verb: Token, said: tuple[Speaker, ...], span: Span, rule: str) -> Attribution:
    """Give the attribution that rests on a verb of saying."""
    return Attribution(said, _stance(verb, said), span, rule, verb)


def claim_of(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Moscow's claim that …", "the BBC's estimate of 1,000 dead", "a report by TASS that …"."""
    for noun in token.ancestors:
        verb = noun.pos_ == "VERB" and noun.lemma_.lower() in lexicon.SPEECH
        if verb and child(noun, *SUBJECTS) is not None:
            return None
        if noun.pos_ != "NOUN" or noun.lemma_.lower() not in lexicon.SPEECH_NOUNS:
            continue
        made = maker(parsed, noun)
        owner = child(noun, "poss") or source_of(parsed, noun) or (head_of(parsed, made.span) if made else None)
        if owner is None or owner.pos_ == "PRON" or not is_given_by(parsed, noun, owner):
            continue
        if not (said := speakers(parsed, noun)):
            continue
        span = span_of([t for t in noun.subtree if t.i <= max(noun.i, owner.i)])
        return Attribution(said, lexicon.SPEECH_NOUNS[noun.lemma_.lower()], span, "claim-of", noun)
    return None
