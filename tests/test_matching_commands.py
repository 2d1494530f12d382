"""`explain` says why exchanges are linked or not; `match` finds all links anew, by the curator's file."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from loaders.initialising import initialise
from loaders.load import load
from loaders.matching.scoring import THRESHOLD
from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from store.writer import open_writer
from tests.conftest import Running
from tests.loaders.matching.handovers import HandoverLoader, dated, own

NOON = datetime(2025, 10, 23, 12, tzinfo=UTC)
DATED = b"2025-06-11\n2025-06-11 1212 >\n"
SAME = b"2025-06-12\n- 1212 >\n"
NEAR = b"2025-06-12\n- 27 <\n"
FAR = b"2025-06-30\n2025-06-30 27 <\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matching") / "data"
    with open_writer(DataDirectory.create(path)) as writer:
        initialise(writer)
        for report in (DATED, SAME, NEAR, FAR):
            load(writer, HandoverLoader(), report, "report", clock=lambda: NOON)
        writer.publish()
    return path


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Give a data directory that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "data"))


def curate(data: Path, text: str) -> None:
    (data / "curation").mkdir(exist_ok=True)
    (data / "curation" / "exchanges.yaml").write_text(text, encoding="utf-8")


def test_explain_prints_the_exchange_its_reports_and_each_part_of_a_score(counterclaim: Running, made: Path) -> None:
    lines = counterclaim("explain", "--data", made, "2025-06-11").out.splitlines()
    assert lines[0] == "exchange    Body repatriation between Russia and Ukraine, 11 June 2025"
    assert lines[1].strip() == dated(11)
    assert lines[2] == "told of in  “a report without a title”, 2025-06-11: 1 claim"
    linked = lines.index("linked      5.5 of 4: Body repatriation between Russia and Ukraine, day not given")
    assert [line.split()[:2] for line in lines[linked + 2 : linked + 6]] == [
        ["+1", "kind"],
        ["+1", "parties"],
        ["+1.5", "day"],
        ["+2", "same-figure"],
    ]


def test_explain_prints_what_is_nearly_linked_too(counterclaim: Running, made: Path) -> None:
    out = counterclaim("explain", "--data", made, "2025-06-11").out
    assert "not linked  3.5 of 4: Body repatriation" in out
    assert own(NEAR) in out


def test_explain_says_so_where_nothing_comes_near(counterclaim: Running, made: Path) -> None:
    assert "no other exchange comes near" in counterclaim("explain", "--data", made, "2025-06-30").out


def test_explain_as_json_holds_the_same(counterclaim: Running, made: Path) -> None:
    found = json.loads(counterclaim("explain", "--data", made, "--json", dated(11)).out)
    best = found["candidates"][0]
    assert (found["iri"], found["threshold"]) == (dated(11), float(THRESHOLD))
    assert (best["iri"], best["verdict"], best["score"]) == (own(SAME), "linked", 5.5)
    assert sum(part["points"] for part in best["parts"]) == best["score"]
    assert best["word"] is best["excluded"] is best["rival"] is None


@pytest.mark.parametrize("cut", [0, 40])
def test_explain_takes_the_beginning_of_a_path(counterclaim: Running, made: Path, cut: int) -> None:
    path = own(SAME).partition("/id/")[2]
    done = counterclaim("explain", "--data", made, path[:cut] or own(SAME))
    assert done.out.splitlines()[1].strip() == own(SAME)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2031", "there is no exchange '2031'"),
        ("", "there is no exchange ''"),
        ("body-rep", "'body-rep' is the beginning or the end of 2 exchanges"),
    ],
)
def test_explain_of_none_or_several_is_one_line(counterclaim: Running, made: Path, given: str, said: str) -> None:
    done = counterclaim("explain", "--data", made, given)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert said in done.err


def test_match_where_nothing_changed_says_so(counterclaim: Running, data: Path) -> None:
    assert counterclaim("match", "--data", data).out.startswith("1 link, 0 new or changed, 0 taken back; snapshot ")


def test_match_applies_the_curators_file_and_explain_prints_his_word(counterclaim: Running, data: Path) -> None:
    curate(
        data,
        f"curator: the desk\nsame:\n- [{dated(11)}, {own(NEAR)}, In return.]\n"
        f"different:\n- [{dated(11)}, {own(SAME)}, Another one.]\n",
    )
    assert counterclaim("match", "--data", data).out.startswith("1 link, 1 new or changed, 1 taken back")
    out = counterclaim("explain", "--data", data, "2025-06-11").out
    assert "the desk says that they are the same: In return." in out
    assert "the desk says that they are not the same: Another one." in out


def test_match_names_what_the_file_speaks_of_and_nobody_tells(counterclaim: Running, data: Path) -> None:
    curate(data, f"curator: us\nsame:\n- [{dated(11)}, exchange/0000/1, Why.]\n")
    done = counterclaim("match", "--data", data)
    assert done.code == 0
    assert done.err.startswith("curation/exchanges.yaml, line 3: the data hold no exchange")
    assert done.err.rstrip().endswith("exchange/0000/1")


@pytest.mark.parametrize("command", [("match",), ("explain", "2025-06-11"), ("load", "-")])
def test_an_error_in_the_file_is_one_line(counterclaim: Running, data: Path, command: tuple[str, ...]) -> None:
    curate(data, "curator: us\nsame:\n- [one]\n")
    done = counterclaim(command[0], "--data", data, *command[1:], stdin=b"Nothing.")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "exchanges.yaml: line 3 is not two exchanges and a reason" in done.err


def _page(data: Path, iri: str) -> str:
    client: FlaskClient = create_app(Settings(data)).test_client()
    response = client.get(iri.replace("https://w3id.org/counterclaim/id/", "/page/"))
    assert response.status_code == 200
    return response.text


def test_the_page_of_an_exchange_shows_what_is_probably_the_same(data: Path) -> None:
    page = " ".join(_page(data, dated(11)).split())
    assert "Probably the same as" in page
    assert own(SAME).partition("/id/")[2] in page
    assert "by its score" in page
    assert ">5.5</a>" in page


def test_the_page_says_where_a_curator_asserts_it(counterclaim: Running, data: Path) -> None:
    curate(data, f"curator: the desk\nsame:\n- [{dated(11)}, {own(NEAR)}, In return.]\n")
    counterclaim("match", "--data", data)
    assert "by the desk: In return." in " ".join(_page(data, own(NEAR)).split())


def test_the_page_of_an_exchange_that_is_linked_to_none_says_nothing(data: Path) -> None:
    assert "Probably the same as" not in _page(data, dated(30))
