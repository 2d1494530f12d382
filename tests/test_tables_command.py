"""`counterclaim load` on tables, and `counterclaim loaders`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Running

TABLE = "date,day,personnel\n2025-01-01,678,40\n2025-01-02,679,50\n03.01.2025,680,60\n2025-01-04,681,70\n"


@pytest.fixture
def data(tmp_path: Path, counterclaim: Running) -> Path:
    path = tmp_path / "data"
    assert counterclaim("init", "--data", path).code == 0
    return path


@pytest.fixture
def losses(tmp_path: Path) -> Path:
    (path := tmp_path / "losses.csv").write_text(TABLE)
    return path


def test_a_table_and_a_report_are_loaded_in_one_run(
    counterclaim: Running, data: Path, losses: Path, tmp_path: Path
) -> None:
    (report := tmp_path / "a.txt").write_text("Russia returned 31 bodies to Ukraine, Moscow said.")
    done = counterclaim("load", "--data", data, report, losses, "--title", "Losses")
    assert done.code == 0
    assert f"{losses}: 4 rows, 3 figures, 1 refused\n" in done.out
    assert f"{report}: 1 figure\n" in done.out
    assert "2 sources with 4 figures, 2 new or changed" in done.out
    assert counterclaim("verify", "--data", data).out.endswith("all stand\n")


def test_a_dry_run_counts_and_writes_nothing(counterclaim: Running, data: Path, losses: Path) -> None:
    before = (data / "CURRENT").read_text()
    done = counterclaim("load", "--data", data, "--dry-run", "--limit", 2, losses)
    assert (done.code, done.out) == (0, f"{losses}: 2 rows, 2 figures (not loaded)\n")
    assert (data / "CURRENT").read_text() == before


def test_a_dry_run_is_of_tables_alone(counterclaim: Running, data: Path) -> None:
    done = counterclaim("load", "--data", data, "--dry-run", "a.txt")
    assert done.code == 1
    assert done.err.startswith("counterclaim: a.txt: is no table; `counterclaim extract` reads a report")


def test_as_json_a_table_tells_its_rows(counterclaim: Running, data: Path, losses: Path) -> None:
    told = json.loads(counterclaim("load", "--data", data, "--json", losses).out)
    assert (told["rows"], told["claims"], told["rejected"], told["changed"]) == (4, 3, 1, True)


def test_a_bad_table_costs_no_other(counterclaim: Running, data: Path, losses: Path, tmp_path: Path) -> None:
    (other := tmp_path / "a.csv").write_text("x,y\n1,2\n")
    done = counterclaim("load", "--data", data, other, losses)
    assert done.code == 1
    assert "1 source with 3 figures" in done.out
    assert done.err == f"counterclaim: {other}: is no table that is read here; `counterclaim loaders` lists what is\n"


def test_loaders_lists_each_with_an_example(counterclaim: Running) -> None:
    lines = counterclaim("loaders").out.splitlines()
    assert lines[0].startswith("general_staff 1: ")
    assert lines[1].startswith("  {")


def test_loaders_as_json_names_the_columns(counterclaim: Running) -> None:
    first = json.loads(counterclaim("loaders", "--json").out.splitlines()[0])
    assert (first["name"], first["columns"]) == ("general_staff", ["date", "day", "personnel"])


def test_a_mapping_is_named_or_found_beside_the_table(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    (table := tmp_path / "tolls.csv").write_text("month,dead\n2025-01,5\n2025-02,n/a\n")
    (named := tmp_path / "m.yaml").write_text(
        "claimant: OHCHR\nphenomenon: deaths\naccumulation: event\nfigures: [{column: dead, period: {column: month}}]\n"
    )
    done = counterclaim("load", "--data", data, "--dry-run", "--mapping", named, table)
    assert done.out == f"{table}: 2 rows, 1 figure, 1 refused (not loaded)\n"
    named.rename(tmp_path / "tolls.csv.mapping.yaml")
    assert counterclaim("load", "--data", data, "--dry-run", table).out == done.out


def test_a_mistake_in_a_mapping_is_one_line(counterclaim: Running, data: Path, losses: Path, tmp_path: Path) -> None:
    (named := tmp_path / "m.yaml").write_text("claimant: OHCHR\nfigure: []\n")
    done = counterclaim("load", "--data", data, "--mapping", named, losses)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"counterclaim: {named}: line 2: 'figure' is no key here; did you mean 'figures'?\n"


def test_map_drafts_a_mapping_beside_the_table_and_writes_over_none(counterclaim: Running, losses: Path) -> None:
    there = losses.with_name("losses.csv.mapping.yaml")
    done = counterclaim("map", losses)
    told = f"{there}: 1 column of figures; fill in claimant, accumulation, as-of; check each line before you load\n"
    assert (done.code, done.out) == (0, told)
    there.write_text("mine")
    refused = counterclaim("map", losses)
    assert (refused.code, there.read_text()) == (1, "mine")
    assert "is there already; --force writes over it" in refused.err
    assert counterclaim("map", losses, "--force").code == 0
    assert "personnel" in there.read_text()


def test_a_draft_loads_nothing_until_it_is_filled_in(counterclaim: Running, data: Path, losses: Path) -> None:
    counterclaim("map", losses)
    done = counterclaim("load", "--data", data, losses)
    assert done.code == 1
    assert done.err.endswith("' is empty; fill it in, or take the line out\n")


def test_a_mapping_named_beside_its_table_is_no_source(counterclaim: Running, data: Path, losses: Path) -> None:
    mapping = losses.with_name("losses.csv.mapping.yaml")
    mapping.write_text("claimant: OHCHR\nphenomenon: losses\naccumulation: cumulative\nas-of: 2025\n"
                       "figures: [{column: personnel}]\n")  # fmt: skip
    done = counterclaim("load", "--data", data, "--dry-run", mapping, losses)
    assert (done.code, done.out) == (0, f"{losses}: 4 rows, 4 figures (not loaded)\n")
