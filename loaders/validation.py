"""Validating: reports, RDF files and whole data directories against the rules of the ontology; nothing is written.

A report is read and its records are checked (`ontology.checks`); RDF is judged by the shapes (`ontology.shapes`). The
rules are explained in `docs/validate.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from loaders.base import Loader
from loaders.errors import LoaderError, ModelMissing, RdfRejected
from loaders.inputs import display_name, read_input
from loaders.kinds import Kind, kind_of
from loaders.rdf.parsing import quads, read_file
from loaders.reports.reader import ReportReader
from loaders.reports.text import MAX_BYTES
from loaders.verification import unanchored
from loaders.vocabulary import CLAIMS, SOURCES, misspelt
from ontology.checks import problems
from ontology.circles import circles
from ontology.clashes import clashes
from ontology.closure import closure
from ontology.demands import Problem, broken
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.model import Claim, EventClaim
from ontology.rules import Rules
from ontology.shapes import Judge
from ontology.terms import CCL, RDF
from store.directory import DataDirectory
from store.snapshots import open_snapshot

BATCH = 20_000
"""How many quads of a data directory are judged together, at least: some 400 claims, four seconds."""

Progress = Callable[[int, int], None]
"""Is told how many of how many sources have been judged."""

_CORRECT = "correct the file there, and validate it again"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong where: in a file, in a line of it where that is known, at a node where there is one."""

    file: str
    line: int | None
    node: str | None
    wrong: str
    mend: str
    rule: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        subject = f"{self.node} {self.wrong}" if self.node else self.wrong
        return f"{where}: {subject}\n    mend it: {self.mend}"


@dataclass
class Validation:
    """One run over files and data directories; counts as it goes. IRIs of the reference data lie below the base."""

    base: str = DEFAULT_BASE
    loader: Loader = field(default_factory=ReportReader)
    sources: int = 0
    claims: int = 0
    problems: int = 0

    @property
    def summary(self) -> str:
        """Say how much was judged and how much is wrong."""
        counted = ((self.sources, "source"), (self.claims, "claim"), (self.problems, "problem"))
        sources, claims, problems = (f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counted)
        return f"{sources}, {claims}: {problems if self.problems else 'all is well'}"

    def findings(self, given: str, progress: Progress = lambda done, of: None) -> Iterator[Finding]:
        """Give what is wrong with a report, an RDF file or a data directory.

        Raises StoreError for a data directory that cannot be read, and ModelMissing where reports cannot.
        """
        if Path(given).is_dir():
            found = self._directory(DataDirectory.open(given), progress)
        elif kind_of(given) is Kind.RDF:
            found = self._rdf(given)
        else:
            found = self._report(given)
        for finding in found:
            self.problems += 1
            yield finding

    def _report(self, given: str) -> Iterator[Finding]:
        name = display_name(given)
        try:
            read = self.loader.read(read_input(given, MAX_BYTES), name, Identifiers(self.base))
        except LoaderError as error:
            yield _refused(name, error)
            return
        reading, text = read.reading, read.content.decode()
        said: tuple[Claim | EventClaim, ...] = (*reading.claims, *reading.events)
        self.sources, self.claims = self.sources + 1, self.claims + len(said)
        for claim in said:
            if reason := unanchored(claim, text):
                wrong, mend = f"does not stand on the text: {reason}", "report this fault of the reader"
                yield Finding(name, None, claim.utterance.iri, wrong, mend, "anchor")
        yield from (_finding(name, problem) for problem in problems(reading, self.base))

    def _rdf(self, given: str) -> Iterator[Finding]:
        try:
            content = read_file(given)
            said = quads(content, given)
        except RdfRejected as error:
            yield Finding(given, error.line, None, error.reason, error.mend or _CORRECT, "syntax")
        except LoaderError as error:
            yield _refused(given, error)
        else:
            self._count(said)
            lines = content.decode().splitlines()
            for term, problem in misspelt(said):
                line = next((number for number, line in enumerate(lines, start=1) if term in line), None)
                yield replace(_finding(given, problem), line=line)
            for problem in chain(_contradictions(said, self.base), Judge(self.base).problems(said)):
                yield _finding(given, problem)

    def _directory(self, directory: DataDirectory, progress: Progress) -> Iterator[Finding]:
        with open_snapshot(directory) as snapshot:
            seen: set[Problem] = set()
            for problem in _Graphs(snapshot.graphs, directory.base, self._count, progress).problems():
                if problem not in seen:  # several sources may speak of one thing
                    seen.add(problem)
                    yield _finding(str(directory.path), problem)

    def _count(self, said: Iterable[Quad]) -> None:
        types = {(quad.subject, quad.object) for quad in said if quad.predicate == RDF.type}
        self.claims += len({subject for subject, kind in types if kind in CLAIMS})
        self.sources += len({subject for subject, kind in types if kind in SOURCES})


