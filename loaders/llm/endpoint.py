"""An OpenAI-compatible endpoint: one question, one answer, with limits on time, size and patience.

The form is that of `POST /chat/completions`, which hosted services, llama.cpp, vLLM and Ollama share
(https://platform.openai.com/docs/api-reference/chat/create). The key goes into one header and nowhere else: what the
endpoint says in an error is not repeated, as it may hold the key or the article.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx

from loaders.errors import EndpointError

MAX_ANSWER = 1_000_000
"""Bytes of an answer; a hundred claims take a twentieth of it."""
MAX_TOKENS = 8_000
"""What an answer may take: some sixty claims, more than a window of text holds."""
TRIES = 4
WAITS = (1.0, 4.0, 15.0)
"""Seconds before the second, the third and the fourth try, unless the endpoint names a time itself."""
LONGEST_WAIT = 60.0
_LATER = (429, 500, 502, 503, 504)
_HINTS = {
    400: "it may not know answers by a JSON schema, or the model's context is too short",
    401: "set COUNTERCLAIM_LLM_KEY to a key that it takes",
    403: "set COUNTERCLAIM_LLM_KEY to a key that may use this model",
    404: "the address or the name of the model is wrong",
    422: "it may not know answers by a JSON schema",
}

Answer = Mapping[str, Any]
"""Parsed JSON has no narrower type; `records` narrows it."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers, and what it is called there. `timeout` is for one try, in seconds.

    Raises EndpointError for an address that is none, and for a key that would cross a network in the clear.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the address, the model's name and the key."""
        parsed = _parsed(self.url)
        if not self.model.strip():
            raise EndpointError("no language model is named; give --llm-model or COUNTERCLAIM_LLM_MODEL")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise EndpointError("COUNTERCLAIM_LLM_KEY holds characters that no key has; set it anew")
        if self.key and parsed.scheme == "http" and not _is_here(parsed.host):
            raise EndpointError(f"the key would go to {parsed.host} in the clear; give an address with https://")

    @property
    def host(self) -> str:
        """The endpoint's host, as errors call it: the rest of an address may hold secrets."""
        return httpx.URL(self.url).host

    def ask(self, messages: list[dict[str, str]], schema: Mapping[str, object]) -> Answer:
        """Put a question and give the answer's JSON object.

        Raises EndpointError when there is no answer in time, or none that is a JSON object.
        """
        body = {
            "model": self.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "claims", "strict": True, "schema": schema},
            },
        }
        return _content(self._post(json.dumps(body).encode()), self.host)

    def _post(self, body: bytes) -> bytes:
        """Send a question, again after a while where that may help."""
        for attempt in range(TRIES):
            wait = WAITS[attempt] if attempt < len(WAITS) else None
            try:
                status, named, content = self._try(body)
            except httpx.ConnectError as error:
                if wait is None:
                    raise EndpointError(f"{self.host}: no connection; is the endpoint running?") from error
            except (httpx.HTTPError, TimeoutError, UnicodeError) as error:
                # What ran out of time once would do so again: patience is for those who ask for it.
                raise EndpointError(
                    f"{self.host}: no answer within {self.timeout:g} s, or none that is HTTP"
                ) from error
            else:
                if status == httpx.codes.OK:
                    return content
                if status not in _LATER or wait is None:
                    hint = _HINTS.get(status, "try again later" if status in _LATER else "that is no answer")
                    raise EndpointError(f"{self.host}: answered {status}; {hint}")
                wait = named if named is not None else wait
            self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _try(self, body: bytes) -> tuple[int, float | None, bytes]:
        """Send a question once. Give status, the wait that the endpoint names, and the body of a good answer."""
        until = time.monotonic() + self.timeout
        # As it comes, and no larger than it is: a compressed answer could be any size.
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        # A redirect would carry the key and the article elsewhere; httpx follows none unless told to.
        with (
            httpx.Client(timeout=self.timeout) as client,
            client.stream("POST", _completions(self.url), content=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                return response.status_code, _named_wait(response.headers.get("Retry-After")), b""
            content = bytearray()
            for chunk in response.iter_raw():
                content += chunk
                if len(content) > MAX_ANSWER:
                    raise EndpointError(f"{self.host}: the answer is over {MAX_ANSWER / 1e6:g} MB, so it was not read")
                if time.monotonic() > until:
                    raise TimeoutError
            return response.status_code, None, bytes(content)


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        raise EndpointError(
            "the address of the language model is no web address such as http://127.0.0.1:8080/v1; "
            "give --llm-url or COUNTERCLAIM_LLM_URL"
        )
    return parsed


def _completions(url: str) -> httpx.URL:
    """Give the address of chat completions, whether or not it is given whole; a query, as of a version, stays."""
    parsed = httpx.URL(url)
    path = parsed.path.rstrip("/")
    return parsed if path.endswith("/chat/completions") else parsed.copy_with(path=f"{path}/chat/completions")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _named_wait(value: str | None) -> float | None:
    """Read Retry-After in seconds (RFC 9110, section 10.2.3), up to a minute; as a date it is left alone."""
    return min(float(value), LONGEST_WAIT) if value and value.isascii() and value.isdigit() else None


def _content(body: bytes, host: str) -> Answer:
    """Give the JSON object that a completion's message holds."""
    try:
        choice = _loaded(body)["choices"][0]
        if choice.get("finish_reason") == "length":
            raise EndpointError(f"{host}: the answer was cut at its greatest length; give a shorter report")
        answer = _loaded(choice["message"]["content"])
    except (ValueError, RecursionError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        raise EndpointError(f"{host}: the answer is not the JSON that was asked for; use another model") from error
    if not isinstance(answer, dict):
        raise EndpointError(f"{host}: the answer is no JSON object; use another model")
    return answer


def _loaded(text: str | bytes) -> Any:
    """Parse JSON with exact numbers; what is no JSON proper, such as NaN, is refused."""
    return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
