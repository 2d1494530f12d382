"""How alike spellings are: the same letters are 1, everything else is less."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.reconciling.spelling import LIKE, SAME, bare, letters, likeness
from ontology.identifiers import slug

SAME_NAMES = [
    ("ukrinform", "UKRINFORM"),
    ("The Kyiv Independent", "Kyiv Independent"),
    ("Ivano-Frankivsk", "Ivano Frankivsk"),
    ("Slov’yansk", "Slovyansk"),
    ("Кам\u02bcянець", "Кам'янець"),
    ("U.N.", "UN"),
    ("Agence  France\u00a0Presse", "Agence France-Presse"),
    ("El País", "El Pais"),
    ("ＢＢＣ", "BBC"),
    ("Вооружённых сил", "вооруженных сил"),
    ("Вооруже\u0308нных", "вооруженных"),
    ("Київ", "Киі\u0308в"),
    ("منظمة الصحة", "منظمة-الصحة"),
]
OTHER_NAMES = [
    ("Київ", "Киів"),
    ("Чернігів", "Черніґів"),
    ("мій", "мии"),
    ("Zaporizhzhia", "Zaporizhzhya"),
    ("Ministry of Defence", "Ministry of Defense"),
    ("Defence of Russia", "Russia of Defence"),
    ("1 Corps", "2 Corps"),
    ("СБУ", "CБУ"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_names_with_the_same_letters_score_1(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) == SAME


@pytest.mark.parametrize(("one", "other"), OTHER_NAMES)
def test_names_with_other_letters_score_less(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) <= LIKE < SAME


@pytest.mark.parametrize("marks", ["", "?", "—", "«…»", "   ", "🕊", "\u202e"])
def test_marks_alone_are_like_nothing(marks: str) -> None:
    assert letters(marks) == ""
    assert likeness(marks, marks) == likeness(marks, "unnamed") == 0


def test_a_variant_is_more_alike_than_another_name() -> None:
    assert likeness("Zaporizhzhia Oblast", "Zaporizhzhya Oblast") > Decimal("0.8")
    assert likeness("Zaporizhzhia", "Zhytomyr") < Decimal("0.3")


def test_the_order_of_words_costs_little() -> None:
    assert likeness("Ministry of Defence of Russia", "Russia Ministry of Defence") == LIKE


def test_a_name_that_is_the_article_is_a_name() -> None:
    assert letters("The") == "the"


@pytest.mark.parametrize(
    ("place", "without"),
    [("Kharkiv Oblast", "kharkiv"), ("Харківська область", "харківська"), ("Kyiv City", "kyiv"), ("Oblast", "Oblast")],
)
def test_a_bare_name_has_no_word_for_the_kind_of_unit(place: str, without: str) -> None:
    assert bare(place) == without


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_of_one_slug_have_one_spelling(one: str, other: str) -> None:
    # A link is named by IRIs, which are made of slugs: else it would hang on which graph names the thing.
    for text in (other, one.upper(), f" {one}", one.replace(" ", "-")):
        if slug(one) == slug(text) and letters(one) and letters(text):
            assert letters(one) == letters(text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_score_lies_between_0_and_1_and_is_symmetric(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
