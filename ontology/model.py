"""The records that loaders make and `triples` writes: frozen, complete, with IRIs derived by `identifiers`.

The names and meanings are those of `counterclaim.ttl`. Enum values are the local names of the concepts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ontology.dates import When

IRI = str
"""An absolute IRI."""


class Phenomenon(StrEnum):
    """What is counted."""

    BODIES_TRANSFERRED = "bodies-transferred"
    PRISONERS_EXCHANGED = "prisoners-exchanged"
    PRISONERS_HELD = "prisoners-held"
    HOSTAGES_RELEASED = "hostages-released"
    DEATHS = "deaths"
    CIVILIANS_KILLED = "civilians-killed"
    WOUNDED = "wounded"
    MISSING = "missing"
    IDENTIFIED = "identified"
    CASUALTIES = "casualties"
    LOSSES = "losses"
    INTERNALLY_DISPLACED = "internally-displaced"
    REFUGEES = "refugees"
    ASYLUM_SEEKERS = "asylum-seekers"
    RETURNEES = "returnees"
    CONFLICT_EVENTS = "conflict-events"
    OTHER = "other"


class Population(StrEnum):
    """What kind of people are counted."""

    COMBATANTS = "combatants"
    CIVILIANS = "civilians"
    HOSTAGES = "hostages"
    PRISONERS_OF_WAR = "prisoners-of-war"
    CHILDREN = "children"
    EVERYONE = "everyone"


class EventType(StrEnum):
    """In events of which type people are counted, or events themselves."""

    CIVILIAN_TARGETING = "civilian-targeting"
    DEMONSTRATIONS = "demonstrations"
    POLITICAL_VIOLENCE = "political-violence"


class Comparator(StrEnum):
    """How the printed number bounds what is meant."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    MORE_THAN = "more-than"
    ABOUT = "about"
    UP_TO = "up-to"
    LESS_THAN = "less-than"
    BETWEEN = "between"


class Stance(StrEnum):
    """How the claimant puts it."""

    STATES = "states"
    CONFIRMS = "confirms"
    CLAIMS = "claims"
    ESTIMATES = "estimates"
    DENIES = "denies"
    REPORTS = "reports"


class Modality(StrEnum):
    """Whether it is said to have happened, or is only intended."""

    ACCOMPLISHED = "accomplished"
    PLANNED = "planned"
    DEMANDED = "demanded"
    CONDITIONAL = "conditional"


class Accumulation(StrEnum):
    """How a quantity relates to time."""

    EVENT = "event"
    CUMULATIVE = "cumulative"
    STOCK = "stock"


class Review(StrEnum):
    """Who has looked at the claim since it was extracted."""

    MACHINE = "machine"
    REVIEWED = "reviewed"
    DISPUTED = "disputed"


class ExchangeKind(StrEnum):
    """The kind of an exchange: the local name of its class."""

    BODY_REPATRIATION = "BodyRepatriation"
    PRISONER_EXCHANGE = "PrisonerExchange"
    HOSTAGE_RELEASE = "HostageRelease"


