"""How fast tables are loaded: `python -m bench.loaders` loads made-up rows of HAPI, and times two peers.

*Ours* is `counterclaim load` from the file to the published snapshot, in a process of its own. *Bulk* is the engine's
own `Store.bulk_load` of the N-Quads of the same claims' graphs: no merge, no support store, nothing checked, no log.
The third is Morph-KGC, mapping the same CSV to quads of the columns alone, if `--morph-kgc` names a Python that has it.
Each is a rate of quads, in one run; the figures to look at are the ratios, and that our memory does not grow.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from store.directory import DataDirectory
from store.snapshots import open_snapshot

PROGRAM = Path(__file__).resolve().parent.parent / "counterclaim.py"
HEADER = (
    "location_code,has_hrp,in_gho,provider_admin1_name,provider_admin2_name,admin1_code,admin1_name,admin2_code,"
    "admin2_name,admin_level,event_type,events,fatalities,reference_period_start,reference_period_end,"
    "dataset_hdx_id,resource_hdx_id,warning,error"
)
_COUNTRIES = ("UKR", "SDN", "SYR", "YEM", "MMR", "MLI", "ETH", "NGA", "COD", "HTI")
_BULK = """
import sys
from pyoxigraph import RdfFormat, Store
store = Store(sys.argv[1])
store.bulk_load(path=sys.argv[2], format=RdfFormat.N_QUADS)
store.flush()
"""
_MAPPING = """
@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> . @prefix x: <https://example.org/> .
x:rows a rr:TriplesMap ; rml:logicalSource [ rml:source "rows.csv" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [ rr:template "https://example.org/{location_code}/{reference_period_start}/{event_type}" ;
                  rr:graphMap [ rr:template "https://example.org/g/{location_code}/{reference_period_start}" ] ] ;
"""
_MAPPED = ("location_code", "event_type", "events", "fatalities", "reference_period_start", "reference_period_end")


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds on the clock, and the most memory, in megabytes."""

    seconds: float
    megabytes: float
    output: str


def rows(path: Path, number: int) -> None:
    """Write as many made-up rows: countries by turns, each day another period."""
    first = date(2000, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for each in range(number):
            day = first + timedelta(days=each // len(_COUNTRIES) % 9000)
            kind = ("political_violence", "civilian_targeting")[each // len(_COUNTRIES) // 9000 % 2]
            country = _COUNTRIES[each % len(_COUNTRIES)]
            file.write(f"{country},Y,Y,,,,,,,0,{kind},{each % 90},{each % 70},{day},{day},,,,\n")


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a process to its end. Raises CalledProcessError."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stdin=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Run(seconds, used.ru_maxrss / 1024, output.read())


def ours(folder: Path) -> tuple[Run, int]:
    """Load the rows; give what it took, and how many quads the claims' graphs have."""
    data, program = folder / "data", [sys.executable, str(PROGRAM)]
    run([*program, "init", "--data", str(data)], folder)
    done = run([*program, "load", "--data", str(data), "--json", str(folder / "rows.csv")], folder)
    source = json.loads(done.output.splitlines()[0])["source"]
    with open_snapshot(DataDirectory.open(data)) as snapshot, (folder / "quads.nq").open("wb") as file:
        quads = 0
        for graph in snapshot.names():
            if "/claim/" in graph.value or graph.value == source:
                for triple in snapshot.triples(graph):
                    file.write(f"{triple} {graph} .\n".encode())
                    quads += 1
    return done, quads


def bulk(folder: Path) -> Run:
    """Load the same quads by the engine alone."""
    return run([sys.executable, "-c", _BULK, str(folder / "bulk"), str(folder / "quads.nq")], folder)


def morph(folder: Path, python: str) -> tuple[Run, int]:
    """Map the same rows by Morph-KGC; give what it took, and how many quads came out."""
    maps = " ;\n".join(
        f'  rr:predicateObjectMap [ rr:predicate x:{name} ; rr:objectMap [ rml:reference "{name}" ] ]'
        for name in _MAPPED
    )
    (folder / "mapping.ttl").write_text(_MAPPING + maps + " .\n", encoding="utf-8")
    (folder / "config.ini").write_text(
        "[CONFIGURATION]\noutput_file=mapped.nq\noutput_format=N-QUADS\n[DataSource1]\nmappings=mapping.ttl\n",
        encoding="utf-8",
    )
    done = run([python, "-m", "morph_kgc", "config.ini"], folder)
    with (folder / "mapped.nq").open("rb") as file:
        return done, sum(1 for _ in file)


def line(number: int, python: str | None) -> str:
    """Measure with as many rows; give a line of the table."""
    folder = Path(tempfile.mkdtemp(prefix="bench-loaders-"))
    try:
        rows(folder / "rows.csv", number)
        here, quads = ours(folder)
        rate, engine = quads / here.seconds, bulk(folder)
        told = [f"{number:,}", f"{quads:,}", f"{here.seconds:.1f} s", f"{rate:,.0f}/s", f"{here.megabytes:,.0f} MB"]
        told.append(f"{rate * engine.seconds / quads:.3f}")
        if python:
            mapped, theirs = morph(folder, python)
            told.append(f"{rate * mapped.seconds / theirs:.2f}")
        return f"| {' | '.join(told)} |"
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000], help="how many rows (1000 10000)")
    options.add_argument("--morph-kgc", metavar="PYTHON", help="a Python that has Morph-KGC")
    given = options.parse_args()
    print(
        "| rows | quads | load | rate | most memory | of bulk_load |" + (" of Morph-KGC |" if given.morph_kgc else "")
    )
    for number in given.rows:
        print(line(number, given.morph_kgc), flush=True)


if __name__ == "__main__":
    main()
