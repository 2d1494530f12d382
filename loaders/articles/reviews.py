"""Reviews by fact-checkers, and claims, in schema.org's JSON-LD: each becomes a report of what the claim's author says.

Read are `ClaimReview` (https://schema.org/ClaimReview) and, outside of such, `Claim`, wherever they stand in a file: by
themselves, in a list, in `@graph` or in a feed. The text is the author's name and, after a colon, the claim, both
character for character; so what is quoted, and who is named, stands in the bytes that are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from loaders.agents import known_agent
from loaders.articles.article import Article, Refused, day_of, report
from loaders.articles.json_text import read_json
from loaders.errors import InputRejected, LoaderError
from loaders.inputs import is_address

MAX_BYTES = 100_000_000

_REVIEW, _CLAIM = "ClaimReview", "Claim"
_TYPE = re.compile(rb'"@type"\s*:\s*\[?[^\]{}]*?"(?:https?://schema\.org/|schema:)?(?:ClaimReview|Claim)"')
_OURS = b"/counterclaim/ontology#"


def is_of_reviews(beginning: bytes) -> bool:
    """Tell by how it begins whether something is such a file; our own claims as JSON-LD are RDF."""
    return b"schema.org" in beginning and _OURS not in beginning and _TYPE.search(beginning) is not None


def articles(content: bytes, name: str) -> Iterator[Article | Refused]:
    """Give the report of each review and claim, in order, or why there is none. Raises InputRejected.

    A report is named by its place among them, counted from 1.
    """
    for number, (kind, node) in enumerate(_found(read_json(content, name, "save the JSON-LD as it came")), start=1):
        place = f"{name}:{number}"
        try:
            yield Article(place, _report(node, place) if kind == _REVIEW else _alone(node, place))
        except LoaderError as error:
            yield Refused(place, error)


def _found(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give reviews, and claims that stand in none, with their kind, in the order of the file."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            types = {kind.rpartition("/")[2].rpartition(":")[2] for kind in _list(node.get("@type")) if _word(kind)}
            if kind := next((each for each in (_REVIEW, _CLAIM) if each in types), None):
                yield kind, node
            else:
                waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


def _report(review: Mapping[str, Any], name: str) -> bytes:
    claim = _node(review.get("itemReviewed"))
    text = _word(review.get("claimReviewed")) or _word(claim.get("text"))
    publisher = _name(review.get("author")) or _name(review.get("publisher"))
    return report(_said(_name(claim.get("author")), text, name), _known(review, publisher), name)


def _alone(claim: Mapping[str, Any], name: str) -> bytes:
    text = _said(_name(claim.get("author")), _word(claim.get("text")), name)
    return report(text, _known(claim, _name(claim.get("publisher"))), name)


def _said(author: str | None, claim: str | None, name: str) -> str:
    """Give the text. Raises InputRejected where nobody known is named: no private person's name is to be kept."""
    if not claim:
        raise InputRejected(f"{name}: has no words of a claim: no claimReviewed, no text")
    if not author:
        raise InputRejected(f"{name}: does not say who claims it: itemReviewed has no author with a name")
    if known_agent(author) is None:
        raise InputRejected(f"{name}: the author of the claim is nobody whom the reference data hold")
    return f"{author}: {claim}\n"


def _known(node: Mapping[str, Any], publisher: str | None) -> dict[str, str | None]:
    date = _word(node.get("datePublished"))
    url = next((each for key in ("url", "@id") if is_address(each := _word(node.get(key)) or "")), None)
    return {
        "title": _word(node.get("name")) or _word(node.get("headline")),
        "publisher": publisher,
        "published": day_of(date) if date else None,
        "url": url,
        "language": _word(node.get("inLanguage")),
    }


def _name(value: Any) -> str | None:
    """Give the name of the first agent; a mere string is one."""
    first = next(iter(_list(value)), None)
    return _word(first.get("name")) if isinstance(first, Mapping) else _word(first)


def _node(value: Any) -> Mapping[str, Any]:
    return next((each for each in _list(value) if isinstance(each, Mapping)), {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _word(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None
