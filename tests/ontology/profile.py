"""Whether an ontology is in OWL 2 RL, and in OWL 2 DL as every profile has to be: reasons against it, from its triples.

Its rules are tables, each from the section of the specification that it names. It takes less than RL in one respect:
a class in an axiom has a name. Ours need no class expressions, and a union or an existential slips in easily.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ontology.terms import PREFIXES

CLASS, OBJECT, DATA, ANNOTATION = "class", "object property", "data property", "annotation property"
DATATYPE, CHAIN = "datatype of OWL 2 RL", "chain"

DECLARATIONS = {
    "owl:Class": CLASS,
    "owl:ObjectProperty": OBJECT,
    "owl:DatatypeProperty": DATA,
    "owl:AnnotationProperty": ANNOTATION,
}
# https://www.w3.org/TR/owl2-profiles/#OWL_2_RL, 4.2.5: every axiom about properties except reflexivity.
CHARACTERISTICS = {
    "owl:FunctionalProperty": (OBJECT, DATA),
    "owl:InverseFunctionalProperty": (OBJECT,),
    "owl:IrreflexiveProperty": (OBJECT,),
    "owl:SymmetricProperty": (OBJECT,),
    "owl:AsymmetricProperty": (OBJECT,),
    "owl:TransitiveProperty": (OBJECT,),
}
AXIOMS = {
    "rdfs:subClassOf": [(CLASS, CLASS)],
    "owl:equivalentClass": [(CLASS, CLASS)],
    "owl:disjointWith": [(CLASS, CLASS)],
    # Annotation properties may refine each other, too: structural specification, section 10.2.2.
    "rdfs:subPropertyOf": [(OBJECT, OBJECT), (DATA, DATA), (ANNOTATION, ANNOTATION)],
    "owl:equivalentProperty": [(OBJECT, OBJECT), (DATA, DATA)],
    "owl:propertyDisjointWith": [(OBJECT, OBJECT), (DATA, DATA)],
    "owl:inverseOf": [(OBJECT, OBJECT)],
    "owl:propertyChainAxiom": [(OBJECT, CHAIN)],
    "rdfs:domain": [(OBJECT, CLASS), (DATA, CLASS)],
    "rdfs:range": [(OBJECT, CLASS), (DATA, DATATYPE)],
}
# 4.2.1: the datatypes of OWL 2 less owl:real and owl:rational.
DATATYPES = frozenset(
    """
    rdf:PlainLiteral rdf:XMLLiteral rdfs:Literal
    xsd:decimal xsd:integer xsd:nonNegativeInteger xsd:nonPositiveInteger xsd:positiveInteger xsd:negativeInteger
    xsd:long xsd:int xsd:short xsd:byte xsd:unsignedLong xsd:unsignedInt xsd:unsignedShort xsd:unsignedByte
    xsd:float xsd:double xsd:string xsd:normalizedString xsd:token xsd:language xsd:Name xsd:NCName xsd:NMTOKEN
    xsd:boolean xsd:hexBinary xsd:base64Binary xsd:anyURI xsd:dateTime xsd:dateTimeStamp
    """.split()
)
# https://www.w3.org/TR/owl2-syntax/#Annotation_Properties: these need no declaration.
BUILT_IN_ANNOTATIONS = frozenset(
    """
    rdfs:label rdfs:comment rdfs:seeAlso rdfs:isDefinedBy owl:deprecated owl:versionInfo owl:priorVersion
    owl:backwardCompatibleWith owl:incompatibleWith
    """.split()
)
HEADER = frozenset({"owl:versionIRI", "owl:imports"})
LIST = frozenset({"rdf:first", "rdf:rest"})
RESERVED = ("owl:", "rdf:", "rdfs:", "xsd:")

Statement = tuple[str, str, str | Literal]


@dataclass(frozen=True)
class Ontology:
    """The statements of an ontology, with IRIs as prefixed names and blank nodes as `_:name`."""

    statements: tuple[Statement, ...]

    @cached_property
    def declared(self) -> Mapping[str, frozenset[str]]:
        """What each term is declared to be."""
        kinds = defaultdict(set)
        for subject, predicate, value in self.statements:
            if predicate == "rdf:type" and value in DECLARATIONS:
                kinds[subject].add(DECLARATIONS[str(value)])
        return {term: frozenset(of) for term, of in kinds.items()}

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        """Give subject and object of each statement with a predicate, literals left out."""
        return [(s, o) for s, p, o in self.statements if p == predicate and isinstance(o, str)]

    def of_kind(self, characteristic: str) -> set[str]:
        """Give the terms that have a characteristic, such as owl:TransitiveProperty."""
        return {term for term, value in self.pairs("rdf:type") if value == characteristic}

    def members(self, node: str) -> list[str] | None:
        """Give the members of a list; None where it is not well-formed."""
        members: list[str] = []
        seen: set[str] = set()
        firsts, rests = self._lists
        while node != "rdf:nil":
            if node in seen or len(firsts[node]) != 1 or len(rests[node]) != 1:
                return None
            seen.add(node)
            members += firsts[node]
            (node,) = rests[node]
        return members

    @cached_property
    def chains(self) -> list[tuple[str, list[str]]]:
        """The well-formed chains, each with the property that it defines."""
        found = [(result, self.members(start)) for result, start in self.pairs("owl:propertyChainAxiom")]
        return [(result, members) for result, members in found if members is not None]

    @cached_property
    def above(self) -> Mapping[str, set[str]]:
        """For each object property those that it implies, itself too: the relation →* of section 11.1.

        That relation joins property expressions; a property and its inverse stand for each other here, as simplicity
        and order are always those of both.
        """
        steps = defaultdict(set)
        for predicate in ("rdfs:subPropertyOf", "owl:equivalentProperty", "owl:inverseOf"):
            for one, other in self.pairs(predicate):
                steps[one].add(other)
                if predicate != "rdfs:subPropertyOf":
                    steps[other].add(one)
        properties = {term for term, kinds in self.declared.items() if OBJECT in kinds}
        return {term: {term} | reached(steps, term) for term in properties}

    @cached_property
    def _lists(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        firsts: dict[str, list[str]] = defaultdict(list)
        rests: dict[str, list[str]] = defaultdict(list)
        for predicate, index in (("rdf:first", firsts), ("rdf:rest", rests)):
            for node, value in self.pairs(predicate):
                index[node].append(value)
        return firsts, rests


def violations(triples: Iterable[Triple | Quad]) -> list[str]:
    """Give the reasons for which triples are no ontology of OWL 2 RL, sorted; none where they are one."""
    ontology = Ontology(tuple((_name(t.subject), _name(t.predicate), _term(t.object)) for t in triples))
    rules = (_declarations, _statements, _lists, _simplicity, _order)
    return sorted({reason for rule in rules for reason in rule(ontology)})


def reached(steps: Mapping[str, set[str]], start: str) -> set[str]:
    """Give what one comes to from a start in one step or more."""
    found: set[str] = set()
    agenda = [start]
    while agenda:
        new = steps.get(agenda.pop(), set()) - found
        found |= new
        agenda += new
    return found


def _declarations(ontology: Ontology) -> Iterator[str]:
    """Each term is of one kind, and none is one of OWL's own (https://www.w3.org/TR/owl2-syntax/#Typing_Constraints_of_OWL_2_DL)."""
    for term, kinds in ontology.declared.items():
        if len(kinds) > 1:
            yield f"{term} is declared as {' and '.join(sorted(kinds))}: a term is of one kind"
        if term.startswith(RESERVED):
            yield f"{term} is declared, though it is OWL's own"
    if (headers := len(ontology.of_kind("owl:Ontology"))) != 1:
        yield f"there are {headers} ontologies in the file, and not one"


