"""The integrity checks: silent on what the writer made, and loud on whatever else."""

from pathlib import Path

import pytest
from pyoxigraph import Quad

from store.directory import DataDirectory
from store.engine import Engine
from store.integrity import Problem, check_merge, check_statistics, check_support
from store.snapshots import open_snapshot
from store.support import MEMBER
from store.writer import open_writer
from tests.store.states import commit, fact, iri, quad, set_name

A, B = iri("a"), iri("b")


def tampered(directory: DataDirectory, part: str, added: list[Quad], removed: list[Quad]) -> list[Problem]:
    """Publish two graphs, change one of the stores behind the writer's back, and check."""
    with open_writer(directory) as writer:
        commit(writer, {A: [fact(1), fact(2)], B: [fact(2)]})
        name = writer.publish()
    engine = Engine(directory.snapshots / name / part)
    engine.apply(added, removed)
    engine.close()
    with open_snapshot(directory) as snapshot:
        return check_merge(snapshot) + check_support(snapshot) + check_statistics(snapshot)


def test_what_the_writer_made_has_no_problem(directory: DataDirectory) -> None:
    assert tampered(directory, "graphs", [], []) == []


CASES = {
    "missing from the merge": ("graphs", [], [quad(fact(1))], ["merge: lacks"]),
    "only in the merge": ("graphs", [quad(fact(9))], [], ["merge: holds"]),
    "another graph": (
        "graphs",
        [quad(fact(1), B)],
        [],
        ["support: lacks", "support: holds", "statistics: quads"],
    ),
    "a new triple": (
        "graphs",
        [quad(fact(9), A)],
        [],
        ["merge: lacks", "support: lacks", "statistics: quads"],
    ),
    "missing from the support store": ("support", [], [quad(fact(1), A)], ["support: lacks", "statistics: triples"]),
    "only in the support store": ("support", [quad(fact(9), A)], [], ["support: holds", "statistics: triples"]),
    "twice in the support store": ("support", [quad(fact(1), B)], [], ["support: holds", "statistics: triples"]),
    "a member missing": ("support", [], [Quad(set_name([A.value, B.value]), MEMBER, A)], ["support: lacks"]),
    "a member too many": (
        "support",
        [Quad(set_name([A.value, B.value]), MEMBER, iri("c"))],
        [],
        ["support: holds", "support: holds", "support: holds"],
    ),
    "an unused set": ("support", [Quad(set_name([]), MEMBER, A)], [], ["support: holds"]),
    "no membership at all": ("support", [quad(fact(9))], [], ["support: holds"]),
}


@pytest.mark.parametrize(("part", "added", "removed", "expected"), CASES.values(), ids=CASES)
def test_each_deviation_is_found(
    directory: DataDirectory, part: str, added: list[Quad], removed: list[Quad], expected: list[str]
) -> None:
    problems = [f"{problem.where}: {problem.message}" for problem in tampered(directory, part, added, removed)]
    assert len(problems) == len(expected)
    assert all(found.startswith(start) for found, start in zip(problems, expected, strict=True))


def test_no_more_problems_are_listed_than_asked_for(directory: DataDirectory) -> None:
    extra = [quad(fact(n)) for n in range(10, 20)]
    tampered(directory, "graphs", extra, [])
    with open_snapshot(directory) as snapshot:
        assert len(check_merge(snapshot, limit=4)) == 4
        assert len(check_merge(snapshot)) == 10


def test_a_plain_directory_has_no_merge_to_check(folder: Path) -> None:
    directory = DataDirectory.create(folder, default_graph="plain")
    assert tampered(directory, "graphs", [], []) == []
