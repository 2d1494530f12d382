"""Between the HTTP server and Flask: bodies, answers and clients that leave, each with a deadline.

Flask runs in threads, one for each request that it works on, and for no longer: while a body comes in or an answer goes
out, however slowly, a task waits and no thread. A body that breaks off reaches nobody; an answer that fails after its
beginning was sent is cut, so that no client takes it for complete. Whether the client is still there stands in the
environment of a request (`CLIENT`).

WSGI (https://peps.python.org/pep-3333/) alone could not do this: granian would end a failed answer as if it were whole,
and a broken body too. Hence ASGI (https://asgi.readthedocs.io/en/latest/specs/www.html).
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from server.notes import NOTE, Note, Noted, Outcome
from server.replays import Answered, Replays

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]  # as ASGI has it: what is in a message depends on its type
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Environment = dict[str, Any]  # as PEP 3333 has it

CLIENT = "counterclaim.client"
"""Where the environment holds the `Client`."""

BODY_TO_COME = "counterclaim.body_to_come"
"""Where the environment says that the body is not read yet: the application answers 100 if it wants it."""

_IN_MEMORY = 1_000_000
_WATCH_AFTER_S = 0.25


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds."""

    body: float = 30.0
    """How long a body may stand still while it is sent."""

    whole_body: float = 600.0
    """How long a body may take in all."""

    write: float = 30.0
    """How long a client may take no more of its answer."""


@dataclass(slots=True)
class Client:
    """Who waits for an answer."""

    left: bool = False


class _Gone(Exception):
    """The client has left."""


class _Cut(_Gone):
    """The answer failed after its beginning was sent."""


class Gateway:
    """An ASGI application that hands requests to a WSGI application in threads."""

    def __init__(
        self,
        application: WSGIApplication,
        threads: int,
        longest: Callable[[str], int],
        deadlines: Deadlines,
        asks_first: Callable[[str], bool] = lambda path: False,
        noted: Iterable[Noted] = (),
        replays: Replays | None = None,
    ) -> None:
        """Hand requests to an application; `longest` gives the bytes that a body at a path may have.

        What is longer is read for one piece more, for the application to refuse. At paths where it `asks_first`,
        the application says before a body is read whether it wants it (`BODY_TO_COME`). `noted` are given what was
        noted of each request when it is over. What is kept in `replays` is answered from there.
        """
        self._application = application
        self._longest = longest
        self._asks_first = asks_first
        self._deadlines = deadlines
        self._noted = tuple(noted)
        self._replays = replays or Replays(0, lambda: None, lambda: None)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        exchange = _Exchange(scope, receive, send, self._deadlines)
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body, self._noting(exchange.note):
            try:
                asked = self._replays.asked(scope)
                if asked and (known := self._replays.find(asked)):
                    await exchange.repeat(known, asked.client)
                    return
                if exchange.has_body:
                    if self._asks_first(scope["path"]) and not await self._wants(exchange):
                        return
                    await exchange.read(body, self._longest(scope["path"]))
                answer = await self._answer(exchange, body)
                if asked and answer.whole is not None:
                    self._replays.keep(asked, Answered(answer.headers, answer.whole, exchange.note), answer.status)
            except _Gone as gone:
                exchange.client.left = True
                exchange.note.fail(Outcome.CUT if isinstance(gone, _Cut) else Outcome.LEFT, gone.__cause__)
                # Who has only ended to send still listens; granian would tell him of an error of ours.
                await exchange.refuse(400, b"the body broke off before its end; send it whole\n")
            except TimeoutError:
                exchange.client.left = True
                exchange.note.fail(Outcome.SLOW)
                logger.warning("%s %s: the client was too slow, and was cut off", scope["method"], scope["path"])
                await exchange.refuse(408, b"the body did not come in time; send it faster\n")

    async def _wants(self, exchange: _Exchange) -> bool:
        """Ask the application whether it wants a body that is still to come, and give its answer where it does not."""
        answer = _Answer()
        environment = exchange.environment(io.BytesIO()) | {BODY_TO_COME: True}
        await asyncio.get_running_loop().run_in_executor(self._threads, answer.begin, self._application, environment)
        if answer.status == 100:
            return True
        await exchange.start(answer.status, answer.headers)
        await exchange.send(answer.whole or b"", more=False)
        return False

    @contextmanager
    def _noting(self, note: Note) -> Iterator[None]:
        """Tell what was noted of a request when it is over, however it ended."""
        try:
            yield
        finally:
            note.end()
            for told in self._noted:
                told(note)

    async def _answer(self, exchange: _Exchange, body: IO[bytes]) -> _Answer:
        loop = asyncio.get_running_loop()
        answer = _Answer()
        watching = loop.call_later(_WATCH_AFTER_S, exchange.watch)
        try:
            await loop.run_in_executor(self._threads, answer.begin, self._application, exchange.environment(body))
            await exchange.start(answer.status, answer.headers)
            if answer.whole is not None:
                await exchange.send(answer.whole, more=False)
                return answer
            # Where it fails, nothing ends it, and so the server cuts the connection.
            while (piece := await loop.run_in_executor(self._threads, answer.next)) is not None:
                await exchange.send(piece, more=True)
            await exchange.send(b"", more=False)
            return answer
        finally:
            watching.cancel()
            exchange.watch_no_more()
            if answer.whole is None:
                await loop.run_in_executor(self._threads, answer.close)