def _statements(ontology: Ontology) -> Iterator[str]:
    for subject, predicate, value in ontology.statements:
        reason = _reason(ontology, subject, predicate, value)
        if reason:
            yield f"{subject} {predicate} {value}: {reason}"


def _reason(ontology: Ontology, subject: str, predicate: str, value: str | Literal) -> str | None:
    """Say why a statement may not stand, if it may not."""
    if predicate in LIST:
        return None
    if subject.startswith("_:"):
        return "a class expression or an individual without a name has no place in this vocabulary"
    if predicate == "rdf:type":
        return _reason_against_type(ontology, subject, str(value))
    if predicate in AXIOMS:
        return _reason_against_axiom(ontology, subject, predicate, value)
    if predicate in HEADER:
        return None if subject in ontology.of_kind("owl:Ontology") else f"{predicate} belongs to the ontology itself"
    return _reason_against_annotation(ontology, predicate, value)


def _reason_against_type(ontology: Ontology, subject: str, value: str) -> str | None:
    if value in DECLARATIONS or value == "owl:Ontology":
        return None
    if value not in CHARACTERISTICS:
        return (
            f"{value} is no construct of OWL 2 RL" if value.startswith(RESERVED) else "an individual is no part of it"
        )
    if ontology.declared.get(subject, frozenset()) & set(CHARACTERISTICS[value]):
        return None
    return f"{subject} is {_kind(ontology, subject)}, and of those none can be an {value}"


def _reason_against_axiom(ontology: Ontology, subject: str, predicate: str, value: str | Literal) -> str | None:
    one, other = _kind(ontology, subject), _kind(ontology, value)
    if (one, other) in AXIOMS[predicate]:
        return None
    allowed = ", or ".join(f"{a} and {b}" for a, b in AXIOMS[predicate])
    return f"it joins {one} and {other}; in OWL 2 RL, with classes that have names, it joins {allowed}"


