"""What a model answers, narrowed to records: their form and their closed lists, and no word of it believed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from loaders.llm.prompt import FIELDS
from ontology.model import Accumulation, Comparator, Modality, Phenomenon, Population, Stance

MOST_CLAIMS = 200
"""Claims of one answer that are looked at: a window of text holds fewer figures."""

_Words = TypeVar("_Words", bound=StrEnum)


class Refused(StrEnum):
    """Why a claim of a model is refused; none says a word of the claim."""

    FORM = "the claim is not of the form that was asked for"
    QUOTE = "its quotation does not stand in the text"
    QUOTE_TWICE = "its quotation stands more than once in the text"
    QUOTE_LONG = "its quotation is longer than a clause"
    FIGURE = "its figure does not stand in its quotation"
    NUMBER = "its figure is not one number that counts people"
    VALUE = "its value is not that of its figure"
    ATTRIBUTION = "the words that attribute it do not stand in the text"
    CLAIMANT = "its claimant is not named in the text, or not by the words that attribute it"
    DATE = "its date is no date, or lies after the publication of what is told as done"
    REPEATED = "it is told twice"
    ONTOLOGY = "it breaks a rule of the ontology"
    MANY = "its answer holds more claims than are looked at"


class Refusal(Exception):
    """A claim is refused."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Record:
    """One claim as a model gives it, of the right form."""

    quote: str
    figure: str
    value: Decimal
    kind: Phenomenon
    comparator: Comparator
    of: str | None
    giver: str | None
    receiver: str | None
    population: Population | None
    claimant: str | None
    attributed_in: str | None
    relayed_by: tuple[str, ...]
    speech: Stance
    modality: Modality
    accumulation: Accumulation
    event_date: str | None
    as_of: str | None


def record(given: object) -> Record:
    """Narrow one claim of an answer. Raises Refusal for one that has not the form that the schema asks for."""
    if not isinstance(given, Mapping) or set(given) != set(FIELDS):
        raise Refusal(Refused.FORM)
    population = given["population"]
    return Record(
        quote=_text(given["quote"]),
        figure=_text(given["figure"]),
        value=_number(given["value"]),
        kind=_word(given["kind"], Phenomenon),
        comparator=_word(given["comparator"], Comparator),
        of=_maybe(given["of"]),
        giver=_maybe(given["from"]),
        receiver=_maybe(given["to"]),
        population=None if population is None else _word(population, Population),
        claimant=_maybe(given["claimant"]),
        attributed_in=_maybe(given["attributed_in"]),
        relayed_by=_texts(given["relayed_by"]),
        speech=_word(given["speech"], Stance),
        modality=_word(given["modality"], Modality),
        accumulation=_word(given["accumulation"], Accumulation),
        event_date=_maybe(given["event_date"]),
        as_of=_maybe(given["as_of"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refusal(Refused.FORM)
    return value


def _maybe(value: Any) -> str | None:
    return None if value is None or value == "" else _text(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Refusal(Refused.FORM)
    return tuple(_text(each) for each in value)


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal):
        raise Refusal(Refused.FORM)
    return value


def _word(value: Any, words: type[_Words]) -> _Words:
    try:
        return words(_text(value).replace("_", "-"))
    except ValueError as error:
        raise Refusal(Refused.FORM) from error
