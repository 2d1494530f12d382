"""Uploads of RDF: which media types are read, what is refused unread, and the process that parses the rest."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from server.errors import BadRequest, BodyTooLarge, Busy, Refused, UnsupportedMediaType, one_line
from server.upload_process import FULL, WRONG

MULTIPART = "multipart/form-data"
RDF_XML = "application/rdf+xml"
READ = ("text/turtle", "application/n-triples", RDF_XML, "application/ld+json")
"""The media types of a graph; those of datasets, which name graphs, are not read."""

_EXPANDED = 8
"""How many times as long as an upload may be, it may be as N-Triples."""

_MEMORY = 2_000_000_000
_SECONDS = 30
_PARTS = 100
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']""")
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A document, and its media type."""

    media_type: str
    body: bytes


def kind(content_type: str | None, content_encoding: str | None) -> str:
    """Give the media type of an upload. Raises UnsupportedMediaType for one that is not read, before its body is."""
    if (content_encoding or "identity").strip().lower() != "identity":
        raise UnsupportedMediaType("the body is compressed; send it as it is, without Content-Encoding")
    media_type, options = parse_options_header(content_type)
    media_type = media_type.lower()
    if media_type not in (*READ, MULTIPART):
        named = f"a body of type {media_type} is" if media_type else "a body without a Content-Type is"
        raise UnsupportedMediaType(f"{named} not read here; send {', '.join(READ)}")
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body's character set is not UTF-8; send UTF-8")
    return media_type


def documents(content_type: str, body: bytes) -> Iterator[Upload]:
    """Give the documents of an upload: of a form each file, else the body itself. Raises BadRequest."""
    media_type, options = parse_options_header(content_type)
    if media_type.lower() != MULTIPART:
        yield Upload(media_type.lower(), body)
        return
    try:
        parser = FormDataParser(_in_memory, max_form_parts=_PARTS, silent=False)
        _, _, files = parser.parse(io.BytesIO(body), media_type, len(body), options)
    except ValueError as error:
        raise BadRequest("the form cannot be read as multipart/form-data") from error
    found = list(files.items(multi=True))
    if not found:
        raise BadRequest("the form has no file; send each document as one, with its Content-Type")
    for _, file in found:
        yield Upload(kind(file.content_type, None), file.read())


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    # The whole body is there already; a file on disk would have to be closed.
    return io.BytesIO()


@contextmanager
def triples(content_type: str, body: bytes, base: str, limit: int) -> Iterator[str]:
    """Give the path of a file with the N-Triples of an upload; `limit` is how long an upload may be.

    In a file, since written out it may be many times as long, and the front's memory is for all. Raises BadRequest for
    what cannot be read, BodyTooLarge, and Refused where it takes too long or the disk is full.
    """
    with tempfile.NamedTemporaryFile(prefix="counterclaim-upload-") as file:
        for each in documents(content_type, body):
            _refuse_unread(each)
            if not _AT_ONCE.acquire(timeout=_WAIT_S):
                raise Busy("too many uploads are being read: try again in a moment")
            try:
                _parse(each, base, _EXPANDED * limit, file)
            finally:
                _AT_ONCE.release()
        yield file.name


def _refuse_unread(upload: Upload) -> None:
    """Refuse what a parser must not see: text that is none, and entities, which one kilobyte makes a gigabyte of."""
    try:
        text = upload.body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"the document is not UTF-8 (byte {error.start})") from error
    if upload.media_type == RDF_XML:
        declared = _DECLARED.match(text.removeprefix("\ufeff"))
        if "\0" in text or (declared and declared[1].lower() not in ("utf-8", "us-ascii")):
            raise BadRequest("the document is in another encoding than UTF-8; send UTF-8")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise BadRequest("the document has a DOCTYPE, which is not read: write its entities out")


def _parse(upload: Upload, base: str, limit: int, file: IO[bytes]) -> None:
    """Add the triples of a document to a file."""
    words = (upload.media_type, base, _MEMORY, _SECONDS, limit)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "server.upload_process", *map(str, words)],
            input=upload.body,
            stdout=file,
            stderr=subprocess.PIPE,
            timeout=2 * _SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("the document takes too long to read: split it", 503) from error
    if done.returncode == 0:
        return
    said = one_line(done.stderr.decode(errors="replace"))
    if done.returncode == FULL:
        raise Refused("no space is left on the server's disk to read the document: try again when there is", 507)
    if done.returncode != WRONG:
        raise BadRequest("the document cannot be read: it is nested too deep, or needs too much memory or time")
    if said.startswith("written out"):
        raise BodyTooLarge(f"the document is too large: {said}")
    raise BadRequest(f"the document cannot be read as {upload.media_type}: {said}")
