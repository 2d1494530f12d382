"""Stores for queries: a dataset with its merge, the support store made from the same quads by its definition."""

import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from store.support import memberships, set_name

DATA = Path(__file__).parent / "data"
BASE = "https://w3id.org/counterclaim/id/"


@dataclass(frozen=True)
class Stores:
    """What a snapshot holds: the named graphs with their merge, and the support store."""

    graphs: Store
    support: Store
    base: str = BASE


@dataclass
class Listener:
    """A server on the loopback address that counts who calls, and hangs up."""

    socket: socket.socket
    calls: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/"

    def listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def settled(self) -> int:
        """Give the number of calls once all that were made before have been counted."""
        with socket.create_connection(self.socket.getsockname()) as own:
            own.settimeout(5)
            # The listener takes calls in turn: when it hangs up on this one, it has counted those before.
            own.recv(1)
        self.calls -= 1
        return self.calls


def build(quads: Iterable[Quad], base: str = BASE) -> Stores:
    """Make both stores from the quads of named graphs."""
    given = list(quads)
    holders: dict[Triple, set[NamedNode]] = defaultdict(set)
    for quad in given:
        assert isinstance(quad.graph_name, NamedNode)
        holders[quad.triple].add(quad.graph_name)
    graphs, support = Store(), Store()
    graphs.extend([*given, *(Quad(each.subject, each.predicate, each.object) for each in holders)])
    for triple, names in holders.items():
        support.add(Quad(triple.subject, triple.predicate, triple.object, set_name(names, base)))
        support.extend(memberships(names, base))
    return Stores(graphs, support, base)


@pytest.fixture(scope="session")
def stores_of() -> Callable[[Iterable[Quad]], Stores]:
    """Give the function that makes both stores."""
    return build


@pytest.fixture(scope="session")
def claims() -> Stores:
    """Give the stores of the claims in `data/claims.trig`."""
    return build(parse(path=str(DATA / "claims.trig"), format=RdfFormat.TRIG))


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Give the server that nobody may call."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        made = Listener(server)
        thread = threading.Thread(target=made.listen, daemon=True)
        thread.start()
        yield made
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
