"""Figures that the engine's look-up by pattern confuses on disk (`store.reading.matching`), asked within a scope."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from queries.membership import Membership
from queries.narrowing import Narrowed
from queries.scopes import Scope
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.writer import open_writer
from tests.store.states import commit, iri


@pytest.mark.parametrize("number", [254, 255, 256, 511, -1])
def test_within_a_scope_a_number_is_found_alone(tmp_path: Path, number: int) -> None:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        commit(
            writer,
            {
                iri(f"g{n}"): [Triple(iri("it"), iri("says"), Literal(n))]
                for n in (254, 255, 256, 300, 511, 600, -1, 0, 7)
            },
        )
        writer.publish()
    with open_snapshot(directory) as snapshot:
        membership = Membership(snapshot, directory.base)
        within = Narrowed(membership, Scope(undated=True), merge=True)
        found = {quad.object for quad in within.quads_for_pattern(None, None, Literal(number), None)}
    assert found == {Literal(number)}
