"""What can be wrong with what is loaded.

LoaderError
├── InputUnreadable      no such file, no permission, not a regular file
├── InputRejected        the bytes are no report: empty, binary, not UTF-8, too large
├── FrontMatterError     the YAML block at the top is broken or has an unknown or malformed key
├── LanguageUnsupported  the text is in a language that no reader here reads
├── ModelMissing         the language model is not installed
└── VocabularyOutdated   the data directory holds another version of the vocabulary than the program
"""


class LoaderError(Exception):
    """Anything that keeps a source from being loaded; its text says what, where and how to mend it."""


class InputUnreadable(LoaderError):
    """A path that cannot be read."""


class InputRejected(LoaderError):
    """Bytes that are no report."""


class FrontMatterError(LoaderError):
    """A metadata block, or an option in its place, that cannot be used."""


class LanguageUnsupported(LoaderError):
    """A text in a language that no reader here reads."""


class ModelMissing(LoaderError):
    """The spaCy model is not installed."""


class VocabularyOutdated(LoaderError):
    """A data directory whose vocabulary is not that of this program."""
