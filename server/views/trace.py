"""The chain from a figure to the quoted characters, for the command line: what `counterclaim trace` prints."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import CCL, DCTERMS, PROV, RDF, SCHEMA
from server.addresses import Addresses
from server.errors import ServerError
from server.lookup import Lookup
from server.views import naming
from server.views.claims import claim_line
from server.views.texts import quote, source_text
from store.snapshots import Snapshot
from store.sources import Sources

NOT_VERIFIED = "not verified"
"""The role of a step that says why a quotation could not be held against the stored text, or does not fit it."""


class NoSuchClaim(ServerError):
    """What was given names no claim, or more than one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain: what it is, in words, and the IRI or value behind the words."""

    role: str
    words: str
    value: str | None = None


def is_claim(snapshot: Snapshot, iri: str) -> bool:
    """Tell whether an IRI is a claim's or an event claim's."""
    lookup = _lookup(snapshot)
    return bool({CCL.Claim.value, CCL.EventClaim.value} & set(lookup.iris(iri, RDF.type)))


def find_claim(snapshot: Snapshot, given: str) -> str:
    """Give the IRI of the claim that a person means by an IRI, a path, or the beginning of a name.

    Raises NoSuchClaim where there is none, or more than one.
    """
    given = given.strip()
    if not given:
        raise NoSuchClaim("name a claim: its IRI, or the beginning of the last part of it")
    for iri in (given, snapshot.base + given, f"{snapshot.base}claim/{given}"):
        if _is_iri(iri) and is_claim(snapshot, iri):
            return iri
    beginning = f"{snapshot.base}claim/{given.rpartition('/')[2]}"
    found = sorted(graph.value for graph in snapshot.graphs.named_graphs() if str(graph.value).startswith(beginning))
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise NoSuchClaim(f"there is no claim '{given}'; `counterclaim query` or the front page lists the claims")
    raise NoSuchClaim(f"'{given}' begins the names of {len(found)} claims; give more of it")


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def trace(snapshot: Snapshot, sources: Sources, iri: str) -> tuple[Step, ...]:
    """Follow a claim from its figure to the stored characters it rests on."""
    lookup = _lookup(snapshot)
    line = claim_line(lookup, iri)
    source = lookup.iri(iri, CCL.foundIn, iri) or ""
    hedge = f"{line.stance}, {line.hedge}" if line.hedge else line.stance
    steps = [
        Step("claim", line.words, iri),
        Step("printed as", line.printed or "no figure"),
        Step("said by", line.claimant.label, lookup.iri(iri, CCL.claimant, iri)),
        Step("put as", hedge if line.modality is None else f"{hedge}, {line.modality}"),
        Step("said on", line.said or "not known"),
        *(Step("relayed by", lookup.name(agent) or agent, agent) for agent in lookup.iris(iri, CCL.relayedBy, iri)),
        *(Step("jointly with", ref.label) for ref in line.joint),
        *_quotations(lookup, sources, iri, source),
        *_source(lookup, source),
        *_making(lookup, iri),
    ]
    return tuple(steps)


def _lookup(snapshot: Snapshot) -> Lookup:
    return Lookup(snapshot.graphs, Addresses(snapshot.base))


def _quotations(lookup: Lookup, sources: Sources, iri: str, source: str) -> list[Step]:
    stored = source_text(lookup, sources, source)
    steps = []
    for role, property_ in (("quoted as", CCL.quotation), ("attributed in", CCL.attributedIn)):
        quoted = quote(lookup, iri, property_, iri)
        if quoted is None:
            continue
        steps.append(Step(role, f"“{quoted.exact}”", lookup.iri(iri, property_, iri)))
        if stored.text is None or quoted.span is None:
            steps.append(Step(NOT_VERIFIED, stored.problem or "its place is not recorded"))
        elif quoted.span.of(stored.text) != quoted.exact:
            steps.append(Step(NOT_VERIFIED, "the stored text has other characters at this place"))
        else:
            place = f"{quoted.span.start} to {quoted.span.end}"
            steps.append(Step("checked", f"these characters stand in the stored text, {place}"))
    return steps


def _source(lookup: Lookup, source: str) -> list[Step]:
    published = lookup.text(source, CCL.published, source)
    publisher = lookup.iri(source, DCTERMS.publisher, source)
    text = lookup.iri(source, CCL.text, source)
    digest = lookup.text(text, CCL.sha256, source) if text else None
    untitled = f"a {naming.source_kind(lookup, source)} without a title"
    steps = [Step("found in", lookup.text(source, DCTERMS.title, source) or untitled, source)]
    if publisher:
        steps.append(Step("published by", lookup.name(publisher) or publisher, publisher))
    steps.append(Step("published on", published or "not known"))
    if url := lookup.text(source, SCHEMA.url, source):
        steps.append(Step("address", url))
    if digest:
        steps.append(Step("text", f"sha256 {digest}"))
    return steps


def _making(lookup: Lookup, iri: str) -> list[Step]:
    extraction = lookup.iri(iri, PROV.wasGeneratedBy, iri)
    if extraction is None:
        return []
    loader, version, model, digest = (
        lookup.text(extraction, part) for part in (CCL.loader, CCL.loaderVersion, CCL.modelName, CCL.modelDigest)
    )
    # A model behind an endpoint has a name and no bytes to hash.
    with_model = f", with the model {model}{f' (sha256 {digest})' if digest else ''}" if model else ""
    return [
        Step("read by", f"loader {loader}, version {version}{with_model}", extraction),
        Step("rule", lookup.text(iri, CCL.rule, iri) or "not recorded"),
        Step("review", lookup.name(lookup.iri(iri, CCL.review, iri) or "") or "not recorded"),
    ]
