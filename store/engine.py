"""One Oxigraph database on disk, opened for writing; what ``apply`` has done outlives a loss of power.

pyoxigraph commits atomically, but leaves the write-ahead log in the operating system's cache; ``apply``
forces it out. The database is closed when the last reference to its ``Store`` goes, and can be opened once
per process: so nothing here hands the ``Store`` to a caller, whose traceback might keep it alive.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from store import reading
from store.changes import has_blank_node
from store.errors import reported
from store.files import sync_data, sync_folder

Answer = TypeVar("Answer")
Name = NamedNode | BlankNode
Graph = Name | DefaultGraph


class Engine:
    """A database that one process writes to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._complete: set[Path] = set()
        self._newest: Path | None = None
        with reported("open the store", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._store: Store | None = Store(path)

    def close(self) -> None:
        """Close the database; nothing can be asked of it afterwards."""
        self._store = None

    def apply(self, added: Collection[Quad], removed: Collection[Quad], dropped: Collection[Name] = ()) -> None:
        """Remove and add quads and drop whole graphs, all at once or not at all, for good on return."""
        # Quads of one subject lie together in the indexes: written together, they take a third of the time.
        ordered = sorted(added, key=lambda quad: str(quad.subject))
        with reported("commit", self.path):
            if removed or dropped:
                terms = Terms()
                text = _update_text(ordered, removed, dropped, terms)
                self._open.update(text, custom_functions=terms.functions)
                # An update cannot name them; until this is done, nothing stands in them.
                for graph in dropped:
                    if isinstance(graph, BlankNode):
                        self._open.remove_graph(graph)
            else:
                self._open.extend(ordered)
            self._sync()

    def fill(self, quads: Iterable[Quad]) -> None:
        """Add many quads at once, without holding them in memory, and write them out for good."""
        with reported("fill", self.path):
            self._open.bulk_extend(quads)
            self._open.flush()

    def flush(self) -> None:
        """Write out what the engine holds in memory until it is much; what it took for that is free again."""
        with reported("write out", self.path):
            self._open.flush()

    def backup(self, target: Path) -> None:
        """Make a copy of the database at ``target``; files that never change again are hard links."""
        with reported("make a snapshot", target):
            self._open.backup(target)

    def pour_into(self, other: "Engine") -> None:
        """Write all that there is into another database, which is empty."""
        other.fill(self._open.quads_for_pattern(None, None, None, None))

    def compact(self) -> None:
        """Rewrite the files in order, without what was removed; for good on return."""
        with reported("compact", self.path):
            self._open.optimize()
            self._open.flush()
            self._sync()

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | BlankNode | Literal | Triple | None = None,
        graph: Graph | None = None,
        limit: int | None = None,
    ) -> list[Quad]:
        """Return the quads that match, in the engine's order, at most ``limit`` of them."""
        with reported("read", self.path):
            matches = reading.matching(self._open, subject, predicate, object, graph)
            return list(matches) if limit is None else [quad for _, quad in zip(range(limit), matches, strict=False)]

    def triples(self, graph: Name) -> frozenset[Triple]:
        """Return what a named graph holds; nothing if there is no such graph."""
        with reported("read", self.path):
            return reading.triples(self._open, graph)

    def names(self) -> list[NamedNode]:
        """Return the names of the named graphs, sorted."""
        with reported("read", self.path):
            return reading.names(self._open)

    def shared_triples(self, graph: NamedNode) -> frozenset[Triple]:
        """Return the triples of a named graph that other named graphs hold too."""
        with reported("read", self.path):
            return reading.shared_triples(self._open, graph)

    def held_triples(self) -> Generator[tuple[Triple, frozenset[NamedNode]]]:
        """Yield each triple of the named graphs once, with all the graphs that hold it.

        The database stays open until the generator is exhausted or closed.
        """
        with reported("read", self.path):
            yield from reading.held_triples(self._open)

    def holders(self, triple: Triple) -> frozenset[NamedNode]:
        """Return the named graphs that hold a triple."""
        with reported("read", self.path):
            return frozenset(reading.holders(self._open, triple))

    def places(self, triple: Triple) -> frozenset[Name]:
        """Return all graphs in which a triple stands, but for the default graph."""
        found = self.quads(triple.subject, triple.predicate, triple.object)
        return frozenset(quad.graph_name for quad in found if not isinstance(quad.graph_name, DefaultGraph))

    def is_held(self, triple: Triple, besides: Collection[NamedNode] = ()) -> bool:
        """Tell whether a named graph holds a triple, not counting the graphs given."""
        with reported("read", self.path):
            return any(graph not in besides for graph in reading.holders(self._open, triple))

    def read(self, reading: Callable[[Store], Answer]) -> Answer:
        """Ask something of the database; the store, and what it gives, must not outlive the call."""
        with reported("read", self.path):
            return reading(self._open)

    def has(self, quad: Quad) -> bool:
        """Tell whether there is such a quad."""
        with reported("read", self.path):
            return quad in self._open

    def has_graph(self, graph: NamedNode) -> bool:
        """Tell whether there is a named graph of this name."""
        with reported("read", self.path):
            return self._open.contains_named_graph(graph)

    def count(self, pattern: str) -> int:
        """Count the solutions of a SPARQL group graph pattern."""
        with reported("read", self.path):
            return reading.count(self._open, pattern)

    @property
    def _open(self) -> Store:
        if self._store is None:
            raise ValueError(f"the store at {self.path} is closed")
        return self._store

    def _sync(self) -> None:
        # The commit stands in the newest log. Older ones never grow again, but opening the database writes to one:
        # a gap there would end the recovery before what was committed later.
        *older, newest = sorted(self.path.glob("*.log"), key=lambda path: int(path.stem))
        for log in (*older, newest):
            if log not in self._complete:
                sync_data(log)
        self._complete.update(older)
        if newest != self._newest:
            sync_folder(self.path)
            self._newest = newest


