"""How the page of the ontology names terms: with their prefixes, our own as links within the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology import publication
from ontology.terms import CCL
from server.lookup import Ref

_NAME = re.compile(r"\b([a-z]+):([A-Za-z]\w*)\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of prose: words, or the name of a term with a link to it."""

    text: str
    ref: Ref | None = None


Prose = tuple[Piece, ...]


def is_own(node: NamedNode) -> bool:
    """Tell whether a term is one of ours."""
    return local(node) in CCL


def local(node: NamedNode) -> str:
    """Give what of an IRI follows our namespace; all of another one."""
    return node.value.removeprefix(str(CCL))


def named(node: NamedNode) -> Ref:
    """Name a term: `ccl:Claim`, `prov:Agent`; by its IRI where that has no prefix."""
    if is_own(node):
        return Ref(f"ccl:{local(node)}", f"#{local(node)}")
    for prefix, iri in publication.prefixes().items():
        if node.value.startswith(iri):
            return Ref(f"{prefix}:{node.value.removeprefix(iri)}", node.value)
    return Ref(node.value, node.value)


def prose(text: str) -> Prose:
    """Divide a text at the names of terms that stand in it, so that they can be links."""
    pieces: list[Piece] = []
    end = 0
    for match in _NAME.finditer(text):
        prefix, name = match.groups()
        iri = publication.prefixes().get(prefix)
        if iri is None or (iri == str(CCL) and name not in CCL):
            continue
        pieces += [Piece(text[end : match.start()]), Piece(match[0], named(NamedNode(iri + name)))]
        end = match.end()
    return tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text)
