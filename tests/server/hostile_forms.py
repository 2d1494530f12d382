"""Hostile queries: those in the folder `hostile`, and forms that are deep, wide or long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "hostile"

NESTED = {
    "groups": ("SELECT * ", "{", "?s ?p ?o", "}", ""),
    "brackets": ("ASK { FILTER", "(", "1", ")", " }"),
    "CONCAT": ("SELECT (", "CONCAT('a',", "'b'", ")", " AS ?x) {}"),
    "IF": ("SELECT (", "IF(true,", "1", ",2)", " AS ?x) {}"),
    "EXISTS": ("ASK ", "{ FILTER EXISTS ", "{}", "}", ""),
    "OPTIONAL": ("ASK ", "{ ?s ?p ?o OPTIONAL ", "{}", "}", ""),
    "MINUS": ("ASK ", "{ ?s ?p ?o MINUS ", "{}", "}", ""),
    "UNION": ("ASK ", "{ {} UNION ", "{}", "}", ""),
    "blank nodes": ("ASK { ?s ?p ", "[ ?q ", "1", "]", " }"),
    "collections": ("ASK { ?s ?p ", "( ", "1", ")", " }"),
    "triple terms": ("ASK { ?s ?p ", "<<( ?a ?b ", "1", " )>>", " }"),
    "negations": ("ASK { FILTER(", "!", "true", "", ") }"),
    "sub-selects": ("", "SELECT * { ", "?s ?p ?o", "}", ""),
}
"""By name: what stands first, what is repeated, what stands in the middle, what closes, what stands last."""

WIDE = {
    "sum": ("SELECT (1", "+1", " AS ?x) {}"),
    "or": ("ASK { FILTER(?a", "||?a", ") }"),
    "in": ("ASK { FILTER(?a IN (1", ",1", ")) }"),
    "triples": ("ASK { ?s ?p ?o", " . ?s ?p{n} ?o{n}", " }"),
    "path": ("ASK { ?s <urn:a>", "/<urn:a>", " ?o }"),
    "alternatives": ("ASK { ?s <urn:a>", "|<urn:a>", " ?o }"),
    "optionals": ("ASK { ?s ?p ?o", " OPTIONAL { ?s ?p{n} ?o }", " }"),
    "unions": ("ASK { {}", " UNION {}", " }"),
    "filters": ("ASK { ?s ?p ?o", " FILTER(?o != {n})", " }"),
    "binds": ("ASK { ?s ?p ?o", " BIND(?o AS ?o{n})", " }"),
}


def files() -> list[Path]:
    """Give the files of hostile queries, each of them one."""
    return sorted(FOLDER.glob("*.rq"))


def nested(name: str, depth: int) -> str:
    """Give a query of a form that is so many deep."""
    first, opening, middle, closing, last = NESTED[name]
    return first + opening * depth + middle + closing * depth + last


def wide(name: str, number: int) -> str:
    """Give a query of a form with so many parts side by side."""
    first, part, last = WIDE[name]
    return first + "".join(part.replace("{n}", str(each)) for each in range(number)) + last


def large() -> Iterator[tuple[str, str]]:
    """Yield the nested and the wide forms at sizes around and far above what is allowed, with a name each."""
    for size in (10, 95, 110, 2_000, 20_000):
        yield from ((f"{size} {name}", nested(name, size)) for name in NESTED)
        yield from ((f"{size} {name}", wide(name, size)) for name in WIDE)
    yield "too long", "ASK {} #" + "x" * 70_000
