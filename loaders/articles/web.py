"""Fetching from the web: http and https, from public addresses alone, with limits on time, size and redirects."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version

import httpx

from loaders.articles.addresses import is_public
from loaders.errors import InputUnreadable

MAX_BYTES = 10_000_000
"""Of a page or feed, unpacked. Most of a page is scripts and styles: the text in it is far shorter."""
SECONDS = 30.0
"""For all of it: names, redirects, head and body."""
SILENCE = 10.0
"""Seconds without a byte."""
REDIRECTS = 5
CODINGS = ("identity", "gzip", "x-gzip", "deflate")
"""What a body may be compressed by, and once: these make at most a thousand times as much of what comes at once."""
USER_AGENT = f"counterclaim/{version('counterclaim')}"
ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: where it was found in the end, its media type in lower case, and its bytes."""

    url: str
    media_type: str
    charset: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class _Wanted:
    url: str
    max_bytes: int
    accept: str
    admits: Callable[[httpx.URL], bool]
    allow_private: bool


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    seconds: float = SECONDS,
    max_bytes: int = MAX_BYTES,
    accept: str = ACCEPT,
    admits: Callable[[httpx.URL], bool] = lambda _: True,
) -> Fetched:
    """Fetch a page, feed or document.

    Each address that a name or a redirect leads to is checked, and the connection is made to the address that was
    checked: what a name server says later changes nothing. `allow_private` lets all addresses be; `admits` tells which
    URLs may be asked, that of the fetch itself and each that it is redirected to. Raises InputUnreadable, in one line.
    """
    wanted = _Wanted(url, max_bytes, accept, admits, allow_private)
    try:
        # In a thread of its own: a caller, such as a notebook, may have an event loop of its own running in this one.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(_fetched, wanted, seconds).result()
    except TimeoutError as error:
        raise InputUnreadable(f"{url}: no whole answer in {seconds:.0f} seconds; try again later") from error
    except httpx.TimeoutException as error:
        raise InputUnreadable(f"{url}: silent for {SILENCE:.0f} seconds; try again later") from error
    except httpx.TooManyRedirects as error:
        raise InputUnreadable(f"{url}: more than {REDIRECTS} redirects; give the address that they lead to") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputUnreadable(f"{url}: cannot be fetched: {reason}; check the address") from error


def _fetched(wanted: _Wanted, seconds: float) -> Fetched:
    return asyncio.run(asyncio.wait_for(_fetch(wanted), seconds))


async def _fetch(wanted: _Wanted) -> Fetched:
    url = wanted.url
    if httpx.URL(url).userinfo:
        raise InputUnreadable(
            f"{httpx.URL(url).host}: a user name stands in this address; take it out, it would be kept"
        )
    async with (
        httpx.AsyncClient(
            transport=_Checked(wanted), timeout=SILENCE, follow_redirects=True, max_redirects=REDIRECTS,
            headers={"User-Agent": USER_AGENT, "Accept": wanted.accept, "Accept-Encoding": "gzip"}, trust_env=False,
        ) as client,
        client.stream("GET", url) as response,
    ):  # fmt: skip
        if response.status_code != httpx.codes.OK:
            # In our words: what the server says beside it may be anything.
            told = f"{response.status_code} {httpx.codes.get_reason_phrase(response.status_code)}".strip()
            raise InputUnreadable(f"{url}: answered {told}; check the address")
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in CODINGS:
            raise InputUnreadable(f"{url}: compressed in a way that is not read; save the page and give the file")
        content = await _body(response, wanted)
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(str(response.url), media_type, response.charset_encoding, content)


async def _body(response: httpx.Response, wanted: _Wanted) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > wanted.max_bytes:
            raise InputUnreadable(f"{wanted.url}: over {wanted.max_bytes / 1e6:.0f} MB, too long to be read")
    return bytes(content)


class _Checked(httpx.AsyncBaseTransport):
    """Sends each request, each redirect's too, to an address that was checked, in place of the name."""

    def __init__(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        # No connection is kept: two names at one address may need two certificates.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(trust_env=False, limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first of its host's addresses that takes it. Raises InputUnreadable."""
        if request.url.scheme not in ("http", "https"):
            raise InputUnreadable(f"{self._wanted.url}: leads to '{request.url.scheme}:', which is not fetched")
        host = request.url.raw_host.decode("ascii")
        if not self._wanted.admits(request.url):
            raise InputUnreadable(f"{self._wanted.url}: leads to {host}, which is none of the hosts that may be asked")
        failure: httpx.ConnectError | None = None
        for address in await self._addresses(host, request.url.port):
            try:
                return await self._inner.handle_async_request(_sent_to(request, address, host))
            except httpx.ConnectError as error:
                failure = error
        raise failure or httpx.ConnectError(f"{host} has no address")

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()

    async def _addresses(self, host: str, port: int | None) -> list[str]:
        """Look up the addresses of a host; one that is not public refuses them all."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        for address in addresses:
            if not (self._wanted.allow_private or is_public(address)):
                raise InputUnreadable(
                    f"{self._wanted.url}: leads to {address}, which is not an address of the public internet and is "
                    "not fetched; save the page and give the file"
                )
        return addresses


def _sent_to(request: httpx.Request, address: str, host: str) -> httpx.Request:
    # The header Host and, for TLS, the name that the certificate must have, stay those of the name.
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
