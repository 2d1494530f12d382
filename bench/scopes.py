"""What a scope costs: `python -m bench.scopes` times queries with and without one, in one run.

On the claims of `bench.provenance`, within `except-claimant=party/russia`, which leaves some of them out. The first
query within a scope also finds out which graphs are admitted; that is timed by itself.
"""

from __future__ import annotations

import io
import statistics

from pyoxigraph import QueryTriples

from bench.provenance import NAMES, Stores, run, texts, timed
from ontology.identifiers import DEFAULT_BASE
from queries.errors import QueryError
from queries.narrowing import Narrowings, View, Whole
from queries.scopes import Scope
from server.evaluating import write
from server.negotiation import JSON, TURTLE

SCOPE = Scope(except_claimants=(NAMES.at("party/russia"),))


def measure(plain: View, narrow: View, text: str, repeats: int) -> tuple[float, float]:
    """Give the median seconds of an answer without and with the scope; what is kept of either is kept."""
    _answered(plain, text)
    _answered(narrow, text)
    times = [(timed(lambda: _answered(plain, text)), timed(lambda: _answered(narrow, text))) for _ in range(repeats)]
    return statistics.median(p for p, _ in times), statistics.median(n for _, n in times)


def _answered(view: View, text: str) -> bytes:
    results = view.evaluate(text)
    output = io.BytesIO()
    write(results, TURTLE if isinstance(results, QueryTriples) else JSON, output)
    return output.getvalue()


def main() -> None:
    """Print for each query how long it takes without and with a scope, and the ratio."""
    run("Time queries with and without a scope.", _report)


def _report(stores: Stores, repeats: int) -> None:
    narrowings = Narrowings(stores, DEFAULT_BASE)
    print(f"{len(stores.graphs):,} quads; to find what is admitted: {timed(lambda: narrowings.within(SCOPE)):.1f} s")
    plain, narrow = Whole(stores), narrowings.within(SCOPE)
    ratios = []
    for name, text in texts().items():
        try:
            without, with_ = measure(plain, narrow, text, repeats)
        except QueryError as error:
            print(f"{name:<40} refused: {error}")
            continue
        ratios.append(with_ / without)
        print(f"{name:<40} {without * 1000:10.1f} ms {with_ * 1000:10.1f} ms {with_ / without:6.1f} x", flush=True)
    print(f"{len(ratios)} queries: median {statistics.median(ratios):.1f} x, worst {max(ratios):.1f} x")


if __name__ == "__main__":
    main()
