"""Which entry a name means: the one with its letters alone; those that come near are for a person to look at."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from loaders.reconciling.candidates import near, same
from loaders.reconciling.things import Thing
from ontology.vocabulary import identified

UKRAINE = "party/ukraine"
HALF = Decimal("0.5")


def agency(*names: str) -> Thing:
    return Thing("x", "agency", frozenset(names))


def place(*names: str, state: str | None = UKRAINE) -> Thing:
    return Thing("x", "place", frozenset(names), state)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Міноборони України", "agency/mod-ukraine"),
        ("МІНОБОРОНИ УКРАЇНИ", "agency/mod-ukraine"),
        ("B.B.C.", "agency/bbc"),
        ("Украина", "party/ukraine"),
    ],
)
def test_the_letters_of_one_name_in_any_language_are_enough(name: str, path: str) -> None:
    found = same(agency(name))
    assert found is not None
    assert (found.path, found.score) == (path, Decimal(1))


@pytest.mark.parametrize("name", ["Ministry of Defence (Ukraine)", "Міноборона України", "BBCs", "?", "وزارة الدفاع"])
def test_nobody_is_taken_for_somebody_he_is_merely_like(name: str) -> None:
    assert same(agency(name)) is None


def test_of_several_names_each_has_to_mean_the_one_entry() -> None:
    assert same(agency("BBC", "B.B.C.")) is not None
    assert same(agency("BBC", "CNN")) is None
    assert same(agency("BBC", "Another")) is None


def test_a_party_is_no_agency_and_a_place_no_agent() -> None:
    assert same(Thing("x", "party", frozenset(["BBC"]))) is None
    assert same(Thing("x", "place", frozenset(["BBC"]), UKRAINE)) is None
    assert same(agency("Харківська область")) is None


def test_nobody_is_taken_for_a_person() -> None:
    assert same(agency("Dmytro Lubinets")) is None
    assert not [each for each in near(agency("Dmytro Lubinets"), HALF) if each.path.startswith("spokesperson/")]


def test_a_place_is_a_unit_of_its_own_state_alone() -> None:
    found = same(place("Харківська область"))
    assert found is not None
    assert found.path == "place/ua-kharkiv"
    assert same(place("Харківська область", state=None)) is None
    assert same(place("Харківська область", state="party/russia")) is None


def test_what_two_units_are_called_but_for_their_kind_is_neither() -> None:
    # ACLED calls the oblast so, as HDX HAPI's own codes tell (UA32), and the city (UA80) Kyiv City.
    assert same(place("Kyiv")) is None
    assert [(each.path, each.score) for each in near(place("Kyiv"), HALF)] == [
        ("place/ua-kyiv-city", 1),
        ("place/ua-kyiv-oblast", Decimal("0.99")),
    ]


def test_a_city_is_not_its_oblast() -> None:
    assert same(place("Kharkiv")) is None
    assert [each.path for each in near(place("Kharkiv"), HALF)] == ["place/ua-kharkiv"]


def test_names_of_a_real_file_are_linked_to_the_units_of_their_codes_alone(shared: Path) -> None:
    units = identified("p-code")
    with (shared / "data/hapi/hdx_hapi_conflict_event_global_2025.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["location_code"] == "UKR" and row["admin1_code"]]
    columns = ("provider_admin1_name", "admin1_name")
    named = {(column, row[column], units[row["admin1_code"]]) for row in rows for column in columns}
    linked = [(path, found.path) for _, name, path in named if (found := same(place(name)))]
    left = [(path, [each.path for each in near(place(name), HALF)]) for _, name, path in named if not same(place(name))]
    assert (len(named), len(linked), len(left)) == (52, 27, 25)
    assert all(path == found for path, found in linked)
    assert sum(path == found[0] for path, found in left) == 24
    assert all(path in found for path, found in left)


def test_what_comes_near_is_sorted_and_scores_enough() -> None:
    found = near(agency("Ministry of Defence (Ukraine)"), HALF)
    assert found[0].path == "agency/mod-ukraine"
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(HALF <= each.score < 1 for each in found)
    assert len(near(agency("Ministry of Defence (Ukraine)"), Decimal("0.9"))) == 1


def test_an_entry_is_suggested_once_by_its_nearest_name() -> None:
    paths = [each.path for each in near(agency("Ukraine's Ministry for Defence"), Decimal("0.3"), most=20)]
    assert len(paths) == len(set(paths))
