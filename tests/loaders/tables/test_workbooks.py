"""Workbooks as tables: invented rows in sheets as HDX's workbooks of ACLED have them, and files that are none."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as Writing
from openpyxl import load_workbook

from loaders.errors import InputUnreadable, MappingError, TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables import sheets, workbooks
from loaders.tables.acled_monthly import MonthlyCounts
from loaders.tables.base import Beginning, Form
from loaders.tables.drafting import draft
from loaders.tables.load import batches, described, load_table, try_table
from loaders.tables.opening import Table, is_table, open_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Claim, EventType, Phenomenon
from ontology.terms import CCL
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

NAMES = Identifiers()
ACLED = "x_hrp_political_violence_events_and_fatalities_by_month-year_as-of-10jan2025.xlsx"
TERMS: list[list[Any]] = [["Licensing"], ["By using the data you agree to the terms."]]
WIDE = ["Country", "Admin1", "Admin2", "ISO3", "Admin2 Pcode", "Admin1 Pcode", "Month", "Year", "Events", "Fatalities"]
VALLEY: list[Any] = ["Ukraine", "Uplands", "Lower Valley", "UKR", "UA6399", "UA63", "January", "2025", 4, 7]
HRP: list[list[Any]] = [WIDE, VALLEY, ["Ukraine", "Black Sea", None, "UKR", None, None, "January", 2025, 0, 0]]
PLAIN: list[list[Any]] = [["Country", "Month", "Year", "Events", "Fatalities"], ["Albania", "March", "2025", 1, 2]]
GLOBAL: dict[str, list[list[Any]]] = {"TOU": TERMS, "Non_HRP": PLAIN, "HRP_1": HRP}
Rows = list[list[Any]]  # whatever a cell may hold


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def written(name: str = ACLED, /, **tables: Rows) -> Path:
        made = Writing()
        made.remove(made.worksheets[0])
        for title, rows in (tables or GLOBAL).items():
            worksheet = made.create_sheet(title)
            for row in rows:
                worksheet.append(row)
        made.save(path := tmp_path / name)
        return path

    return written


Book = Callable[..., Path]


def claims(path: Path) -> list[Claim]:
    table = open_table(str(path))
    made = described(table, Metadata(), Release(), NAMES)
    return [claim for batch, _ in batches(table, made, NAMES, None, None) for claim in batch.claims]


def text(table: Table) -> str:
    assert table.rows_of is not None
    return table.text.read_text(encoding="utf-8")


def refused(path: Path) -> str:
    with pytest.raises(TableRejected) as error:
        open_table(str(path))
    assert str(error.value).startswith(str(path))
    return str(error.value).removeprefix(str(path))


def test_each_row_of_the_text_says_its_sheet_its_number_and_its_cells(book: Book) -> None:
    assert text(open_table(str(book()))) == (
        f"workbook sheet,workbook row,{','.join(WIDE)}\n"
        "Non_HRP,2,Albania,,,,,,March,2025,1,2\n"
        "HRP_1,2,Ukraine,Uplands,Lower Valley,UKR,UA6399,UA63,January,2025,4,7\n"
        "HRP_1,3,Ukraine,Black Sea,,UKR,,,January,2025,0,0\n"
    )


def test_acled_claims_the_events_and_deaths_of_a_month_and_place(book: Book) -> None:
    events, deaths = claims(book())[2:4]
    assert [(claim.quantity.phenomenon, claim.figure.printed) for claim in (events, deaths)] == [
        (Phenomenon.CONFLICT_EVENTS, "4"),
        (Phenomenon.DEATHS, "7"),
    ]
    of = deaths.quantity
    assert (of.event_type, of.period, of.place, of.note) == (
        EventType.POLITICAL_VIOLENCE, when("2025-01"), NAMES.at("place/p-code/UA6399"), "Lower Valley, Uplands",
    )  # fmt: skip
    assert (deaths.utterance.claimant, deaths.utterance.relayed_by) == (NAMES.at("agency/acled"), ())


def test_the_quotation_is_the_row_with_its_sheet_and_number(book: Book) -> None:
    quoted = claims(book())[2].utterance.quotation
    assert quoted.exact == "HRP_1,2,Ukraine,Uplands,Lower Valley,UKR,UA6399,UA63,January,2025,4,7"
    assert quoted.fragment == "row=3"


def test_without_a_p_code_a_place_has_its_names(book: Book) -> None:
    albania, sea = claims(book())[0].place, claims(book())[4].place
    assert albania is not None
    assert sea is not None
    assert (albania.iri, sea.iri) == (NAMES.at("place/by-name/albania"), NAMES.at("place/by-name/UKR/black-sea"))


def test_two_units_with_one_p_code_are_two_quantities(book: Book) -> None:
    upper = [*VALLEY[:2], "Upper Valley", *VALLEY[3:]]
    one, other = claims(book(ACLED, Data=[WIDE, VALLEY, upper]))[::2]
    assert one.quantity.place == other.quantity.place
    assert one.quantity.iri != other.quantity.iri


@pytest.mark.parametrize("code", ["NA", None])
def test_what_is_no_p_code_is_none(code: str | None, book: Book) -> None:
    row = [*VALLEY[:4], code, *VALLEY[5:]]
    place = claims(book(ACLED, Data=[WIDE, row]))[0].place
    assert place is not None
    assert place.iri == NAMES.at("place/by-name/UKR/uplands/lower-valley")


def test_of_demonstrations_there_are_no_deaths(book: Book) -> None:
    path = book("demonstration-events_as-of-2025-01-10.xlsx", Data=[row[:-1] for row in HRP])
    assert {claim.quantity.event_type for claim in claims(path)} == {EventType.DEMONSTRATIONS}
    assert {claim.quantity.phenomenon for claim in claims(path)} == {Phenomenon.CONFLICT_EVENTS}


def test_a_name_that_does_not_say_of_which_events_is_refused(book: Book) -> None:
    assert "does not say in its name" in refused(book("events.xlsx"))
    assert "does not say in its name" in refused(book("demonstration_and_political_violence.xlsx"))


def test_the_type_of_events_is_a_part_of_the_version() -> None:
    columns = tuple(WIDE)
    told = [
        MonthlyCounts().fitted(Beginning(name, Form.CSV, columns)).loader.version
        for name in (ACLED, "demonstrations.csv")
    ]
    assert told == ["1+political-violence", "1+demonstrations"]


def test_a_workbook_is_loaded_revised_withdrawn_and_verified(writer: Writer, book: Book) -> None:
    first = load_table(writer, str(book()), Metadata(published=when("2025-01-10")))
    later = load_table(
        writer,
        str(book(ACLED, Data=[WIDE, [*VALLEY[:-1], 8], [*VALLEY[:6], "Smarch", *VALLEY[7:]]])),
        Metadata(published=when("2025-02-10")),
        release=Release(replaces=first.source),
    )
    assert (first.claims, first.rejected, later.claims, later.rejected, later.revised) == (6, 0, 2, 1, 1)
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()
    (noted,) = map(json.loads, (writer.directory.path / "rejected.jsonl").read_text(encoding="utf-8").splitlines())
    assert (noted["row"], noted["column"]) == (3, "Data!Month")


def test_of_the_workbook_itself_the_hash_is_kept_and_nothing_else(writer: Writer, book: Book) -> None:
    table = open_table(str(path := book()))
    done = load_table(writer, str(path), Metadata())
    digests = [quad.object for quad in writer.quads(None, CCL.workbookDigest)]
    assert [getattr(each, "value", None) for each in digests] == [table.workbook]
    assert list(Sources(writer.directory)) == [table.sha256]
    assert done.changed
    assert not load_table(writer, str(path), Metadata()).changed


def test_a_dry_run_and_a_limit_are_as_of_other_tables(book: Book) -> None:
    assert try_table(str(book()), Metadata(), NAMES.base, limit=2).claims == 4


def test_the_same_rows_in_a_workbook_saved_again_are_the_same_source(book: Book) -> None:
    one = open_table(str(book()))
    made = load_workbook(path := book("political_violence_again.xlsx"))
    made.properties.title = "Again"
    made.save(path)
    other = open_table(str(path))
    assert one.sha256 == other.sha256
    assert one.workbook != other.workbook


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (4.0, "4"),
        (1234567, "1234567"),
        (0.5, "0.5"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (datetime(2025, 1, 31), "2025-01-31"),  # noqa: DTZ001  # a workbook knows no zones
        (datetime(2025, 1, 31, 12, 30), "2025-01-31 12:30:00"),  # noqa: DTZ001
        ("=SUM(A1:A2)", "=SUM(A1:A2)"),
        ('a, "b"', '"a, ""b"""'),
        ("two\nlines", '"two\nlines"'),
        (None, ""),
    ],
    ids=str,
)
def test_a_cell_is_written_as_it_is_meant(value: object, written: str, book: Book) -> None:
    path = book(ACLED, Data=[[*WIDE, "More"], [*VALLEY, value]])
    assert text(open_table(str(path))).partition("4,7,")[2] == f"{written}\n"


