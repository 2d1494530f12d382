"""From bytes to characters, and to the legible copy in which every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import InputRejected, LanguageUnsupported
from loaders.reports.text import MAX_BYTES, MAX_CHARACTERS, decode, legible, require_language

ENGLISH = "Russia has returned the bodies of a thousand soldiers, and the headquarters in Kyiv confirmed it today."
UKRAINIAN = "Росія повернула тіла тисячі загиблих військових, і координаційний штаб у Києві сьогодні це підтвердив."
RUSSIAN = "Россия передала тела тысячи погибших военных, и координационный штаб в Киеве сегодня это подтвердил."
GERMAN = "Russland hat die Leichen von tausend Soldaten übergeben, und der Stab in Kyjiw bestätigte das heute."
FRENCH = "La Russie a remis les corps de mille soldats, et le quartier général de Kyiv l’a confirmé aujourd’hui."


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode("\ufeffKyiv".encode(), "a.txt") == "Kyiv"


@pytest.mark.parametrize("text", ["one\r\ntwo", "one\ntwo\n", "one\rtwo", "a\tb", "“тіла”, 1\u202f000"], ids=repr)
def test_line_ends_and_other_characters_stay_as_they_are(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04", "a.txt: character 2 is the control character 0x03: this is a binary file"),
        (b"Kyiv\x00", "a.txt: character 4 is the control character 0x00: this"),
        (b"Kyiv \xff", "a.txt: byte 5 is not UTF-8; save the report as plain text in UTF-8"),
        ("Київ".encode("cp1251"), "a.txt: byte 0 is not UTF-8"),
        (b"a" * (MAX_BYTES + 1), "a.txt: 2.0 MB are too many for a report (at most 2 MB); split it"),
        (b"a" * (MAX_CHARACTERS + 1), "a.txt: 500001 characters are too many for a report; split it"),
    ],
    ids=["archive", "zero-byte", "not-utf-8", "cyrillic-code-page", "too-many-bytes", "too-many-characters"],
)
def test_a_file_that_is_no_prose_is_refused_with_its_place(content: bytes, reason: str) -> None:
    with pytest.raises(InputRejected) as error:
        decode(content, "a.txt")
    assert str(error.value).startswith(reason)


def test_the_longest_report_is_read() -> None:
    assert len(decode(b"a" * MAX_CHARACTERS, "a.txt")) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("soldiers’ remains", "soldiers' remains"),
        ("“Kyiv” and «Moscow»", '"Kyiv" and "Moscow"'),
        ("1\u00a0000 and 1\u202f000", "1 000 and 1 000"),
        ("50,000–70,000", "50,000-70,000"),
        ("Kyiv – Moscow", "Kyiv - Moscow"),
        ("and so on…", "and so on."),
        ("• 31 bodies", "- 31 bodies"),
    ],
    ids=["apostrophe", "quotation-marks", "blanks", "range", "dash", "ellipsis", "bullet"],
)
def test_the_legible_copy_has_plain_marks(text: str, plain: str) -> None:
    assert legible(text) == plain


def test_an_em_dash_still_sets_off_in_the_legible_copy() -> None:
    assert legible("Kyiv — Moscow") == "Kyiv — Moscow"


@given(st.text())
def test_the_legible_copy_keeps_every_character_in_its_place(text: str) -> None:
    plain = legible(text)
    assert len(plain) == len(text)
    assert all(was == now or not was.isalnum() for was, now in zip(text, plain, strict=True))


@given(st.text())
def test_a_legible_text_stays_as_it_is(text: str) -> None:
    assert legible(legible(text)) == legible(text)


@pytest.mark.parametrize("text", [ENGLISH, "31 bodies", "12:30"], ids=["prose", "too-short-to-tell", "no-letters"])
def test_english_is_recognised(text: str) -> None:
    assert require_language(text, None, "a.txt") == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [(UKRAINIAN, "uk"), (RUSSIAN, "ru"), (GERMAN, "de"), (FRENCH, "fr"), ("Росія передала тіла", "")],
    ids=["ukrainian", "russian", "german", "french", "three-words"],
)
def test_another_language_is_refused_with_what_to_do_if_it_is_english(text: str, code: str) -> None:
    with pytest.raises(LanguageUnsupported, match=f"looks like language '{code}.*if it is English, say --language en"):
        require_language(text, None, "a.txt")


@pytest.mark.parametrize("declared", ["en", "EN", "en-GB", "en_US"], ids=str)
def test_a_declared_language_is_believed(declared: str) -> None:
    assert require_language(GERMAN, declared, "a.txt") == "en"


def test_a_declared_language_without_a_reader_is_refused() -> None:
    with pytest.raises(LanguageUnsupported, match=r"a\.txt: language 'uk' is not read yet; only English"):
        require_language(ENGLISH, "uk", "a.txt")
