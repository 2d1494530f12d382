"""The command line as a user meets it: what it prints, its exit codes, and one clear line for bad input."""

import errno
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

Running = Callable[..., Any]
COMMANDS = [
    "init",
    "load",
    "loaders",
    "map",
    "review",
    "reconcile",
    "match",
    "extract",
    "validate",
    "query",
    "why",
    "why-not",
    "serve",
    "token",
    "trace",
    "explain",
    "verify",
    "erase",
    "backup",
    "restore",
    "compact",
]

REPORT = """---
title: Bodies handed over
publisher: Ukrinform
published: 2025-06-11
licence: CC0-1.0
---
Russia has returned 1,212 bodies to Ukraine, the Coordination Headquarters for the Treatment of Prisoners of War said.
"""


@pytest.fixture(scope="module")
def pristine(counterclaim: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine") / "data"
    assert counterclaim("init", "--data", folder).code == 0
    return folder


@pytest.fixture
def data(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "data"))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    return path


def state(data: Path) -> tuple[str, list[str]]:
    """Give what a user could see change: the published snapshot and the sources kept."""
    return (data / "CURRENT").read_text(), sorted(p.name for p in (data / "sources").rglob("*") if p.is_file())


def one_line(done: Any, *words: str) -> None:
    """Assert that a command failed with one clear line, and nothing else on standard error."""
    assert done.code in (1, 2)
    assert "Traceback" not in done.err
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, done.err
    for word in words:
        assert word in lines[0]


def test_the_version_is_printed(counterclaim: Running) -> None:
    assert counterclaim("--version").out.startswith("counterclaim, version ")


def test_help_lists_the_commands_in_the_order_of_use(counterclaim: Running) -> None:
    listed = counterclaim("--help").out.partition("Commands:")[2].split("\n")
    named = [line.split()[0] for line in listed if line.startswith("  ")]
    assert named == COMMANDS


@pytest.mark.parametrize("command", [*sorted({*COMMANDS} - {"token"}), "token create", "token list", "token revoke"])
def test_every_command_explains_each_of_its_options(counterclaim: Running, command: str) -> None:
    shown = counterclaim(*command.split(), "--help")
    assert shown.code == 0
    # An option without a help text ends its line after the name or the metavar.
    options = [line.strip() for line in shown.out.splitlines() if line.strip().startswith("--")]
    assert options
    assert all("  " in option or len(option) > 24 for option in options), options


def test_init_twice_says_that_it_is_up_to_date(counterclaim: Running, data: Path) -> None:
    before = state(data)
    again = counterclaim("init", "--data", data)
    assert again.code == 0
    assert "up to date" in again.out
    assert state(data) == before


def test_a_load_says_what_it_found(counterclaim: Running, data: Path, report: Path) -> None:
    done = counterclaim("load", "--data", data, report)
    assert done.code == 0
    assert "report.txt: 1 figure" in done.out
    assert "1 source with 1 figure, 1 new or changed; snapshot" in done.out


def test_a_reader_that_has_read_enough_stops_no_load(
    counterclaim: Running, data: Path, report: Path, repository: Path, tmp_path: Path
) -> None:
    more = [tmp_path / f"{number}.txt" for number in range(3)]
    for number, path in enumerate(more):
        path.write_text(REPORT.replace("1,212", str(100 + number)))
    command: list[str | Path] = [sys.executable, repository / "counterclaim.py", "load", "--data", data]
    with subprocess.Popen([*command, report, *more], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
    assert "4 sources" in counterclaim("verify", "--data", data).out


def test_a_load_at_a_terminal_shows_how_far_it_is(data: Path, report: Path, repository: Path) -> None:
    ours, its = pty.openpty()
    command: list[str | Path] = [sys.executable, repository / "counterclaim.py", "load", "--data", data, report]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=its, env={**os.environ, "TERM": "xterm"}):
        os.close(its)
        shown = b""
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while piece := os.read(ours, 65536):
                shown += piece
    os.close(ours)
    assert b"report.txt" in shown
    assert b"0/1" in shown


