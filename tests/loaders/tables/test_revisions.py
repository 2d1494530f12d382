"""Releases of one dataset: what a later one revises, and what it no longer makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from loaders.erasing import erase
from loaders.errors import InputRejected
from loaders.matching.relations import match
from loaders.reports.metadata import Metadata
from loaders.tables.load import LoadedTable, load_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.terms import CCL, PROV
from queries.membership import Membership
from queries.scopes import Scope
from store.activity import utc_now
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]

FIRST = "date,day,personnel\n2025-01-01,1,40\n2025-01-02,2,50\n2025-01-03,3,60\n"
SECOND = "date,day,personnel\n2025-01-01,1,40\n2025-01-02,2,55\n"


@pytest.fixture
def load(writer: Writer, write: Writing) -> Callable[..., LoadedTable]:
    def loaded(text: str, published: str | None, replaces: str | None = None, **known: str) -> LoadedTable:
        said = Metadata(published=when(published) if published else None, **known)  # type: ignore[arg-type]
        return load_table(writer, str(write("t.csv", text)), said, release=Release("2", replaces))

    return loaded


Load = Callable[..., LoadedTable]


def revisions(writer: Writer) -> list[tuple[str, str]]:
    """Give the figures of what revises and of what is revised."""

    def printed(claim: object) -> str:
        assert isinstance(claim, NamedNode)
        (quad,) = writer.quads(claim, CCL.printed)
        assert isinstance(quad.object, Literal)
        return quad.object.value

    return sorted((printed(quad.subject), printed(quad.object)) for quad in writer.quads(None, CCL.revises))


def withdrawn(writer: Writer) -> list[tuple[str, str]]:
    return sorted((str(quad.subject), str(quad.graph_name)) for quad in writer.quads(None, CCL.withdrawn))


def problems(writer: Writer) -> list[str]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return [problem.message for problem in verify(snapshot, Sources(writer.directory)).problems]


def test_a_later_release_revises_the_figures_that_it_changes(writer: Writer, load: Load) -> None:
    load(FIRST, "2025-02-01")
    assert load(SECOND, "2025-03-01").revised == 1
    assert revisions(writer) == [("55", "50")]
    assert withdrawn(writer) == []
    assert problems(writer) == []


def test_the_last_release_before_it_is_the_one_that_is_revised(writer: Writer, load: Load) -> None:
    load(FIRST, "2025-02-01")
    load(SECOND, "2025-03-01")
    load(SECOND.replace("55", "57"), "2025-04-01")
    assert revisions(writer) == [("55", "50"), ("57", "55")]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"published": None}, {"published": None}),
        ({"published": "2025-03-01"}, {"published": "2025-03-01"}),
        ({"published": "2025"}, {"published": "2025-03-01"}),
        ({"published": "2025-02-01", "publisher": "Reuters"}, {"published": "2025-03-01", "publisher": "BBC"}),
    ],
)
def test_what_is_not_surely_later_or_another_publishers_revises_nothing(
    writer: Writer, load: Load, earlier: dict[str, str], later: dict[str, str]
) -> None:
    load(FIRST, **earlier)
    load(SECOND, **later)
    assert revisions(writer) == []


def test_a_release_that_replaces_another_withdraws_what_it_lacks(writer: Writer, load: Load) -> None:
    first = load(FIRST, None)
    second = load(SECOND, "2025-03-01", replaces=first.source)
    assert (second.revised, second.withdrawn) == (1, 1)
    ((claim, graph),) = withdrawn(writer)
    assert writer.quads(NamedNode(claim[1:-1]), CCL.printed, Literal("60"))
    assert graph == f"<{second.source}>"
    assert writer.quads(NamedNode(second.source), PROV.wasRevisionOf, NamedNode(first.source))
    (reason,) = writer.quads(None, CCL.withdrawalReason)
    assert reason.object == Literal("not in release 2")
    assert not load(SECOND, "2025-03-01", replaces=first.source).changed
    assert problems(writer) == []


def test_a_row_of_tags_under_the_header_is_no_row_that_could_not_be_read(writer: Writer, load: Load) -> None:
    first = load(FIRST, "2025-01-10").source
    header, _, rows = SECOND.partition("\n")
    done = load(f"{header}\n#date,,#affected+killed\n{rows}", "2025-02-01", first)
    assert (done.rows, done.rejected, done.withdrawn) == (2, 0, 1)


def test_nothing_is_taken_for_withdrawn_while_a_row_could_not_be_read(writer: Writer, load: Load) -> None:
    first = load(FIRST, None)
    second = load(SECOND + "2025-01-03,3,many\n", "2025-03-01", replaces=first.source)
    assert (second.rejected, second.withdrawn, withdrawn(writer)) == (1, None, [])


@pytest.mark.parametrize(
    ("replaces", "published", "reason"),
    [
        ("dataset/none", "2025-03-01", "is no other dataset"),
        ("<no IRI>", "2025-03-01", "is no other dataset"),
        (None, None, "wants --published too"),
    ],
)
def test_to_replace_what_is_not_there_or_at_no_day_is_refused(
    writer: Writer, load: Load, replaces: str | None, published: str | None, reason: str
) -> None:
    first, before = load(FIRST, None), writer.number
    with pytest.raises(InputRejected, match=reason):
        load(SECOND, published, replaces=replaces or first.source)
    assert writer.number == before


def test_a_revision_is_within_a_scope_as_of_its_day_alone(writer: Writer, load: Load) -> None:
    load(FIRST, "2025-02-01")
    load(SECOND, "2025-03-01")
    writer.publish()
    (revision,) = {quad.graph_name for quad in writer.quads(None, CCL.revises)}
    assert isinstance(revision, NamedNode)
    with open_snapshot(writer.directory) as snapshot:
        membership = Membership(snapshot, writer.base)
        scopes = (Scope(as_of=when(day).latest) for day in ("2025-02-15", "2025-03-15"))
        assert [revision.value in membership.admitted(scope) for scope in scopes] == [False, True]


def test_links_between_exchanges_and_revisions_leave_each_other_alone(writer: Writer, load: Load) -> None:
    load(FIRST, "2025-02-01")
    load(SECOND, "2025-03-01")
    match(writer, utc_now())
    assert revisions(writer) == [("55", "50")]


def test_what_an_erased_dataset_revised_goes_with_it(writer: Writer, load: Load) -> None:
    load(FIRST, "2025-02-01")
    second = load(SECOND, "2025-03-01")
    erase(writer, second.source, "asked for", grace=0)
    assert (revisions(writer), problems(writer)) == ([], [])
