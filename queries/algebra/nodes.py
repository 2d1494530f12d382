"""The SPARQL algebra as values: SPARQL 1.1 Query, section 18.2 (https://www.w3.org/TR/sparql11-query/#sparqlQuery).

Terms are pyoxigraph's; a blank node of a basic graph pattern is a variable that nobody sees, and is known within
that pattern alone. Two things differ from the specification, so that text and algebra stay one to one: an
aggregate stands within its expression, above the Group whose solutions it sums up, and a path stays a path.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

Term = NamedNode | Literal | BlankNode | Variable


class Node:
    """Anything that the algebra is built of, beside terms."""

    __slots__ = ()


class Pattern(Node):
    """What gives solutions."""

    __slots__ = ()


class Operation(Node):
    """What computes a value from a solution: an expression that is no term."""

    __slots__ = ()


class PropertyPath(Node):
    """A path that is more than one property."""

    __slots__ = ()


Expression = Operation | NamedNode | Literal | Variable
Path = PropertyPath | NamedNode

# --- property paths (section 18.1.7)


@dataclass(frozen=True, slots=True)
class Inverse(PropertyPath):
    """`^path`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence(PropertyPath):
    """`path/path`, two steps or more."""

    steps: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative(PropertyPath):
    """`path|path`, two choices or more."""

    choices: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ZeroOrMore(PropertyPath):
    """`path*`."""

    path: Path


@dataclass(frozen=True, slots=True)
class OneOrMore(PropertyPath):
    """`path+`."""

    path: Path


@dataclass(frozen=True, slots=True)
class ZeroOrOne(PropertyPath):
    """`path?`."""

    path: Path


@dataclass(frozen=True, slots=True)
class NegatedSet(PropertyPath):
    """`!(property|^property)`: each is an IRI, or the Inverse of one."""

    properties: tuple[Path, ...]


# --- expressions (section 17)


@dataclass(frozen=True, slots=True)
class Or(Operation):
    """`a || b`, two operands or more."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class And(Operation):
    """`a && b`, two operands or more."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Binary(Operation):
    """A comparison or a sum: `operator` is one of = != < > <= >= + - * /."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Unary(Operation):
    """`operator` is one of ! + -."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class In(Operation):
    """`value IN (…)`, or `NOT IN`."""

    value: Expression
    options: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Call(Operation):
    """A function: a built-in one by its keyword in upper case, any other by its IRI."""

    function: str | NamedNode
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Exists(Operation):
    """`EXISTS {…}`, or `NOT EXISTS`."""

    pattern: Pattern
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate(Operation):
    """A set function by its keyword; without an expression it is `COUNT(*)`."""

    name: str
    expression: Expression | None
    distinct: bool = False
    separator: str | None = None


# --- graph patterns (section 18.2.2)


@dataclass(frozen=True, slots=True)
class TriplePattern(Node):
    """Three terms, or a subject and an object with a path between them."""

    subject: Term
    predicate: PropertyPath | NamedNode | Variable
    object: Term


@dataclass(frozen=True, slots=True)
class BGP(Pattern):
    """A basic graph pattern, paths included; without triples it has the one empty solution."""

    triples: tuple[TriplePattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Join(Pattern):
    """Both patterns."""

    left: Pattern
    right: Pattern


@dataclass(frozen=True, slots=True)
class LeftJoin(Pattern):
    """`left OPTIONAL { right FILTER(condition) }`."""

    left: Pattern
    right: Pattern
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Lateral(Pattern):
    """Both, where `right` is asked anew with the values of each solution of `left`, as the pattern of EXISTS is.

    The engine's own (https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md): it is written, not read.
    """

    left: Pattern
    right: Pattern


@dataclass(frozen=True, slots=True)
class Filter(Pattern):
    """The solutions for which the condition holds; above a Group it is HAVING."""

    pattern: Pattern
    condition: Expression


@dataclass(frozen=True, slots=True)
class Union(Pattern):
    """The solutions of each pattern, two patterns or more."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Extend(Pattern):
    """One more variable in each solution: BIND, or `(expression AS ?variable)` of SELECT."""

    pattern: Pattern
    variable: Variable
    expression: Expression


@dataclass(frozen=True, slots=True)
class Minus(Pattern):
    """The solutions of `left` that agree with none of `right`."""

    left: Pattern
    right: Pattern


@dataclass(frozen=True, slots=True)
class Graph(Pattern):
    """A pattern within a named graph, or within each."""

    name: NamedNode | Variable
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Values(Pattern):
    """Solutions given as data; None is UNDEF."""

    variables: tuple[Variable, ...]
    rows: tuple[tuple[NamedNode | Literal | None, ...], ...]


# --- solution modifiers (sections 18.2.4 and 18.2.5)


@dataclass(frozen=True, slots=True)
class GroupKey(Node):
    """What solutions are grouped by, with the variable that it gets, if any."""

    expression: Expression
    variable: Variable | None = None


@dataclass(frozen=True, slots=True)
class Group(Pattern):
    """Groups of solutions; without keys, one group of all."""

    pattern: Pattern
    keys: tuple[GroupKey, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderKey(Node):
    """What solutions are ordered by."""

    expression: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class OrderBy(Pattern):
    """The solutions in order."""

    pattern: Pattern
    keys: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class Project(Pattern):
    """The solutions with these variables alone; within a pattern, a sub-select."""

    pattern: Pattern
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Distinct(Pattern):
    """Each solution once."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Reduced(Pattern):
    """Each solution at least once."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Slice(Pattern):
    """OFFSET and LIMIT."""

    pattern: Pattern
    offset: int = 0
    limit: int | None = None


# --- queries (section 16)


@dataclass(frozen=True, slots=True)
class Dataset(Node):
    """The graphs of FROM and of FROM NAMED."""

    default: tuple[NamedNode, ...] = ()
    named: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Query(Node):
    """A query of any form. `base` is what the function IRI resolves against; all IRIs are absolute."""

    pattern: Pattern
    dataset: Dataset = Dataset()
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Select(Query):
    """SELECT; the pattern is a Project, or stands above one."""


@dataclass(frozen=True, slots=True)
class Ask(Query):
    """ASK."""


@dataclass(frozen=True, slots=True)
class Construct(Query):
    """CONSTRUCT; a blank node of the template is a new one for each solution."""

    template: tuple[TriplePattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Describe(Query):
    """DESCRIBE; without subjects, whatever the pattern finds: `DESCRIBE *`."""

    subjects: tuple[NamedNode | Variable, ...] = ()
