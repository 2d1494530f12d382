"""The text of a report: from bytes to characters, and to a legible copy with every character in its place."""

from __future__ import annotations

import re
from functools import cache

import py3langid

from loaders.errors import InputRejected, LanguageUnsupported

MAX_BYTES = 2_000_000
"""A report is prose; a longer file is a book, a dump or a mistake (and spaCy refuses a million characters)."""
MAX_CHARACTERS = 500_000

READ_LANGUAGES = ("en",)
_TOLD_APART = ("en uk ru be de fr es it pt pl nl sv no da fi cs sk hu ro bg sr hr tr ar fa he hy az ka am "
               "zh ja ko hi ur vi id el lt lv et").split()  # fmt: skip
_MIN_LETTERS = 40

# One character for one, so that positions in the legible copy are positions in the text. The parser takes
# a typographic apostrophe for a closing quotation mark and misreads "soldiers’ remains".
_LEGIBLE = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ′‛", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u200b\ufeff\u3000", " "),
        **dict.fromkeys("‐‑‒–−", "-"),
        "…": ".",
        "•": "-",
    }
)
# The tokeniser takes marks off a word one by one, and looks at all the others each time.
_MARKS = re.compile(r"[^\w\s]{50,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(content: bytes, name: str) -> str:
    """Give the text of a report's bytes, without a byte order mark; line ends stay as they are.

    Raises InputRejected for an empty, binary, over-long or non-UTF-8 file, saying where.
    """
    if len(content) > MAX_BYTES:
        megabytes = len(content) / 1e6
        raise InputRejected(
            f"{name}: {megabytes:.1f} MB are too many for a report (at most {MAX_BYTES / 1e6:.0f} MB); split it"
        )
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputRejected(
            f"{name}: byte {error.start} is not UTF-8; save the report as plain text in UTF-8"
        ) from error
    control = _CONTROL.search(text)
    if control:
        raise InputRejected(
            f"{name}: character {control.start()} is the control character {ord(control[0]):#04x}: this is a "
            "binary file; give the report as plain text"
        )
    if len(text) > MAX_CHARACTERS:
        raise InputRejected(f"{name}: {len(text)} characters are too many for a report; split it")
    return text


def legible(text: str) -> str:
    """Give the text with plain apostrophes, quotation marks, hyphens and spaces; same length, same positions.

    Marks in a row without end say nothing, and are blanks.
    """
    return _MARKS.sub(lambda marks: " " * len(marks[0]), text.translate(_LEGIBLE))


def require_language(text: str, declared: str | None, name: str) -> str:
    """Give the language code of a text that can be read here; a declared language is believed.

    Raises LanguageUnsupported when the declared or recognised language has no reader.
    """
    if declared is not None:
        code = declared.lower().replace("_", "-").partition("-")[0]
        if code not in READ_LANGUAGES:
            raise LanguageUnsupported(
                f"{name}: language '{declared}' is not read yet; only English (en) is, so translate the report first"
            )
        return code
    recognised = _recognise(text)
    if recognised not in READ_LANGUAGES:
        raise LanguageUnsupported(
            f"{name}: the text looks like language '{recognised}', and only English (en) is read yet; "
            "if it is English, say --language en"
        )
    return recognised


def _recognise(text: str) -> str:
    letters = re.sub(r"[\W\d_]+", " ", text)
    # Too few Latin letters tell nothing; other scripts tell even then.
    if len(letters) < _MIN_LETTERS and letters.isascii():
        return "en"
    _told_apart()
    return str(py3langid.classify(text[:20_000])[0])


@cache
def _told_apart() -> None:
    # Over all of its 140 languages the classifier takes short English for Nigerian Pidgin.
    py3langid.set_languages(_TOLD_APART)
