"""The reference data hold what was compiled: who, which wars and places, and identifiers with their evidence."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.identifiers import DEFAULT_BASE, slug
from ontology.terms import CCL, OWL, RDF, SKOS
from ontology.vocabulary import agents, reference_quads

WIKIDATA = "http://www.wikidata.org/entity/"
LANGUAGES = ["en", "ru", "uk"]
COUNTS = {
    CCL.Party: 26,
    CCL.Agency: 82,
    CCL.Outlet: 74,
    CCL.Spokesperson: 110,
    CCL.Conflict: 8,
    CCL.Place: 27,
    CCL.Register: 11,
    CCL.Identifier: 251,
}
FORMS = {
    "wikidata": r"Q[1-9]\d*",
    "iso-3166-1-alpha-3": r"[A-Z]{3}",
    "iso-3166-2": r"UA-\d\d",
    "p-code": r"UA\d\d",
    "ucdp-actor": r"[1-9]\d*",
    "ucdp-conflict": r"[1-9]\d*",
    "acled-actor": r"[A-Z].*[^ ]",
    "gleditsch-ward": r"[1-9]\d*",
}
# Names that the compiled list has and the reference data leave out: others bear them too, or they name something else.
LEFT_OUT = {
    *("Joint Centre", "Joint Center", "Minoborony", "Office of the Ombudsman", "State Commission on POWs"),
    *("PA", "PNA", "PLC", "IPS", "Tigray regional government"),
}
PATHS = {"outlet": "agency", "person": "spokesperson"}
REGISTERS = {
    "wikidata": "wikidata",
    "iso3": "iso-3166-1-alpha-3",
    "iso3166_2": "iso-3166-2",
    "pcode": "p-code",
    "acled_name": "acled-actor",
    "gwno": "gleditsch-ward",
}
# Whose Wikidata entry is of something else by the same name, as far as is known.
DOUBTFUL = {
    *("party/yemen-government", "party/vatican", "party/dpr", "party/lpr"),
    *("agency/al-jazeera", "place/ua-crimea"),
}

Row = Mapping[str, str]


def _said() -> dict[str, dict[NamedNode, list[NamedNode | Literal]]]:
    said: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in reference_quads(DEFAULT_BASE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said[quad.subject.value.removeprefix(DEFAULT_BASE)][quad.predicate].append(quad.object)
    return said


SAID = _said()


def _of(kind: NamedNode) -> list[str]:
    return [path for path, said in SAID.items() if kind in said[RDF.type]]


IDENTIFIERS = _of(CCL.Identifier)
NAMED = [path for kind in COUNTS if kind != CCL.Identifier for path in _of(kind)]
SPEAKERS = [path for kind in (CCL.Agency, CCL.Outlet, CCL.Spokesperson) for path in _of(kind)]


def _paths(path: str, predicate: NamedNode) -> list[str]:
    return [term.value.removeprefix(DEFAULT_BASE) for term in SAID[path][predicate]]


def _identified(path: str) -> list[str]:
    return _paths(path, CCL.identifies) + _paths(path, CCL.identifiesNearly)


@pytest.mark.parametrize(("kind", "count"), COUNTS.items(), ids=lambda value: str(value).rpartition("#")[2])
def test_there_are_as_many_of_each_kind_as_were_compiled(kind: NamedNode, count: int) -> None:
    assert len(_of(kind)) == count


@pytest.mark.parametrize("path", NAMED)
def test_all_but_identifiers_have_at_most_one_preferred_label_in_a_language(path: str) -> None:
    # No label is better than a guessed one: where no source at hand spells a speaker's name, there is none.
    labels = [term for term in SAID[path][SKOS.prefLabel] if isinstance(term, Literal)]
    told = sorted(str(label.language) for label in labels)
    assert told == LANGUAGES or (path in SPEAKERS and told in (["en"], ["en", "ru"], ["en", "uk"]))
    assert all(label.value.strip() for label in labels)


def test_no_two_agents_bear_one_name() -> None:
    borne = Counter(name for agent in agents() for name in {n.casefold() for n in (agent.label, *agent.names)})
    assert not [name for name, times in borne.items() if times > 1]


def test_a_place_is_no_agent() -> None:
    assert not {agent.path for agent in agents()} & set(_of(CCL.Place))


def test_the_first_level_units_are_those_of_ukraine() -> None:
    assert {path for place in _of(CCL.Place) for path in _paths(place, CCL.unitOf)} == {"party/ukraine"}


@pytest.mark.parametrize("register", ["wikidata", "iso-3166-2", "p-code"])
def test_a_place_has_one_identifier_in_each_register_of_places(register: str) -> None:
    of = Counter(
        path for each in IDENTIFIERS if each.startswith(f"identifier/{register}/") for path in _identified(each)
    )
    assert {place: of[place] for place in _of(CCL.Place)} == dict.fromkeys(_of(CCL.Place), 1)


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_an_identifier_has_evidence_and_says_how_firm_it_is(path: str) -> None:
    assert SAID[path][CCL.evidence]
    assert all(isinstance(term, Literal) and term.value.strip() for term in SAID[path][CCL.evidence])
    assert SAID[path][CCL.confidence] in ([Literal("package")], [Literal("read")])


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_only_a_published_package_makes_an_identifier_that_firm(path: str) -> None:
    packaged = any(re.search(r"\b(PyPI|npm) ", term.value) for term in SAID[path][CCL.evidence])
    assert SAID[path][CCL.confidence] == [Literal("package" if packaged else "read")]


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_an_identifier_is_named_by_its_register_and_itself(path: str) -> None:
    (register,), (notation,) = SAID[path][CCL.register], SAID[path][SKOS.notation]
    name = register.value.removeprefix(f"{DEFAULT_BASE}register/")
    local = slug(notation.value) if name == "acled-actor" else notation.value
    assert path == f"identifier/{name}/{local}"
    assert CCL.Register in SAID[f"register/{name}"][RDF.type]


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_an_identifier_has_the_form_that_its_register_gives_it(path: str) -> None:
    (notation,) = SAID[path][SKOS.notation]
    assert re.fullmatch(FORMS[path.split("/")[1]], notation.value)


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_an_identifier_identifies_one_thing_or_several_nearly(path: str) -> None:
    exactly, nearly = _paths(path, CCL.identifies), _paths(path, CCL.identifiesNearly)
    assert (len(exactly), bool(nearly)) in ((1, False), (0, True))
    assert {*exactly, *nearly} <= set(NAMED)


@pytest.mark.parametrize("path", [path for path in IDENTIFIERS if "/acled-actor/military-forces-" not in path])
def test_what_is_identified_nearly_has_a_note_that_says_how(path: str) -> None:
    # That ACLED lists a state's forces in place of the state is said once, at the register.
    assert not SAID[path][CCL.identifiesNearly] or SAID[path][SKOS.note]


def test_a_wikidata_entry_matches_exactly_where_its_identifier_does() -> None:
    for path in NAMED:
        for match, link in ((SKOS.exactMatch, CCL.identifies), (SKOS.closeMatch, CCL.identifiesNearly)):
            for entry in SAID[path][match]:
                assert path in _paths(f"identifier/wikidata/{entry.value.removeprefix(WIKIDATA)}", link)


def test_every_wikidata_identifier_is_a_match() -> None:
    matches = [term.value for path in NAMED for m in (SKOS.exactMatch, SKOS.closeMatch) for term in SAID[path][m]]
    entries = [path.rpartition("/")[2] for path in IDENTIFIERS if path.startswith("identifier/wikidata/")]
    assert sorted(matches) == sorted(WIKIDATA + entry for entry in entries)


def test_a_doubtful_match_is_a_close_one() -> None:
    assert {path for path in NAMED if SAID[path][SKOS.closeMatch]} == DOUBTFUL


def test_the_bounds_of_a_conflict_are_another_register_s_own() -> None:
    conflicts = [path for path in IDENTIFIERS if path.startswith("identifier/ucdp-conflict/")]
    assert not [path for path in conflicts if SAID[path][CCL.identifies]]


def test_nothing_is_said_to_be_the_same_as_anything() -> None:
    assert not [path for path, said in SAID.items() if said[OWL.sameAs]]


@pytest.fixture(scope="module")
def compiled(shared: Path) -> list[Row]:
    with (shared / "data" / "identifiers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pcodes(shared: Path) -> dict[str, str]:
    """Give the codes of the first-level units of Ukraine that OCHA lists, with their names."""
    with (shared / "data" / "pcodes" / "global_pcodes_adm_1_2.csv").open(encoding="utf-8-sig", newline="") as file:
        units = [row for row in csv.DictReader(file) if row["Location"] == "UKR" and row["Admin Level"] == "1"]
    return {row["P-Code"]: row["Name"] for row in units}


def _path(row: Row) -> str:
    return f"{PATHS.get(row['kind'], row['kind'])}/{row['key'].replace('_', '-')}"


def _notations(row: Row) -> dict[str, list[str]]:
    known = {register: [row[column]] if row[column] else [] for column, register in REGISTERS.items()}
    ucdp = "ucdp-conflict" if row["kind"] == "conflict" else "ucdp-actor"
    return {**known, ucdp: [part for part in row["ucdp_id"].split("|") if part]}


def test_every_row_is_there_under_its_labels(compiled: list[Row]) -> None:
    for row in compiled:
        labels = {
            str(term.language): term.value for term in SAID[_path(row)][SKOS.prefLabel] if isinstance(term, Literal)
        }
        assert labels == {"en": row["label_en"], "uk": row["label_uk"], "ru": row["label_ru"]}


def test_only_speakers_are_there_that_were_not_compiled(compiled: list[Row]) -> None:
    rows = {_path(row) for row in compiled}
    assert rows <= set(NAMED)
    assert {path for path in NAMED if not path.startswith("register/")} - rows <= set(SPEAKERS)


def test_what_was_added_has_no_identifier(compiled: list[Row]) -> None:
    rows = {_path(row) for row in compiled}
    assert {of for path in IDENTIFIERS for of in _identified(path)} <= rows


def test_alternative_names_are_there_but_for_those_that_others_bear(compiled: list[Row]) -> None:
    missing = {
        name
        for row in compiled
        for name in filter(None, row["alt_labels_en"].split("|"))
        if Literal(name, language="en") not in SAID[_path(row)][SKOS.altLabel]
    }
    assert missing == LEFT_OUT


def test_identifiers_are_those_of_the_rows_and_no_others(compiled: list[Row]) -> None:
    wanted = {
        (_path(row), register, notation)
        for row in compiled
        for register, notations in _notations(row).items()
        for notation in notations
    }
    found = {
        (of, path.split("/")[1], SAID[path][SKOS.notation][0].value) for path in IDENTIFIERS for of in _identified(path)
    }
    assert found == wanted


def test_evidence_is_that_of_the_rows(compiled: list[Row]) -> None:
    evidence = {_path(row): row["evidence"] for row in compiled}
    for path in IDENTIFIERS:
        if not path.startswith("identifier/p-code/"):  # what the rows say of these leads to a folder of ours
            rows = [evidence[of] for of in _identified(path)]
            assert all(any(term.value in row for row in rows) for term in SAID[path][CCL.evidence])


def test_whom_an_agent_acts_for_is_as_compiled(compiled: list[Row]) -> None:
    paths = {row["key"]: _path(row) for row in compiled}
    wanted = {_path(row): paths[row["acts_for"]] for row in compiled if row["acts_for"]}
    rows = {_path(row) for row in compiled}
    told = {agent.path: agent.acts_for for agent in agents() if agent.acts_for and agent.path in rows}
    assert told == wanted


def test_a_p_code_is_one_of_ocha_s_and_bears_its_name(pcodes: dict[str, str]) -> None:
    found = {path.rpartition("/")[2]: path for path in IDENTIFIERS if path.startswith("identifier/p-code/")}
    assert set(found) == set(pcodes)
    for code, path in found.items():
        (place,) = _identified(path)
        names = {term.value for p in (SKOS.prefLabel, SKOS.altLabel) for term in SAID[place][p]}
        assert pcodes[code] in names
