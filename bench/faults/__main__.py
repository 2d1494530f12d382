"""What the service promises on a bad day, put to the test: `python -m bench.faults ROW --count N --seconds M`.

Prints one line of the table in `docs/faults.md`; the exit code is 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import sys
import time

from bench.faults.row import Bounds, as_json, line
from bench.faults.table import ROWS


def main() -> None:
    """Run one row."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description="Put a promise of the service to the test."
    )
    rows = "; ".join(f"{name}: {row.what}" for name, row in ROWS.items())
    parser.add_argument("row", choices=ROWS, help=rows.replace("%", "%%"))
    parser.add_argument("--count", type=int, help="how many of what the row counts (default: as the tests)")
    parser.add_argument(
        "--seconds", type=float, default=600, help="after how many it stops, with what it has (default: 600)"
    )
    parser.add_argument("--seed", type=int, default=Bounds(0).seed, help="begins what is left to chance")
    parser.add_argument("--slack", type=float, default=1, help="by how much the promised times are stretched")
    parser.add_argument("--json", action="store_true", help="print an object of JSON instead")
    given = parser.parse_args()
    row = ROWS[given.row]
    bounds = Bounds(given.count or row.in_tests, given.seconds, given.seed, given.slack)
    begun = time.monotonic()
    report = row.run(bounds)
    took = time.monotonic() - begun
    print(as_json(given.row, report, bounds, took) if given.json else line(given.row, report, took))
    sys.exit(bool(report.broken))


if __name__ == "__main__":
    main()
