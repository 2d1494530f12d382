# ruff: noqa: E501  # the texts are as long as they are
"""Texts that nobody meant for a reader: no crash, no claim without its words, every position exact."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loaders.base import Read
from loaders.errors import LoaderError
from loaders.initialising import initialise
from loaders.load import load
from loaders.reports.lines import claim_lines, event_lines
from loaders.reports.metadata import metadata
from loaders.reports.reader import ReportReader
from loaders.verification import unanchored, verify
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.model import Claim, EventClaim
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import open_writer

READER = ReportReader(metadata({"language": "en", "published": "2025-06-11", "publisher": "Ukrinform"}, "test"))
SENTENCE = "Russia returned 1,212 bodies to Ukraine, the Russian Defence Ministry said. "

BAD = {
    "zero-width characters": "Russia ret\u200burned 1,\u200b212 bod\u200dies to\ufeff Ukraine, Mos\u2060cow said 1\u00ad000 were killed.",
    "right to left": "\u202bRussia returned 31 bodies\u202c, said \u05de\u05e9\u05e8\u05d3. \u0642\u0627\u0644\u062a 27 bodies, \u200fMoscow\u200f said. \u0661\u0662\u0663 soldiers were killed.",
    "only right to left": "\u0633\u0644\u0645\u062a \u0631\u0648\u0633\u064a\u0627 1000 \u062c\u062b\u0629 \u0625\u0644\u0649 \u0623\u0648\u0643\u0631\u0627\u0646\u064a\u0627. " * 20,
    "quotes without end": '"' * 3000 + SENTENCE + "“" * 3000 + SENTENCE + "«„" * 2000,
    "quotes in quotes": "".join(f'The ministry said, "Kyiv said, “{n} soldiers were killed, ' for n in range(40)),
    "brackets without end": "(" * 3000 + SENTENCE + "[" * 3000 + SENTENCE,
    "one number without end": "9" * 100_000 + " soldiers were killed, Kyiv said.",
    "numbers beyond 10^15": "Kyiv said 1,234,567,890,123,456,789 soldiers were killed and 99999999999999999999999 bodies were returned.",
    "a number of many groups": "Kyiv said 1" + ",000" * 20_000 + " soldiers were killed.",
    "number words without end": "Kyiv said " + "million " * 5_000 + "soldiers were killed.",
    "one word without end": "x" * 200_000 + " 31 soldiers were killed.",
    "one sentence without end": "Kyiv said 31 soldiers, " * 1_000,
    "hyphens and commas": "1-2-3-4,5,6,,7 - - 8 — 9 … 31 soldiers were killed, Kyiv said, - , , .",
    "line ends of all kinds": "Russia returned\r31 bodies\r\nto Ukraine,\u2028Moscow said.\u2029 27\u0085bodies\x0cwere returned.\n\n\n",
    "blanks of all kinds": "Russia\u00a0returned\u20031\u202f212\u2009bodies\u3000to\u00a0Ukraine,\u2007Moscow said.",
    "marks that combine": "Russia returned 3\u03361\u0336 bodies, Z" + "\u0301" * 5_000 + "algo said. 31 soldiers were killed.",
    "beyond the first plane": "\U0001f480 31 soldiers \U0001d7d9\U0001d7da were killed, \U0001f1fa\U0001f1e6 Kyiv said. " * 50,
    "broken encoding": "Russia returned 1\ufffd212 bodies, the ministry\ufffd\ufffd said. Â«31Â» soldiers were killedâ€™.",
    "digits of other scripts": "Kyiv said ٣١ soldiers, ३१ soldiers, ３１ soldiers, ²³ soldiers, Ⅻ soldiers and ½ of them were killed.",
    "markdown": "# **1,212** bodies\n\n> *Russia* returned [1,212 bodies](https://example.org/31) to Ukraine, `Moscow` said.\n",
    "html": "<p>Russia returned <b>1,212</b> bodies &amp; 31&nbsp;prisoners, Moscow said.</p>" * 20,
    "a template": "Russia returned {{number}} bodies; %d soldiers, ${n} prisoners, NaN, 1e400, 0x1F, -31 and +31 killed.",
    "a date that there is not": "On 31 February 2025, on 99/99/9999 and in the year 0000, 31 soldiers were killed, Kyiv said.",
    "nothing to read": ". , ; : ! ? - 31",
}  # fmt: skip


def require_anchored(text: str) -> int:
    """Read a text, assert that every claim stands on its own characters, and give how many there are."""
    with suppress(LoaderError):
        return _anchored(READER.read(text.encode(), "text", Identifiers()))
    return 0


def _anchored(read: Read) -> int:
    kept = read.content.decode()
    said: tuple[Claim | EventClaim, ...] = (*read.reading.claims, *read.reading.events)
    for claim in said:
        assert unanchored(claim, kept) is None
    for line in (*claim_lines(read.reading, DEFAULT_BASE), *event_lines(read.reading, DEFAULT_BASE)):
        told = json.loads(line)
        assert kept[told["start"] : told["end"]] == told["quote"]
        if "figure_start" in told and told.get("printed"):
            assert told["printed"] in told["quote"]
            assert told["start"] <= told["figure_start"] < told["figure_end"] <= told["end"]
    return len(read.reading.claims)


@pytest.mark.parametrize("kind", BAD)
def test_no_text_is_too_odd(kind: str) -> None:
    began = time.monotonic()
    require_anchored(BAD[kind])
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("kind", ["quotes without end", "brackets without end", "zero-width characters"])
def test_what_is_odd_around_it_leaves_a_plain_sentence_readable(kind: str) -> None:
    assert require_anchored(f"{SENTENCE}\n\n{BAD[kind]}") > 0


@pytest.fixture(scope="module")
def odd_directory(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    directory = DataDirectory.create(tmp_path_factory.mktemp("odd") / "data")
    with open_writer(directory) as writer:
        initialise(writer)
        for kind, text in BAD.items():
            with suppress(LoaderError):
                load(writer, READER, text.encode(), kind)
        writer.publish()
    return directory


def test_what_is_loaded_of_odd_texts_can_be_verified(odd_directory: DataDirectory) -> None:
    with open_snapshot(odd_directory) as snapshot:
        assert verify(snapshot, Sources(odd_directory)).problems == ()


PIECES = [
    *(SENTENCE[start : start + 9] for start in range(0, len(SENTENCE), 9)), *SENTENCE.split(" "),
    "31 soldiers were killed, Kyiv said.", "1,000 ", "12 each ", "over 46,000", "nearly two dozen ", "more than ",
    "\u200b", "\u200f", "\ufeff", "\u00a0", "\u202f", "\u0301", "“", "”", '"', "«", "(", ")", "[1]", "\n\n", "\r\n", "\u2028",
    "—", "- ", "* ", "…", "\U0001f480", "ї", "\u0660", "9" * 20, " million ", "prisoners ", " bodies ", "the BBC and Mediazona ",
    "according to ", "Zelensky ", "on 23 October 2025 ", "last month ", " 157 each.", "390, 307 and 303 a side",
]  # fmt: skip


def test_of_a_number_that_counts_no_people_there_is_no_claim() -> None:
    assert require_anchored(BAD["numbers beyond 10^15"]) == 0
    assert require_anchored("Kyiv said 999,999,999,999,999 soldiers were killed.") == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), min_size=1, max_size=40))
@example(["\ufeff", SENTENCE])
@example([SENTENCE, "\u200b", SENTENCE])
def test_whatever_the_text_each_quotation_is_what_stands_at_its_place(pieces: list[str]) -> None:
    require_anchored("".join(pieces).encode(errors="ignore").decode())