class Terms:
    """Terms that no text of an update can name: it names their numbers, and a function gives them."""

    def __init__(self) -> None:
        self._terms: list[NamedNode | BlankNode | Literal | Triple] = []

    @property
    def functions(self) -> dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]:
        """The function, under its name."""
        return {_TERM: lambda number: self._terms[int(number.value)]}

    def number(self, term: NamedNode | BlankNode | Literal | Triple) -> int:
        """Give the number by which a text names a term."""
        self._terms.append(term)
        return len(self._terms) - 1


_TERM = NamedNode("urn:counterclaim:term")


def _update_text(added: Iterable[Quad], removed: Iterable[Quad], dropped: Iterable[Name], terms: Terms) -> str:
    # A dropped graph takes its quads along, and its name, which DELETE DATA alone would leave behind.
    names = {graph for graph in dropped if isinstance(graph, NamedNode)}
    listed = [quad for quad in removed if quad.graph_name not in names]
    return ";\n".join(
        [
            *_operations("DELETE", listed, terms),
            *_operations("INSERT", added, terms),
            *(f"DROP SILENT GRAPH {graph}" for graph in sorted(names)),
        ]
    )


def _operations(verb: str, quads: Iterable[Quad], terms: Terms) -> Iterator[str]:
    """Give the operations that remove or add quads; a blank node in DATA would be another one, or refused."""
    ground: list[Quad] = []
    nameless: defaultdict[Graph, list[Quad]] = defaultdict(list)
    blank: defaultdict[Graph, list[Quad]] = defaultdict(list)
    for quad in quads:
        if has_blank_node(quad):
            blank[quad.graph_name].append(quad)
        elif isinstance(quad.graph_name, BlankNode):
            nameless[quad.graph_name].append(quad)
        else:
            ground.append(quad)
    yield f"{verb} DATA {{ {_data_block(ground)} }}"
    for graph, found in nameless.items():
        triples = " ".join(f"{quad.triple} ." for quad in found)
        yield f"{verb} {{ GRAPH ?g {{ {triples} }} }} WHERE {{ {_bound(graph, terms)} }}"
    for graph, found in blank.items():
        rows = " ".join(f"({terms.number(q.subject)} {q.predicate} {terms.number(q.object)})" for q in found)
        place = "?s ?p ?o" if isinstance(graph, DefaultGraph) else "GRAPH ?g { ?s ?p ?o }"
        named = f"BIND({_TERM}(?a) AS ?s) BIND({_TERM}(?b) AS ?o)"
        yield f"{verb} {{ {place} }} WHERE {{ VALUES (?a ?p ?b) {{ {rows} }} {named} {_bound(graph, terms)} }}"


def _bound(graph: Graph, terms: Terms) -> str:
    """Bind the graph of an operation, unless it is the default graph."""
    return "" if isinstance(graph, DefaultGraph) else f"BIND({_TERM}({terms.number(graph)}) AS ?g)"


def _data_block(quads: Iterable[Quad]) -> str:
    by_graph: defaultdict[Graph, list[str]] = defaultdict(list)
    for quad in quads:
        by_graph[quad.graph_name].append(f"{quad.triple} .")
    blocks = ((graph, " ".join(triples)) for graph, triples in by_graph.items())
    return "\n".join(
        block if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{ {block} }}" for graph, block in blocks
    )
