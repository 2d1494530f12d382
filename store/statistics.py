"""The figures that each snapshot carries (``statistics.json``).

The counts are kept up by each commit, since counting a million quads takes longer than publishing them.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self, TypeAlias, cast

from store.changes import Edit, Turnover
from store.errors import DirectoryDamaged, reported

JSON: TypeAlias = "Mapping[str, JSON] | list[JSON] | str | int | float | bool | None"
Statistics = Mapping[str, JSON]

OWN_KEYS = frozenset({"commit", "graphs", "published", "quads", "triples"})
"""What every snapshot's statistics say; a loader's own figures take other keys."""

# Without the default graph: a merged one would count every triple once more.
_NAMED_QUADS = "GRAPH ?g { ?s ?p ?o }"
_NAMED_GRAPHS = "GRAPH ?g { }"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the named graphs hold: quads, distinct triples, graphs."""

    quads: int
    triples: int
    graphs: int

    @classmethod
    def taken(cls, in_graphs: Callable[[str], int], in_support: Callable[[str], int]) -> Self:
        """Count anew, given what counts the solutions of a pattern in the main and in the support store."""
        return cls(in_graphs(_NAMED_QUADS), in_support(_NAMED_QUADS), in_graphs(_NAMED_GRAPHS))

    @classmethod
    def stated(cls, statistics: Statistics) -> Self | None:
        """Read the counts from a snapshot's statistics; None if they are not there."""
        quads, triples, graphs = (statistics.get(key) for key in ("quads", "triples", "graphs"))
        if isinstance(quads, int) and isinstance(triples, int) and isinstance(graphs, int):
            return cls(quads, triples, graphs)
        return None

    def after(self, edits: Collection[Edit], turnover: Turnover) -> Self:
        """Return the counts once these edits and the turnover that follows from them are committed."""
        return type(self)(
            self.quads + sum(len(edit.added) - len(edit.removed) for edit in edits),
            self.triples + len(turnover.entering) - len(turnover.leaving),
            self.graphs + sum(edit.created - edit.dropped for edit in edits),
        )

    def to_json(self) -> dict[str, JSON]:
        """Give the counts as they stand in ``statistics.json``."""
        return dict(asdict(self))


def read_statistics(path: Path) -> Statistics:
    """Read a snapshot's statistics; DirectoryDamaged if they are not what was written."""
    try:
        with reported("read the statistics", path):
            found = json.loads(path.read_bytes())
    except ValueError as error:
        raise _damaged(path, f"is not JSON ({error})") from error
    if not isinstance(found, dict) or not isinstance(found.get("commit"), int):
        raise _damaged(path, "does not say its commit")
    return found


def commit_of(statistics: Statistics) -> int:
    """Return the number of the commit that a snapshot was made from."""
    return cast(int, statistics["commit"])


def write_statistics(path: Path, statistics: Statistics) -> None:
    """Write a snapshot's statistics."""
    with reported("write the statistics", path):
        path.write_text(json.dumps(statistics, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _damaged(path: Path, why: str) -> DirectoryDamaged:
    return DirectoryDamaged(f"{path}: {why}; the next `counterclaim load` publishes a new snapshot")
