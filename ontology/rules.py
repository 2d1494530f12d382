"""What follows from statements by the closed ontology: the rules of OWL 2 RL that can bear on data.

Rules are derived from the closed ontology (`ontology.closure`), not written down here: a new axiom in
`counterclaim.ttl` is a new rule. They are those of https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
with one premise in the data (cax-sco, prp-spo1, prp-dom, prp-rng, prp-inv1, prp-inv2, prp-symp) or two (prp-trp,
prp-spo2); what the ontology and the reference data say is given, and may be the other premise. Only conclusions in
our vocabulary and the aligned ones are drawn: that everything is an owl:Thing and the same as itself helps nobody.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.axioms import Axioms, Join
from ontology.terms import RDF

Subject = NamedNode | BlankNode | Triple
Edge = tuple[NamedNode, NamedNode]


class Pattern(NamedTuple):
    """What follows from one triple (s, p, o) of a property, by any number of rules with one premise."""

    forward: tuple[NamedNode, ...]
    """The properties q of which (s, q, o) follows."""
    backward: tuple[NamedNode, ...]
    """Those of which (o, q, s) follows."""
    subject: tuple[NamedNode, ...]
    """The classes of s."""
    object: tuple[NamedNode, ...]
    """The classes of o."""


class Links:
    """The triples of the properties that can be joined, to be found from either end."""

    def __init__(self) -> None:
        self.out: dict[Edge, set[NamedNode]] = defaultdict(set)
        self.into: dict[Edge, set[NamedNode]] = defaultdict(set)

    def add(self, triple: Triple) -> None:
        """Add a triple whose subject and object are IRIs; any other cannot be joined."""
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            self.out[triple.predicate, triple.subject].add(triple.object)
            self.into[triple.predicate, triple.object].add(triple.subject)


class Rules:
    """The rules of one closed ontology, with the reference data that are given beside it."""

    def __init__(self, given: Iterable[Triple]) -> None:
        self.given = frozenset(given)
        self.axioms = Axioms.of(self.given)
        self.joining: frozenset[NamedNode] = frozenset(
            part for join in self.axioms.joins for part in (join.first, join.second)
        )
        self._joins_from: Mapping[NamedNode, tuple[Join, ...]] = _by(self.axioms.joins, "first")
        self._joins_into: Mapping[NamedNode, tuple[Join, ...]] = _by(self.axioms.joins, "second")
        self._patterns: dict[NamedNode, Pattern] = {}
        self._links = Links()
        self._given_types: dict[Subject, set[NamedNode]] = defaultdict(set)
        for triple in self.given:
            if triple.predicate in self.joining:
                self._links.add(triple)
            elif triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
                self._given_types[triple.subject].add(triple.object)

    def consequences(self, triples: Collection[Triple]) -> set[Triple]:
        """Give what follows from the triples of one graph, beyond the triples themselves and what is given."""
        return self.conclusions(triples).difference(triples, self.given)

    def conclusions(self, triples: Collection[Triple]) -> set[Triple]:
        """Give all that follows from the triples of one graph, whether it is said or given or not."""
        found = self.from_each(triples)
        links = [t for some in (triples, found) for t in some if t.predicate in self.joining]
        return found | self._from_links(links) if links else found

    def from_each(self, triples: Iterable[Triple]) -> set[Triple]:
        """Give what follows from each of the triples alone."""
        found: set[Triple] = set()
        classes: dict[Subject, set[tuple[NamedNode, ...]]] = defaultdict(set)
        for subject, predicate, value in triples:
            if predicate == RDF.type:
                classes[subject].add(self.axioms.classes_above(value))
                continue
            pattern = self._pattern(predicate)
            found.update(Triple(subject, each, value) for each in pattern.forward)
            classes[subject].add(pattern.subject)
            if not isinstance(value, Literal):
                found.update(Triple(value, each, subject) for each in pattern.backward)
                classes[value].add(pattern.object)
        for node, several in classes.items():
            found.update(Triple(node, RDF.type, each) for each in set().union(*several))
        return found

    def types(self, node: Subject) -> Collection[NamedNode]:
        """Give the classes of a node that is described beforehand."""
        return self._given_types.get(node, ())

    def joined(self, triple: Triple, links: Links) -> Iterator[tuple[Triple, Triple]]:
        """Give each triple of the links that joins with a triple, and what the two of them say together."""
        start, end = triple.subject, triple.object
        if not (isinstance(start, NamedNode) and isinstance(end, NamedNode)):
            return
        for join in self._joins_from.get(triple.predicate, ()):
            for further in links.out.get((join.second, end), ()):
                yield Triple(end, join.second, further), Triple(start, join.result, further)
        for join in self._joins_into.get(triple.predicate, ()):
            for before in links.into.get((join.first, start), ()):
                yield Triple(before, join.first, start), Triple(before, join.result, end)

    def partners(self, triple: Triple) -> Iterator[tuple[NamedNode | None, NamedNode, NamedNode | None]]:
        """Give subject, property and object of whatever would join with a triple; None stands for anything."""
        start, end = triple.subject, triple.object
        if isinstance(start, NamedNode) and isinstance(end, NamedNode):
            for join in self._joins_from.get(triple.predicate, ()):
                yield end, join.second, None
            for join in self._joins_into.get(triple.predicate, ()):
                yield None, join.first, start

    def _pattern(self, predicate: NamedNode) -> Pattern:
        if (pattern := self._patterns.get(predicate)) is None:
            pattern = self._patterns[predicate] = _pattern(self.axioms, predicate)
        return pattern

    def _from_links(self, links: Iterable[Triple]) -> set[Triple]:
        """Join links with each other and with what is given, and go on with what follows from that."""
        agenda, local = deque(links), Links()
        known, found = set(agenda), set[Triple]()
        for link in agenda:
            local.add(link)
        while agenda:
            link = agenda.popleft()
            joined = {said for index in (local, self._links) for _, said in self.joined(link, index)}
            new = (joined | self.from_each(joined)) - found
            found |= new
            for triple in new - known:
                if triple.predicate in self.joining:
                    known.add(triple)
                    local.add(triple)
                    agenda.append(triple)
        return found


def _pattern(axioms: Axioms, predicate: NamedNode) -> Pattern:
    """Follow a property up to what it implies, each property there in its direction or turned round."""
    reached = {(predicate, False)}
    agenda = deque(reached)
    while agenda:
        name, turned = agenda.popleft()
        above = {(each, turned) for each in axioms.properties_above(name)}
        inverse = {(each, not turned) for each in axioms.inverses(name)}
        agenda.extend((above | inverse) - reached)
        reached |= above | inverse
    subject: set[NamedNode] = set()
    value: set[NamedNode] = set()
    for name, turned in reached:
        for classes, ends in (
            (axioms.classes_of_subject(name), (value if turned else subject)),
            (axioms.classes_of_object(name), (subject if turned else value)),
        ):
            ends.update(classes, *map(axioms.classes_above, classes))
    return Pattern(
        forward=_sorted(name for name, turned in reached if not turned and name != predicate),
        backward=_sorted(name for name, turned in reached if turned),
        subject=_sorted(subject),
        object=_sorted(value),
    )


def _by(joins: Iterable[Join], end: str) -> Mapping[NamedNode, tuple[Join, ...]]:
    found: dict[NamedNode, tuple[Join, ...]] = {}
    for join in joins:
        name = getattr(join, end)
        found[name] = (*found.get(name, ()), join)
    return found


def _sorted(names: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
    return tuple(sorted(names, key=str))
