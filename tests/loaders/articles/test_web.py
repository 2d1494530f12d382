"""Fetching: from where, how long, how much, and over which redirects."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from loaders.articles import web
from loaders.articles.web import Fetched, fetch
from loaders.errors import InputUnreadable
from tests.loaders.articles.serving import Answer, Site, serving_answers

PAGE = b"<html><body><p>Russia returned 31 bodies.</p></body></html>"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    answers = {
        "/page": Answer(PAGE),
        "/moved": Answer(status=302, headers={"Location": "/page"}),
        "/elsewhere": Answer(status=302, headers={"Location": "http://127.0.0.2:9/secret"}),
        "/metadata": Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        "/file": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        "/round": Answer(status=302, headers={"Location": "/round"}),
        "/large": Answer(b"x" * 10_000, parts=20),
        "/packed": Answer(__import__("gzip").compress(b"x" * 200_000), headers={"Content-Encoding": "gzip"}),
        "/slow": Answer(b"x", parts=100, pause=0.1),
        "/cookie": Answer(PAGE, headers={"Set-Cookie": "a=b"}),
    }
    with serving_answers(answers) as running:
        yield running


def refusal(url: str, **options: Any) -> str:
    """Give the one line in which a fetch is refused."""
    with pytest.raises(InputUnreadable) as caught:
        fetch(url, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_comes_with_its_type_its_encoding_and_its_last_address(site: Site) -> None:
    fetched = fetch(f"{site.address}/moved", allow_private=True)
    assert (fetched.url, fetched.media_type, fetched.charset) == (f"{site.address}/page", "text/html", "utf-8")
    assert fetched.content == PAGE


def test_it_says_by_its_user_agent_what_it_is(site: Site) -> None:
    fetch(f"{site.address}/page", allow_private=True)
    assert site.asked[-1]["user-agent"].startswith("counterclaim/")


def test_this_machine_is_not_asked_unless_that_is_allowed(site: Site) -> None:
    before = len(site.asked)
    assert "127.0.0.1, which is not an address of the public internet" in refusal(f"{site.address}/page")
    assert len(site.asked) == before


@pytest.mark.parametrize("host", ["localhost", "[::1]", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_no_way_of_writing_this_machine_is_fetched(host: str) -> None:
    assert "not fetched" in refusal(f"http://{host}:9/")


def test_each_redirect_is_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "is_public", lambda address: address == "127.0.0.1")
    assert "leads to 127.0.0.2" in refusal(f"{site.address}/elsewhere")
    assert "leads to 169.254.169.254" in refusal(f"{site.address}/metadata")


def test_a_redirect_to_a_file_is_not_followed(site: Site) -> None:
    assert "file" in refusal(f"{site.address}/file", allow_private=True)


def test_the_connection_is_made_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    port = int(site.address.rpartition(":")[2])

    def first_public_then_private(host: str, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", first_public_then_private)
    monkeypatch.setattr(web, "is_public", lambda address: address == "127.0.0.1")
    assert fetch(f"http://report.example:{port}/page").content == PAGE
    assert asked == ["report.example"]
    assert site.asked[-1]["host"] == f"report.example:{port}"


def test_one_private_address_of_a_name_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "leads to 10.0.0.1" in refusal("http://report.example/")


def test_tls_is_checked_for_the_name_and_not_for_the_address() -> None:
    request = web._sent_to(httpx.Request("GET", "https://report.example/x?y"), "8.8.8.8", "report.example")
    assert (request.url, request.headers["host"]) == (httpx.URL("https://8.8.8.8/x?y"), "report.example")
    assert request.extensions["sni_hostname"] == "report.example"


def test_redirects_without_end_are_left(site: Site) -> None:
    assert "redirects" in refusal(f"{site.address}/round", allow_private=True)


@pytest.mark.parametrize("path", ["/large", "/packed"])
def test_what_is_too_large_is_not_read_to_its_end(site: Site, path: str) -> None:
    assert "too long" in refusal(f"{site.address}{path}", allow_private=True, max_bytes=100_000)


def test_a_server_that_drips_is_left_when_the_time_is_over(site: Site) -> None:
    assert "no whole answer" in refusal(f"{site.address}/slow", allow_private=True, seconds=0.5)


def test_another_status_than_200_is_told(site: Site) -> None:
    assert "404 Not Found" in refusal(f"{site.address}/nothing", allow_private=True)


def test_a_name_that_there_is_not_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "Name or service not known" in refusal("http://report.example/")


def test_nobody_listening_is_told(site: Site) -> None:
    assert "cannot be fetched" in refusal("http://127.0.0.1:9/", allow_private=True)


@pytest.mark.parametrize("url", ["http://", "http://[", "http://a b/", "http://example.org:99999/", "https://xn--/"])
def test_an_address_that_is_none_is_one_line(url: str) -> None:
    refusal(url)


def test_a_user_name_and_a_password_are_refused_and_not_repeated() -> None:
    told = refusal("https://somebody:secret@example.org/")
    assert "user name" in told
    assert "secret" not in told


def test_proxies_of_the_environment_are_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch(f"{site.address}/page", allow_private=True).content == PAGE


def test_a_page_is_fetched_where_an_event_loop_is_running(site: Site) -> None:
    async def within() -> Fetched:
        return fetch(f"{site.address}/page", allow_private=True)

    assert asyncio.run(within()).content == PAGE