def test_a_formula_is_no_figure(book: Book) -> None:
    path = book(ACLED, Data=[WIDE, [*VALLEY[:-1], "=I2+3"]])
    table = open_table(str(path))
    made = described(table, Metadata(), Release(), NAMES)
    ((batch, _),) = batches(table, made, NAMES, None, None)
    assert [(bad.number, bad.column, bad.reason[:15]) for bad in batch.bad] == [
        (2, "Data!Fatalities", "holds a formula")
    ]


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_sheet(book: Book) -> None:
    assert "\nData,4,Ukraine," in text(open_table(str(book(ACLED, Data=[[], WIDE, [], VALLEY]))))


def test_any_table_may_come_in_a_workbook(book: Book) -> None:
    rows = [["date", "day", "personnel"], [datetime(2025, 1, 1), 678, 40]]  # noqa: DTZ001
    (claim,) = claims(book("losses.xlsx", Sheet=rows))
    assert (claim.as_of, claim.figure.printed) == (when("2025-01-01"), "40")


def test_hxl_tags_are_read_in_a_sheet(book: Book) -> None:
    tags = ["#date+occurred", "#adm1+code", "#affected+killed", "#meta+source"]
    rows = [["Title"], ["Day", "Unit", "Killed", "Who"], tags, ["2025-01-05", "UA63", 4, "OHCHR"]]
    (claim,) = claims(book("tagged.xlsx", Notes=TERMS, Tagged=rows))
    assert (claim.figure.printed, claim.utterance.quotation.exact[:9]) == ("4", "Tagged,4,")


