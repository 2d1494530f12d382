"""The rows of the table in `docs/faults.md`, by name."""

from __future__ import annotations

from bench.faults import kills
from bench.faults.row import Row

ROWS = {
    "kills": Row(
        "kill -9 in loads and updates: nothing acknowledged lost, nothing half, ready again in 2 s",
        50,
        1_000,
        kills.run,
    ),
}
