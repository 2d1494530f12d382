"""GRAPH handed down to the triples that it is about, as the engine does before it evaluates a query.

SPARQL 1.1 Query, section 18.6, evaluates all that stands in a GRAPH in the one graph. The engine asks each basic graph
pattern within for triples of the graph instead, so that a GRAPH within another has nothing to do with it, and a
sub-select has a graph of its own unless it selects the variable. Rows are the engine's: so this is what is traced, and
kept to a scope.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, Variable

from queries.algebra import nodes as a
from queries.algebra.scope import Changed, fresh, walk


def handed_down(query: Changed) -> Changed:
    """Give a query in which no GRAPH holds a sub-select or another GRAPH; in an EXISTS neither."""
    if not isinstance(query, a.Node):
        return query
    taken = {node.value for node in walk(query) if isinstance(node, Variable)}
    return _HandingDown(taken).all(query)


def _reaches_beyond(pattern: a.Pattern) -> bool:
    """Tell whether what stands in a GRAPH may speak of other graphs."""
    return any(isinstance(node, a.Graph | a.Project | a.Slice | a.Group) for node in walk(pattern))


class _HandingDown:
    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def all(self, value: Changed) -> Changed:
        # A pattern becomes a pattern, an expression an expression, which no type checker can follow here.
        return self._all(value)  # type: ignore[return-value]

    def _all(self, value: object, name: NamedNode | Variable | None = None) -> object:
        """Hand a name down to all that a node holds; without one, what stands in no GRAPH."""
        match value:
            case a.Graph(inner_name, inner) if name is not None or _reaches_beyond(inner):
                return self._all(inner, inner_name)
            case a.BGP() if name is not None:
                return a.Graph(name, value)
            # Nothing is joined with nothing asked, as the engine has it: so it names no graph there.
            case a.Join(left, right) if name is not None and a.BGP() in (left, right):
                return self._all(right if left == a.BGP() else left, name)
            case a.Project(_, variables) if isinstance(name, Variable) and name not in variables:
                name = self._fresh(name)
        match value:
            case tuple():
                return tuple(self._all(each, name) for each in value)
            case a.Node():
                fields = (getattr(value, each) for each in getattr(value, "__match_args__", ()))
                return type(value)(*(self._all(each, name) for each in fields))
        return value

    def _fresh(self, name: Variable) -> Variable:
        made = fresh(name.value, self._taken)
        self._taken.add(made)
        return Variable(made)
