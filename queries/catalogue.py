"""The query catalogue: the `.rq` files below `catalogue/`, each with a header that says what it shows.

A header is the comment at the top of the file, one field a line (`# title: …`), a longer one continued on
lines that begin with blanks. Files are written under the default base; `read` puts another in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ontology.identifiers import DEFAULT_BASE
from queries.errors import UnknownQuery

FOLDER = Path(__file__).parent / "catalogue"
_FIELD = re.compile(r"(\w+): *(.*)")


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """A query with its header; its name is its path without the ending, such as `exchanges/mediators`."""

    name: str
    title: str
    description: str
    text: str


def names() -> tuple[str, ...]:
    """Give the names of all queries, sorted."""
    return tuple(sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.rq")))


def read(name: str, base: str = DEFAULT_BASE) -> CatalogueQuery:
    """Read one query, written for data below `base`; raises UnknownQuery."""
    # Looked up rather than opened: a name from outside never becomes a path.
    if name not in names():
        raise UnknownQuery(f"the catalogue holds no query “{name}”; it holds {', '.join(names())}")
    text = (FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    header = read_header(text)
    return CatalogueQuery(
        name, header.get("title", ""), header.get("description", ""), text.replace(DEFAULT_BASE, base)
    )


def read_header(text: str) -> dict[str, str]:
    """Read the fields of a query's header."""
    fields: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        content = line.removeprefix("# ")
        if found := _FIELD.match(content):
            last = found[1]
            fields[last] = found[2]
        elif last:
            fields[last] += f" {content.strip()}"
    return fields
