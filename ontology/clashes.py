"""What cannot hold together by the ontology: the rules of OWL 2 RL that end in a contradiction.

They are cax-dw, prp-irp, prp-asyp, prp-pdw, and prp-fp for two different literals
(https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules, tables 5 and 7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from ontology.rules import Rules, Subject
from ontology.terms import OWL, PREFIXES, RDF, short


@dataclass(frozen=True, slots=True)
class Clash:
    """Why something cannot be, in words; `because` are the statements at fault, as far as each is one alone."""

    node: Subject
    reason: str
    because: tuple[Triple, ...] = ()

    def __str__(self) -> str:
        return f"{self.node} {self.reason}"


def clashes(rules: Rules, triples: Collection[Triple], closed: Collection[Triple]) -> list[Clash]:
    """Give what in the triples of one graph contradicts the ontology, itself, or what is given; sorted.

    `closed` are the triples with what follows from them, which whoever asks has at hand.
    """
    found = [*_of_classes(rules, triples, closed), *_of_properties(rules, closed)]
    return sorted(found, key=lambda clash: str(clash))


def _of_classes(rules: Rules, triples: Collection[Triple], everything: Iterable[Triple]) -> Iterator[Clash]:
    types: dict[Subject, set[NamedNode]] = defaultdict(set)
    for triple in everything:
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            types[triple.subject].add(triple.object)
    for node, classes in types.items():
        classes.update(rules.types(node))
        pair = _first_disjoint(rules, classes)
        if pair:
            one, other = (short(each.value) for each in pair)
            yield Clash(
                node,
                f"would be both {one} and {other}, which exclude each other; take one of them back",
                tuple(_reasons(rules, triples, {Triple(node, RDF.type, each) for each in pair})),
            )


def _first_disjoint(rules: Rules, classes: set[NamedNode]) -> tuple[NamedNode, NamedNode] | None:
    """Give the first pair that excludes each other, of our own classes if it can be."""
    pairs = (
        (one, other)
        for one in sorted(classes, key=lambda name: (not name.value.startswith(PREFIXES["ccl"]), name.value))
        for other in sorted(rules.axioms.disjoint_classes.get(one, frozenset()) & classes, key=str)
    )
    return next(pairs, None)


def _reasons(rules: Rules, triples: Iterable[Triple], wanted: Collection[Triple]) -> Iterator[Triple]:
    """Give the statements that say what is wanted, or from which alone it follows."""
    about = {triple.subject for triple in wanted}
    for triple in triples:
        if (triple.subject in about or triple.object in about) and (
            triple in wanted or not rules.from_each([triple]).isdisjoint(wanted)
        ):
            yield triple


def _of_properties(rules: Rules, everything: Collection[Triple]) -> Iterator[Clash]:
    axioms = rules.axioms
    irreflexive, asymmetric = axioms.of_kind(OWL.IrreflexiveProperty), axioms.of_kind(OWL.AsymmetricProperty)
    functional = axioms.of_kind(OWL.FunctionalProperty)
    values: dict[tuple[Subject, NamedNode], Triple] = {}
    for triple in everything:
        node, predicate, value = triple
        if predicate in irreflexive and node == value:
            yield Clash(node, f"{short(predicate.value)} itself; name another, or leave it out", (triple,))
        elif predicate in asymmetric and (back := Triple(value, predicate, node)) in everything:
            yield Clash(
                node, f"{short(predicate.value)} {value.value}, and the other way round; take one back", (triple, back)
            )
        if predicate in functional and isinstance(value, Literal):
            first = values.setdefault((node, predicate), triple)
            if first != triple:
                yield Clash(node, f"has two values of {short(predicate.value)}; leave one", _ordered(first, triple))
        for other in axioms.disjoint_properties.get(predicate, ()):
            if Triple(node, other, value) in everything and short(predicate.value) < short(other.value):
                yield Clash(
                    node,
                    f"has {value.value} both as {short(predicate.value)} and as {short(other.value)}, "
                    "which exclude each other; take one back",
                    (triple, Triple(node, other, value)),
                )


def _ordered(*triples: Triple) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=str))
