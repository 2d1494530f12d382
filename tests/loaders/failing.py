"""Readers that fail in ways that nobody designed; in a module that other processes can import, and soon."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass

from loaders.base import Read
from loaders.errors import InputRejected
from ontology.identifiers import Identifiers
from ontology.model import Extraction, Reading, Report


class Worded(InputRejected):
    """An error that cannot be sent to another process: it is made of two things, and pickled as one."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


@dataclass(frozen=True)
class Failing:
    """Finds nothing, until a text says how to fail."""

    name: str = "reports"
    version: str = "1"

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        if b"[die]" in content:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"[hang]" in content:
            time.sleep(600)
        if b"[raise]" in content:
            raise RuntimeError("nobody\nthought of it")
        if b"[word]" in content:
            raise Worded(name, "in so many words")
        sha256 = hashlib.sha256(content).hexdigest()
        extraction = Extraction(identifiers.at("extraction/1"), self.name, self.version)
        report = Report(identifiers.report(sha256, None, None), sha256, len(content.decode()), extraction)
        return Read(content, Reading(report))


@dataclass(frozen=True)
class FailingTogether(Failing):
    """Reads several together."""

    def read_each(self, reports: list[tuple[bytes, str]], identifiers: Identifiers) -> list[Read]:
        return [self.read(content, name, identifiers) for content, name in reports]
