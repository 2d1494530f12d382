"""Nothing of the data or of the settings becomes markup on a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from ontology.model import Agent, AgentKind
from ontology.terms import SKOS
from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from tests.server.reading import TAGS, Page, get
from tests.server.samples import NAMES, TEXT, Sample, make_directory, make_sample

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea></pre></code><iframe src=//evil.example>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "<!--",
    "\u202eright to left\u202c",
    "&lt;already&amp;escaped&gt;",
]


def hostile(payload: str) -> Sample:
    """Make a sample with a payload in every place that holds text."""
    label = Agent(NAMES.at(f"agency/hostile/{PAYLOADS.index(payload)}"), payload, AgentKind.OUTLET)
    sample = make_sample(
        TEXT.replace("The Red Cross helped", f"The Red Cross helped {payload} here"),
        url=payload,
        licence=payload,
        facts=(payload,),
        agents=(label,),
    )
    report = replace(sample.writing.report, title=payload, publisher=label.iri)
    said = sample.received.utterance
    quotation = sample.writing.quotation(f"helped {payload} here")
    utterance = replace(said, claimant=label.iri, rule=payload, agents=(label,), quotation=quotation)
    figure = replace(sample.received.figure, printed=payload)
    claim = replace(sample.received, utterance=utterance, figure=figure)
    return replace(sample, writing=replace(sample.writing, report=report), received=claim)


def check_harmless(page: Page) -> None:
    assert {tag for tag, _ in page.elements} <= TAGS
    assert page.open == []
    for _, attrs in page.elements:
        assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in attrs)
        href = attrs.get("href") or attrs.get("action") or "/"
        assert href.startswith(("/", "#", "https://", "http://", "mailto:")), href


def test_text_of_the_data_stays_text(tmp_path: Path) -> None:
    samples = {payload: hostile(payload) for payload in PAYLOADS}
    concept = NamedNode(NAMES.concept("hostile"))
    predicates = (SKOS.prefLabel, SKOS.definition, SKOS.altLabel, NamedNode("urn:x:note"))
    graph = NamedNode(NAMES.graph("test"))
    extra = [Quad(concept, predicate, Literal(each), graph) for predicate in predicates for each in PAYLOADS]
    extra += [Quad(concept, NamedNode("urn:x:see"), NamedNode("javascript:alert(1)"), graph)]
    directory = make_directory(tmp_path / "data", *samples.values(), extra=extra)
    client = create_app(Settings(directory.path)).test_client()
    for payload, sample in samples.items():
        said = sample.received.utterance
        for iri in (said.iri, sample.writing.report.iri, said.claimant, concept.value):
            page = get(client, iri)
            check_harmless(page)
            assert payload in "".join(data for _, data in page.texts)
    for address in ("/", sample.exchange.iri, sample.received.quantity.iri):
        check_harmless(get(client, address))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_the_settings_stays_text(directory: DataDirectory, payload: str) -> None:
    client = create_app(Settings(directory.path, site_name=payload, contact=payload)).test_client()
    for address in ("/", "/sparql", "/page/party/russia"):
        page = get(client, address)
        check_harmless(page)
        assert payload in "".join(data for _, data in page.texts)
