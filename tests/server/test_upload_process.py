"""The process that parses an upload says by its exit code whether what it wrote is the whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from server.upload_process import FULL, WRONG

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["text/turtle", "https://example.org/", "2000000000", "30", "1000000"]
OUT_OF_MEMORY = """
import sys
from server import upload_process
whole = upload_process.triples
def triples(*words):
    yield from whole(*words)
    raise MemoryError
upload_process.triples = triples
upload_process.main(*sys.argv[1:])
"""


def parse(program: list[str], body: bytes, stdout: Path | None = None) -> tuple[int, bytes, bytes]:
    command = [sys.executable, *program, *WORDS]
    with (stdout or Path("/dev/null")).open("wb") as file:
        done = subprocess.run(
            command,
            cwd=ROOT,
            input=body,
            stdout=file if stdout else subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
    return done.returncode, done.stdout or b"", done.stderr


def test_a_document_is_written_out() -> None:
    code, out, _ = parse(["-m", "server.upload_process"], b"<s> <p> 1 .")
    assert (code, out.split()[0]) == (0, b"<https://example.org/s>")


def test_what_is_wrong_is_said_in_a_line() -> None:
    code, _, err = parse(["-m", "server.upload_process"], b"<s> <p>")
    assert (code, err.count(b"\n")) == (WRONG, 0)
    assert err


def test_what_was_written_before_the_memory_ended_is_not_the_whole() -> None:
    code, _, _ = parse(["-c", OUT_OF_MEMORY], b"<s> <p> 1 .")
    assert code not in (0, WRONG, FULL)


def test_a_full_disk_is_told_apart() -> None:
    code, _, _ = parse(["-m", "server.upload_process"], b"<s> <p> 1 .", stdout=Path("/dev/full"))
    assert code == FULL