def test_an_interrupted_load_shows_what_it_told_of(
    counterclaim: Running, data: Path, report: Path, repository: Path
) -> None:
    command: list[str | Path] = [sys.executable, repository / "counterclaim.py", "load", "--data", data, report, "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "report.txt: 1 figure" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        told = process.stdout.read()
    assert "stopped before the end" in told
    assert "1 source," in counterclaim("verify", "--data", data).out


def test_a_device_that_is_full_is_one_line(data: Path, repository: Path) -> None:
    command: list[str | Path] = [sys.executable, repository / "counterclaim.py", "query", "--data", data, "ASK {}"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_second_load_changes_nothing_and_says_so(counterclaim: Running, data: Path, report: Path) -> None:
    counterclaim("load", "--data", data, report)
    before = state(data)
    assert "(unchanged)" in counterclaim("load", "--data", data, report).out
    assert state(data) == before


def test_a_load_reads_standard_input(counterclaim: Running, data: Path) -> None:
    done = counterclaim("load", "--data", data, "--json", "-", stdin=REPORT.encode())
    assert json.loads(done.out)["claims"] == 1


def test_options_go_over_front_matter(counterclaim: Running, report: Path) -> None:
    line = json.loads(counterclaim("extract", "--publisher", "TASS", report).out)
    assert line["relayed_by"] == ["TASS"]


def test_front_matter_is_no_part_of_the_text(counterclaim: Running, report: Path) -> None:
    line = json.loads(counterclaim("extract", report).out)
    body = REPORT.partition("CC0-1.0\n---\n")[2]
    assert body[line["start"] : line["end"]] == line["quote"]


def test_extract_stores_nothing(counterclaim: Running, report: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    assert counterclaim("extract", report).code == 0
    assert sorted(tmp_path.iterdir()) == before


def test_query_prints_a_table(counterclaim: Running, data: Path, report: Path) -> None:
    counterclaim("load", "--data", data, report)
    query = "SELECT ?printed WHERE { ?c <https://w3id.org/counterclaim/ontology#printed> ?printed }"
    done = counterclaim("query", "--data", data, query)
    assert [line.strip() for line in done.out.splitlines()] == ["printed", "1,212"]


@pytest.mark.parametrize(
    ("query", "format_", "begins"),
    [
        ("ASK { ?s ?p ?o }", "table", "yes"),
        ("SELECT (1 AS ?n) {}", "csv", "n"),
        ("SELECT (1 AS ?n) {}", "json", '{"head"'),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "ntriples", "<"),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", "table", "<urn:s> <urn:p> 1"),
    ],
    ids=["ask", "csv", "json", "ntriples", "turtle"],
)
def test_query_prints_in_the_format_asked_for(
    counterclaim: Running, data: Path, query: str, format_: str, begins: str
) -> None:
    assert begins in counterclaim("query", "--data", data, "--format", format_, query).out


def test_trace_ends_at_the_stored_characters(counterclaim: Running, data: Path, report: Path) -> None:
    claim = json.loads(counterclaim("extract", report).out)["claim"]
    counterclaim("load", "--data", data, report)
    for given in (claim, claim.rpartition("/")[2], claim.rpartition("/")[2][:12]):
        done = counterclaim("trace", "--data", data, given)
        assert done.code == 0
        assert "“Russia has returned 1,212 bodies to Ukraine”" in done.out
        assert "these characters stand in the stored text" in done.out


def test_trace_as_json_gives_every_step(counterclaim: Running, data: Path, report: Path) -> None:
    claim = json.loads(counterclaim("extract", report).out)["claim"]
    counterclaim("load", "--data", data, report)
    steps = {s["role"]: s for s in json.loads(counterclaim("trace", "--data", data, "--json", claim).out)}
    assert steps["said by"]["words"] == "Coordination Headquarters for the Treatment of Prisoners of War"
    assert steps["relayed by"]["words"] == "Ukrinform"
    assert steps["published on"]["words"] == "2025-06-11"


def test_trace_of_an_unknown_claim_is_one_line(counterclaim: Running, data: Path) -> None:
    one_line(counterclaim("trace", "--data", data, "claim/feed"), "claim/feed")


def _bad_inputs(folder: Path) -> dict[str, tuple[bytes, str]]:
    return {
        "empty": (b"", "is empty"),
        "blank": (b" \n\n", "is empty"),
        "only front matter": (b"---\ntitle: x\n---\n", "no text"),
        "binary": (b"PK\x03\x04\x00\x00\x01\x02", "binary"),
        "not UTF-8": ("Росія передала 1000 тіл".encode("cp1251"), "UTF-8"),
        "50 MB": (b"Russia returned 1,000 bodies. " * 1_700_000, "MB"),
        "Ukrainian": ("Росія передала Україні тіла 1212 загиблих захисників.".encode(), "'uk'"),
        "French": (b"La Russie a rendu mille corps de soldats morts au combat, a dit Moscou hier.", "'fr'"),
        "front matter not closed": (b"---\ntitle: x\nRussia returned 31 bodies.\n", "closes it"),
        "front matter not YAML": (b"---\ntitle: [x\n---\nRussia returned 31 bodies.\n", "line "),
        "front matter with an unknown key": (b"---\nauthors: x\n---\nRussia returned 31 bodies.\n", "'authors'"),
        "front matter with a bad date": (b"---\npublished: lately\n---\nRussia returned 31.\n", "EDTF"),
        "front matter that is a list": (b"---\n- a\n---\nRussia returned 31 bodies.\n", "key: value"),
    }


@pytest.mark.parametrize("case", sorted(_bad_inputs(Path())))
def test_bad_input_gets_one_line_and_leaves_nothing_behind(
    counterclaim: Running, data: Path, tmp_path: Path, case: str
) -> None:
    content, words = _bad_inputs(tmp_path)[case]
    path = tmp_path / "input.txt"
    path.write_bytes(content)
    before = state(data)
    one_line(counterclaim("load", "--data", data, path), "input.txt", words)
    assert state(data) == before
    one_line(counterclaim("extract", path), "input.txt", words)


def test_a_path_that_is_not_there_is_one_line(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    one_line(counterclaim("load", "--data", data, tmp_path / "absent.txt"), "absent.txt", "no such file")


def test_a_folder_without_a_report_is_one_line(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "folder").mkdir()
    (folder / "report.pdf").write_bytes(b"%PDF-1.7")
    one_line(counterclaim("load", "--data", data, folder), str(folder), "no file in it is read", ".jsonl")


def test_a_file_without_permission_is_one_line(
    counterclaim: Running, data: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    # Root, as whom CI runs, may read every file: so the refusal is made.
    def refuse(self: Path, *how: Any, **more: Any) -> Any:
        if self == report:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    before = state(data)
    one_line(counterclaim("load", "--data", data, report), "report.txt", "permission denied")
    assert state(data) == before


def test_one_bad_file_among_good_ones_stops_none_of_them(
    counterclaim: Running, data: Path, report: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00\x01")
    done = counterclaim("load", "--data", data, bad, report)
    assert done.code == 1
    assert "bad.txt" in done.err
    assert "report.txt: 1 figure" in done.out


def test_a_missing_data_directory_is_one_line_that_says_how_to_make_one(counterclaim: Running, tmp_path: Path) -> None:
    for command in (("load", tmp_path / "x"), ("query", "ASK {}"), ("verify",), ("trace", "x"), ("serve",)):
        one_line(counterclaim(command[0], "--data", tmp_path / "none", *command[1:]), "counterclaim init")


def test_a_data_directory_of_another_version_is_one_line(counterclaim: Running, data: Path, report: Path) -> None:
    settings = json.loads((data / "directory.json").read_text())
    (data / "directory.json").write_text(json.dumps({**settings, "format": 99}))
    for command in (("load", report), ("query", "ASK {}"), ("verify",), ("serve",)):
        one_line(counterclaim(command[0], "--data", data, *command[1:]), "99")


def test_a_query_that_is_no_sparql_is_one_line_with_its_place(counterclaim: Running, data: Path) -> None:
    one_line(counterclaim("query", "--data", data, "SELECT ?x WHERE { ?x ?y }"), "line 1")


def test_a_query_file_that_is_not_utf8_is_told_so(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "query.rq"
    path.write_bytes(b"ASK { ?s ?p '\xff' }")
    done = counterclaim("query", "--data", data, "--file", path)
    assert done.code == 2
    assert "byte 13 is not UTF-8" in done.err


def test_init_keeps_the_base_of_an_existing_directory(counterclaim: Running, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert counterclaim("init", "--data", other, "--base", "https://example.org/id/").code == 0
    assert "up to date" in counterclaim("init", "--data", other).out
    assert counterclaim("init", "--data", other, "--base", "https://example.org/else/").code == 1


def test_trace_of_a_tampered_text_says_so_and_fails(counterclaim: Running, data: Path, report: Path) -> None:
    claim = json.loads(counterclaim("extract", report).out)["claim"]
    counterclaim("load", "--data", data, report)
    (stored,) = [path for path in (data / "sources").rglob("*") if path.is_file()]
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes().replace(b"1,212", b"1,213"))
    done = counterclaim("trace", "--data", data, claim)
    assert done.code == 1
    assert "not verified" in done.out


def test_service_and_updates_are_refused(counterclaim: Running, data: Path) -> None:
    one_line(
        counterclaim("query", "--data", data, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE"
    )
    one_line(counterclaim("query", "--data", data, "DELETE WHERE { ?s ?p ?o }"), "DELETE")


def test_a_wrong_option_is_a_usage_error(counterclaim: Running, data: Path, report: Path) -> None:
    assert counterclaim("load", "--data", data, "--published", "lately", report).code == 2
    assert counterclaim("query", "--data", data).code == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """Give a folder on a file system of its own of 24 MB; only root can make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("no mount command to make a small file system with")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no small file system can be mounted here: " + made.stderr.decode().strip())
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_one_line_and_nothing_is_lost(counterclaim: Running, small_disk: Path, report: Path) -> None:
    data = small_disk / "data"
    assert counterclaim("init", "--data", data).code == 0
    before = state(data)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65536)
        except OSError:
            pass
    one_line(counterclaim("load", "--data", data, report), "disk")
    assert state(data) == before
    assert counterclaim("query", "--data", data, "ASK { ?s ?p ?o }").out == "yes\n"
    filler.unlink()
    assert counterclaim("load", "--data", data, report).code == 0
    assert counterclaim("verify", "--data", data).code == 0


def test_the_readmes_trace_is_of_a_claim_that_the_samples_make(
    counterclaim: Running, data: Path, repository: Path
) -> None:
    claim = (repository / "README.md").read_text().partition("trace --data mine ")[2].split()[0]
    reports = sorted((repository / "samples").glob("2025-06-16-*.txt"))
    assert counterclaim("load", "--data", data, *reports).code == 0
    assert "1,248" in counterclaim("trace", "--data", data, claim).out


def test_the_readmes_query_has_the_answer_that_the_readme_prints(
    counterclaim: Running, data: Path, repository: Path
) -> None:
    readme = (repository / "README.md").read_text()
    query = readme.partition("--data-urlencode 'query=")[2].partition("'\n```")[0]
    answer = readme.partition("```\nfigure,")[2].partition("```")[0]
    assert counterclaim("load", "--data", data, *sorted((repository / "samples").glob("*.txt"))).code == 0
    done = counterclaim("query", "--data", data, "--format", "csv", query)
    assert done.out.replace("\r\n", "\n") == "figure," + answer
    traced = readme.partition("provenance=claims --data-urlencode 'query=\n")[2].partition("'\n```")[0]
    form = ("--format", "json", "--provenance", "claims")
    rows = json.loads(counterclaim("query", "--data", data, *form, traced).out)["provenance"]["rows"]
    assert rows
    assert all(rows)


def test_the_program_starts_without_what_few_commands_need(repository: Path) -> None:
    # spaCy alone takes seconds: every command would wait for it.
    asked = (
        "import sys, counterclaim; print({'spacy', 'babel', 'numpy', 'lxml', 'rdflib', 'pyshacl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=repository, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
