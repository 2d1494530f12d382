"""The W3C's tests of SPARQL 1.2, asked of the running server: triple terms, reifiers, base directions and the rest.

The recommendation is not finished, and the engine follows its drafts: what is missed is reported, each with its cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from tests.server.w3c.suites import ABSENT, Endpoint, manifests
from tests.server.w3c.test_query import ACCEPTED, JSON, LEXICAL, judge
from tests.server.w3c.test_update import held
from tests.w3c import EVALUATION, FOLDER, MF, NEGATIVE, SYNTAX, UPDATES, UT, Case, Manifest, canonical, path_of

SUITE = "sparql12/manifest.ttl"
UPDATE_SYNTAX = {f"{MF}PositiveUpdateSyntaxTest"}
NEGATIVE_UPDATES = {f"{MF}NegativeUpdateSyntaxTest"}
CHANGES = UPDATES | UPDATE_SYNTAX | NEGATIVE_UPDATES

SUBJECT = "the engine reads a triple term whose subject can be none, and leaves it unbound"

MISSES = {
    "sparql12/grouping/group01": LEXICAL,
    "sparql12/grouping/select-variable-reuse": "the engine refuses an expression that reads another one of its SELECT",
    "sparql12/syntax/nested-aggregate-functions": "the engine reads an aggregate within an aggregate",
    **{f"sparql12/syntax-triple-terms-negative/tripleterm-subject-0{n}": SUBJECT for n in (3, 6)},
}
"""Tests that are not passed, each with the cause."""

PASSED = {
    "codepoint-escapes": (14, 14),
    "eval-triple-terms": (41, 41),
    "expression": (5, 5),
    "grouping": (0, 2),
    "lang-basedir": (11, 11),
    "rdf11": (3, 3),
    "syntax": (5, 6),
    "syntax-triple-terms-negative": (63, 65),
    "syntax-triple-terms-positive": (113, 113),
    "version": (9, 9),
}
"""How many tests of each area are passed, of how many, as docs/http.md says."""


@dataclass(frozen=True)
class Change:
    """A test of an update: its text, and what there is before and after."""

    name: str
    kind: str
    request: Path
    before: tuple[Path, ...] = ()
    after: tuple[Path, ...] = ()


def queries() -> list[Case]:
    """Give the tests of queries, those over the same data together."""
    found = {
        case.name: case
        for manifest in manifests(SUITE)
        for case in manifest.cases(EVALUATION | SYNTAX | NEGATIVE)
        if case.name in manifest.listed()
    }
    return sorted(found.values(), key=lambda case: (str(case.data), case.name))


def changes() -> Iterator[Change]:
    for manifest in manifests(SUITE):
        for subject, kind in manifest.of_kinds(CHANGES):
            if manifest.name(subject) in manifest.listed():
                yield _change(manifest, subject, kind)


def _change(manifest: Manifest, subject: object, kind: str) -> Change:
    name = manifest.name(subject)
    (action,) = manifest.values(subject, f"{MF}action")
    if kind not in UPDATES:
        return Change(name, kind, path_of(action))
    (request,), (result,) = manifest.values(action, f"{UT}request"), manifest.values(subject, f"{MF}result")
    before, after = (tuple(map(path_of, manifest.values(node, f"{UT}data"))) for node in (action, result))
    return Change(name, kind, path_of(request), before, after)


def quads(paths: tuple[Path, ...]) -> list[Quad]:
    """Read files, each into the graphs that it names."""
    found: list[Quad] = []
    for path in paths:
        form = RdfFormat.from_extension(path.suffix[1:])
        assert form
        found += parse(path=str(path), format=form, base_iri=path.as_uri(), rename_blank_nodes=True)
    return found


_filled: list[tuple[Path, ...]] = []


def fill(served: Endpoint, paths: tuple[Path, ...]) -> None:
    """Have the server hold what files say; what it holds already is not sent again."""
    if _filled != [paths]:
        served.fill(quads(paths))
        _filled[:] = [paths]


def marked(test: Case | Change) -> object:
    """Give a test as a parameter, with the reason why it is missed, if it is."""
    cause = MISSES.get(test.name)
    return pytest.param(test, id=test.name, marks=pytest.mark.xfail(reason=cause, strict=True) if cause else ())


@pytest.mark.parametrize("case", [marked(case) for case in queries()])
def test_a_query_of_sparql_12_has_its_answer(served: Endpoint, case: Case) -> None:
    if case.kind in EVALUATION:
        fill(served, case.data)
    suffix = case.result.suffix if case.result else ".srj"
    answer = served.query(f"BASE <{case.base}>\n{case.text}", f"{ACCEPTED.get(suffix, JSON)}, application/n-triples")
    assert (answer.status_code == 400) is (case.kind in NEGATIVE), answer.text
    if case.kind in EVALUATION and case.result:
        assert answer.status_code == 200, answer.text
        judge(case.result, answer.content, answer.headers["Content-Type"].partition(";")[0], case)


@pytest.mark.parametrize("change", [marked(change) for change in changes()])
def test_an_update_of_sparql_12_leaves_what_it_should(served: Endpoint, change: Change) -> None:
    if change.kind in UPDATES:
        _filled.clear()
        served.fill(quads(change.before))
    answer = served.update(f"BASE <{change.request.as_uri()}>\n{change.request.read_text()}")
    _filled.clear()
    assert (answer.status_code == 400) is (change.kind in NEGATIVE_UPDATES), answer.text
    if change.kind in UPDATES:
        assert answer.status_code == 204, answer.text
        assert canonical(held(served)) == canonical(quads(change.after))


@pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)
def test_as_many_are_passed_as_is_published() -> None:
    listed = [name for manifest in manifests(SUITE) for name in manifest.listed()]
    assert {*listed} == {case.name for case in queries()} | {change.name for change in changes()}
    of, missed = (Counter(name.split("/")[1] for name in names) for names in (listed, MISSES))
    assert {area: (of[area] - missed[area], of[area]) for area in of} == PASSED
