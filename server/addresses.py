"""Every address that the server answers, and the way between the IRIs of the data and its own paths.

The data's IRIs lie below a base that need not be where the server runs: `/id/<path>` stands for
`<base><path>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

FRONT = "/"
SPARQL = "/sparql"
UPDATE = "/update"
DATA = "/data"
IDENTIFIED = "/id/"
PAGE = "/page/"
ONTOLOGY = "/ontology"
STATIC = "/static"
VOID = "/.well-known/void"
HEALTH = "/health"
READY = "/ready"
METRICS = "/metrics"
DUMPS = "/dumps/"

ONTOLOGY_IRI = "https://w3id.org/counterclaim/ontology"
"""The ontology is the same in every data directory, wherever the base lies."""

# What may stand unencoded in a path (RFC 3986, section 3.3).
_PATH_CHARACTERS = "/:@!$&'()*+,;=~"


def is_protocol(path: str) -> bool:
    """Tell whether a path is of a protocol for programs, which speaks plain text also to browsers."""
    return path in (SPARQL, UPDATE, DATA) or path.startswith(f"{DATA}/")


def is_written_at(path: str) -> bool:
    """Tell whether data are sent to a path, of which there may be more than of a query."""
    return path != SPARQL and is_protocol(path)


def is_read(path: str, method: str) -> bool:
    """Tell whether a request can only read: by its method, but for queries, which may be posted."""
    return path == SPARQL or (path != UPDATE and method in ("GET", "HEAD", "OPTIONS"))


@dataclass(frozen=True, slots=True)
class Addresses:
    """The way between IRIs and paths for one base; links keep to the scope that a page is read within."""

    base: str
    scope: str = ""
    """The scope as the query of an address, empty for none."""

    def iri(self, path: str) -> str:
        """Give the IRI for which a path below /id/ stands."""
        return self.base + path

    def identified(self, iri: str) -> str | None:
        """Give the server's address for an IRI, None for one that is not below the base."""
        if not iri.startswith(self.base):
            return None
        return self.within(_address(IDENTIFIED, iri.removeprefix(self.base)))

    def within(self, address: str) -> str:
        """Have an address keep to the scope."""
        path, hash_sign, fragment = address.partition("#")
        return f"{path}?{self.scope}{hash_sign}{fragment}" if self.scope else address

    def href(self, iri: str) -> str | None:
        """Give what a link to an IRI may say: an address here, or an http(s) IRI; None for any other."""
        here = self.identified(iri)
        if here is not None:
            return here
        if iri.partition("#")[0] == ONTOLOGY_IRI:
            return ONTOLOGY + iri.removeprefix(ONTOLOGY_IRI)
        # Anything else, `javascript:` above all, must never become a link.
        return iri if iri.lower().startswith(("http://", "https://")) else None


def page(path: str, suffix: str | None = None) -> str:
    """Give the address of the page on the resource at a path, or with a suffix that of its RDF in a form."""
    return _address(PAGE, path) + (f".{suffix}" if suffix else "")


def dump(snapshot: str, suffix: str) -> str:
    """Give the address of a snapshot's dump in a form."""
    return f"{DUMPS}{snapshot}.nq.{suffix}"


def ontology(suffix: str | None = None) -> str:
    """Give the address of the ontology, with a suffix in a form."""
    return ONTOLOGY + (f".{suffix}" if suffix else "")


def _address(prefix: str, path: str) -> str:
    path, hash_sign, fragment = path.partition("#")
    return prefix + quote(path, safe=_PATH_CHARACTERS) + hash_sign + quote(fragment, safe=_PATH_CHARACTERS)
