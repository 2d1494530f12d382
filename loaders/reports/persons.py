"""Names of private persons in a text: of nobody whom the reference data hold, and of nobody named with an office.

The model takes many a place and many an outlet for a person. So what it finds counts where it is a whole name, or the
last word of one that the text has elsewhere.
"""

from __future__ import annotations

from spacy.tokens import Span as Entity

from loaders.reports import lexicon
from loaders.reports.parsing import Parsed
from ontology.model import Span

_OFFICES = lexicon.PERSONS | lexicon.OFFICES | frozenset(
    "governor mayor official deputy ambassador director lawmaker senator rapporteur coordinator king pope".split()
)  # fmt: skip
_REACH = 5
"""How many words from a name its office may stand: "Oleh Syniehubov, the governor of …"."""


def private_persons(parsed: Parsed) -> tuple[Span, ...]:
    """Give the places where the text names a private person, in order."""
    # The model takes a name for a person in one sentence and for an organisation in the next.
    named = [e for e in parsed.doc.ents if e.label_ in ("PERSON", "ORG") and _is_name(parsed, e)]
    persons = {_last(entity) for entity in named if entity.label_ == "PERSON"}
    whole = {_last(entity) for entity in named if len(_words(entity)) > 1}
    public = {_last(entity) for entity in named if _has_office(entity)}
    private = (persons & whole) - public
    return tuple(Span(entity.start_char, entity.end_char) for entity in named if _last(entity) in private)


def _words(entity: Entity) -> list[str]:
    return [token.text for token in entity if token.tag_ != "POS" and not token.is_space]


def _last(entity: Entity) -> str:
    return _words(entity)[-1]


def _is_name(parsed: Parsed, entity: Entity) -> bool:
    """Tell whether an entity is of capitalised words of which none is of a known agent's name."""
    words = _words(entity)
    capital = all(word[0].isupper() and word.replace("-", "").replace("'", "").isalpha() for word in words)
    return bool(words) and capital and all(parsed.mention_at(token) is None for token in entity)


def _has_office(entity: Entity) -> bool:
    """Tell it of "Governor Ivan Petrenko" and of "Ivan Petrenko, the governor of Kharkiv Oblast"."""
    sentence, doc = entity.sent, entity.doc
    before = doc[max(sentence.start, entity.start - _REACH) : entity.start]
    after = doc[entity.end : min(sentence.end, entity.end + _REACH)]
    apposed = after if len(after) and after[0].text in (",", "(") else ()
    return any(token.lemma_.lower() in _OFFICES for token in (*before, *apposed))
