"""What can be wrong with what is loaded.

LoaderError
├── InputUnreadable      no such file, no permission, not a regular file; no answer from the web
├── InputRejected        the bytes are no report: empty, binary, not UTF-8, too large
│   └── RdfRejected      the bytes are no RDF, or RDF that is not read
├── TableRejected        a table that no loader reads: other columns, another delimiter, no records
├── MappingError         what says which column of a table is what cannot be used
├── FrontMatterError     the YAML block at the top is broken or has an unknown or malformed key
├── LanguageUnsupported  the text is in a language that no reader here reads
├── ReadingRejected      what was read breaks a rule of the ontology
├── ChangeRejected       what somebody writes breaks a rule of the ontology, or contradicts itself
├── SelfContradiction    what was read contradicts itself or the reference data, by the ontology
├── EndpointError        the language model that the user named does not answer, or not what was asked
├── CurationError        the curator's file of a data directory cannot be used
├── ReaderFailed         the reader has a fault: it raised what it should not, ended, or came to no end
├── ModelMissing         the language model is not installed
├── NothingToReview      no claim of that name is held for review
├── NothingToErase       there is no source of that name
├── SourceErased         what is to be loaded was erased, for good
└── VocabularyOutdated   the data directory holds another version of the vocabulary than the program
"""

from __future__ import annotations

from collections.abc import Sequence

from ontology.demands import Problem, rules


class LoaderError(Exception):
    """Anything that keeps a source from being loaded; its text says what, where and how to mend it."""

    noted: tuple[str, ...] = ()
    """What `rejected.jsonl` says of the source, with no word of its content; nothing where it is not at fault."""


class InputUnreadable(LoaderError):
    """A path or an address that cannot be read."""


class InputRejected(LoaderError):
    """Bytes that are no report."""

    noted = ("its bytes are no report: empty, binary, not UTF-8, or too long",)


class RdfRejected(InputRejected):
    """A file of RDF that cannot be read; `reason` says why, `line` where, and `mend` how to mend it, if known."""

    def __init__(self, name: str, reason: str, line: int | None = None, mend: str | None = None) -> None:
        where = name if line is None else f"{name}, line {line}"
        super().__init__(f"{where}: {reason}; {mend or 'nothing of this file was loaded'}")
        self.reason, self.line, self.mend = reason, line, mend


class TableRejected(LoaderError):
    """A table that cannot be read; `reason` says why, without a word of what stands in its rows."""

    noted = ("it is no table that is read here: its columns, their delimiter, or its encoding",)


class MappingError(LoaderError):
    """What says which column of a table is what: broken, or for another table; it says in which line."""


class FrontMatterError(LoaderError):
    """A metadata block, or an option in its place, that cannot be used."""

    noted = ("its front matter cannot be used",)


class LanguageUnsupported(LoaderError):
    """A text in a language that no reader here reads."""

    noted = ("its language is not read",)


class ReadingRejected(LoaderError):
    """What was read in a source breaks rules of the ontology: the reader has a fault."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        first = problems[0]
        more = f" (and {len(problems) - 1} more: `counterclaim validate` lists them)" if len(problems) > 1 else ""
        super().__init__(
            f"{name}: {first.node} {first.wrong}{more}; {first.mend}; this is a fault of the reader, to be reported, "
            "and nothing of this source was loaded"
        )
        # Not the value that breaks the rule: it may be the source's own words.
        self.noted = tuple(f"{p.node} {rules()[p.rule].wrong}" for p in problems)


class EndpointError(LoaderError):
    """A language model that cannot be asked, or gives no answer that can be read."""


class CurationError(LoaderError):
    """A curator's file that cannot be used; it says in which line, and how to mend it."""


class ReaderFailed(LoaderError):
    """A reader that failed on a source in a way that nobody designed: the rest of a batch goes on."""

    noted = ("the reader failed on it",)


class ModelMissing(LoaderError):
    """The spaCy model is not installed."""


class NothingToReview(LoaderError):
    """A name that is of no claim held for review, or of several."""


class NothingToErase(LoaderError):
    """A name that is of no source."""


class SourceErased(LoaderError):
    """A source that was erased, and is not loaded again."""


class VocabularyOutdated(LoaderError):
    """A data directory whose vocabulary is not that of this program."""


class SelfContradiction(LoaderError):
    """What was read in a source cannot hold together, or not with the reference data."""

    noted = ("it contradicts itself, or the reference data, by the ontology",)


class ChangeRejected(LoaderError):
    """A change by hand after which what is said would break a rule, or could not hold together."""