@dataclass(frozen=True)
class _Graphs:
    """The named graphs of a data directory, judged in batches of sources, each source with its claims."""

    store: Store
    base: str
    count: Callable[[Iterable[Quad]], None]
    progress: Progress

    def problems(self) -> Iterator[Problem]:
        """Give what is wrong with what is given, then with sources and claims, then across all graphs."""
        own = f"{self.base}graph/"
        given = [*self._quads(own + "ontology"), *self._quads(own + "reference")]
        judge = Judge(self.base, given)
        for batch in chain([given], self._sources(), self._others(own)):
            if batch is not given:
                self.count(batch)
            yield from (problem for _, problem in misspelt(batch))
            # A chain of claims that pass each other on leads from source to source: it is followed below.
            yield from judge.problems(quad for quad in batch if quad.predicate != CCL.passesOn)
        links = self.store.quads_for_pattern(None, CCL.passesOn, None)
        yield from (broken("circle", claim) for claim in circles((_iri(q.subject), _iri(q.object)) for q in links))

    def _sources(self) -> Iterator[list[Quad]]:
        """Give the graphs of each source and of the claims found in it, several sources together."""
        sources = sorted(self._source_names())
        batch: list[Quad] = []
        for done, source in enumerate(sources):
            self.progress(done, len(sources))
            found = self.store.quads_for_pattern(None, CCL.foundIn, NamedNode(source))
            for graph in sorted({source} | {_iri(q.graph_name) for q in found} - {""}):
                batch += self._quads(graph)
            if len(batch) >= BATCH:
                yield batch
                batch = []
        yield batch
        self.progress(len(sources), len(sources))

    def _others(self, own: str) -> Iterator[list[Quad]]:
        """Give the graphs of nothing but what somebody wrote by hand: neither computed nor a source's or claim's."""
        sources = self._source_names()
        batch: list[Quad] = []
        for graph in self.store.named_graphs():
            name = _iri(graph)
            claim = any(True for _ in self.store.quads_for_pattern(None, CCL.foundIn, None, graph))
            if not (claim or name in sources or name.startswith(own)):
                batch += self._quads(name)
        yield batch

    def _source_names(self) -> set[str]:
        described = (quad.subject for kind in SOURCES for quad in self.store.quads_for_pattern(None, RDF.type, kind))
        named = (quad.object for quad in self.store.quads_for_pattern(None, CCL.foundIn, None))
        return {_iri(source) for source in chain(described, named)} - {""}

    def _quads(self, graph: str) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, None, None, NamedNode(graph))


def _iri(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else ""


def _finding(file: str, problem: Problem) -> Finding:
    return Finding(file, None, problem.node, problem.wrong, problem.mend, problem.rule)


def _refused(name: str, error: LoaderError) -> Finding:
    if isinstance(error, ModelMissing):
        raise error
    wrong, _, mend = str(error).removeprefix(f"{name}: ").partition("; ")
    return Finding(name, None, None, wrong, mend or _CORRECT, "input")


def _contradictions(given: Iterable[Quad], base: str) -> Iterator[Problem]:
    """Find what cannot hold together by the ontology, itself or with the reference data: a person that is an event."""
    said = frozenset(quad.triple for quad in given)
    rules = Rules(quad.triple for quad in closure().quads(base))
    for clash in clashes(rules, said, said | rules.consequences(said)):
        wrong, _, mend = clash.reason.partition("; ")
        yield Problem(clash.node.value if isinstance(clash.node, NamedNode) else str(clash.node), wrong, mend, "clash")
