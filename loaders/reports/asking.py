"""What a figure counts that answers a question: "How many are left? 120", "And the wounded? Around 400"."""

from __future__ import annotations

import re

from loaders.reports.case import PRISONERS, Case
from loaders.reports.frames import Frame, last_of
from loaders.reports.units import Kind, population_of
from ontology.model import Phenomenon

_LEFT = re.compile(r"\b(?:left|still|remain\w*|holds?|held)\b", re.IGNORECASE)
_OPENING = 60
"""Within how many characters of its beginning an answer gives its figure."""


def asked_for(case: Case) -> Frame | None:
    """Give what the question right before a bare figure asks for; None where none is asked."""
    number = case.number
    question = case.parsed.sentence_beside(number, -1)
    if question is None or not question.text.rstrip(" *_\n").endswith("?") or case.unit.kind is not Kind.NOTHING:
        return None
    if number.idx - number.sent.start_char > _OPENING:
        return None
    told = last_of(question)
    captives = case.memory.of_hostages or any(population_of(t) in PRISONERS for t in question)
    if captives and _LEFT.search(question.text) and (told is None or told.phenomenon is not Phenomenon.DEATHS):
        return Frame(Phenomenon.PRISONERS_HELD, question[0])
    return told
