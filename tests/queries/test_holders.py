"""Who holds what stands in a graph of the support store."""

from collections.abc import Callable, Iterable
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad, Store

from queries.holders import Holders, Members
from store.support import set_name

BASE = "http://x/"


class Stores(Protocol):
    """What `conftest.py` builds."""

    @property
    def support(self) -> Store: ...


Build = Callable[[Iterable[Quad]], Stores]


def held_by(*names: str) -> list[Quad]:
    return [Quad(NamedNode(BASE), NamedNode(BASE), Literal(" ".join(names)), NamedNode(BASE + name)) for name in names]


def name_of(*names: str) -> str:
    return str(set_name([NamedNode(BASE + name) for name in names], BASE))


def test_a_set_has_its_members_and_a_graph_itself(stores_of: Build) -> None:
    stores = stores_of([*held_by("a", "b"), *held_by("b", "c", "d"), *held_by("e")])
    holders = Holders(stores.support, BASE, frozenset())
    assert holders.of(name_of("b", "c", "d")) == {name_of(name) for name in "bcd"}
    assert holders.of(name_of("a", "b")) == {name_of("a"), name_of("b")}
    assert holders.of(name_of("e")) == {name_of("e")}


def test_a_name_leads_to_its_graph() -> None:
    claim = f"claim/{'0b' * 16}"
    holders = Holders(Store(), BASE)
    assert name_of(claim) == f"_:b{'0b' * 15}"
    assert [holders.graph(name_of(name)) for name in (claim, "a")] == [BASE + claim, BASE + "a"]
    assert [holders.are_several(name) for name in (name_of(claim), name_of("a"), name_of("a", "b"))] == [0, 0, 1]


def test_what_a_given_graph_holds_needs_no_other(stores_of: Build) -> None:
    stores = stores_of([*held_by("a", "b"), *held_by("c")])
    holders = Holders(stores.support, BASE, frozenset([BASE + "a", BASE + "c"]))
    assert holders.of(name_of("a", "b")) == holders.of(name_of("c")) == frozenset()


def test_what_is_given_to_one_query_is_not_to_the_next(stores_of: Build) -> None:
    support = stores_of(held_by("a", "b")).support
    assert Holders(support, BASE, frozenset([BASE + "a"])).of(name_of("a", "b")) == frozenset()
    assert Holders(support, BASE, frozenset()).of(name_of("a", "b")) == {name_of("a"), name_of("b")}


def test_many_sets_are_looked_up_at_once(stores_of: Build) -> None:
    pairs = [(f"m{number}", f"n{number}") for number in range(1_500)]
    stores = stores_of(quad for pair in pairs for quad in held_by(*pair))
    holders = Holders(stores.support, BASE, frozenset())
    holders.look_up(name_of(*pair) for pair in pairs)
    assert all(holders.of(name_of(*pair)) == {name_of(name) for name in pair} for pair in pairs)


def test_sets_are_kept_as_long_as_there_is_room() -> None:
    members = Members(most=20)
    members.keep("large", frozenset(map(str, range(3))))
    assert members.get("large") is None
    for number in range(10):
        members.keep(f"{number}", frozenset("ab"))
    assert all(members.get(f"{number}") == frozenset("ab") for number in range(10))
    members.keep("one more", frozenset("a"))
    assert members.get("one more") == frozenset("a")
    assert members.get("0") is None
