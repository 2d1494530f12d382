"""The rows of the table in `docs/faults.md`, by name."""

from __future__ import annotations

from bench.faults import disks, figures, hostile, increments, kills, logs, mutations, outbound, slow, soak
from bench.faults.row import Row

ROWS = {
    "kills": Row(
        "kill -9 in loads and updates: nothing acknowledged lost, nothing half, ready again in 2 s",
        50,
        kills.run,
    ),
    "logs": Row("log damaged after the last sync: a commit prefix with every acknowledged one", 60, logs.run),
    "disks": Row("disk full: nothing lost, reads go on, 507, writes resume", 1, disks.run),
    "increments": Row(
        "increments by 4 or 16 HTTP writers: the exact sum; readers beside them, none torn",
        1_000,
        increments.run,
    ),
    "hostile": Row(
        "hostile queries, updates and uploads: no death of the service, the next query in 0.5 s",
        175,
        hostile.run,
    ),
    "slow": Row("300 half headers, 100 slow bodies, 40 stalled readers: the others' p99 below 1 s", 1, slow.run),
    "figures": Row(
        "figures as strings byte-equal; COUNT and SUM equal to an independent computation", 1_000, figures.run
    ),
    "mutations": Row(
        "mutated requests: no 5xx but 503 and 507, no traceback, none left waiting", 20_000, mutations.run
    ),
    "outbound": Row(
        "attempts to have the service call somebody, with the check of the text and without: nobody is called",
        60,
        outbound.run,
    ),
    "soak": Row("soak, mixed queries and 1 % updates: no error, no growth", 20_000, soak.run),
}
