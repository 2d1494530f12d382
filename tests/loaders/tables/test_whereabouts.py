"""A mapping's places by GeoNames and by coordinates: strictly read, and said as GeoSPARQL has it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from loaders.errors import MappingError
from loaders.reports.metadata import Metadata
from loaders.tables import json_records
from loaders.tables.cells import UnusableCell
from loaders.tables.load import load_table
from loaders.tables.mapped import MappedTable
from loaders.tables.mapping_file import mapping_of
from loaders.tables.record import Recorder
from loaders.tables.rows import Row
from loaders.tables.window import Window
from loaders.validation import Validation
from loaders.verification import verify
from ontology.identifiers import Identifiers
from ontology.model import Claim, Dataset, Extraction, Place
from ontology.terms import CCL, DCTERMS, GEO, SKOS
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

NAMES = Identifiers()
SOURCE = NAMES.dataset("0" * 64, None, None)
RECORD = Recorder(Dataset(SOURCE, "0" * 64, 9999, Extraction(f"{SOURCE}/x", "mapped", "1")), NAMES)
FIGURES = "claimant: OCHA\naccumulation: event\nphenomenon: deaths\nfigures: [{column: n, period: 2025-01}]\n"
GEONAMES = "{country: UKR, geonames: {column: id}, name: {column: name}}"
POINT = "{country: UKR, name: {column: name}, latitude: {column: lat}, longitude: {column: lon}}"


def claim(place: str, **cells: str) -> Claim:
    """Read one record with a place of a mapping."""
    (row,) = json_records.rows(Window(io.BytesIO(json.dumps([{"n": "3", **cells}]).encode())))
    assert isinstance(row, Row)
    (made,) = MappedTable(mapping_of(f"place: {place}\n{FIGURES}", "m")).claims(row, RECORD)
    return made


def found(place: str, **cells: str) -> Place:
    made = claim(place, **cells)
    assert made.place is not None
    assert made.quantity.place == made.place.iri
    return made.place


def test_a_place_is_known_by_its_number_in_geonames() -> None:
    place = found(GEONAMES, id="706483", name="Kharkiv")
    assert place.iri == NAMES.at("place/geonames/706483")
    assert (place.register, place.code, place.label) == ("geonames", "706483", "Kharkiv")
    assert place.part_of is not None
    assert place.part_of.iri == NAMES.at("place/iso-3166-1-alpha-3/UKR")


def test_without_a_number_the_name_is_what_is_known() -> None:
    assert found(GEONAMES, id="", name="Somewhere").iri == NAMES.at("place/by-name/UKR/somewhere")


@pytest.mark.parametrize(
    "number", ["0", "-5", "706483.0", "1e6", "https://sws.geonames.org/706483/", "٧", "12345678901"]
)
def test_what_is_no_number_of_geonames_is_refused(number: str) -> None:
    with pytest.raises(UnusableCell, match=r"id: is no code of the register geonames"):
        claim(GEONAMES, id=number, name="")


def test_coordinates_are_a_place_of_their_own_within_what_else_is_known() -> None:
    place = found(POINT, name="Харківська область", lat="49.980", lon="36.25")
    assert place.iri == NAMES.at("place/point/36.25,49.98")
    assert place.part_of is not None
    assert place.part_of.iri == NAMES.at("place/by-name/UKR/харківська-область")


@pytest.mark.parametrize(
    ("lat", "lon", "path"),
    [("-0.0", "10", "place/point/10,0"), ("0.5", "-180", "place/point/-180,0.5"), ("50", "100", "place/point/100,50")],
)
def test_one_point_has_one_name_however_it_is_written(lat: str, lon: str, path: str) -> None:
    assert found(POINT, name="", lat=lat, lon=lon).iri == NAMES.at(path)


def test_figures_at_two_points_are_of_two_quantities() -> None:
    one, other = (claim(POINT, name="", lat=lat, lon="36") for lat in ("49", "50"))
    assert one.quantity.iri != other.quantity.iri


def test_without_coordinates_the_place_around_them_is_meant() -> None:
    assert found(POINT, name="Somewhere", lat="", lon="").iri == NAMES.at("place/by-name/UKR/somewhere")


@pytest.mark.parametrize(
    ("lat", "lon", "column"),
    [("91", "36", "lat"), ("49", "181", "lon"), ("49,98", "36", "lat"), ("49", "", "lon"), ("49°58′", "36", "lat")],
)
def test_what_are_no_degrees_is_refused(lat: str, lon: str, column: str) -> None:
    with pytest.raises(UnusableCell, match=f"^{column}: is no number of degrees"):
        claim(POINT, name="", lat=lat, lon=lon)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("{p-code: UA63, geonames: 706483}", "stands beside another code"),
        ("{latitude: {column: lat}}", "needs both 'latitude' and 'longitude'"),
        ("{latitude: {}, longitude: {column: lon}}", "needs both 'latitude' and 'longitude'"),
        ("{name: x, latitude: {column: lat}, longitude: {column: lon}}", "needs a 'country'"),
        ("{latitude: {column: lat, words: {a: b}}, longitude: {column: lon}}", "'words' is no key here"),
        ("{geonames: {column: ''}}", "is empty"),
    ],
)
def test_a_place_that_cannot_be_is_a_mistake_with_its_line(place: str, said: str) -> None:
    with pytest.raises(MappingError, match=rf"^m: line 1: .*{said}"):
        mapping_of(f"place: {place}\n{FIGURES}", "m")


def test_both_are_said_in_the_graph_verify_and_are_valid(writer: Writer, write: Callable[[str, str], Path]) -> None:
    place = "{country: UKR, geonames: {column: id}, latitude: {column: lat}, longitude: {column: lon}}"
    write("t.csv.mapping.yaml", f"place: {place}\n{FIGURES}")
    done = load_table(writer, str(write("t.csv", "n,id,lat,lon\n3,706483,49.98,36.25\n")), Metadata())
    assert (done.claims, done.rejected) == (1, 0)
    point, whole = NamedNode(NAMES.at("place/point/36.25,49.98")), NamedNode(NAMES.at("place/geonames/706483"))
    (geometry,) = {quad.object for quad in writer.quads(point, GEO.hasGeometry)}
    assert isinstance(geometry, NamedNode)
    assert {quad.object for quad in writer.quads(geometry, GEO.asWKT)} == {
        Literal("POINT(36.25 49.98)", datatype=GEO.wktLiteral)
    }
    assert {quad.object for quad in writer.quads(point, DCTERMS.isPartOf)} == {whole}
    assert {quad.object for quad in writer.quads(whole, SKOS.exactMatch)} == {
        NamedNode("https://sws.geonames.org/706483/")
    }
    assert writer.quads(NamedNode(NAMES.identifier("geonames", "706483")), CCL.identifies, whole)
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()
    assert list(Validation().findings(str(writer.directory.path))) == []
