"""What stayed unmatched is listed by how much hangs on it, and ten thousand names in seconds."""

from __future__ import annotations

import io
import time
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from loaders.reconciling.decisions import Decisions, decisions, lines
from loaders.reconciling.links import reconcile
from loaders.reconciling.listing import Listing, draft, listing
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.terms import CCL, RDF, SKOS
from store.snapshots import open_snapshot
from store.writer import Writer
from tests.loaders.conftest import NOON
from tests.loaders.reconciling.naming import KHARKIV, MOTHERS, put, table

HALF = Decimal("0.5")
SECONDS = 30
"""Ten times what it takes alone on two shared cores."""


def listed(writer: Writer, kind: str | None = None, least: Decimal = HALF) -> Listing:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return listing(snapshot, decisions(writer.directory), least, kind)


def test_what_is_neither_linked_nor_decided_is_listed(loaded: Writer) -> None:
    found = listed(loaded)
    assert [each.iri for each in found.unmatched] == [MOTHERS, KHARKIV]
    assert (found.linked, found.none, found.beyond) == (2, 0, 0)


def test_names_stand_by_how_many_claims_speak_of_them(loaded: Writer, tmp_path: Path) -> None:
    source = put(loaded, table(tmp_path, ("OHCHR", "Kharkiv"), ("OHCHR", "Kharkiv")))
    first = listed(loaded).unmatched[0]
    assert (first.iri, first.kind, first.names, first.claims) == (KHARKIV, "place", ("Kharkiv",), 3)
    assert source in first.sources
    assert len(first.sources) == 2
    assert [each.path for each in first.suggestions] == ["place/ua-kharkiv"]


@pytest.mark.parametrize(("kind", "iris"), [("agent", [MOTHERS]), ("place", [KHARKIV])])
def test_agents_or_places_alone(loaded: Writer, kind: str, iris: list[str]) -> None:
    assert [each.iri for each in listed(loaded, kind).unmatched] == iris


def test_what_is_less_like_is_not_suggested(loaded: Writer) -> None:
    assert listed(loaded, "place", Decimal(1)).unmatched[0].suggestions == ()


def test_what_a_person_has_settled_is_not_listed(loaded: Writer, tmp_path: Path) -> None:
    (file := tmp_path / "d.csv").write_text(
        f"iri,is,by,why\n{KHARKIV},place/ua-kharkiv,us,why\n{MOTHERS},none,us,unknown to anybody\n"
    )
    reconcile(loaded, NOON, lines(file))
    assert listed(loaded) == Listing((), linked=3, none=1)


def test_units_of_units_and_places_elsewhere_are_counted_alone(loaded: Writer) -> None:
    say(loaded, "https://example.org/g", [("place/by-name/FRA/nord", CCL.Place, "Nord")])
    assert listed(loaded, "place").beyond == 1


def say(writer: Writer, graph: str, named: list[tuple[str, NamedNode, str]]) -> None:
    triples = [
        triple
        for path, kind, label in named
        for thing in [NamedNode(DEFAULT_BASE + path)]
        for triple in (Triple(thing, RDF.type, kind), Triple(thing, SKOS.prefLabel, Literal(label)))
    ]
    writer.commit({NamedNode(graph): frozenset(triples)}, label="names", started=NOON)


@pytest.mark.parametrize("name", ["?!", "\u202eمنظمة\u202c", "Ю", "x" * 5000, "a\tb\nc", "😀", "the"])
def test_odd_names_are_listed_like_others(loaded: Writer, name: str) -> None:
    say(loaded, "https://example.org/g", [("agency/by-name/odd", CCL.Agency, name)])
    assert name in {each for found in listed(loaded, "agent").unmatched for each in found.names}


def test_ten_thousand_names_are_listed_in_seconds(loaded: Writer) -> None:
    words = "Ministry Council Press Regional News Army Міністерство оборони область وكالة".split()
    named = [
        (f"agency/by-name/{n}", CCL.Agency, f"{words[n % 10]} of {words[n // 10 % 10]} {words[n // 100 % 10]} {n}")
        for n in range(10_000)
    ]
    say(loaded, "https://example.org/g", named)
    started = time.monotonic()
    assert len(listed(loaded).unmatched) == 10_002
    assert time.monotonic() - started < SECONDS


def test_a_draft_is_a_file_of_decisions_that_decides_nothing_yet(loaded: Writer, tmp_path: Path) -> None:
    written = io.StringIO(newline="")
    draft(written, listed(loaded).unmatched, Identifiers())
    assert written.getvalue() == (
        "iri,name,claims,is,by,why,suggestions\n"
        "agency/by-name/mothers-of-nowhere,Mothers of Nowhere,1,,,,\n"
        "place/by-name/UKR/kharkiv,Kharkiv,1,,,,place/ua-kharkiv 0.99\n"
    )
    (file := tmp_path / "draft.csv").write_text(written.getvalue(), encoding="utf-8")
    assert reconcile(loaded, NOON, lines(file)).decided == 0
    assert decisions(loaded.directory) == Decisions()


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@x"])
def test_no_spreadsheet_takes_a_name_for_a_formula(loaded: Writer, name: str) -> None:
    say(loaded, "https://example.org/g", [("agency/by-name/odd", CCL.Agency, name)])
    written = io.StringIO(newline="")
    draft(written, listed(loaded, "agent").unmatched, Identifiers())
    cells = [line.split(",", 1)[1].lstrip('"') for line in written.getvalue().splitlines() if "by-name/odd" in line]
    assert [cell[0] for cell in cells] == ["'"]
