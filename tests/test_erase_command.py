"""The command `erase`: what it says, and what it refuses."""

import json
from pathlib import Path

from tests.conftest import Running

REPORT = """---
published: 2025-06-11
---
Russia has returned 1,212 bodies to Ukraine, the Coordination Headquarters for the Treatment of Prisoners of War said.
"""


def test_a_source_is_erased_and_stays_so(counterclaim: Running, tmp_path: Path) -> None:
    data, report = tmp_path / "data", tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    counterclaim("init", "--data", data)
    source = json.loads(counterclaim("load", report, "--data", data, "--json").out)["source"]

    for refused in (("--reason", " "), ()):
        assert counterclaim("erase", source, "--data", data, *refused).code == 2
    unknown = counterclaim("erase", "report/none", "--data", data, "--reason", "asked for")
    assert (unknown.code, "no source that is loaded here" in unknown.err) == (1, True)

    done = counterclaim("erase", source, "--data", data, "--reason", "asked for", "--json")
    told = json.loads(done.out)
    assert (done.code, told["source"], told["claims"], told["reason"]) == (0, source, 1, "asked for")
    again = counterclaim("erase", source, "--data", data, "--reason", "once more")
    assert again.code == 0
    assert again.out.splitlines()[1].endswith("the reason: asked for")
    assert "Backups made before still hold it" in again.err

    loaded = counterclaim("load", report, "--data", data)
    assert loaded.code == 1
    assert "was erased on" in loaded.err
    assert "not loaded again: asked for" in loaded.err
    assert counterclaim("verify", "--data", data).code == 0
