"""From the algebra to text that means it: what the specification translates back into the same algebra.

Braces stand wherever a pattern is not simply what comes next in its group; modifiers become a SELECT around what
they modify. Each basic graph pattern gets blank nodes of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from queries.algebra.nodes import (
    BGP,
    Ask,
    Construct,
    Describe,
    Expression,
    Extend,
    Filter,
    Graph,
    GroupKey,
    Join,
    Lateral,
    LeftJoin,
    Minus,
    OrderKey,
    Pattern,
    PropertyPath,
    Query,
    Select,
    Term,
    TriplePattern,
    Union,
    Values,
)
from queries.algebra.outline import Outline, is_sequence, outline
from queries.algebra.scope import fresh, variables_in_scope
from queries.algebra.spelling import Speller, spell_path, spell_term
from queries.errors import TooDeep

TRUE = Literal(True)

MOST_BRACES = 250
"""The most braces that are open in what is written: with 300, the engine overflows a stack of 2 MiB."""


def write(query: Query) -> str:
    """Write a query as SPARQL 1.1; raises TooDeep where it is nested beyond what the engine can walk."""
    return _Writer().query(query)


@dataclass(slots=True)
class _Writer:
    """Counts the blank nodes that it has written, and the braces that are open."""

    blanks: int = 0
    depth: int = 0

    def query(self, query: Query) -> str:
        parts = [f"BASE <{query.base}>"] if query.base else []
        clauses = [f"FROM {name}" for name in query.dataset.default]
        clauses += [f"FROM NAMED {name}" for name in query.dataset.named]
        match query:
            case Select(pattern):
                return "\n".join([*parts, self._select(pattern, clauses)])
            case Ask():
                parts.append("ASK")
            case Construct(template=template):
                parts.append(f"CONSTRUCT {{ {self._triples(template)} }}")
            case Describe(subjects=subjects):
                parts.append(f"DESCRIBE {' '.join(map(str, subjects)) or '*'}")
        made = outline(query.pattern, selecting=False)
        return "\n".join([*parts, *clauses, f"WHERE {self._braces(made.where)}", *self._modifiers(made)])

    # --- solution modifiers

    def _select(self, pattern: Pattern, clauses: Sequence[str] = ()) -> str:
        made = outline(pattern, selecting=True)
        computed = {each.variable: each.expression for each in made.computed}
        shown = [
            f"({self._expression(computed[variable])} AS {variable})" if variable in computed else str(variable)
            for variable in made.variables
        ]
        head = " ".join(word for word in ("SELECT", made.modifier, *(shown or [_nothing(made.where)])) if word)
        return "\n".join([head, *clauses, f"WHERE {self._braces(made.where)}", *self._modifiers(made)])

    def _modifiers(self, made: Outline) -> list[str]:
        found = []
        if made.group and made.group.keys:
            found.append(f"GROUP BY {' '.join(map(self._group_key, made.group.keys))}")
        if made.having:
            found.append(f"HAVING {' '.join(f'({self._expression(each.condition)})' for each in made.having)}")
        elif made.group and not made.group.keys and not made.aggregates:
            # Always true, and an aggregate: it is by them that a text without GROUP BY has one group.
            found.append("HAVING (COUNT(*) >= 0)")
        if made.order:
            found.append(f"ORDER BY {' '.join(map(self._order_key, made.order))}")
        found += [f"LIMIT {made.limit}"] if made.limit is not None else []
        found += [f"OFFSET {made.offset}"] if made.offset else []
        found += [_values(made.values)] if made.values else []
        return found

    def _group_key(self, key: GroupKey) -> str:
        if isinstance(key.expression, Variable) and key.variable is None:
            return str(key.expression)
        alias = f" AS {key.variable}" if key.variable else ""
        return f"({self._expression(key.expression)}{alias})"

    def _order_key(self, key: OrderKey) -> str:
        return f"{'DESC' if key.descending else 'ASC'}({self._expression(key.expression)})"

    # --- graph patterns

    def _braces(self, pattern: Pattern) -> str:
        """Write a pattern as a group."""
        self.depth += 1
        if self.depth > MOST_BRACES:
            raise TooDeep("the query is nested too deeply to be written out", MOST_BRACES)
        if is_sequence(pattern):
            written = f"{{ {self._select(pattern)} }}"
        elif isinstance(pattern, Filter):
            written = self._group(self._elements(pattern.pattern), pattern.condition)
        else:
            written = self._group(self._elements(pattern))
        self.depth -= 1
        return written

    def _group(self, elements: Sequence[str], condition: Expression | None = None) -> str:
        filters = [] if condition is None else [f"FILTER({self._expression(condition)})"]
        return f"{{ {' '.join([*elements, *filters])} }}"

    def _elements(self, pattern: Pattern) -> list[str]:
        """Write a pattern as the elements of a group, that one after the other translate into it."""
        spine: list[Join | Lateral | LeftJoin | Minus | Extend] = []
        while isinstance(pattern, Join | Lateral | LeftJoin | Minus | Extend) and not is_sequence(pattern):
            spine.append(pattern)
            pattern = pattern.pattern if isinstance(pattern, Extend) else pattern.left
        elements = [] if pattern == BGP() else [self._element(pattern)]
        for node in reversed(spine):
            elements.append(self._next(node, isinstance(pattern, BGP)))
            pattern = node.right if isinstance(node, Join) else node
        return elements

    def _next(self, node: Join | Lateral | LeftJoin | Minus | Extend, after_triples: bool) -> str:
        match node:
            case Join(_, right):
                # Triples next to triples would be one pattern with them.
                return self._braces(right) if after_triples and isinstance(right, BGP) else self._element(right)
            case Lateral(_, right):
                return f"LATERAL {self._braces(right)}"
            case LeftJoin(_, right, condition):
                return f"OPTIONAL {self._optional(right, condition)}"
            case Minus(_, right):
                return f"MINUS {self._braces(right)}"
            case Extend(_, variable, expression):
                return f"BIND({self._expression(expression)} AS {variable})"

    def _optional(self, right: Pattern, condition: Expression | None) -> str:
        if condition is None and isinstance(right, Filter) and not is_sequence(right):
            # The filter belongs to the pattern, and would be read as the condition if it were the only one.
            condition = TRUE
        return self._braces(right) if condition is None else self._group(self._elements(right), condition)

    def _element(self, pattern: Pattern) -> str:
        match pattern:
            case BGP(triples):
                return self._triples(triples) if triples else "{ }"
            case Union(patterns):
                return " UNION ".join(map(self._braces, patterns))
            case Graph(name, inner):
                return f"GRAPH {name} {self._braces(inner)}"
            case Values():
                return _values(pattern)
            case _:
                return self._braces(pattern)

    def _triples(self, triples: Sequence[TriplePattern]) -> str:
        """Write triples, with blank nodes that no other pattern has."""
        names: dict[BlankNode, str] = {}
        return " ".join(
            f"{self._node(triple.subject, names)} {_verb(triple.predicate)} {self._node(triple.object, names)} ."
            for triple in triples
        )

    def _node(self, term: Term, names: dict[BlankNode, str]) -> str:
        if not isinstance(term, BlankNode):
            return spell_term(term)
        if term not in names:
            names[term] = f"_:b{self.blanks}"
            self.blanks += 1
        return names[term]

    def _expression(self, expression: Expression) -> str:
        return Speller(self._braces).spell(expression)


def _nothing(where: Pattern) -> str:
    """Write what shows no variable: `*` where there is none, else one that is never bound."""
    scope = [str(variable) for variable in variables_in_scope(where)]
    return fresh("?none", scope) if scope else "*"


def _values(values: Values) -> str:
    rows = (" ".join("UNDEF" if value is None else spell_term(value) for value in row) for row in values.rows)
    return f"VALUES ({' '.join(map(str, values.variables))}) {{ {' '.join(f'({row})' for row in rows)} }}"


def _verb(predicate: PropertyPath | NamedNode | Variable) -> str:
    return str(predicate) if isinstance(predicate, Variable) else spell_path(predicate)
