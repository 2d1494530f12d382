"""Lines of a file of decisions, held against what the data name and the reference data hold before they count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from loaders.inference import NamedGraphs
from loaders.reconciling.candidates import entries
from loaders.reconciling.decisions import NONE, OPEN, Decision, Decisions, Line, absolute
from loaders.reconciling.spelling import letters
from loaders.reconciling.things import KINDS, Thing, things
from ontology.identifiers import Identifiers
from ontology.model import IRI
from ontology.terms import RDF, SKOS
from ontology.vocabulary import NamedEntry


class Deciding:
    """Takes lines for decisions on what one data directory names."""

    def __init__(self, store: NamedGraphs, before: Decisions, on: date) -> None:
        self._store = store
        self._before = before.holding()
        self._on = on
        self._names = Identifiers(store.base)

    def decided(self, lines: Iterable[Line]) -> Iterator[Decision]:
        """Give what the lines decide, a line without `is` nothing. Raises CurationError."""
        said = dict[IRI, tuple[Line, str]]()
        for line in lines:
            if not line["is"]:
                continue
            decision = self._decision(line)
            first, entry = said.setdefault(decision.thing, (line, decision.entry))
            if entry != decision.entry:
                raise line.wrong(
                    f"decides otherwise than line {first.number} on {decision.thing}", "keep one of the two"
                )
            if first is line:
                yield decision

    def _decision(self, line: Line) -> Decision:
        for column, what in (("by", "by whom: an office or a role, not a person's name"), ("why", "why")):
            if not line[column]:
                raise line.wrong(f"does not say in '{column}' {what.partition(':')[0]}", f"say {what}")
        iri = self._thing(line)
        entry = line["is"] if line["is"] in (NONE, OPEN) else self._entry(line, iri)
        earlier = self._before.get(iri)
        if entry != OPEN and earlier and earlier.entry != entry:
            raise line.wrong(
                f"contradicts what {earlier.by} decided on {earlier.on}, that {iri} is {earlier.entry}",
                f"take that back first, in a file with '{OPEN}' in its place",
            )
        return Decision(iri, entry, line["by"], line["why"], self._on)

    def _thing(self, line: Line) -> IRI:
        """Find what a line is of, by its IRI or else by its name."""
        if not line["iri"]:
            return self._named(line)
        iri = absolute(line["iri"], self._names)
        if line["is"] == OPEN and iri in self._before:
            return iri
        if self._described(iri) is None:
            known = " (it is in the reference data itself)" if self._names.local(iri) in entries() else ""
            raise line.wrong(f"is of {line['iri']}, which the data name nowhere{known}", "copy it from the listing")
        return iri

    def _named(self, line: Line) -> IRI:
        if not line["name"]:
            raise line.wrong("says neither in 'iri' nor in 'name' what it is of", "copy it from the listing")
        found = sorted(self._by_name.get(letters(line["name"]), ()))
        if not found:
            raise line.wrong(f"is of “{line['name']}”, which the data name nowhere", "copy it from the listing")
        if len(found) > 1:
            raise line.wrong(
                f"is of “{line['name']}”, the name of {len(found)} things", f"say in 'iri' which: {found[0]}, …"
            )
        return found[0]

    def _entry(self, line: Line, iri: IRI) -> str:
        path = self._names.local(line["is"])
        known, thing = entries(), self._described(iri)
        if path not in known:
            near = get_close_matches(path, known, n=1)
            meant = f"did you mean {near[0]}?" if near else "give a path such as party/ukraine, 'none' or 'open'"
            raise line.wrong(f"says that it is '{path}', which the reference data do not hold", meant)
        if thing and not _may_be(thing, known[path]):
            wrong = f"says that {iri}, {_said(thing.kind)}, is {path}, {_said(known[path].kind)}"
            where = " of another state, or of another level" if thing.kind == known[path].kind else ""
            raise line.wrong(wrong + where, "give one of its kind")
        return path

    def _described(self, iri: IRI) -> Thing | None:
        try:
            quads = self._store.quads(NamedNode(iri))
        except ValueError:
            return None
        return things((quad.triple for quad in quads), self._names).get(iri)

    @cached_property
    def _by_name(self) -> dict[str, set[IRI]]:
        kinds = {quad.subject for kind in KINDS for quad in self._store.quads(None, RDF.type, kind)}
        found = defaultdict[str, set[IRI]](set)
        for quad in self._store.quads(None, SKOS.prefLabel):
            subject, label = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(label, Literal) and subject in kinds:
                found[letters(label.value)].add(subject.value)
        held = {self._names.at(path) for path in entries()}
        return {name: iris - held for name, iris in found.items() if name}


def _may_be(thing: Thing, entry: NamedEntry) -> bool:
    # By rule nobody is taken for a person; who decides it knows whose office it is.
    return thing.may_be(entry) or (thing.kind == "agency" and entry.kind == "spokesperson")


def _said(kind: str) -> str:
    return f"{'an' if kind[0] in 'ao' else 'a'} {kind}"
