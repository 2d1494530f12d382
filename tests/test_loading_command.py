"""`counterclaim load` and `extract` on all that they read: pages, folders, JSON lines, feeds, addresses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Running
from tests.loaders.articles.serving import Answer, serving_answers
from tests.loaders.articles.test_feeds import ATOM
from tests.loaders.articles.test_pages import PAGE


@pytest.fixture
def data(tmp_path: Path, counterclaim: Running) -> Path:
    path = tmp_path / "data"
    assert counterclaim("init", "--data", path).code == 0
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with one of each kind, and with bad ones between them."""
    (path := tmp_path / "reports").mkdir()
    (path / "a.txt").write_text("Russia returned 31 bodies to Ukraine, Moscow said.")
    (path / "b.md").write_text("# Bodies\n\nRussia returned 32 bodies to Ukraine, Moscow said.\n")
    (path / "c.html").write_text(PAGE)
    lines = [json.dumps({"text": f"Russia returned {n} bodies to Ukraine, Moscow said."}) for n in range(40, 46)]
    (path / "d.jsonl").write_text("\n".join([*lines[:3], "no JSON", *lines[3:]]))
    (path / "e.xml").write_bytes(ATOM)
    (path / "f.txt").write_bytes(b"\x00\x01")
    return path


def sources(told: str) -> int:
    return int(told.splitlines()[-1].split(" source")[0])


def test_a_folder_of_all_kinds_is_loaded_and_verified(counterclaim: Running, data: Path, folder: Path) -> None:
    done = counterclaim("load", "--data", data, folder)
    assert done.code == 1
    assert sources(done.out) == 10
    assert "2 refused" in done.out
    refused = done.err.strip().splitlines()
    assert [line.split(": ")[1].rpartition("/")[2] for line in refused] == ["d.jsonl:4", "f.txt"]
    assert counterclaim("verify", "--data", data).code == 0


def test_each_source_has_its_line_with_what_was_found(counterclaim: Running, data: Path, folder: Path) -> None:
    told = counterclaim("load", "--data", data, folder).out
    assert f"{folder}/c.html: 2 figures\n" in told
    assert f"{folder}/d.jsonl:7: 1 figure\n" in told
    assert f"{folder}/e.xml:1: 1 figure\n" in told


def test_the_same_folder_again_changes_nothing(counterclaim: Running, data: Path, folder: Path) -> None:
    first = counterclaim("load", "--data", data, folder)
    again = counterclaim("load", "--data", data, folder)
    assert again.out.count("(unchanged)") == sources(first.out)
    assert ", 0 new or changed" in again.out
    assert ", 0 new or changed" in counterclaim("load", "--data", data, "--again", folder / "a.txt").out


def test_extract_reads_what_load_reads(counterclaim: Running, folder: Path) -> None:
    done = counterclaim("extract", folder)
    assert done.code == 1
    assert [json.loads(line)["value"] for line in done.out.splitlines()] == [31, 32, 1212, 27, *range(40, 46), 31]


def test_standard_input_may_be_a_page(counterclaim: Running) -> None:
    done = counterclaim("extract", "-", stdin=PAGE.encode())
    assert [json.loads(line)["value"] for line in done.out.splitlines()] == [1212, 27]


def test_an_address_of_this_machine_is_fetched_only_on_demand(counterclaim: Running) -> None:
    with serving_answers({"/page": Answer(PAGE.encode())}) as site:
        refused = counterclaim("extract", f"{site.address}/page")
        assert (refused.code, refused.out) == (1, "")
        assert len(refused.err.splitlines()) == 1
        assert len(counterclaim("extract", "--allow-private", f"{site.address}/page").out.splitlines()) == 2


def test_a_load_that_is_interrupted_shows_what_it_told_of_and_goes_on_later(
    counterclaim: Running, data: Path, tmp_path: Path, repository: Path
) -> None:
    lines = [json.dumps({"text": f"Russia returned {n} bodies to Ukraine, Moscow said."}) for n in range(100, 250)]
    (articles := tmp_path / "articles.jsonl").write_text("\n".join(lines))
    command: list[str | Path] = [
        sys.executable,
        repository / "counterclaim.py",
        "load",
        "--data",
        data,
        "--jobs",
        "2",
        articles,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = [process.stdout.readline() for _ in range(20)]
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to all processes
        told += process.stdout.readlines()
        said = process.stderr.read()
    assert said.strip() == "Aborted!"
    assert "stopped before the end" in told[-1]
    assert f"{sources(told[-1])} source" in counterclaim("verify", "--data", data).out
    done = counterclaim("load", "--data", data, articles)
    assert done.out.count("(unchanged)") == sources(told[-1])
    assert sources(done.out) == 150


def test_processes_that_read_end_with_the_one_that_started_them(data: Path, tmp_path: Path, repository: Path) -> None:
    lines = [json.dumps({"text": f"Russia returned {n} bodies to Ukraine, Moscow said."}) for n in range(100, 2000)]
    (articles := tmp_path / "articles.jsonl").write_text("\n".join(lines))
    command: list[str | Path] = [
        sys.executable,
        repository / "counterclaim.py",
        "load",
        "--data",
        data,
        "--jobs",
        "2",
        articles,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    until = time.monotonic() + 20
    while _living(process.pid) and time.monotonic() < until:
        time.sleep(0.2)
    assert _living(process.pid) == []


def _living(group: int) -> list[int]:
    """Give the processes of a group that run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found