def test_a_mapping_names_the_sheet(book: Book) -> None:
    rows = [["Tolls"], ["Day", "Dead"], [datetime(2025, 1, 31), 12]]  # noqa: DTZ001
    path = book("tolls.xlsx", Notes=TERMS, Tolls=rows)
    mapping = path.with_name("tolls.xlsx.mapping.yaml")
    said = (
        "claimant: OHCHR\nperiod: {column: Day}\naccumulation: event\nfigures: [{column: Dead, phenomenon: deaths}]\n"
    )
    mapping.write_text(f"table: {{sheet: Tolls, header: 2}}\n{said}", encoding="utf-8")
    (claim,) = claims(path)
    assert claim.utterance.quotation.exact == "Tolls,3,2025-01-31,12"
    for sheet, wrong in (("sheet: Toll, ", "has no sheet 'Toll'"), ("", "has several sheets")):
        mapping.write_text(f"table: {{{sheet}header: 2}}\n{said}", encoding="utf-8")
        with pytest.raises(MappingError, match=f"{wrong}; name one under 'table' as 'sheet': 'Notes', 'Tolls'"):
            open_table(str(path))


def test_a_sheet_is_of_workbooks_alone(tmp_path: Path) -> None:
    (path := tmp_path / "tolls.csv").write_text("Day,Dead\n2025-01-31,12\n", encoding="utf-8")
    (tmp_path / "tolls.csv.mapping.yaml").write_text(
        "table: {sheet: Tolls}\nclaimant: OHCHR\nperiod: {column: Day}\naccumulation: event\n"
        "figures: [{column: Dead, phenomenon: deaths}]\n",
        encoding="utf-8",
    )
    with pytest.raises(MappingError, match="'sheet' is of workbooks"):
        open_table(str(path))


