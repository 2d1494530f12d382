"""IRIs derived from what they identify: the same statement gets the same IRI on every machine.

What makes two things one is the table "Identity" of `docs/ontology.md`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ontology.dates import When
from ontology.model import IRI, Accumulation, EventType, ExchangeKind, Phenomenon, Population, Span, Stance

DEFAULT_BASE = "https://w3id.org/counterclaim/id/"

_KIND_PATHS = {
    ExchangeKind.BODY_REPATRIATION: "body-repatriation",
    ExchangeKind.PRISONER_EXCHANGE: "prisoner-exchange",
    ExchangeKind.HOSTAGE_RELEASE: "hostage-release",
}


def digest(*parts: str | None) -> str:
    """Give 32 hexadecimal digits of the SHA-256 of the parts; None and the empty string differ."""
    # Each part goes in with its length, so that no two lists of parts run together into one string.
    framed = "".join("-;" if part is None else f"{len(part)}:{part};" for part in parts)
    return hashlib.sha256(framed.encode()).hexdigest()[:32]


def slug(text: str) -> str:
    """Give a readable path segment: lower-case letters and digits of any script, joined by hyphens."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "unnamed"


def in_degrees(value: Decimal) -> str:
    """Write degrees with no more digits than they need."""
    # Nought is without a sign.
    return format((value + 0).normalize(), "f")


