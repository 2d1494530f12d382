"""A curator's file is read as it is documented; what is wrong with it is said with its line and how to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.errors import CurationError
from loaders.matching.curation import Say, Word, curation, read
from ontology.identifiers import DEFAULT_BASE
from store.directory import DataDirectory

ONE, OTHER = f"{DEFAULT_BASE}exchange/1234/1", f"{DEFAULT_BASE}exchange/body-repatriation/russia+ukraine/2025-06-11"
FILE = f"""curator: the data desk
same:
  - [exchange/body-repatriation/russia+ukraine/2025-06-11, exchange/1234/1, "In return, the report says."]
different:
  - [{ONE}, exchange/5678/2, Another day]
"""


def test_a_word_has_what_why_who_and_where() -> None:
    found = read(FILE, "file", DEFAULT_BASE)
    assert found.on(ONE, OTHER) == Word(Say.SAME, "In return, the report says.", "the data desk", 3)


def test_the_order_of_the_two_makes_no_difference() -> None:
    found = read(FILE, "file", DEFAULT_BASE)
    assert found.on(ONE, OTHER) == found.on(OTHER, ONE)


def test_it_gives_what_is_named_beside_an_exchange() -> None:
    assert set(read(FILE, "file", DEFAULT_BASE).with_(ONE)) == {OTHER, f"{DEFAULT_BASE}exchange/5678/2"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "curator: us\n", "curator: us\nsame:\ndifferent: []\n"])
def test_a_file_that_says_nothing_is_no_error(text: str) -> None:
    assert read(text, "file", DEFAULT_BASE).words == {}


def test_without_a_file_nothing_is_said(directory: DataDirectory) -> None:
    assert curation(directory).words == {}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("curator: us\nsame: [", "line 2 is not YAML: .*; mend it there"),
        ("curator: \x07", "line 1 is not YAML: .*; take the character out"),
        ("- one\n", "line 1 is no list of keys; begin with"),
        ("same: []\n", "line 1 lacks curator; give it"),
        ("curator: [us]\n", "line 1 lacks curator; give it"),
        ("curator: us\nsame: exchange/1/1\n", "line 2 has under 'same' no list; write each pair"),
        ("curator: us\nsame:\n- [exchange/1/1, exchange/2/1]\n", "line 3 is not two exchanges and a reason; write"),
        ("curator: us\nsame:\n- exchange/1/1\n", "line 3 is not two exchanges and a reason; write"),
        ("curator: us\nsame:\n- [exchange/1/1, exchange/2/1, '']\n", "line 3 lacks a reason; give it"),
        ("curator: us\nsame:\n- [exchange/1/1, exchange/1/1, why]\n", "line 3 names one exchange twice; name two"),
        ("curator: us\nsame:\n- [exchange/1/1, claim/2, why]\n", "line 3 names 'claim/2', which is no exchange"),
        ("curator: us\nsame:\n- [exchange/1/1, 'exchange/ 2', why]\n", "line 3 names 'exchange/ 2', which is no IRI"),
        ("curator: us\nsane: []\n", "line 2 has the unknown key 'sane'; use 'curator', 'same' and 'different'"),
        ("curator: us\nsame: []\nsame: []\n", "line 3 has the key 'same' a second time; put both"),
        (
            "curator: us\nsame:\n- [exchange/1/1, exchange/2/1, why]\n"
            "different:\n- [exchange/2/1, exchange/1/1, why not]\n",
            "line 5 says of a pair what line 3 speaks of; keep one of the two",
        ),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_how_to_mend_it(text: str, error: str) -> None:
    with pytest.raises(CurationError, match=f"^file: {error}"):
        read(text, "file", DEFAULT_BASE)


def test_a_file_that_is_no_text_is_refused_with_its_path(directory: DataDirectory) -> None:
    file = directory.path / "curation" / "exchanges.yaml"
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CurationError, match=re.escape(str(file))):
        curation(directory)


def test_the_page_shows_a_file_that_can_be_read(repository: Path) -> None:
    page = (repository / "docs" / "matching.md").read_text(encoding="utf-8")
    found = read(page.partition("```yaml\n")[2].partition("```")[0], "docs/matching.md", DEFAULT_BASE)
    assert {word.say for word in found.words.values()} == {*Say}