def test_a_mapping_is_drafted_of_the_fullest_sheet(book: Book) -> None:
    rows = [["day", "hurt"], [datetime(2025, 1, 31), 12], [datetime(2025, 2, 28), 15]]  # noqa: DTZ001
    drafted = draft(str(book("wounded.xlsx", Notes=[["Notes"]], Hurt=rows))).text
    assert "table:\n  sheet: Hurt\n" in drafted
    assert "  - column: hurt\n    phenomenon: wounded\n" in drafted


def test_hidden_sheets_are_not_looked_at(book: Book) -> None:
    made = load_workbook(path := book())
    made["HRP_1"].sheet_state = "hidden"
    made.save(path)
    assert "HRP_1" not in text(open_table(str(path)))


def test_a_list_of_persons_in_a_workbook_is_refused(book: Book) -> None:
    listed = [["firstname", "dateevent", "status", "surname"], ["A", "2025-01-01", "dead", "B"]]
    assert "list of persons" in refused(book("list.xlsx", ByDay=TERMS, Database=listed))
    assert "list of persons" in refused(book("other.xlsx", Sheet=[["surname", "killed"], ["B", 1]]))


def test_sheets_of_different_kinds_are_refused(book: Book) -> None:
    losses = [["date", "day", "personnel"], ["2025-01-01", 678, 40]]
    assert "'HRP_1', 'Losses' are tables of different kinds" in refused(book(ACLED, HRP_1=HRP, Losses=losses))


def test_a_workbook_without_a_known_table_says_so(book: Book) -> None:
    assert "none of its sheets is a table" in refused(book("notes.xlsx", One=TERMS, Two=[["a", "b"], [1, 2]], Three=[]))


def test_a_header_over_merged_cells_names_what_lacks(book: Book) -> None:
    made = load_workbook(path := book("losses.xlsx", Sheet=[["date", "day", "personnel"], ["2025-01-01", 1, 2]]))
    made["Sheet"].merge_cells("A1:C1")
    made.save(path)
    assert "none of its sheets" in refused(path)


@pytest.mark.parametrize(
    ("name", "why"),
    [("a.xlsm", "macros"), ("a.xls", "old form"), ("a.xlsb", "binary form"), ("a.ods", "OpenDocument")],
)
def test_workbooks_of_other_kinds_are_refused_by_name(name: str, why: str, tmp_path: Path) -> None:
    (path := tmp_path / name).write_bytes(b"PK")
    assert is_table(name)
    assert why in refused(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "encrypted"),
        (b"Country,Month\n", "is no workbook, whatever its name"),
        (b"", "is no workbook, whatever its name"),
        (b"PK\x03\x04" + bytes(100), "is cut off"),
    ],
    ids=["encrypted", "text", "empty", "cut off"],
)
def test_what_is_no_workbook_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    (path := tmp_path / ACLED).write_bytes(content)
    assert why in refused(path)


def test_a_workbook_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="name a file that can be read"):
        open_table(str(tmp_path / ACLED))


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_that_is_cut_off_is_refused_and_nothing_of_it_kept(kept: float, book: Book, writer: Writer) -> None:
    content = (path := book()).read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(TableRejected, match="is cut off"):
        load_table(writer, str(path), Metadata())
    assert list(Sources(writer.directory)) == []
    assert not writer.quads(None, CCL.foundIn)


