"""Property paths walked over triples: SPARQL 1.1, section 18.4, with the witnesses of every pair of ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tests.queries.datasets import Holders, Sets, plus, times
from tests.queries.forms import Choice, Inverse, Not, Path, Repeated, Steps, Term

Pair = tuple[Term, Term]
Walks = list[tuple[Pair, Sets]]


def ends(path: Path, triples: Holders) -> Walks:
    """Give the ends of a path, a pair as often as the engine counts it; it may count those of `*` and `+` twice."""
    match path:
        case Inverse(of):
            return [((y, x), sets) for (x, y), sets in ends(of, triples)]
        case Steps(first, then):
            return _walked(ends(first, triples), ends(then, triples))
        case Choice(one, other):
            return _once([*ends(one, triples), *ends(other, triples)])
        case Repeated(of, "?"):
            return _once([*_standing(triples), *ends(of, triples)])
        case Repeated(of, mark):
            return _repeated(ends(of, triples), _standing(triples) if mark == "*" else [])
        case Not(forward, backward):
            ahead = [((s, o), sets) for (s, p, o), sets in triples.items() if p not in forward]
            back = [((o, s), sets) for (s, p, o), sets in triples.items() if p not in backward]
            return ahead if not backward else back if not forward else _once([*ahead, *back])
        case _:
            return [((s, o), sets) for (s, p, o), sets in triples.items() if p == path]


def _standing(triples: Holders) -> Walks:
    """Give the pairs of a path of no steps: each node with itself."""
    nodes = [(node, sets) for (s, _, o), sets in triples.items() for node in (s, o)]
    return _once(((node, node), sets) for node, sets in nodes)


def _walked(first: Iterable[tuple[Pair, Sets]], then: Walks) -> Walks:
    return [((x, z), times(sets, more)) for (x, y), sets in first for (other, z), more in then if y == other]


def _once(walks: Iterable[tuple[Pair, Sets]]) -> Walks:
    found: dict[Pair, list[Sets]] = defaultdict(list)
    for pair, sets in walks:
        found[pair].append(sets)
    return [(pair, plus(each)) for pair, each in found.items()]


def _repeated(step: Walks, standing: Walks) -> Walks:
    """Walk on until nothing is added: longer walks add graphs, so the minimal come to rest."""
    found = dict(_once([*standing, *step]))
    while (more := dict(_once([*found.items(), *_walked(found.items(), step)]))) != found:
        found = more
    return list(found.items())
