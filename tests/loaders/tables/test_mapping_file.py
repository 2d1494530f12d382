"""The mapping of a table: read strictly, and each error says in which line what is wrong and what there is instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.errors import InputUnreadable, MappingError
from loaders.tables.comma_separated import Layout
from loaders.tables.mapping_file import beside, mapping_of, read_mapping
from ontology.dates import when

GOOD = """\
dataset: {title: Tolls, publisher: Some Archive, licence: CC0-1.0, published: 2025-02, url: "https://example.org/t.csv"}
table: {delimiter: ";", thousands: " ", header: 2, missing: [N/A, "-"]}
claimant: {column: source}
conflict: russian-invasion-of-ukraine
accumulation: cumulative
as-of: {column: date, format: DD.MM.YYYY}
figures:
  - column: killed
    phenomenon: civilians-killed
  - column: hurt
    phenomenon: wounded
    claimant: OHCHR
    comparator: {column: hedge, words: {about: about, "": exact}}
"""


def test_what_stands_at_the_top_holds_for_each_figure_and_a_figures_own_goes_over_it() -> None:
    killed, hurt = mapping_of(GOOD, "m").figures
    assert (killed.agents["claimant"].column, hurt.agents["claimant"].text) == ("source", "OHCHR")
    assert killed.terms["accumulation"] == hurt.terms["accumulation"]
    assert hurt.terms["comparator"].words == {"about": "about", "": "exact"}
    assert killed.conflict == "conflict/russian-invasion-of-ukraine"


def test_what_is_said_of_the_dataset_and_of_the_layout_is_read() -> None:
    read = mapping_of(GOOD, "m")
    assert (read.stated.title, read.stated.publisher, read.stated.published) == (
        "Tolls",
        "Some Archive",
        when("2025-02"),
    )
    assert (read.layout, sorted(read.missing)) == (Layout(";", 2, 3), ["-", "N/A"])


def test_a_blank_between_thousands_is_any_blank() -> None:
    assert set(mapping_of(GOOD, "m").thousands) == {" ", "\u00a0", "\u202f"}


def test_each_column_is_known_with_its_line() -> None:
    assert dict(mapping_of(GOOD, "m").columns) == {"killed": 8, "source": 3, "date": 6, "hurt": 10, "hedge": 13}


def test_words_are_taken_as_they_stand() -> None:
    read = mapping_of(GOOD.replace('{about: about, "": exact}', "{no: exact, 2025-01-31: about}"), "m")
    assert read.figures[1].terms["comparator"].words == {"no": "exact", "2025-01-31": "about"}


def test_the_digest_is_of_what_is_said_of_the_columns_alone() -> None:
    digest = mapping_of(GOOD, "m").digest
    assert mapping_of(GOOD.replace("Tolls", "Other") + "# a comment\n", "n").digest == digest
    assert mapping_of(GOOD.replace("phenomenon: wounded", "phenomenon: casualties"), "m").digest != digest


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("claimant: {", "claiment: {", r"line 3: 'claiment' is no key here; did you mean 'claimant'\?"),
        ("civilians-killed", "civilians_killed", r"line 9: 'phenomenon' cannot be .* you mean 'civilians-killed'\?"),
        ("phenomenon: wounded", "phenomenon: zebras", "line 11: .*known are bodies-transferred, "),
        ("    phenomenon: wounded\n", "", "line 10: item 2 of 'figures' has no 'phenomenon'"),
        ("phenomenon: wounded", "phenomenon:", "line 11: 'phenomenon' is empty"),
        ("comparator: {column: hedge, words: {about: about", "comparator: {column: hedge, words: {about: between",
         "line 13: 'about' cannot be 'between'"),
        ("accumulation: cumulative\n", "", "has no 'accumulation'"),
        ("accumulation: cumulative", "accumulation: event", "line 8: .* counts events, and has no 'period'"),
        ("as-of: {column: date, format: DD.MM.YYYY}\n", "", "has no 'as-of'"),
        ("claimant: {column: source}\n", "", "has no 'claimant'"),
        ("DD.MM.YYYY", "DD.MM.YY", "line 6: 'format' has 'YY', which is no part of a date"),
        ("DD.MM.YYYY", "DD.YYYY", "line 6: 'format' lacks a part"),
        ("DD.MM.YYYY", "DD.MM.M.YYYY", "line 6: 'format' has a part of the date twice"),
        ("{column: date, format: DD.MM.YYYY}", "31.01.2025", "line 6: 'as-of' is a date for all rows"),
        ("{column: date,", "{from: date,", "line 6: 'from' is no key here"),
        ("conflict: russian-invasion-of-ukraine", "conflict: The War", "line 4: 'conflict' is no conflict"),
        ('delimiter: ";"', 'delimiter: ":"', "line 2: 'delimiter' is not one of"),
        ('thousands: " "', 'thousands: "-"', "line 2: 'thousands' is not one of"),
        ("header: 2", "header: two", "line 2: 'header' must be a whole number"),
        ("header: 2", "header: 2, first: 2", "line 2: 'first' must come after"),
        ("published: 2025-02", "published: February", "line 1: published: "),
        ("publisher: Some Archive", "publisher: ", "line 1: 'publisher' is empty"),
        ("phenomenon: wounded", "phenomenon: wounded\n    phenomenon: deaths", "line 12: 'phenomenon' stands here tw"),
        ("phenomenon: wounded", "phenomenon: wounded\n    place: {name: a}", "line 12: 'name' needs a 'country'"),
        ("column: hurt\n    phenomenon: wounded", "column: killed\n    phenomenon: civilians-killed",
         "line 10: .* claims 'civilians-killed' of column 'killed' as another does"),
        ("claimant: {column: source}", "claimant: {words: {a: b}}", "line 3: 'claimant' must be a word, or name"),
        ("phenomenon: wounded", "phenomenon: wounded\n    lowest: a", "line 10: .* needs both 'lowest' and 'highest'"),
        ("claimant: {column: source}", "claimant: [a, b]", "line 3: 'claimant' must be one word"),
        ("figures:\n", "figures: []\nfigures:\n", "stands here twice"),
        ("figures:", "figures: [", "is not YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_how_to_mend_it(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(MappingError, match=says) as refused:
        mapping_of(GOOD.replace(old, new, 1), "losses.yaml")
    assert str(refused.value).startswith("losses.yaml: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "- a\n", "a\n", "claimant: OCHA\n", "figures: []\nclaimant: OCHA\n", "\0"]
)
def test_what_is_no_mapping_is_told(text: str) -> None:
    with pytest.raises(MappingError, match=r"^m: "):
        mapping_of(text, "m")


def test_a_mapping_is_looked_for_beside_its_table() -> None:
    assert beside(Path("a/losses.csv")) == Path("a/losses.csv.mapping.yaml")


def test_a_mapping_that_is_not_there_or_not_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="name a mapping that can be read"):
        read_mapping(tmp_path / "m.yaml")
    (path := tmp_path / "m.yaml").write_bytes(b"\xff")
    with pytest.raises(MappingError, match="not UTF-8"):
        read_mapping(path)