def rewritten(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in archive.namelist():
            changed.writestr(part, change(part, archive.read(part)))
        for part, content in (more or {}).items():
            changed.writestr(part, content)
    path.write_bytes(out.getvalue())
    return path


def same(part: str, content: bytes) -> bytes:
    return content


def test_macros_under_an_innocent_name_are_refused(book: Book) -> None:
    assert "holds macros" in refused(rewritten(book(), same, {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "[Content_Types].xml"])
def test_a_part_that_is_no_xml_is_refused(part: str, book: Book) -> None:
    assert "is broken" in refused(rewritten(book(), lambda name, content: b"<a><b" if name == part else content))


@pytest.mark.parametrize(("number", "read"), [("0", True), ("7", False)])
def test_strings_may_be_shared_by_cells(number: str, read: bool, book: Book) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    strings = f'<sst xmlns="{main}"><si><r><t>Alba</t></r><r><t>nia</t></r></si></sst>'

    def shared(part: str, content: bytes) -> bytes:
        told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        content = content.replace(b"</Types>", told.encode())
        cell = b't="s"><v>%s</v>' % number.encode()
        return content.replace(b't="inlineStr"><is><t>Albania</t></is>', cell)

    path = rewritten(book(), shared, {"xl/sharedStrings.xml": strings.encode()})
    if read:
        assert "\nNon_HRP,2,Albania," in text(open_table(str(path)))
    else:
        assert "is broken" in refused(path)


@pytest.mark.parametrize("entity", ['"&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;"', 'SYSTEM "file:///etc/hostname"'])
def test_entities_are_not_resolved(entity: str, book: Book) -> None:
    more = "".join(f'<!ENTITY a{n} "{f"&a{n + 1};" * 10}">' for n in range(1, 8))
    named = f'<!DOCTYPE x [{more}<!ENTITY a8 "{"x" * 100}"><!ENTITY a {entity}>]><worksheet'

    def entities(part: str, content: bytes) -> bytes:
        if not part.endswith("sheet2.xml"):
            return content
        return content.replace(b"<worksheet", named.encode(), 1).replace(b"Albania", b"&a;")

    assert "is broken" in refused(rewritten(book(), entities))


def test_whatever_bytes_are_changed_it_is_read_or_refused(book: Book) -> None:
    content, chance = (path := book()).read_bytes(), random.Random(7)
    for _ in range(100):
        changed = bytearray(content)
        for _ in range(4):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        path.write_bytes(changed)
        with contextlib.suppress(TableRejected):
            assert list(open_table(str(path)).rows())


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(path := tmp_path / ACLED, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "is no workbook" in refused(path)


def test_a_bomb_is_refused_before_it_is_unpacked(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1 << 20)
    assert "unpacks to more than 1 MiB" in refused(rewritten(book(), same, {"xl/media/a.png": bytes(1 << 21)}))


def test_strings_that_cells_share_have_a_limit_of_their_own(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_STRINGS", 1 << 20)
    assert "1 MiB of strings" in refused(rewritten(book(), same, {"xl/sharedStrings.xml": bytes(1 << 21)}))


def test_the_text_is_on_the_disk_as_long_as_somebody_reads_it(book: Book) -> None:
    table = open_table(str(book()))
    assert (kept := table.text).is_file()
    del table
    gc.collect()
    assert not kept.exists()


def test_cells_beyond_the_named_columns_are_left_out(book: Book) -> None:
    assert "Uplands,Lower Valley,UKR,UA6399,UA63,January,2025,4,7\n" in text(
        open_table(str(book(ACLED, Data=[WIDE, [*VALLEY, "a note"]])))
    )


def test_a_part_longer_than_it_says_is_not_unpacked_further(book: Book) -> None:
    path = rewritten(
        book(), lambda part, content: content + b" " * (1 << 20) if part.endswith("sheet2.xml") else content
    )
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet2.xml").file_size
    while (at := content.find(size.to_bytes(4, "little"))) >= 0:
        content[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    assert "is broken" in refused(path)


@pytest.mark.parametrize(
    ("limit", "why"),
    [
        ("MOST_ROWS", "more than 1 rows"),
        ("MOST_COLUMNS", "or 1 columns"),
        ("MOST_SHEETS", "more than 1 sheets"),
        ("MOST_PARTS", "or 1 parts"),
    ],
)
def test_sheets_rows_columns_and_parts_have_limits(
    limit: str, why: str, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, limit, 1)
    assert why in refused(book())


def test_a_row_far_away_is_not_waited_for(book: Book) -> None:
    def far(part: str, content: bytes) -> bytes:
        return content.replace(b'<row r="2"', b'<row r="999999999999"') if part.endswith("sheet2.xml") else content

    path = rewritten(book(), far)
    assert "has more than 1,048,576 rows" in refused(path)


def test_a_string_in_many_cells_may_not_swell(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_TEXT", 5000)
    rows = [WIDE, *[[*VALLEY[:1], "x" * 1000, *VALLEY[2:]]] * 20]
    assert "is longer than" in refused(book(ACLED, Data=rows))
