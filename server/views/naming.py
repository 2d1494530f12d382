"""How things are called on pages: by their label, or where they have none by what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ontology.terms import CCL, DCTERMS, SKOS
from server import wording
from server.lookup import Lookup, Ref
from server.wording import Counted

EXCHANGES = {
    CCL.BodyRepatriation: "body repatriation",
    CCL.PrisonerExchange: "prisoner exchange",
    CCL.HostageRelease: "hostage release",
    CCL.Exchange: "exchange",
}
CLAIMS = (CCL.Claim, CCL.EventClaim)
SOURCES = (CCL.Report, CCL.Dataset, CCL.Source)


def ref(lookup: Lookup, iri: str) -> Ref:
    """Name something, whatever it is, with a link to it."""
    named = lookup.ref(iri)
    if lookup.label(iri) is not None:
        return named
    words = _described(lookup, iri)
    return Ref(words, named.href) if words else named


def refs(lookup: Lookup, iris: Iterable[str]) -> tuple[Ref, ...]:
    """Name several things."""
    return tuple(ref(lookup, iri) for iri in iris)


def optional(lookup: Lookup, iri: str | None) -> Ref | None:
    """Name something that may be missing."""
    return None if iri is None else ref(lookup, iri)


def counted(lookup: Lookup, quantity: str, graph: str | None = None) -> Counted:
    """Read what a quantity counts."""
    agents = (CCL.affiliation, CCL.transferor, CCL.transferee)
    affiliation, transferor, transferee = (lookup.name(lookup.iri(quantity, agent, graph)) for agent in agents)
    event = _event_of(lookup, quantity, graph)
    return Counted(
        phenomenon=lookup.concept(lookup.iri(quantity, CCL.phenomenon, graph)) or "other",
        population=lookup.concept(lookup.iri(quantity, CCL.population, graph)),
        affiliation=affiliation,
        transferor=transferor,
        transferee=transferee,
        period=lookup.text(event or quantity, CCL.date if event else CCL.period, graph),
        place=lookup.name(lookup.iri(event or quantity, CCL.place, graph)),
        event_type=lookup.concept(lookup.iri(quantity, CCL.eventType, graph)),
        note=lookup.text(quantity, SKOS.note, graph),
    )


def _event_of(lookup: Lookup, quantity: str, graph: str | None) -> str | None:
    """Give the conflict event within which is counted: it has the day and the place, which the quantity has not."""
    within = lookup.iri(quantity, CCL.within, graph)
    return within if within and CCL.ConflictEvent in lookup.types(within) else None


_OWN = re.compile(r"exchange/(?P<report>[0-9a-f]{32})/\d+")


def exchange(lookup: Lookup, iri: str) -> str:
    """Call an exchange by its kind, its parties and its day."""
    types = lookup.types(iri)
    kind = next((words for kind, words in EXCHANGES.items() if kind in types), "exchange")
    parties = _parties(lookup, iri)
    date = lookup.text(iri, CCL.date)
    between = f" between {' and '.join(parties)}" if len(parties) > 1 else ""
    when = wording.when(date) if date else f"day not given{_told_of_in(lookup, iri)}"
    return f"{kind}{between}, {when}"


def _told_of_in(lookup: Lookup, exchange: str) -> str:
    """Name the report whose own an undated exchange is: its IRI is made of the report's."""
    source = _OWN.fullmatch(exchange.removeprefix(lookup.addresses.base))
    title = lookup.text(lookup.addresses.iri(f"report/{source['report']}"), DCTERMS.title) if source else None
    return f" in “{title}”" if title else ""


def event(lookup: Lookup, iri: str, graph: str | None) -> str:
    """Say what an event claim states of an exchange."""
    mediators = [lookup.ref(agent).label for agent in lookup.iris(iri, CCL.mediator, graph)]
    named = exchange(lookup, iri)
    if mediators:
        return f"{' and '.join(mediators)} mediated the {named}"
    return f"the {named}, took place"


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def _described(lookup: Lookup, iri: str) -> str | None:
    types = lookup.types(iri)
    if CCL.Quantity in types:
        return capital(wording.quantity(counted(lookup, iri)))
    if types & set(EXCHANGES):
        return capital(exchange(lookup, iri))
    if CCL.ConflictEvent in types:
        return _conflict_event(lookup, iri)
    if CCL.Transfer in types:
        giver, taker = (lookup.name(lookup.iri(iri, side)) or "?" for side in (CCL.transferor, CCL.transferee))
        return f"Transfer from {giver} to {taker}"
    if types & set(SOURCES):
        return _source(lookup, iri)
    return None


def _conflict_event(lookup: Lookup, iri: str) -> str:
    """Call an event by its number in its register, its place and its day."""
    entry = next(iter(lookup.subjects(CCL.identifies, iri)), iri)
    number = lookup.text(entry, SKOS.notation)
    register = lookup.name(lookup.iri(entry, CCL.register))
    place, date = lookup.name(lookup.iri(iri, CCL.place)), lookup.text(iri, CCL.date)
    called = f"Event {number} of {register}" if number and register else "Event"
    return f"{called}{f' in {place}' if place else ''}{f', {wording.when(date)}' if date else ''}"


def _source(lookup: Lookup, iri: str) -> str:
    if lookup.text(iri, CCL.erased):
        return f"Erased {source_kind(lookup, iri)}"
    publisher, published = lookup.name(lookup.iri(iri, DCTERMS.publisher)), lookup.text(iri, CCL.published)
    by = f" by {publisher}" if publisher else ""
    on = f", {wording.when(published)}" if published else ""
    return f"Untitled {source_kind(lookup, iri)}{by}{on}"


def source_kind(lookup: Lookup, iri: str) -> str:
    """Say what kind of source one is."""
    return "dataset" if CCL.Dataset in lookup.types(iri) else "report"


def _parties(lookup: Lookup, iri: str) -> list[str]:
    """Name the sides of an exchange, from its transfers and from what was counted within it."""
    sides: set[str] = set()
    for holder in (*lookup.iris(iri, CCL.transfer), *lookup.subjects(CCL.within, iri)):
        for side in (CCL.transferor, CCL.transferee):
            sides.update(lookup.iris(holder, side))
    return sorted(lookup.ref(side).label for side in sides)