class AgentKind(StrEnum):
    """The class of an agent that the reference data do not hold."""

    AGENCY = "Agency"
    OUTLET = "Outlet"
    PARTY = "Party"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: 0-based code points, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the characters of the span."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters of a source with their neighbourhood (Web Annotation, sections 4.2.4 and 4.2.5).

    `fragment` says of characters in a table of comma-separated values which row they are (RFC 7111: `row=4`).
    """

    source: IRI
    span: Span
    exact: str
    prefix: str
    suffix: str
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent named by a source alone; agents of the reference data are given by their IRI only.

    `register` and `code` are the entry by which a dataset knows it.
    """

    iri: IRI
    label: str
    kind: AgentKind
    language: str = "en"
    register: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Characters of a source that are not quoted on their own; `fragment` is their cell (RFC 7111)."""

    span: Span
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number, and the closed interval that it means; `highest` None is unbounded.

    `printed` holds the source's own characters with its hedge; `span` only the number's. `fragment` says of a figure
    in a table of comma-separated values which cell it is (RFC 7111: `cell=4,12`). `ends` are the characters of lowest
    and highest, where they are printed beside a best number.
    """

    printed: str
    span: Span
    value: Decimal
    comparator: Comparator
    lowest: Decimal
    highest: Decimal | None
    tolerance: Decimal | None = None
    fragment: str | None = None
    ends: tuple[Selection, Selection] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a dataset names, with the entry of the register that it is known by, and what it is a part of.

    One that is known by its coordinates alone is a `point`.
    """

    iri: IRI
    label: str | None = None
    register: str | None = None
    code: str | None = None
    part_of: Place | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth, in degrees (WGS 84); `note` says what it stands for."""

    longitude: Decimal
    latitude: Decimal
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ConflictEvent:
    """What a row states of an event, which its dataset knows by a code of its own."""

    iri: IRI
    register: str
    code: str
    date: When | None = None
    place: Place | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One direction of an exchange."""

    iri: IRI
    transferor: IRI
    transferee: IRI


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a claim states of an event: its kind, and as much else as the claim says."""

    iri: IRI
    kind: ExchangeKind
    conflict: IRI | None = None
    date: When | None = None
    transfers: tuple[Transfer, ...] = ()
    mediators: tuple[IRI, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is counted: claims on one quantity can be compared."""

    iri: IRI
    phenomenon: Phenomenon
    accumulation: Accumulation
    population: Population | None = None
    affiliation: IRI | None = None
    transferor: IRI | None = None
    transferee: IRI | None = None
    within: IRI | None = None
    period: When | None = None
    conflict: IRI | None = None
    subset_of: IRI | None = None
    place: IRI | None = None
    event_type: EventType | None = None
    note: str | None = None
    """What the claimant calls it, where nothing else here tells it from another: the place, or those counted."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a claim and an event claim share: who said it, how, when, and in which characters."""

    iri: IRI
    source: IRI
    claimant: IRI
    stance: Stance
    quotation: Quotation
    rule: str
    extraction: IRI
    modality: Modality = Modality.ACCOMPLISHED
    attributed_in: Quotation | None = None
    relayed_by: tuple[IRI, ...] = ()
    made_on: When | None = None
    review: Review = Review.MACHINE
    agents: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's figure for a quantity: one claimant."""

    utterance: Utterance
    quantity: Quantity
    figure: Figure
    exchange: Exchange | None = None
    joint_with: tuple[IRI, ...] = ()
    as_of: When | None = None
    place: Place | None = None
    event: ConflictEvent | None = None


@dataclass(frozen=True, slots=True)
class EventClaim:
    """Somebody's statement about an exchange without a figure."""

    utterance: Utterance
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Extraction:
    """One run of one loader over one source; the same for the same loader, version and model."""

    iri: IRI
    loader: str
    version: str
    model_name: str | None = None
    model_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where claims are found: a report or a dataset."""

    iri: IRI
    sha256: str
    characters: int
    extraction: Extraction
    title: str | None = None
    publisher: IRI | None = None
    published: When | None = None
    url: str | None = None
    licence: str | None = None
    agents: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True)
class Report(Source):
    """An article, press release or post."""

    language: str | None = None
    facts: tuple[str, ...] = ()
    byline: str | None = None
    page: str | None = None
    """The SHA-256 of the web page that the text was taken out of."""


@dataclass(frozen=True, slots=True)
class Dataset(Source):
    """Rows and columns, as one file of them was published."""

    release: str | None = None
    replaces: IRI | None = None
    """The dataset of which it is a later release, and in whose place it stands."""
    counted: str | None = None
    """The SHA-256 of the list of persons that the text is a count of."""
    workbook: str | None = None
    """The SHA-256 of the workbook whose rows the text is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one loader found in one source, or of a dataset in some of its rows."""

    report: Source
    claims: tuple[Claim, ...] = ()
    events: tuple[EventClaim, ...] = ()
