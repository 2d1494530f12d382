"""Sentences that the parser is known to misread, put right: a verb of saying that it takes for something else.

It knows who speaks by the verb, so that "Families of the missing | say at least 500 …", read as a noun, leaves a claim
without its claimant.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from loaders.reports import lexicon

_BARE = frozenset("say speak report estimate claim believe put count name".split())
"""Verbs whose form for "they" the model takes for a noun: "channels | speak of 200"."""
_NAMING = frozenset("name put give cite quote".split())
"""Verbs that tell a number without "that": "One official | named 250,000"."""
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_CLAUSE = ("ccomp", "dobj", "oprd", "prep", "xcomp")


def mend(doc: Doc) -> None:
    """Make verbs of saying of the nouns and participles that a sentence hangs on and that can be nothing else."""
    for sentence in doc.sents:
        for word in sentence:
            if word.dep_ == "nsubj" and word.head.dep_ == "aux" and word.head.head.lemma_ in lexicon.SPEECH:
                word.head = word.head.head  # "officials | had at first | spoken of 16"
        root = sentence.root
        if root.pos_ == "NOUN" and root.lemma_ in _BARE and (subject := _plural_subject(root)) is not None:
            _make_verb(root, "VBP")
            subject.dep_ = "nsubj"
        elif root.pos_ in ("NOUN", "PROPN") and (verb := _taken_for_participle(root)) is not None:
            _make_verb(verb, "VBD")
            _turn_round(root, verb)
        elif root.lemma_ in lexicon.SPEECH and root.tag_ in _FINITE and (name := _swallowed(root)) is not None:
            name.head, name.dep_ = root, "nsubj"


def _plural_subject(root: Token) -> Token | None:
    """Give the subject of a noun that is a verb: "Families of the missing | say"."""
    return next((c for c in root.children if c.dep_ == "nsubj" and c.i < root.i), None)


def _taken_for_participle(noun: Token) -> Token | None:
    """Give the verb in "The committee, which opened a case, | reported that 28 died", which hangs on the noun."""
    for verb in noun.doc[noun.i + 1 : noun.sent.end]:
        says = verb.lemma_.lower() in lexicon.SPEECH or verb.lemma_ in _NAMING
        if verb.dep_ != "acl" or not says or verb.tag_ not in ("VBN", "VBD") or not _leads_to(verb, noun):
            continue
        told = [c for c in verb.children if c.i > verb.i and c.dep_ in _CLAUSE and c.lower_ != "by"]
        by_whom = any(c.lower_ == "by" and c.dep_ in ("agent", "prep") for c in verb.children)
        rest = any(t.tag_ in _FINITE and t.head == noun for t in noun.sent if t.dep_ != "relcl" and t.i != verb.i)
        if told and not by_whom and not rest:
            return verb
    return None


def _leads_to(verb: Token, noun: Token) -> bool:
    """Tell whether a verb hangs on a noun or on the last one of the clause beside it: "who leads the team, | named"."""
    above = verb.head
    while above.i != noun.i and above.dep_ in ("dobj", "pobj", "prep", "relcl", "appos", "attr"):
        above = above.head
    return above.i == noun.i and (verb.head.i == noun.i or verb.nbor(-1).text == ",")


def _swallowed(verb: Token) -> Token | None:
    """Give the subject of "From court records | Meduza and Mediazona | estimated", hung on what stands before it."""
    if verb.i == verb.sent.start or any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for c in verb.children):
        return None
    name = verb.nbor(-1)
    while name.dep_ in ("conj", "compound"):
        name = name.head
    before = name.left_edge.nbor(-1) if name.left_edge.i > verb.sent.start else None
    apposed = name.dep_ == "appos" and name.pos_ == "PROPN" and name.sent == verb.sent
    return name if apposed and before is not None and not before.is_punct else None


def _make_verb(token: Token, tag: str) -> None:
    token.pos_, token.tag_ = "VERB", tag


def _turn_round(noun: Token, verb: Token) -> None:
    """Hang a noun on its verb, of which the parser took it for the head."""
    verb.head, verb.dep_ = verb, "ROOT"
    noun.head, noun.dep_ = verb, "nsubj"
