"""What a curator says of pairs of exchanges, which wins over the score: `curation/exchanges.yaml`.

The form of the file is in `docs/matching.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NoReturn

import yaml
from pyoxigraph import NamedNode

from loaders.errors import CurationError
from ontology.model import IRI
from store.directory import DataDirectory

FILE = "curation/exchanges.yaml"
"""Where the file stands in a data directory."""

MAX_BYTES = 10_000_000


class Say(StrEnum):
    """What a curator says of two exchanges."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Word:
    """A curator's word on two exchanges: what, why, who, and in which line of the file."""

    say: Say
    reason: str
    curator: str
    line: int


Pair = tuple[IRI, IRI]
"""Two exchanges, the one with the lesser IRI first."""


def pair(one: IRI, other: IRI) -> Pair:
    """Put two exchanges in the order in which a pair is named."""
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True, slots=True)
class Curation:
    """What is said of which pairs."""

    words: Mapping[Pair, Word] = field(default_factory=lambda: MappingProxyType({}))

    def on(self, one: IRI, other: IRI) -> Word | None:
        """Give the word on two exchanges."""
        return self.words.get(pair(one, other))

    def with_(self, exchange: IRI) -> Iterator[IRI]:
        """Give the exchanges of which something is said together with one."""
        return (other for both in self.words for other in both if exchange in both and other != exchange)


def curation(directory: DataDirectory) -> Curation:
    """Read the curator's file of a data directory; where there is none, nothing is said.

    Raises CurationError, which names file and line and says how to mend it.
    """
    path = directory.path / FILE
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CurationError(f"{path}: it is larger than {MAX_BYTES} bytes; split it, or take out what is settled")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Curation()
    except (OSError, UnicodeDecodeError) as error:
        raise CurationError(f"{path}: cannot be read ({error}); make it a readable file in UTF-8") from error
    return read(text, str(path), directory.base)


def read(text: str, name: str, base: str) -> Curation:
    """Read a curator's file; `name` stands for it in errors. IRIs that are not absolute lie below the base.

    Raises CurationError.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _wrong(name, line, f"is not YAML: {error.problem}", "mend it there") from error
    except yaml.YAMLError as error:
        raise _wrong(name, 1, f"is not YAML: {' '.join(str(error).split())}", "take the character out") from error
    if root is None:
        return Curation()
    return _File(name, base).curation(root)


@dataclass(frozen=True, slots=True)
class _File:
    """One file under reading."""

    name: str
    base: str

    def curation(self, root: yaml.Node) -> Curation:
        keys = self._keys(root)
        curator = self._text(keys.pop("curator", None), root, "curator")
        words: dict[Pair, Word] = {}
        for say in Say:
            for entry in self._entries(keys.pop(say, None), say):
                both, word = self._word(entry, say, curator)
                if both in words:
                    self._refuse(entry, f"says of a pair what line {words[both].line} speaks of", "keep one of the two")
                words[both] = word
        if keys:
            key, value = next(iter(keys.items()))
            self._refuse(value, f"has the unknown key '{key}'", "use 'curator', 'same' and 'different' only")
        return Curation(MappingProxyType(words))

    def _keys(self, root: yaml.Node) -> dict[str, yaml.Node]:
        if not isinstance(root, yaml.MappingNode):
            self._refuse(root, "is no list of keys", "begin with 'curator:', 'same:' and 'different:'")
        found: dict[str, yaml.Node] = {}
        for key, value in root.value:
            if key.value in found:
                self._refuse(key, f"has the key '{key.value}' a second time", "put both lists under one")
            found[str(key.value)] = value
        return found

    def _entries(self, node: yaml.Node | None, key: str) -> list[yaml.Node]:
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._refuse(node, f"has under '{key}' no list", "write each pair as '- [exchange, exchange, reason]'")
        return list(node.value)

    def _word(self, entry: yaml.Node, say: Say, curator: str) -> tuple[Pair, Word]:
        parts = entry.value if isinstance(entry, yaml.SequenceNode) else []
        if len(parts) != 3:
            self._refuse(entry, "is not two exchanges and a reason", "write '- [exchange, exchange, reason]'")
        one, other = (self._iri(part) for part in parts[:2])
        if one == other:
            self._refuse(entry, "names one exchange twice", "name two")
        reason = self._text(parts[2], entry, "a reason")
        return pair(one, other), Word(say, reason, curator, _line(entry))

    def _iri(self, node: yaml.Node) -> IRI:
        given = self._text(node, node, "an exchange")
        iri = given if given.startswith(self.base) else self.base + given
        try:
            NamedNode(iri)
        except ValueError:
            self._refuse(node, f"names '{given}', which is no IRI", "copy it from the exchange's page")
        if not iri.startswith(f"{self.base}exchange/"):
            self._refuse(node, f"names '{given}', which is no exchange of this data directory",
                         f"begin it with 'exchange/' or with {self.base}exchange/")  # fmt: skip
        return iri

    def _text(self, node: yaml.Node | None, near: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not " ".join(node.value.split()):
            self._refuse(node or near, f"lacks {what}", "give it as one line of text; a curator by role, not by name")
        return " ".join(node.value.split())

    def _refuse(self, node: yaml.Node, wrong: str, mend: str) -> NoReturn:
        raise _wrong(self.name, _line(node), wrong, mend)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _wrong(name: str, line: int, wrong: str, mend: str) -> CurationError:
    return CurationError(f"{name}: line {line} {wrong}; {mend}")