def fragment(source: IRI, span: Span, scheme: str = "char") -> IRI:
    """Name characters of a source, after RFC 5147 (`#char=30,73`)."""
    return f"{source}#{scheme}={span.start},{span.end}"


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The names of all things in one data directory, below its base IRI."""

    base: IRI = DEFAULT_BASE

    def local(self, iri: IRI) -> str:
        """Give the path of an IRI below the base."""
        return iri.removeprefix(self.base)

    def at(self, path: str) -> IRI:
        """Name what the reference data hold under a path, such as `party/russia`."""
        return self.base + path

    def concept(self, name: str) -> IRI:
        """Name a concept of the schemes."""
        return f"{self.base}concept/{name}"

    def graph(self, name: str) -> IRI:
        """Name a graph that is neither a claim's nor a source's, such as `reference`."""
        return f"{self.base}graph/{name}"

    def relation(self, method: str, version: str, *things: IRI) -> IRI:
        """Name the graph of one computed relation: by what computed it, and between what."""
        return self.graph(f"relation/{digest('relation', method, version, *map(self.local, things))}")

    def text(self, sha256: str) -> IRI:
        """Name a text by the SHA-256 of its UTF-8 bytes."""
        return f"{self.base}text/{sha256}"

    def report(self, sha256: str, url: str | None, publisher: IRI | None) -> IRI:
        """Name a report: its text, and its URL, else its publisher, else nothing more."""
        return self._source("report", sha256, url, publisher)

    def dataset(self, sha256: str, url: str | None, publisher: IRI | None) -> IRI:
        """Name a dataset by the same rule as a report."""
        return self._source("dataset", sha256, url, publisher)

    def _source(self, kind: str, sha256: str, url: str | None, publisher: IRI | None) -> IRI:
        where = ("url", url) if url else ("publisher", self.local(publisher)) if publisher else ("", None)
        return f"{self.base}{kind}/{digest(kind, sha256, *where)}"

    def extraction(self, source: IRI, loader: str, version: str, model_digest: str | None) -> IRI:
        """Name one run of one loader, at one version and with one model, over one source."""
        return f"{self.base}extraction/{digest('extraction', self.local(source), loader, version, model_digest)}"

    def claim(
        self, source: IRI, span: Span, claimant: IRI, stance: Stance, phenomenon: Phenomenon, part: int = 1
    ) -> IRI:
        """Name a claim by source, span of the figure's characters, claimant, stance and phenomenon.

        One figure can say several things of one phenomenon ("exchanged 205 prisoners each": two directions);
        `part` counts them from 1, in the order in which the reader gives them.
        """
        return self._claim(source, span, claimant, stance, phenomenon if part == 1 else f"{phenomenon}/{part}")

    def event_claim(self, source: IRI, quotation: Span, claimant: IRI, stance: Stance, part: int = 1) -> IRI:
        """Name an event claim: in place of the figure, the span of its quotation."""
        return self._claim(source, quotation, claimant, stance, "event" if part == 1 else f"event/{part}")

    def _claim(self, source: IRI, span: Span, claimant: IRI, stance: Stance, of: str) -> IRI:
        position = f"{span.start},{span.end}"
        parts = (self.local(source), position, self.local(claimant), stance, of)
        return f"{self.base}claim/{digest('claim', *parts)}"

    def exchange(self, kind: ExchangeKind, parties: Iterable[IRI], day: date) -> IRI:
        """Name an exchange by kind, parties and day."""
        sides = "+".join(sorted(self.local(party).rpartition("/")[2] for party in parties))
        return f"{self.base}exchange/{_KIND_PATHS[kind]}/{sides}/{day.isoformat()}"

    def exchange_of_source(self, source: IRI, number: int) -> IRI:
        """Name an exchange whose day the source does not give: it is the source's own."""
        return f"{self.base}exchange/{self.local(source).rpartition('/')[2]}/{number}"

    def transfer(self, exchange: IRI, transferor: IRI, transferee: IRI) -> IRI:
        """Name one direction of an exchange."""
        parts = (self.local(exchange), self.local(transferor), self.local(transferee))
        return f"{self.base}transfer/{digest('transfer', *parts)}"

    def quantity(
        self,
        phenomenon: Phenomenon,
        accumulation: Accumulation,
        population: Population | None = None,
        affiliation: IRI | None = None,
        transferor: IRI | None = None,
        transferee: IRI | None = None,
        within: IRI | None = None,
        period: When | None = None,
        part: str | None = None,
        place: IRI | None = None,
        event_type: EventType | None = None,
    ) -> IRI:
        """Name what is counted; `part` tells a part of a whole from the whole that it is otherwise like."""
        agents = (affiliation, transferor, transferee, within)
        places = (None if iri is None else self.local(iri) for iri in agents)
        when = None if period is None else period.edtf
        apart = () if part is None else (part,)
        where = () if place is None else ("place", self.local(place))
        of_type = () if event_type is None else ("event-type", event_type)
        key = digest("quantity", phenomenon, population, *places, when, accumulation, *apart, *where, *of_type)
        return f"{self.base}quantity/{key}"

    def identifier(self, register: str, code: str) -> IRI:
        """Name an entry of a register kept elsewhere."""
        return f"{self.base}identifier/{register}/{code}"

    def place_by_code(self, register: str, code: str) -> IRI:
        """Name a place that the reference data do not hold by its code in a register."""
        return f"{self.base}place/{register}/{code}"

    def place_by_name(self, within: IRI, *names: str) -> IRI:
        """Name a place that has no code by its names within another place, the widest first."""
        # A country by its ISO code or its name alone; by another register's number with the register.
        whole = self.local(within).removeprefix("place/").removeprefix("iso-3166-1-alpha-3/").removeprefix("by-name/")
        return f"{self.base}place/by-name/{whole}/{'/'.join(map(slug, names))}"

    def place_at(self, longitude: Decimal, latitude: Decimal) -> IRI:
        """Name a place of which nothing but the coordinates are known, in degrees."""
        return f"{self.base}place/point/{in_degrees(longitude)},{in_degrees(latitude)}"

    def country_by_name(self, name: str) -> IRI:
        """Name a country of which nothing but the name is known."""
        return f"{self.base}place/by-name/{slug(name)}"

    def event(self, register: str, code: str) -> IRI:
        """Name an event by the code that its dataset has for it."""
        return f"{self.base}event/{register}/{code}"

    def party_by_code(self, register: str, code: str) -> IRI:
        """Name a party that the reference data do not hold by its code in a register."""
        return f"{self.base}party/{register}/{code}"

    def agent_of_source(self, source: IRI, label: str) -> IRI:
        """Name an agent that one source names and the reference data do not hold."""
        return f"{self.base}agency/{self.local(source).rpartition('/')[2]}/{slug(label)}"

    def party_by_name(self, name: str) -> IRI:
        """Name a party that reports name and the reference data do not hold: one IRI wherever it is named so."""
        return f"{self.base}party/by-name/{slug(name.removeprefix('the '))}"

    def publisher_by_name(self, name: str) -> IRI:
        """Name a publisher that whoever loads a report gives by name, and the reference data do not hold."""
        return f"{self.base}agency/by-name/{slug(name)}"
