"""A file of decisions is good as a whole, or nothing of it is written; what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.errors import CurationError
from loaders.rdf.load import load_rdf
from loaders.reconciling.decisions import FILE, MAX_BYTES, decisions, lines
from loaders.reconciling.links import reconcile
from store.writer import Writer
from tests.loaders.conftest import NOON
from tests.loaders.reconciling.naming import KHARKIV, MOD, MOTHERS, OBLAST

HEADER = "iri,is,by,why\n"
GOOD = f"{KHARKIV},place/ua-kharkiv,the desk,the column has oblasts\n"


def written(folder: Path, text: str | bytes) -> Path:
    (file := folder / "decided.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def decide(writer: Writer, folder: Path, text: str | bytes) -> int:
    return reconcile(writer, NOON, lines(written(folder, text))).decided


def test_a_decision_is_kept_with_who_when_and_why(loaded: Writer, tmp_path: Path) -> None:
    assert decide(loaded, tmp_path, HEADER + GOOD) == 1
    kept = (loaded.directory.path / FILE).read_text(encoding="utf-8")
    assert kept == (
        "iri,is,by,why,on\nplace/by-name/UKR/kharkiv,place/ua-kharkiv,the desk,the column has oblasts,2025-10-23\n"
    )


def test_the_same_file_twice_changes_nothing(loaded: Writer, tmp_path: Path) -> None:
    decide(loaded, tmp_path, HEADER + GOOD)
    number, kept = loaded.number, (loaded.directory.path / FILE).read_bytes()
    assert decide(loaded, tmp_path, HEADER + GOOD) == 0
    assert (loaded.number, (loaded.directory.path / FILE).read_bytes()) == (number, kept)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffIRI;Is;By;Why\r\nplace/by-name/UKR/kharkiv;place/ua-kharkiv;the desk;commas, and so on\r\n",
        "name,is,by,why,note\nkharkiv,place/ua-kharkiv,the desk,why,\n\n,,,,\n",
        f'iri,is,by,why\n{KHARKIV},https://w3id.org/counterclaim/id/place/ua-kharkiv,the desk,"why,\nand\nhow"\n',
    ],
)
def test_spreadsheets_names_and_whole_iris_are_read(loaded: Writer, tmp_path: Path, text: str) -> None:
    assert decide(loaded, tmp_path, text) == 1
    assert [(each.thing, each.entry) for each in decisions(loaded.directory).log] == [(KHARKIV, "place/ua-kharkiv")]


def test_a_line_without_an_answer_decides_nothing(loaded: Writer, tmp_path: Path) -> None:
    assert decide(loaded, tmp_path, f"{HEADER}{KHARKIV},,,\nagency/by-name/nobody,,,\n") == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("agency/by-name/nobody,none,us,why", "line 3 is of agency/by-name/nobody, which the data name nowhere; copy"),
        ("not an <iri>,none,us,why", "line 3 is of not an <iri>, which the data name nowhere"),
        (
            "party/ukraine,none,us,why",
            "line 3 is of party/ukraine, which the data name nowhere (it is in the reference",
        ),
        (f"{MOTHERS},agency/mod-ukrain,us,why", "do not hold; did you mean agency/mod-ukraine?"),
        (f"{MOTHERS},🕊,us,why", "line 3 says that it is '🕊', which the reference data do not hold"),
        (f"{MOTHERS},place/ua-kharkiv,us,why", "mothers-of-nowhere, an agency, is place/ua-kharkiv, a place; give one"),
        (f"{OBLAST},agency/bbc,us,why", "харківська-область, a place, is agency/bbc, an outlet; give one of its kind"),
        (f"{KHARKIV},place/ua-sumy,us,why", "line 3 decides otherwise than line 2 on "),
        (f"{MOTHERS},none,,why", "line 3 does not say in 'by' by whom; say by whom: an office or a role"),
        (f"{MOTHERS},none,us, ", "line 3 does not say in 'why' why; say why"),
        (f"{MOTHERS},none,us,why,more", "line 3 has 5 cells, and the first line 4; put quotation marks"),
        (",none,us,why", "line 3 says neither in 'iri' nor in 'name' what it is of"),
        (f'{MOTHERS},none,us,"why', "line 3 is not CSV"),
    ],
)
def test_one_line_that_cannot_be_is_named_and_nothing_is_written(
    loaded: Writer, tmp_path: Path, row: str, said: str
) -> None:
    number = loaded.number
    with pytest.raises(CurationError) as error:
        decide(loaded, tmp_path, f"{HEADER}{GOOD}{row}\n")
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert loaded.number == number
    assert not (loaded.directory.path / FILE).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("iri,by,why\n", "line 1 has no column 'is'; it is to have the columns iri (or name), is, by and why"),
        ("is,by,why\n", "line 1 has no column 'iri'"),
        ("iri,is,is,by,why\n", "line 1 has a column twice"),
        (b"\xff\xfei\0r\0i\0", "cannot be read ('utf-8'"),
        (f"{HEADER}{'x' * 200_000},none,us,why\n", "line 2 is not CSV: field larger than field limit"),
    ],
)
def test_what_is_no_file_of_decisions_is_refused(loaded: Writer, tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(CurationError) as error:
        decide(loaded, tmp_path, text)
    assert said in str(error.value)


def test_a_file_that_is_not_there_or_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match="cannot be read"):
        list(lines(tmp_path / "nowhere.csv"))
    with (tmp_path / "long.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CurationError, match="is larger than"):
        list(lines(tmp_path / "long.csv"))


def test_a_contradiction_with_an_earlier_decision_names_that(loaded: Writer, tmp_path: Path) -> None:
    decide(loaded, tmp_path, HEADER + GOOD)
    with pytest.raises(CurationError) as error:
        decide(loaded, tmp_path, f"{HEADER}{KHARKIV},none,another desk,it is the city\n")
    assert "line 2 contradicts what the desk decided on 2025-10-23" in str(error.value)
    assert "take that back first, in a file with 'open' in its place" in str(error.value)


def test_what_was_taken_back_may_be_decided_otherwise_and_all_of_it_stays_on_record(
    loaded: Writer, tmp_path: Path
) -> None:
    decide(loaded, tmp_path, HEADER + GOOD)
    assert decide(loaded, tmp_path, f"{HEADER}{KHARKIV},open,the desk,we were wrong\n") == 1
    assert decide(loaded, tmp_path, f"{HEADER}{KHARKIV},open,the desk,we were wrong\n") == 0
    assert decide(loaded, tmp_path, f"{HEADER}{KHARKIV},none,the desk,it is the city\n") == 1
    assert [each.entry for each in decisions(loaded.directory).log] == ["place/ua-kharkiv", "open", "none"]
    assert decisions(loaded.directory).holding()[KHARKIV].path is None


def test_a_name_of_two_things_has_to_be_told_by_iri(loaded: Writer, tmp_path: Path) -> None:
    party, label = "https://w3id.org/counterclaim/ontology#Party", "http://www.w3.org/2004/02/skos/core#prefLabel"
    (file := tmp_path / "more.ttl").write_text(f'<https://example.org/g> a <{party}> ; <{label}> "kharkiv"@en .')
    load_rdf(loaded, str(file), clock=lambda: NOON)
    with pytest.raises(CurationError, match=r"line 2 is of “Kharkiv”, the name of 2 things; say in 'iri' which"):
        decide(loaded, tmp_path, "name,is,by,why\nKharkiv,none,us,why\n")


def test_an_office_may_be_that_of_a_person_where_a_person_says_so(loaded: Writer, tmp_path: Path) -> None:
    assert decide(loaded, tmp_path, f"{HEADER}{MOTHERS},spokesperson/lubinets,the desk,his office\n") == 1


def test_decisions_of_names_that_are_matched_already_are_taken(loaded: Writer, tmp_path: Path) -> None:
    assert decide(loaded, tmp_path, f"{HEADER}{MOD},agency/mod-ukraine,the desk,checked\n") == 1
