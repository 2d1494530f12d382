"""Who shares a surname with somebody of the reference data is not taken for him."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements


@pytest.mark.parametrize(
    "text",
    [
        "Anna Stepanyan, a nurse in Goris, said 12 soldiers were killed.",
        "Major Karen Mirzoyan said 12 soldiers were killed.",
        "Shushan Stepanyan said 12 soldiers were killed. Stepanyan added that 30 were wounded.",
        "According to Marta Zelensky, 12 soldiers were killed.",
        "Olga Kotenko said 12 soldiers were killed.",
    ],
)
def test_another_forename_makes_it_somebody_else(text: str) -> None:
    known = {"stepanyan", "mirzoyan", "zelensky", "kotenko"}
    assert statements(text)
    assert not {name for s in statements(text) for name in s.claimants} & known


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Gegham Stepanyan said 12 soldiers were killed. Stepanyan added that 30 were wounded.", "stepanyan"),
        ("Ombudsman Stepanyan said 12 soldiers were killed.", "stepanyan"),
        ("President Zelensky said 12 soldiers were killed.", "zelensky"),
        ("Volodimir Zelensky said 12 soldiers were killed.", "zelensky"),
        ("Kirill Budanov said 12 soldiers were killed.", "budanov"),
        ("On Friday Lubinets said 12 soldiers were killed.", "lubinets"),
        ("Foreign Minister Lavrov said 12 soldiers were killed.", "lavrov"),
        ("Meanwhile Medinsky said that 12 soldiers were killed.", "medinsky"),
        ("Prime Minister Netanyahu's wife met Sara Netanyahu. Benjamin Netanyahu said 12 soldiers died.", "netanyahu"),
    ],
)
def test_titles_spellings_and_days_are_no_other_forenames(text: str, claimant: str) -> None:
    assert {s.claimant for s in statements(text)} == {claimant}
