"""Pages of events of conflicts, and of what datasets of them claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders.reports.metadata import Metadata
from loaders.tables.load import load_table
from ontology.terms import CCL, RDF
from server.addresses import Addresses
from server.app import create_app
from server.lookup import Lookup
from server.settings import Settings
from server.views.claim_page import claim_page
from store.directory import DataDirectory
from store.sources import Sources
from store.writer import open_writer
from tests.loaders.tables import test_acled as acled
from tests.loaders.tables import test_ucdp as ucdp
from tests.server.reading import get
from tests.server.samples import NAMES, make_directory

Pages = tuple[FlaskClient, dict[str, list[str]]]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Load an event of either dataset; give a client, and the addresses of the claims by the rules that made them."""
    directory = make_directory(tmp_path_factory.mktemp("events") / "data")
    by_rule: dict[str, list[str]] = {}
    with open_writer(directory) as writer:
        for name, text in (("ged.csv", ucdp.table(ucdp.ROW)), ("acled.csv", acled.table(acled.ROW))):
            (path := Path(directory.path).parent / name).write_text(text, encoding="utf-8")
            load_table(writer, str(path), Metadata())
        for quad in writer.quads(None, CCL.rule):
            by_rule.setdefault(str(quad.object).strip('"'), []).append(str(quad.subject)[1:-1])
        low = path.with_name("low.csv")
        low.write_text(ucdp.table(ucdp.ROW | {"id": "900004", "low": "6"}), encoding="utf-8")
        source = NamedNode(load_table(writer, str(low), Metadata()).source)
        found = {quad.subject for quad in writer.quads(None, CCL.foundIn, source)}
        best = {quad.subject for quad in writer.quads(None, CCL.rule, Literal("best"))}
        by_rule["low"] = [str(claim)[1:-1] for claim in found & best]
        writer.publish()
    return create_app(Settings(directory.path)).test_client(), by_rule


def test_a_claim_says_its_best_number_with_the_ends_the_place_and_the_day(pages: Pages) -> None:
    client, claims = pages
    shown = get(client, claims["best"][0]).text
    assert "6 (4 to 9) deaths in Lower raion on 3 January 2025" in shown
    assert "from 4 to 9" in shown


def test_a_best_number_that_is_the_lowest_is_said_too(pages: Pages) -> None:
    client, claims = pages
    assert "6 (6 to 9) deaths in Lower raion" in get(client, claims["low"][0]).text


def test_a_source_is_a_dataset_by_its_class_wherever_it_is(tmp_path: Path) -> None:
    claim, report = (NAMES.at(each) for each in ("claim/1", "report/dataset/1"))
    store = Store()
    store.add(Quad(NamedNode(claim), CCL.foundIn, NamedNode(report)))
    lookup, sources = Lookup(store, Addresses(NAMES.base)), Sources(DataDirectory.create(tmp_path / "data"))
    assert claim_page(lookup, sources, claim).source_kind == "report"
    store.add(Quad(NamedNode(report), RDF.type, CCL.Dataset))
    assert claim_page(lookup, sources, claim).source_kind == "dataset"


def test_a_part_says_of_whom_it_is_a_part(pages: Pages) -> None:
    client, claims = pages
    assert "1 death among Russia’s combatants in Lower raion" in get(client, claims["deaths_a"][0]).text
    assert "2 deaths (people of whom it is not known who they were)" in get(client, claims["deaths_unknown"][0]).text


def test_an_event_is_called_by_its_number_its_place_and_its_day(pages: Pages) -> None:
    client, _ = pages
    shown = get(client, NAMES.event("ucdp-event", "900001")).text
    assert "Event 900001 of UCDP events in Lower raion, 3 January 2025" in shown
    assert "6 (4 to 9)" in shown


def test_what_stands_beside_a_cell_is_not_shown_where_it_may_name_persons(pages: Pages) -> None:
    client, claims = pages
    for claim in claims["fatalities"]:
        shown = get(client, claim).text
        assert "3 deaths in Lower Valley" in shown
        assert "was shot" not in shown
        assert "Private" not in shown


def test_sources_of_one_row_are_shown_as_claiming_jointly_and_acled_as_relaying(pages: Pages) -> None:
    client, claims = pages
    shown = [get(client, claim).text for claim in claims["fatalities"]]
    assert all("The Invented Daily" in text and "Ministry of Defence of Ukraine" in text for text in shown)
    assert all("Armed Conflict Location and Event Data" in text for text in shown)
