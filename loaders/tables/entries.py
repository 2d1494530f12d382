"""The values of a YAML file, each with its line, as the words that stand there: `no` is a word, and 2025-01-31 too."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from loaders.errors import MappingError

MOST = 999
"""The greatest number that a mapping may say, as of a row."""


def opened(text: str, file: str) -> Entry:
    """Read a file's text. Raises MappingError, with the line, for what is no YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MappingError(f"{file}: line {line}: is not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise MappingError(f"{file}: is not YAML: {' '.join(str(error).split())[:200]}") from error
    if node is None:
        raise MappingError(f"{file}: is empty; `counterclaim map` drafts a mapping")
    return Entry(node, file, "the mapping")


def nearest(word: str, known: Iterable[str]) -> str:
    """Say what there is in place of a word that there is not, the likeliest alone where one is likely."""
    listed = list(known)
    alike = difflib.get_close_matches(word.replace("_", "-").casefold(), listed, 1)
    return f"did you mean '{alike[0]}'?" if alike else f"known are {', '.join(listed)}"


@dataclass(frozen=True)
class Entry:
    """One value of the file, and how it is called in errors."""

    node: Any  # a node of PyYAML, whose stubs leave its values open
    file: str
    called: str

    @property
    def line(self) -> int:
        """The line that it begins in, from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def is_mapping(self) -> bool:
        """Tell whether it is made of keys and values."""
        return isinstance(self.node, yaml.MappingNode)

    def fault(self, wrong: str) -> MappingError:
        """Say what is wrong with it, and where it stands."""
        return MappingError(f"{self.file}: line {self.line}: {self.called} {wrong}")

    def fields(self, known: Iterable[str]) -> dict[str, Entry]:
        """Give the values of some keys; every other key is an error. Raises MappingError."""
        found = dict(self.pairs())
        for key, entry in found.items():
            if key not in known:
                raise entry.fault(f"is no key here; {nearest(key, known)}")
        return found

    def pairs(self) -> list[tuple[str, Entry]]:
        """Give all keys with their values. Raises MappingError for what has none, and for a key that stands twice."""
        if not self.is_mapping:
            raise self.fault("must be lines of 'key: value'")
        found: list[tuple[str, Entry]] = []
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Entry(key, self.file, "this key").fault("must be a word")
            entry = Entry(value, self.file, f"'{key.value}'")
            if key.value in (name for name, _ in found):
                raise Entry(key, self.file, f"'{key.value}'").fault("stands here twice; keep one")
            found.append((key.value, entry))
        return found

    def each(self) -> list[Entry]:
        """Give the values of a list; a value alone is a list of one."""
        if not isinstance(self.node, yaml.SequenceNode):
            return [self]
        return [
            Entry(node, self.file, f"item {number} of {self.called}") for number, node in enumerate(self.node.value, 1)
        ]

    def word(self) -> str:
        """Give the characters of a value, of which there may be none. Raises MappingError for a list or keys."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.fault("must be one word or line of text")
        return str(self.node.value)

    def text(self) -> str:
        """Give the characters of a value that must not be empty. Raises MappingError."""
        if not self.word().strip():
            raise self.fault("is empty; fill it in, or take the line out")
        return self.word().strip()

    def number(self) -> int:
        """Give a whole number from 1. Raises MappingError."""
        if not (word := self.text()).isdecimal() or not word.isascii() or not 0 < int(word) <= MOST:
            raise self.fault(f"must be a whole number from 1 to {MOST}")
        return int(word)

    def plain(self) -> object:
        """Give the value as plain strings, lists and dictionaries."""
        if self.is_mapping:
            return {key: entry.plain() for key, entry in self.pairs()}
        if isinstance(self.node, yaml.SequenceNode):
            return [entry.plain() for entry in self.each()]
        return self.word()
