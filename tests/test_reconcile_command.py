"""`reconcile` lists the names that stayed unmatched, drafts a file of decisions, and takes it in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Running
from tests.loaders.reconciling.naming import KHARKIV, MOTHERS, table

ROWS = (("Міноборони України", "Kyiv City"), ("Mothers of Nowhere", "Kharkiv"), ("Mothers of Nowhere", "Kharkiv"))
LISTED = f"""\
agent  “Mothers of Nowhere”: 2 claims
       {MOTHERS}
       in Tolls
place  “Kharkiv”: 2 claims
       {KHARKIV}
       in Tolls
       0.99  place/ua-kharkiv, “Kharkiv Oblast”
2 names unmatched; 1 linked
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, counterclaim: Running) -> Path:
    folder = tmp_path_factory.mktemp("reconcile")
    assert counterclaim("init", "--data", folder / "data").code == 0
    done = counterclaim("load", "--data", folder / "data", table(folder, *ROWS), "--title", "Tolls")
    assert (done.code, done.err) == (0, "")
    return folder / "data"


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Give a data directory that a test may change."""
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data"


def test_it_lists_what_stayed_unmatched(counterclaim: Running, made: Path) -> None:
    done = counterclaim("reconcile", "--data", made)
    assert (done.code, done.out, done.err) == (0, LISTED, "")


def test_kind_and_score_narrow_the_listing(counterclaim: Running, made: Path) -> None:
    out = counterclaim("reconcile", "--data", made, "--kind", "place", "--min", 1).out
    assert "Mothers" not in out
    assert "0.99" not in out


@pytest.mark.parametrize("options", [("--min", "0"), ("--min", "2"), ("--kind", "party")])
def test_what_cannot_be_asked_is_a_mistake_in_the_command(
    counterclaim: Running, made: Path, options: tuple[str, ...]
) -> None:
    assert counterclaim("reconcile", "--data", made, *options).code == 2


def test_as_json_each_name_is_an_object(counterclaim: Running, made: Path) -> None:
    lines = counterclaim("reconcile", "--data", made, "--json").out.splitlines()
    first, second = map(json.loads, lines)
    assert (first["iri"], first["kind"], first["names"], first["claims"]) == (
        MOTHERS,
        "agent",
        ["Mothers of Nowhere"],
        2,
    )
    assert second["suggestions"] == [{"path": "place/ua-kharkiv", "name": "Kharkiv Oblast", "score": 0.99}]


def test_a_draft_filled_in_is_taken_and_then_nothing_of_it_is_listed(
    counterclaim: Running, data: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "names.csv"
    done = counterclaim("reconcile", "--data", data, "--draft", draft)
    assert done.out.startswith(f"{draft}: 2 names; fill in is, by and why")
    text = draft.read_text(encoding="utf-8").replace("Kharkiv,2,,,", "Kharkiv,2,place/ua-kharkiv,the desk,its oblasts")
    draft.write_text(text, encoding="utf-8")
    done = counterclaim("reconcile", "--data", data, "--decisions", draft)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1 new decision; 2 links, 1 new or changed, 0 taken back; snapshot ")
    assert counterclaim("reconcile", "--data", data, "--kind", "place").out == "0 names unmatched; 1 linked\n"
    again = counterclaim("reconcile", "--data", data, "--decisions", draft)
    assert again.out.startswith("0 new decisions; 2 links, 0 new or changed, 0 taken back; snapshot ")
    assert counterclaim("verify", "--data", data).code == 0


def test_a_draft_writes_over_nothing(counterclaim: Running, made: Path, tmp_path: Path) -> None:
    (draft := tmp_path / "names.csv").write_text("mine")
    done = counterclaim("reconcile", "--data", made, "--draft", draft)
    assert (done.code, draft.read_text()) == (1, "mine")
    assert done.err == f"counterclaim: {draft}: is there already, and may be filled in; name another file\n"


def test_a_mistake_in_a_file_is_one_line(counterclaim: Running, made: Path, tmp_path: Path) -> None:
    (file := tmp_path / "d.csv").write_text("name,is,by,why\nKharkiv,place/ua-harkiv,us,why\n")
    done = counterclaim("reconcile", "--data", made, "--decisions", file)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"counterclaim: {file}: line 2 says that it is 'place/ua-harkiv', which the reference data do not hold; "
        "did you mean place/ua-kharkiv?\n"
    )


def test_decisions_go_with_no_other_option(counterclaim: Running, made: Path, tmp_path: Path) -> None:
    done = counterclaim("reconcile", "--data", made, "--decisions", tmp_path / "d.csv", "--json")
    assert done.code == 2


def test_a_name_cannot_steer_the_terminal(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    other = table(tmp_path, ("\x1b[2JNobody\u202e here", "Kharkiv"))
    assert counterclaim("load", "--data", data, other).code == 0
    out = counterclaim("reconcile", "--data", data, "--kind", "agent").out
    assert "“ [2JNobody  here”" in out
    assert "\x1b" not in out


def test_match_finds_links_of_names_anew(counterclaim: Running, data: Path) -> None:
    (data / "curation").mkdir()
    (data / "curation" / "names.csv").write_text(
        "iri,is,by,why,on\nplace/by-name/UKR/kharkiv,place/ua-kharkiv,us,why,2025-01-01\n"
    )
    assert "2 links from names to the reference data\n" in counterclaim("match", "--data", data).out
