"""Closed namespaces: the terms that may be used in code, so that a misspelt one fails where it is written.

`CCL` holds what `counterclaim.ttl` declares. The others hold those terms of their vocabularies that are used
here; a new use begins with a name added to its tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode, RdfFormat, parse

ONTOLOGY_FILE = Path(__file__).parent / "counterclaim.ttl"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "ccl": "https://w3id.org/counterclaim/ontology#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "edtf": "http://id.loc.gov/datatypes/edtf/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Prefixes for serialising and printing, sorted."""


class Namespace:
    """A fixed set of terms below one IRI: `CCL.Claim`, or `CCL["Claim"]` where the name is in a variable."""

    # Only underscored names, since every other attribute is a term: OA has a `prefix`, SCHEMA a `name`.
    __slots__ = ("_prefix", "_terms")

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        self._prefix = prefix
        self._terms = {name: NamedNode(PREFIXES[prefix] + name) for name in names}

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):  # what copy and pickle ask for, before there are any terms
            raise AttributeError(name)
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(unknown_term(self, name)) from None

    def __getitem__(self, name: str) -> NamedNode:
        try:
            return self._terms[name]
        except KeyError:
            raise KeyError(unknown_term(self, name)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._terms

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __dir__(self) -> list[str]:
        return sorted(self._terms)

    def __str__(self) -> str:
        return PREFIXES[self._prefix]

    def __repr__(self) -> str:
        return f"<namespace {self._prefix}: {PREFIXES[self._prefix]}>"


def short(name: str) -> str:
    """Write the IRI of a term of a known vocabulary with its prefix, `skos:related`; anything else as it is."""
    for prefix, iri in PREFIXES.items():
        if name.startswith(iri):
            return f"{prefix}:{name.removeprefix(iri)}"
    return name


def unknown_term(namespace: Namespace, name: str) -> str:
    """Say that a namespace has no such term, and which is nearest."""
    prefix = next(prefix for prefix, iri in PREFIXES.items() if iri == str(namespace))
    near = get_close_matches(name, namespace, n=1, cutoff=0.0)
    meant = f"; did you mean {prefix}:{near[0]}?" if near else ""
    return f"the namespace {prefix}: ({namespace}) has no term '{name}'{meant}"


def _declared(file: Path, prefix: str) -> tuple[str, ...]:
    """Give the local names of what a Turtle file gives a type, in the order of the file."""
    iri, a = PREFIXES[prefix], PREFIXES["rdf"] + "type"
    subjects = (
        quad.subject.value
        for quad in parse(path=str(file), format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode) and quad.predicate.value == a
    )
    # The ontology itself has the namespace's own IRI, which leaves no local name.
    return tuple(dict.fromkeys(s.removeprefix(iri) for s in subjects if s.startswith(iri) and s != iri))


CCL = Namespace("ccl", _declared(ONTOLOGY_FILE, "ccl"))
"""The vocabulary of Counterclaim, as `counterclaim.ttl` declares it."""

DCAT = Namespace(
    "dcat",
    """
        Catalog DataService Dataset Distribution byteSize compressFormat dataset distribution downloadURL
        endpointDescription endpointURL hasCurrentVersion hasVersion isVersionOf mediaType previousVersion
        servesDataset service version
    """.split(),
)
"""https://www.w3.org/TR/vocab-dcat-3/"""

DCTERMS = Namespace(
    "dcterms",
    (
        "conformsTo",
        "created",
        "description",
        "hasPart",
        "isPartOf",
        "isReplacedBy",
        "issued",
        "language",
        "license",
        "modified",
        "publisher",
        "source",
        "title",
    ),
)
"""https://www.dublincore.org/specifications/dublin-core/dcmi-terms/"""

FOAF = Namespace("foaf", ("Agent", "Person", "name", "primaryTopic"))
"""http://xmlns.com/foaf/spec/"""

GEO = Namespace("geo", ("Feature", "Geometry", "asWKT", "hasGeometry", "wktLiteral"))
"""https://www.opengis.net/ont/geosparql (OGC 22-047r1)"""

OA = Namespace(
    "oa",
    (
        "Annotation",
        "FragmentSelector",
        "SpecificResource",
        "TextPositionSelector",
        "TextQuoteSelector",
        "end",
        "exact",
        "hasSelector",
        "hasSource",
        "hasTarget",
        "prefix",
        "start",
        "suffix",
    ),
)
"""https://www.w3.org/TR/annotation-vocab/"""

ORG = Namespace("org", ("Organization",))
"""https://www.w3.org/TR/vocab-org/"""

OWL = Namespace(
    "owl",
    (
        "AnnotationProperty",
        "AsymmetricProperty",
        "Class",
        "DatatypeProperty",
        "FunctionalProperty",
        "IrreflexiveProperty",
        "ObjectProperty",
        "Ontology",
        "SymmetricProperty",
        "TransitiveProperty",
        "deprecated",
        "disjointWith",
        "incompatibleWith",
        "inverseOf",
        "priorVersion",
        "propertyChainAxiom",
        "propertyDisjointWith",
        "sameAs",
        "versionIRI",
        "versionInfo",
    ),
)
"""https://www.w3.org/TR/owl2-overview/"""

PROV = Namespace(
    "prov",
    (
        "Activity",
        "Agent",
        "Entity",
        "Location",
        "Organization",
        "Person",
        "SoftwareAgent",
        "actedOnBehalfOf",
        "endedAtTime",
        "generated",
        "generatedAtTime",
        "invalidatedAtTime",
        "startedAtTime",
        "used",
        "wasAssociatedWith",
        "wasAttributedTo",
        "wasDerivedFrom",
        "wasGeneratedBy",
        "wasInvalidatedBy",
        "wasQuotedFrom",
        "wasRevisionOf",
    ),
)
"""https://www.w3.org/TR/prov-o/"""

RDF = Namespace("rdf", ("Property", "first", "langString", "nil", "reifies", "rest", "type", "value"))
"""https://www.w3.org/TR/rdf12-concepts/"""

RDFS = Namespace(
    "rdfs",
    (
        "Class",
        "Literal",
        "Resource",
        "comment",
        "domain",
        "isDefinedBy",
        "label",
        "range",
        "seeAlso",
        "subClassOf",
        "subPropertyOf",
    ),
)
"""https://www.w3.org/TR/rdf12-schema/"""

SCHEMA = Namespace(
    "schema",
    (
        "Article",
        "Claim",
        "CreativeWork",
        "Event",
        "Observation",
        "Place",
        "StatisticalVariable",
        "about",
        "appearance",
        "domainIncludes",
        "maxValue",
        "minValue",
        "name",
        "observationAbout",
        "rangeIncludes",
        "superEvent",
        "url",
        "value",
        "variableMeasured",
    ),
)
"""https://schema.org/"""

SEM = Namespace("sem", ("Actor", "Event", "hasActor", "hasTimeStamp"))
"""https://semanticweb.cs.vu.nl/2009/11/sem/"""

SH = Namespace(
    "sh",
    (
        "IRI",
        "NodeShape",
        "PropertyShape",
        "SPARQLConstraint",
        "alternativePath",
        "and",
        "class",
        "datatype",
        "declare",
        "description",
        "disjoint",
        "equals",
        "focusNode",
        "hasValue",
        "inversePath",
        "maxCount",
        "maxInclusive",
        "message",
        "minCount",
        "minInclusive",
        "minLength",
        "namespace",
        "node",
        "nodeKind",
        "not",
        "or",
        "path",
        "pattern",
        "prefix",
        "prefixes",
        "property",
        "qualifiedMaxCount",
        "qualifiedMinCount",
        "qualifiedValueShape",
        "result",
        "select",
        "sourceConstraint",
        "sourceShape",
        "sparql",
        "targetClass",
        "targetObjectsOf",
        "targetSubjectsOf",
        "value",
    ),
)
"""https://www.w3.org/TR/shacl/"""

SD = Namespace(
    "sd",
    (
        "Dataset",
        "Graph",
        "SPARQL11Query",
        "SPARQL11Update",
        "Service",
        "defaultDataset",
        "defaultGraph",
        "endpoint",
        "inputFormat",
        "resultFormat",
        "supportedLanguage",
    ),
)
"""https://www.w3.org/TR/sparql11-service-description/"""

SKOS = Namespace(
    "skos",
    (
        "Concept",
        "ConceptScheme",
        "altLabel",
        "broader",
        "changeNote",
        "closeMatch",
        "definition",
        "example",
        "exactMatch",
        "hasTopConcept",
        "inScheme",
        "notation",
        "note",
        "prefLabel",
        "related",
        "topConceptOf",
    ),
)
"""https://www.w3.org/TR/skos-reference/"""

SPDX = Namespace("spdx", ("Checksum", "algorithm", "checksum", "checksumAlgorithm_sha256", "checksumValue"))
"""https://spdx.org/rdf/terms/"""

VOID = Namespace(
    "void",
    """
        Dataset DatasetDescription Linkset class classPartition classes dataDump distinctObjects distinctSubjects
        entities feature linkPredicate objectsTarget properties property propertyPartition sparqlEndpoint subjectsTarget
        subset triples uriSpace vocabulary
    """.split(),
)
"""https://www.w3.org/TR/void/"""

XSD = Namespace(
    "xsd",
    (
        "anyURI",
        "boolean",
        "date",
        "dateTime",
        "decimal",
        "double",
        "hexBinary",
        "integer",
        "nonNegativeInteger",
        "string",
    ),
)
"""https://www.w3.org/TR/xmlschema11-2/"""