def _reason_against_annotation(ontology: Ontology, predicate: str, value: str | Literal) -> str | None:
    if predicate not in BUILT_IN_ANNOTATIONS and _kind(ontology, predicate) != ANNOTATION:
        kind = "no construct of OWL 2 RL" if predicate.startswith(RESERVED) else _kind(ontology, predicate)
        return f"{predicate} is {kind}; what is not an axiom is said with an annotation property"
    if isinstance(value, Literal):
        datatype = "rdf:PlainLiteral" if value.language else _name(value.datatype)
        return None if datatype in DATATYPES else f"{datatype} is no datatype of OWL 2 RL"
    return "it leads to a node without a name" if value.startswith("_:") else None


def _lists(ontology: Ontology) -> Iterator[str]:
    """A list is a chain of two properties or more (https://www.w3.org/TR/owl2-mapping-to-rdf/, tables 1 and 16)."""
    for result, start in ontology.pairs("owl:propertyChainAxiom"):
        members = ontology.members(start)
        if members is None or len(members) < 2:
            yield f"{result} owl:propertyChainAxiom: not a well-formed list of two properties or more"
        for member in members or ():
            if (kind := _kind(ontology, member)) != OBJECT:
                yield f"{result} owl:propertyChainAxiom: its link {member} is {kind}, and no object property"
    nodes = {node for predicate in LIST for node, _ in ontology.pairs(predicate)}
    uses = [o for p in ("owl:propertyChainAxiom", "rdf:rest") for _, o in ontology.pairs(p) if o != "rdf:nil"]
    if sorted(nodes) != sorted(uses):
        yield "a list stands for itself, or in two places: each belongs to one chain"


def _simplicity(ontology: Ontology) -> Iterator[str]:
    """Some axioms take simple properties only (https://www.w3.org/TR/owl2-syntax/#The_Restrictions_on_the_Axiom_Closure)."""
    composite = ontology.of_kind("owl:TransitiveProperty") | {result for result, _ in ontology.chains}
    not_simple = {above: below for below in sorted(composite) for above in ontology.above.get(below, ())}
    for characteristic in ("Functional", "InverseFunctional", "Irreflexive", "Asymmetric"):
        for term in ontology.of_kind(f"owl:{characteristic}Property") & not_simple.keys():
            yield f"{term} is {characteristic.lower()}, and not simple: {_why(term, not_simple[term])}"
    for pair in ontology.pairs("owl:propertyDisjointWith"):
        for term in set(pair) & not_simple.keys():
            yield f"{term} is disjoint with another property, and not simple: {_why(term, not_simple[term])}"


def _order(ontology: Ontology) -> Iterator[str]:
    """Chains define properties by lesser ones: a strict partial order of the properties exists (same section).

    The least relation that the chains ask for is built, and tried: if it is no such order, no larger one is.
    """
    greater = defaultdict(set)
    for result, members in ontology.chains:
        for member in _lesser(result, members):
            greater[member].add(result)
    for lesser in sorted(greater):
        for other in sorted(reached(greater, lesser)):
            if lesser in ontology.above.get(other, {other}):
                through = "itself" if lesser == other else f"{lesser}, which it implies"
                yield f"{other} is defined by chains through {through}: no order of the properties is left"


def _lesser(result: str, members: list[str]) -> list[str]:
    """Give the links of a chain that have to be less than what it defines; first or last may be that itself."""
    if members == [result, result]:
        return []
    if members[0] == result:
        return members[1:]
    return members[:-1] if members[-1] == result else members


def _why(term: str, below: str) -> str:
    own = "it is transitive or defined by a chain"
    return own if term == below else f"{below}, which implies it, is transitive or defined by a chain"


def _kind(ontology: Ontology, term: str | Literal) -> str:
    if isinstance(term, Literal):
        return "literal"
    if term.startswith("_:"):
        return CHAIN if any(node == term for node, _ in ontology.pairs("rdf:first")) else "expression without a name"
    if term in DATATYPES:
        return DATATYPE
    kinds = ontology.declared.get(term)
    if kinds:
        return " and ".join(sorted(kinds))
    return "owl:Thing" if term == "owl:Thing" else "something undeclared"


def _term(value: object) -> str | Literal:
    return value if isinstance(value, Literal) else _name(value)


def _name(node: object) -> str:
    if isinstance(node, BlankNode):
        return f"_:{node.value}"
    assert isinstance(node, NamedNode)
    names = (f"{prefix}:{node.value[len(iri) :]}" for prefix, iri in PREFIXES.items() if node.value.startswith(iri))
    return next(names, f"<{node.value}>")
