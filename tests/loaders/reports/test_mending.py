"""Sentences that the parser misreads, and long names that it does not know."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statement, statements


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The Investigative Committee, which opened a case, reported on 2 January that 28 people were killed.",
         "“the Investigative Committee”"),
        ("Rustem Umerov, who leads the Ukrainian delegation, named 1,200 as the number of prisoners to be freed.",
         "umerov"),
        ("Families of the missing say at least 500 men of the brigade cannot be found.", "“Families of the missing”"),
        ("Some 200,000 Russian troops were killed. One NATO official named 250,000.", "“One NATO official”"),
    ],
)  # fmt: skip
def test_a_verb_of_saying_that_is_taken_for_something_else_still_has_its_speaker(text: str, claimant: str) -> None:
    assert statements(text)[-1].claimants == (claimant,)


def test_a_participle_beside_a_noun_stays_one() -> None:
    assert statement("The 31 bodies reported missing by the ministry were found dead.").rule.partition("/")[0]
    assert "one" not in statement("A list of 31 prisoners put together by Moscow.").claimants


def test_a_long_name_is_a_name_to_the_parser() -> None:
    text = "Four soldiers come home. Israel's prison service says 200 prisoners were let go."
    assert [s.claimants for s in statements(text)] == [(), ("israel-prison-service",)]
