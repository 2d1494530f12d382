"""docs/tables.md: its sessions, run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Running


def unnumbered(told: str) -> str:
    """Leave out the numbers of snapshots: they tell how many sessions stand above."""
    return re.sub(r"snapshot \d+", "snapshot", told)


def test_the_sessions_of_the_page_print_what_it_says(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counterclaim: Running
) -> None:
    page = (repository / "docs" / "tables.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert counterclaim("init").code == 0
    for session in re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        for line, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE):
            command, *words = shlex.split(line)
            if command == "cat" and not Path(words[0]).exists():
                Path(words[0]).write_text(printed, encoding="utf-8")
            else:
                done = Path(words[0]).read_text(encoding="utf-8") if command == "cat" else counterclaim(*words)
                told = done if isinstance(done, str) else done.out + done.err
                assert unnumbered(told) == unnumbered(printed), line
