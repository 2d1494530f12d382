"""Terms, paths and expressions, from rdflib's parse tree: SPARQL 1.1 Query, sections 17 and 18.2.2.1."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Variable
from rdflib import BNode
from rdflib.plugins.sparql.parserutils import CompValue

from queries.algebra import nodes
from queries.algebra.nodes import Aggregate, And, Binary, Call, Exists, Expression, In, Or, Path, Pattern, Term, Unary
from queries.algebra.numbered import Entry

# What rdflib gives has no types: a tree is a CompValue, a list, a term of its own or a text.
Tree = Any

_NIL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
_SIGNS = {"UnaryNot": "!", "UnaryPlus": "+", "UnaryMinus": "-"}
_REPEATS = {"*": nodes.ZeroOrMore, "+": nodes.OneOrMore, "?": nodes.ZeroOrOne}


def part(tree: Tree, name: str) -> Tree:
    """Give a part of a tree, or None."""
    # Not tree.get: there, a part that is missing is its own name.
    return dict.get(tree, name)


def parts(tree: Tree, name: str) -> Sequence[Tree]:
    """Give a part that is a list, empty where it is missing."""
    return part(tree, name) or ()


def named(tree: Tree) -> str:
    """Give the name of a tree's rule; empty for a term."""
    return tree.name if isinstance(tree, CompValue) else ""


@dataclass(slots=True)
class ExpressionReader(ABC):
    """Reads terms by their numbers in the table, and names blank nodes by the order in which they are met."""

    table: Sequence[Entry]
    blanks: dict[str, BlankNode] = field(default_factory=dict)

    @abstractmethod
    def group(self, tree: Tree) -> Pattern:
        """Read a group graph pattern: that of an EXISTS."""

    # --- terms

    def term(self, tree: Tree) -> Term:
        """Read a term."""
        if isinstance(tree, BNode):
            return self.blanks.setdefault(str(tree), BlankNode(f"b{len(self.blanks)}"))
        # The cast: only negated sets hold an Inverse, only calls the name of a function.
        return cast(Term, self.entry(tree))

    def entry(self, tree: Tree) -> Entry:
        """Look up what a number stands for; rdf:nil and the properties of lists are rdflib's own."""
        text = str(part(tree, "string") if named(tree) == "literal" else tree)
        return self.table[int(text)] if text.isdecimal() else NamedNode(text)

    def variable(self, tree: Tree) -> Variable:
        """Read a variable."""
        return cast(Variable, self.term(tree))

    def iri(self, tree: Tree) -> NamedNode:
        """Read an IRI."""
        return cast(NamedNode, self.term(tree))

    # --- paths

    def path(self, tree: Tree) -> Path:
        """Read a path, or the one property that it is."""
        match named(tree):
            case "PathAlternative":
                choices = tuple(self.path(choice) for choice in parts(tree, "part"))
                return choices[0] if len(choices) == 1 else nodes.Alternative(choices)
            case "PathSequence":
                steps = tuple(self.path(step) for step in parts(tree, "part"))
                return steps[0] if len(steps) == 1 else nodes.Sequence(steps)
            case "PathElt":
                inner, mark = self.path(part(tree, "part")), part(tree, "mod")
                return _REPEATS[mark](inner) if mark else inner
            case "PathEltOrInverse":
                return nodes.Inverse(self.path(part(tree, "part")))
            case "PathNegatedPropertySet":
                return nodes.NegatedSet(tuple(cast(Path, self.entry(each)) for each in parts(tree, "part")))
            case _:
                return self.iri(tree)

    # --- expressions

    def expression(self, tree: Tree) -> Expression:
        """Read an expression."""
        # Most rules only lead to the next one.
        while (name := named(tree)) in _CHAINS and part(tree, "other") is None:
            tree = part(tree, "expr")
        if read := self._RULES.get(name):
            return read(self, tree)
        if name in _SIGNS:
            return Unary(_SIGNS[name], self.expression(part(tree, "expr")))
        if name.startswith("Aggregate_"):
            return self._aggregate(tree)
        return cast(Expression, self.term(tree))

    def expressions(self, trees: Sequence[Tree]) -> tuple[Expression, ...]:
        """Read a list of expressions."""
        return tuple(self.expression(tree) for tree in trees)

    def _or(self, tree: Tree) -> Expression:
        return Or(self.expressions([part(tree, "expr"), *parts(tree, "other")]))

    def _and(self, tree: Tree) -> Expression:
        return And(self.expressions([part(tree, "expr"), *parts(tree, "other")]))

    def _relation(self, tree: Tree) -> Expression:
        value, operator, other = self.expression(part(tree, "expr")), part(tree, "op"), part(tree, "other")
        if operator in ("IN", "NOT IN"):
            options = () if str(other) == _NIL else self.expressions(other)
            return In(value, options, operator == "NOT IN")
        return Binary(operator, value, self.expression(other))

    def _sum(self, tree: Tree) -> Expression:
        result = self.expression(part(tree, "expr"))
        for operator, other in zip(parts(tree, "op"), parts(tree, "other"), strict=True):
            result = Binary(operator, result, self.expression(other))
        return result

    def _call(self, tree: Tree) -> Expression:
        function = cast("str | NamedNode", self.entry(part(tree, "iri")))
        return Call(function, self.expressions(parts(tree, "expr")))

    def _exists(self, tree: Tree) -> Expression:
        return Exists(self.group(part(tree, "graph")), named(tree) == "Builtin_NOTEXISTS")

    def _aggregate(self, tree: Tree) -> Expression:
        name = named(tree).removeprefix("Aggregate_").upper().replace("GROUPCONCAT", "GROUP_CONCAT")
        inner, separator = part(tree, "vars"), part(tree, "separator")
        return Aggregate(
            name,
            None if inner == "*" else self.expression(inner),
            part(tree, "distinct") == "DISTINCT",
            None if separator is None else cast(Literal, self.term(separator)).value,
        )

    _RULES: ClassVar[dict[str, Callable[[ExpressionReader, Tree], Expression]]] = {
        "ConditionalOrExpression": _or,
        "ConditionalAndExpression": _and,
        "RelationalExpression": _relation,
        "AdditiveExpression": _sum,
        "MultiplicativeExpression": _sum,
        "Function": _call,
        "Builtin_EXISTS": _exists,
        "Builtin_NOTEXISTS": _exists,
    }


_CHAINS = frozenset(
    f"{name}Expression" for name in ("ConditionalOr", "ConditionalAnd", "Relational", "Additive", "Multiplicative")
)
