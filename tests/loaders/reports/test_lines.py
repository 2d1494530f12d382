"""What `counterclaim extract` prints: a public interface, whose keys are only ever added to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders.reports.lines import claim_lines, event_lines
from loaders.reports.metadata import Metadata
from loaders.reports.reader import ReportReader
from ontology.dates import when
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.model import Reading

NAMES = Identifiers()
KEYS = (
    "kind value low high comparator unit of from to claimant claimant_iri relayed_by speech modality event_date as_of "
    "population subset_of quote start end figure_start figure_end attributed_in rule printed claim joint_with"
).split()


def read(text: str, publisher: str | None = "Ukrinform", names: Identifiers = NAMES) -> Reading:
    metadata = Metadata(published=when("2025-10-23"), publisher=publisher, language="en")
    return ReportReader(metadata).read(text.encode(), "a.txt", names).reading


def lines(text: str, publisher: str | None = "Ukrinform") -> list[dict[str, Any]]:  # JSON has no narrower type
    return [json.loads(line) for line in claim_lines(read(text, publisher), DEFAULT_BASE)]


def line(text: str, publisher: str | None = "Ukrinform") -> dict[str, Any]:
    (only,) = lines(text, publisher)
    return only


def test_a_line_has_the_keys_of_the_interface_in_their_order() -> None:
    assert list(line("Russia returned 1,000 bodies to Ukraine.")) == KEYS


def test_a_claim_is_printed_whole() -> None:
    text = "Moscow said on Monday that it received about 31 bodies of Russian soldiers from Ukraine on 18 October."
    printed = line(text)
    assert {key: printed[key] for key in KEYS if key not in ("claim", "joint_with", "subset_of")} == {
        "kind": "bodies_transferred",
        "value": 31,
        "low": 28,
        "high": 34,
        "comparator": "about",
        "unit": "bodies",
        "of": "Russia",
        "from": "Ukraine",
        "to": "Russia",
        "claimant": "Russia",
        "claimant_iri": f"{DEFAULT_BASE}party/russia",
        "relayed_by": ["Ukrinform"],
        "speech": "states",
        "modality": "accomplished",
        "event_date": "2025-10-18",
        "as_of": None,
        "population": "combatants",
        "quote": "it received about 31 bodies of Russian soldiers from Ukraine on 18 October",
        "start": text.index("it received"),
        "end": len(text) - 1,
        "figure_start": text.index("31"),
        "figure_end": text.index("31") + 2,
        "attributed_in": "Moscow said on Monday",
        "rule": "bodies-noun/speech-verb",
        "printed": "about 31",
    }


def test_the_quotation_is_found_at_its_place_in_the_text() -> None:
    text = "\u2028“Kyiv” 👩‍🚒 — e\u0301. Over 1\u00a0000 soldiers’ bodies were returned to Ukraine, the ICRC said."
    printed = line(text)
    assert text[printed["start"] : printed["end"]] == printed["quote"]
    assert text[printed["figure_start"] : printed["figure_end"]] == "1\u00a0000"
    assert printed["printed"] == "Over 1\u00a0000"
    assert printed["printed"] in printed["quote"]


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("The remains of 200 soldiers were identified.", "identified", "bodies"),
        ("Kyiv freed 146 prisoners of war.", "prisoners_exchanged", "prisoners"),
        ("Thirteen hostages were freed.", "hostages_released", "hostages"),
        ("At least 300 civilians were killed.", "civilians_killed", "people"),
        ("Russia has suffered 790,000 casualties.", "other", "casualties"),
        ("Kyiv puts Russian losses at 1,000,000.", "other", "losses"),
    ],
    ids=str,
)
def test_kind_and_unit_are_words_of_the_interface(text: str, kind: str, unit: str) -> None:
    printed = line(text)
    assert (printed["kind"], printed["unit"]) == (kind, unit)


def test_what_is_unbounded_has_no_upper_end() -> None:
    printed = line("More than 46,000 soldiers were killed.")
    assert (printed["comparator"], printed["low"], printed["high"]) == ("more_than", 46001, None)


@pytest.mark.parametrize(
    ("figure", "value"), [("1.5 million", 1_500_000), ("46,000", 46_000)], ids=["millions", "thousands"]
)
def test_a_whole_number_is_printed_without_a_point(figure: str, value: int) -> None:
    (raw,) = claim_lines(read(f"More than {figure} soldiers were killed."), DEFAULT_BASE)
    assert f'"value": {value},' in raw


def test_letters_of_all_scripts_are_printed_as_they_are() -> None:
    (raw,) = claim_lines(read("“Over 1 000 bodies” were returned to Ukraine, Київ said."), DEFAULT_BASE)
    assert "Over 1 000" in raw
    assert "\\u" not in raw


def test_an_agent_without_reference_data_is_named_by_the_words_of_the_report() -> None:
    printed = line("A source told Reuters that 1,000 bodies were returned.", publisher="Kherson Today")
    assert (printed["claimant"], printed["relayed_by"]) == ("a source", ["Reuters", "Kherson Today"])


def test_a_claimant_whom_nobody_names_is_null() -> None:
    printed = line("Russia returned 1,000 bodies to Ukraine.", publisher=None)
    assert printed["claimant"] is None
    assert printed["claimant_iri"].startswith(DEFAULT_BASE)


def test_joint_claims_name_each_other_and_a_part_its_whole() -> None:
    first, second = lines("The BBC and Mediazona estimate that 135,000 Russian soldiers were killed.")
    assert (first["joint_with"], second["joint_with"]) == ([second["claim"]], [first["claim"]])
    whole, part = lines("Russia returned 1,000 bodies, which Moscow claims are the remains of Ukrainian soldiers.")
    assert whole["subset_of"] is None
    assert part["subset_of"].startswith(f"{DEFAULT_BASE}quantity/")


def test_labels_are_found_below_any_base() -> None:
    names = Identifiers("http://127.0.0.1:8000/id/")
    (raw,) = claim_lines(read("Russia returned 1,000 bodies to Ukraine.", names=names), names.base)
    assert json.loads(raw)["to"] == "Ukraine"


def test_an_event_is_printed_with_its_mediators_and_without_a_figure() -> None:
    reading = read("Russia returned 1,000 bodies to Ukraine today. The UAE mediated the exchange, Lubinets said.")
    (raw,) = event_lines(reading, DEFAULT_BASE)
    event = json.loads(raw)
    assert (event["kind"], event["mediators"], event["claimant"]) == (
        "event",
        ["United Arab Emirates"],
        "Dmytro Lubinets",
    )
    assert (event["event_date"], event["quote"]) == ("2025-10-23", "The UAE mediated the exchange")
    assert "value" not in event
