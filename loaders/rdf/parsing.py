"""Files of RDF: what they are by name and beginning, and their quads; nothing in them is fetched or expanded."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import zstandard
from lxml import etree
from pyoxigraph import Quad, RdfFormat, parse

from loaders.errors import InputRejected, InputUnreadable, RdfRejected

MAX_BYTES = 200_000_000
"""Unpacked: a file is judged, and written, as one; a backup is the way for more."""

DEPTH = 100
"""How deep JSON-LD and triple terms may be nested: the parsers end the process where they are nested without end."""

FORMATS = MappingProxyType(
    {
        ".json": RdfFormat.JSON_LD,
        ".jsonld": RdfFormat.JSON_LD,
        ".n3": RdfFormat.N3,
        ".nq": RdfFormat.N_QUADS,
        ".nt": RdfFormat.N_TRIPLES,
        ".owl": RdfFormat.RDF_XML,
        ".rdf": RdfFormat.RDF_XML,
        ".trig": RdfFormat.TRIG,
        ".ttl": RdfFormat.TURTLE,
        ".xml": RdfFormat.RDF_XML,
    }
)
"""By which names of files RDF is known."""

_SHARED = frozenset((".json", ".rdf", ".xml"))
"""Names that other files have, too: these are told by how they begin."""

_PIECE = 1 << 10
_PACKED = frozenset((".gz", ".zst"))
_KEYWORD = re.compile(rb"""["{,\[]\s*"?@(?:context|graph|id|type)"\s*:""")
_RDF_XML = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE|<(\w+:)?RDF[\s>])", re.DOTALL)
_FEED = b"http://purl.org/rss/1.0/"
_PLACE = re.compile(
    r"^Parser error at line \d+ (?:column \d+|between columns? \d+ and (?:line \d+ )?(?:column )?\d+): "
)
_NESTED_JSON = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
# What is skipped is what the lexer takes for one token: comments, IRIs, escapes in names, strings. One that does not
# end reaches to the end of the file, for the lexer as here, so that no beginning is tried twice.
_NESTED_TERMS = re.compile(
    rb"#[^\r\n]*+|<(?!<)[^>]*+>?|\\.|"
    + rb'"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|'
    + rb"'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?|"
    + rb'"(?:[^"\\\r\n]++|\\.)*+"?|'
    + rb"'(?:[^'\\\r\n]++|\\.)*+'?|(<<)|(>>)",
    re.DOTALL,
)


def is_rdf(name: str, beginning: Callable[[], bytes]) -> bool:
    """Tell whether a file is RDF: by its name, and where that says too little by how it begins."""
    suffix = _suffix(Path(name))
    if suffix not in FORMATS:
        return False
    if suffix not in _SHARED:
        return True
    content = beginning().removeprefix(b"\xef\xbb\xbf")
    if suffix == ".json":
        return content.lstrip()[:1] in (b"{", b"[") and _KEYWORD.search(content) is not None
    return _RDF_XML.match(content) is not None and _FEED not in content


def read_file(name: str) -> bytes:
    """Give the bytes of a file, unpacked where it is compressed. Raises InputUnreadable and InputRejected."""
    path = Path(name)
    try:
        if path.exists() and not path.is_file():
            raise InputUnreadable(f"{name}: is no regular file; name a file that can be read")
        with path.open("rb") as file:
            content = _unpacked(path, file)
    except (gzip.BadGzipFile, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise InputRejected(f"{name}: cannot be unpacked: it is cut off, or not what its name says") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputUnreadable(f"{name}: {reason}; name a file that can be read") from error
    if len(content) > MAX_BYTES:
        raise InputRejected(f"{name}: over {MAX_BYTES / 1e6:.0f} MB; split it (a backup restores a whole directory)")
    return content


def quads(content: bytes, name: str, base: str | None = None) -> list[Quad]:
    """Give all quads of a file, in their order; without a base, relative IRIs are errors. Raises RdfRejected."""
    form = FORMATS[_suffix(Path(name))]
    _require_tame(content, form, name)
    try:
        found = list(parse(content, format=form, base_iri=base))
    except SyntaxError as error:
        reason = _PLACE.sub("", error.msg)
        if "LoadDocumentCallback" in reason:
            reason = "its @context would have to be fetched; write the context out"
        raise RdfRejected(name, f"is not {form.name}: {reason}", error.lineno) from error
    if not found:
        raise RdfRejected(name, "says nothing: there is no statement in it")
    return found


def _suffix(path: Path) -> str:
    return (path.with_suffix("") if path.suffix.lower() in _PACKED else path).suffix.lower()


def _unpacked(path: Path, file: BinaryIO) -> bytes:
    """Give what a file holds, and no more of it than shows that it is too long."""
    match path.suffix.lower():
        case ".gz":
            return gzip.GzipFile(fileobj=file).read(MAX_BYTES + 1)
        case ".zst":
            return _unpacked_zstd(file)
        case _:
            return file.read(MAX_BYTES + 1)


def _unpacked_zstd(file: BinaryIO) -> bytes:
    # Piece by piece, as the library's own reader takes a file that is cut off for a whole one.
    content, frame = bytearray(), None
    while len(content) <= MAX_BYTES and (piece := file.read(_PIECE)):
        while piece:
            frame = frame or zstandard.ZstdDecompressor().decompressobj()
            content += frame.decompress(piece)
            piece, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
    if frame is not None and len(content) <= MAX_BYTES:
        raise EOFError
    return bytes(content)


def _require_tame(content: bytes, form: RdfFormat, name: str) -> None:
    """Refuse what no parser should see: text that is none, entities, and what is nested without end."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RdfRejected(name, "is not UTF-8", line, "save the file as UTF-8") from error
    if form == RdfFormat.RDF_XML:
        _require_well_formed(content, name)
    elif form == RdfFormat.JSON_LD or b"<<" in content:
        nested = _NESTED_JSON if form == RdfFormat.JSON_LD else _NESTED_TERMS
        if _depth(nested, content) > DEPTH:
            raise RdfRejected(name, f"is nested more than {DEPTH} deep", mend="no RDF of use is")


def _depth(nested: re.Pattern[bytes], content: bytes) -> int:
    depth = deepest = 0
    for found in nested.finditer(content):
        if found[1]:
            deepest = max(deepest, depth := depth + 1)
        elif found[2]:
            depth -= 1
    return deepest


def _require_well_formed(content: bytes, name: str) -> None:
    """Raise InputRejected for XML that is none: the parser of RDF/XML takes a file that is cut off for a whole one."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise RdfRejected(name, "has a DOCTYPE, which is not read", mend="write its entities out")
    try:
        etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise RdfRejected(name, f"is no XML: {error.msg}", error.lineno) from error
