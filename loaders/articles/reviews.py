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

_REVIEW, _CLAIM, _PERSON = "ClaimReview", "Claim", "Person"
_TYPE = re.compile(rb'"@type"\s*:\s*(?:\[[^\[\]]*?)?"(?:https?://schema\.org/|schema:)?(?:ClaimReview|Claim)"')
_OURS = b"/counterclaim/ontology#"


def is_of_reviews(beginning: bytes) -> bool:
    """Tell by how it begins whether something is such a file; our own claims as JSON-LD are RDF."""
    return b"schema.org" in beginning and _OURS not in beginning and _TYPE.search(beginning) is not None


def articles(content: bytes, name: str) -> Iterator[Article | Refused]:
    """Give the report of each review and claim, in order, or why there is none. Raises InputRejected.

    A report is named by its place among them, counted from 1.
    """
    found = list(_found(read_json(content, name, "save the JSON-LD as it came")))
    if not found:
        raise InputRejected(f"{name}: holds no ClaimReview and no Claim")
    for number, (kind, node) in enumerate(found, start=1):
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
            if kind := kind_of_node(node):
                yield kind, node
            else:
                waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


def kind_of_node(node: Mapping[str, Any]) -> str | None:
    """Tell whether an object is a `ClaimReview` or a `Claim`; None for any other."""
    types = _types(node)
    return next((each for each in (_REVIEW, _CLAIM) if each in types), None)


def _types(node: Mapping[str, Any]) -> set[str]:
    return {word.rpartition("/")[2].rpartition(":")[2] for kind in _list(node.get("@type")) if (word := _word(kind))}


def _report(review: Mapping[str, Any], name: str) -> bytes:
    claim = _node(review.get("itemReviewed"))
    text = _word(review.get("claimReviewed")) or _word(claim.get("text"))
    return report(_said(claim.get("author"), text, name), _known(review, "author", "publisher"), name)


def _alone(claim: Mapping[str, Any], name: str) -> bytes:
    text = _said(claim.get("author"), _word(claim.get("text")), name)
    return report(text, _known(claim, "publisher"), name)


def _said(authors: Any, claim: str | None, name: str) -> str:
    """Give the text. Raises InputRejected where nobody known is named: no private person's name is to be kept."""
    if not claim:
        raise InputRejected(f"{name}: has no words of a claim: no claimReviewed, no text")
    author, *others = dict.fromkeys(filter(None, map(_name, _list(authors)))) or [None]
    if author is None:
        raise InputRejected(f"{name}: does not say who claims it: itemReviewed has no author with a name")
    if others:
        raise InputRejected(f"{name}: the claim has several authors; read is a claim that is one author's alone")
    if known_agent(author) is None:
        raise InputRejected(f"{name}: the author of the claim is nobody whom the reference data hold")
    return f"{author}: {claim}\n"


def _known(node: Mapping[str, Any], *publishing: str) -> dict[str, str | None]:
    """Give what is known of a review or claim; it is published by the first of those that the keys `publishing` name.

    A person who is nobody of the reference data is a private one, whose name is not kept.
    """
    date = _word(node.get("datePublished"))
    url = next((each for key in ("url", "@id") if is_address(each := _word(node.get(key)) or "")), None)
    return {
        "title": _word(node.get("name")) or _word(node.get("headline")),
        "publisher": next(
            (_name(each) for key in publishing for each in _list(node.get(key)) if _is_public(each)), None
        ),
        "published": day_of(date) if date else None,
        "url": url,
        "language": _word(node.get("inLanguage")),
    }


def _is_public(agent: Any) -> bool:
    """Tell whether an agent is one of the reference data, or at least is said to be something other than a person."""
    if not (name := _name(agent)):
        return False
    types = _types(agent) if isinstance(agent, Mapping) else set()
    return known_agent(name) is not None or (bool(types) and _PERSON not in types)


def _name(agent: Any) -> str | None:
    """Give the name of an agent; a mere string is one."""
    return _word(agent.get("name")) if isinstance(agent, Mapping) else _word(agent)


def _node(value: Any) -> Mapping[str, Any]:
    return next((each for each in _list(value) if isinstance(each, Mapping)), {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _word(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None
