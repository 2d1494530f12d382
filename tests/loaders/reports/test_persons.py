"""Names of private persons, whom nobody needs to find among claims; all names here but the known ones are made up."""

from __future__ import annotations

import pytest

from loaders.base import Read
from loaders.reports.metadata import Metadata
from loaders.reports.parsing import parse
from loaders.reports.persons import private_persons
from loaders.reports.reader import ReportReader
from ontology.identifiers import Identifiers


def named(text: str) -> list[str]:
    return [span.of(text) for span in private_persons(parse(text))]


def read(text: str) -> Read:
    return ReportReader(Metadata(language="en")).read(text.encode(), "a.txt", Identifiers())


@pytest.mark.parametrize(
    "text",
    [
        "Olena Petrenko was among the 12 people killed in the strike.",
        "A neighbour, Olena Petrenko, said that 12 people were killed.",
        "Soldier Ivan Sokolenko came home with 31 prisoners.",
    ],
    ids=str,
)
def test_a_name_that_is_of_no_known_agent_is_that_of_a_private_person(text: str) -> None:
    (name,) = named(text)
    assert name.endswith(("Olena Petrenko", "Ivan Sokolenko"))


def test_a_surname_is_one_where_the_text_has_the_whole_name() -> None:
    text = "Olena Petrenko lost her house. Petrenko said that 12 people were killed."
    assert named(text) == ["Olena Petrenko", "Petrenko"]


@pytest.mark.parametrize(
    "text",
    [
        "Volodymyr Zelensky said that 12 people were killed.",
        "Russian Foreign Minister Sergei Lavrov said that 12 people were killed.",
        "Governor Ivan Sokolenko said that 12 people were killed. Sokolenko gave no names.",
        "Ivan Sokolenko, the governor of Kharkiv Oblast, said that 12 people were killed.",
        "Mediazona said that 12 people were killed in Kharkiv.",
        "Russia returned 1,000 bodies to Ukraine, the Coordination Headquarters said.",
    ],
    ids=str,
)
def test_a_known_agent_an_office_holder_and_a_place_are_none(text: str) -> None:
    assert named(text) == []


def test_a_claim_whose_quotation_names_a_private_person_is_held() -> None:
    found = read("Olena Petrenko was among 12 civilians who were killed. Kyiv freed 146 prisoners of war.")
    claims = {claim.figure.printed: claim.utterance.iri for claim in found.reading.claims}
    assert set(found.held) <= {claims["12"]}
    assert claims["146"] not in found.held


def test_a_claim_by_a_private_person_is_held() -> None:
    found = read("At least 12 civilians were killed, local resident Olena Petrenko said.")
    assert [claim.utterance.iri for claim in found.reading.claims] == list(found.held)


def test_a_private_person_whom_an_office_holder_told_holds_nothing() -> None:
    found = read("Volodymyr Zelensky told the presenter Olena Petrenko that 46,000 soldiers had been killed.")
    assert [claim.figure.printed for claim in found.reading.claims] == ["46,000"]
    assert found.held == ()
