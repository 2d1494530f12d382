"""Files of RDF: what they are taken for, and what no parser is given."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import Literal

from loaders.errors import InputRejected, InputUnreadable
from loaders.kinds import Kind, kind_of
from loaders.rdf import parsing
from loaders.rdf.parsing import DEPTH, quads, read_file

BASE = "https://example.org/base/"
TURTLE = b"@prefix e: <https://example.org/> .\n<a> e:p 1 .\n"
RDF_XML = (
    b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:e="https://example.org/"><rdf:Description rdf:about="a"><e:p>1</e:p></rdf:Description></rdf:RDF>'
)
JSON_LD = b'{"@id": "a", "https://example.org/p": 1}'
RSS = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    b'<channel rdf:about="https://example.org/"/></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.ttl", b"", Kind.RDF),
        ("a.nq.gz", b"", Kind.RDF),
        ("a.trig.zst", b"", Kind.RDF),
        ("a.owl", b"", Kind.RDF),
        ("a.rdf", RDF_XML, Kind.RDF),
        ("a.xml", RDF_XML, Kind.RDF),
        ("a.rdf", RSS, Kind.REPORT),
        ("a.xml", b"<?xml version='1.0'?><rss version='2.0'/>", Kind.REPORT),
        ("a.json", b'\xef\xbb\xbf{\n "@context": {}, "@id": "a"}', Kind.RDF),
        ("a.json", b'[{"date": "2025-01-01"}]', Kind.TABLE),
        ("a.json", b'[{"note": "the @id: of it"}]', Kind.TABLE),
        ("a.csv", TURTLE, Kind.TABLE),
        ("a.txt", TURTLE, Kind.REPORT),
    ],
)
def test_what_a_file_holds_is_told_by_name_and_beginning(tmp_path: Path, name: str, content: bytes, kind: Kind) -> None:
    (path := tmp_path / name).write_bytes(content)
    assert kind_of(str(path)) is kind


@pytest.mark.parametrize(("name", "content"), [("a.ttl", TURTLE), ("a.rdf", RDF_XML), ("a.jsonld", JSON_LD)])
def test_relative_addresses_lie_below_the_base(name: str, content: bytes) -> None:
    (quad,) = quads(content, name, BASE)
    assert str(quad.subject) == f"<{BASE}a>"
    assert isinstance(quad.object, Literal)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.ttl", b"<a> <b>\n\n c .", "a.ttl, line 3: is not Turtle: c is not a valid RDF object; nothing"),
        ("a.ttl", TURTLE[:-3], "a.ttl, line 2: is not Turtle: "),
        ("a.nq", b"<a> <b> <c> .", "a.nq, line 1: is not N-Quads: No scheme found"),
        ("a.jsonld", JSON_LD[:-2], "a.jsonld, line 1: is not JSON-LD: "),
        ("a.jsonld", b'{"@context": "https://schema.org/", "@id": "a"}', "a.jsonld: is not JSON-LD: its @context"),
        ("a.rdf", RDF_XML[:-8], "a.rdf, line 2: is no XML: "),
        ("a.owl", b'<!DOCTYPE x [<!ENTITY a "aa">]>\n' + RDF_XML[22:], "a.owl: has a DOCTYPE, which is not read"),
        ("a.ttl", b'<a> <b>\n "\xff" .', "a.ttl, line 2: is not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_and_line(name: str, content: bytes, told: str) -> None:
    with pytest.raises(InputRejected) as error:
        quads(content, name, BASE)
    assert str(error.value).startswith(told)


DEEP = b"<e:a> <e:b> " + b"<<( <e:a> <e:b> " * 200_000 + b'"x"' + b" )>>" * 200_000 + b" ."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonld", b'{"https://e/p":' * 200_000 + b'"x"' + b"}" * 200_000),
        ("a.ttl", DEEP),
        ("a.ttl", b"# '''\n" + DEEP + b"\n# '''"),
        ("a.ttl", b"# to the end of the line\r" + DEEP),
        ("a.ttl", b"<e:#'''> <e:b> 1 . " + DEEP + b" # '''"),
        ("a.ttl", b"<e:\\u0041#> <e:b> 1 . " + DEEP),
        ("a.ttl", b"@prefix e: <e:> . e:a\\#b\\'\\' e:b 1 . " + DEEP),
    ],
    ids=["JSON", "terms", "comment", "return", "IRI", "escape in an IRI", "escape in a name"],
)
def test_what_is_nested_without_end_reaches_no_parser(name: str, content: bytes) -> None:
    with pytest.raises(InputRejected, match=f"nested more than {DEPTH} deep"):
        quads(content, name, BASE)


def test_brackets_in_strings_nest_nothing() -> None:
    quads(b'{"https://e/p": "' + b"[{" * 200 + b'"}', "a.jsonld", BASE)
    quads(b'<e:a> <e:b> "' + b"<<" * 200 + b'", """<<"<<""" .', "a.ttl", BASE)
    quads(b"<e:a> <e:b> 1 . # " + b"<<" * 200 + b'\n<e:a> <e:b> <e:\'>, "1"^^<e:i> .', "a.ttl", BASE)


@pytest.mark.parametrize("content", [b"< ", b'\\"', b"'", b'"\\'])
def test_to_look_for_nesting_takes_time_as_the_file_is_long(content: bytes) -> None:
    with pytest.raises(InputRejected, match="is not Turtle"):
        quads(b"<e:a> <e:b> <<( " + content * 100_000, "a.ttl", BASE)


def test_a_compressed_file_is_unpacked(tmp_path: Path) -> None:
    for name, packed in (("a.ttl.gz", gzip.compress(TURTLE)), ("a.ttl.zst", zstandard.compress(TURTLE))):
        (path := tmp_path / name).write_bytes(packed)
        assert read_file(str(path)) == TURTLE
        path.write_bytes(packed[:-9])
        with pytest.raises(InputRejected, match="cannot be unpacked"):
            read_file(str(path))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_BYTES", 1000)
    for name, packed in (("a.gz", gzip.compress(b"#" * 100_000)), ("a.zst", zstandard.compress(b"#" * 100_000))):
        (path := tmp_path / name).write_bytes(packed)
        with pytest.raises(InputRejected, match="split it"):
            read_file(str(path))


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="no such file"):
        read_file(str(tmp_path / "a.ttl"))