class _Answer:
    """What the application answers; used in threads."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.whole: bytes | None = None
        self._pieces: Iterable[bytes] = ()
        self._rest: Iterator[bytes] = iter(())

    def begin(self, application: WSGIApplication, environment: Environment) -> None:
        """Have the request answered; what is small and of known length is taken at once."""
        self._pieces = application(environment, self._start)
        length = next((int(value) for name, value in self.headers if name == b"content-length"), None)
        without = environment["REQUEST_METHOD"] == "HEAD" or self.status in (204, 304)
        if without or (length is not None and length <= _IN_MEMORY):
            self.whole = b"".join(self._pieces)
            self.close()
        else:
            self._rest = iter(self._pieces)

    def next(self) -> bytes | None:
        """Give the next piece; None at the end."""
        try:
            return next(self._rest, None)
        except Exception as error:
            logger.warning("an answer was cut: %s", " ".join(str(error).split())[:500])
            raise _Cut from error

    def close(self) -> None:
        """Let go of what the answer is made from."""
        if callable(close := getattr(self._pieces, "close", None)):
            close()

    def _start(self, status: str, headers: list[tuple[str, str]], error: object = None, /) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self._write

    def _write(self, data: bytes) -> None:
        raise TypeError("an application that writes by PEP 3333's old way is none for this gateway; Flask is not one")


class _Exchange:
    """One request and its answer, as the HTTP server sees them; used in the loop."""

    def __init__(self, scope: Message, receive: Receive, send: Send, deadlines: Deadlines) -> None:
        self.client = Client()
        self.note = Note(scope["method"], scope["raw_path"].decode("latin-1"), scope["client"][0])
        self._scope = scope
        self._receive = receive
        self._send = send
        self._deadlines = deadlines
        self._started = False
        self._unread = self.has_body
        self._watch: asyncio.Task[None] | None = None

    @property
    def has_body(self) -> bool:
        """Whether the request says that it has a body."""
        return any(name in (b"content-length", b"transfer-encoding") for name, _ in self._scope["headers"])

    def environment(self, body: IO[bytes]) -> Environment:
        """Say the request as WSGI does."""
        return _environment(self._scope, body) | {CLIENT: self.client, NOTE: self.note}

    async def read(self, body: IO[bytes], longest: int) -> None:
        """Read the body up to its end, or until it is too long. Raises TimeoutError, and _Gone where it breaks off."""
        async with asyncio.timeout(self._deadlines.whole_body):
            while True:
                async with asyncio.timeout(self._deadlines.body):
                    message = await self._receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                body.write(message.get("body", b""))
                self._unread = bool(message.get("more_body"))
                if not self._unread or body.tell() > longest:
                    break
        body.seek(0)

    async def start(self, status: int, headers: Headers) -> None:
        """Send status and headers."""
        self._started = True
        self.note.status = status
        named = [*headers, (b"x-request-id", self.note.id.encode())]
        if self._unread:
            # The rest of the body would be taken for the next request, so the server hangs up: the client is told.
            named.append((b"connection", b"close"))
        await self._send({"type": "http.response.start", "status": status, "headers": named})

    async def repeat(self, known: Answered, client: str | None) -> None:
        """Send an answer that was given before. Raises as `send` does."""
        self.note.repeat(known.note, client or self.note.client)
        await self.start(200, known.headers)
        await self.send(known.body, more=False)

    async def refuse(self, status: int, line: bytes) -> None:
        """Send a line, where nothing was sent yet."""
        if not self._started:
            length = str(len(line)).encode()
            await self.start(status, [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)])
            await self._send({"type": "http.response.body", "body": line, "more_body": False})
            self.note.sent += len(line)

    async def send(self, data: bytes, *, more: bool) -> None:
        """Send a piece of the answer. Raises TimeoutError where the client takes it too slowly, and _Gone."""
        if self.client.left:
            raise _Gone
        async with asyncio.timeout(self._deadlines.write):
            await self._send({"type": "http.response.body", "body": data, "more_body": more})
        self.note.sent += len(data)

    def watch(self) -> None:
        """Notice from now on when the client leaves."""
        self._watch = asyncio.ensure_future(self._watching())

    def watch_no_more(self) -> None:
        """Stop to watch."""
        if self._watch:
            self._watch.cancel()

    async def _watching(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.client.left = True


def _environment(scope: Message, body: IO[bytes]) -> Environment:
    """Say a request as WSGI does (https://peps.python.org/pep-3333/#environ-variables)."""
    host, port = scope["server"]
    environment: Environment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # Decoded once, and to bytes: what is no UTF-8 is for the application to refuse.
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        # So that a body without a length is read to its end.
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        if b"_" in raw:
            continue  # It would pass for another header, with a hyphen, that a proxy has set.
        name = raw.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        text = value.decode("latin-1")
        environment[key] = f"{environment[key]},{text}" if key in environment else text
    return environment
