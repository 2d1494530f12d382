"""What is named becomes its articles: files by their names, folders in order, addresses by their type."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.articles.article import Article, Refused
from loaders.articles.opening import Opener, expected
from loaders.articles.pages import to_report
from loaders.reports.metadata import split_front_matter
from tests.loaders.articles.serving import Answer, Site, serving_answers
from tests.loaders.articles.test_feeds import ATOM
from tests.loaders.articles.test_pages import PAGE

TEXT = b"Russia returned 31 bodies to Ukraine, Moscow said."


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving_answers({}) as running:
        feed = ATOM.replace(b"https://example.org/1", f"{running.address}/page".encode())
        running.answers |= {
            "/page": Answer(PAGE.encode()),
            "/feed": Answer(feed, "application/atom+xml"),
            "/plain": Answer("Kyiv’s “31” bodies.".encode("cp1252"), "text/plain; charset=windows-1252"),
            "/front": Answer(b"---\nlicence: free\n---\n31 bodies.", "text/plain"),
            "/lines": Answer(b'{"text": "31 bodies."}\n', "application/x-ndjson"),
            "/reports": Answer(b'{"data": [{"id": "1", "fields": {"body": "31 bodies."}}]}', "application/json"),
            "/odd": Answer(PAGE.encode(), "application/octet-stream"),
            "/json": Answer(b'{"@type": "ClaimReview"}', "text/plain"),
            "/image": Answer(b"\x89PNG", "image/png"),
            "/empty": Answer(b""),
        }
        yield running


def names(*given: Path | str) -> list[str]:
    return [Path(each.name).name for each in Opener().articles([str(each) for each in given])]


def only(given: str | Path, opener: Opener | None = None) -> Article | Refused:
    (each,) = (opener or Opener()).articles([str(given)])
    return each


def test_a_folder_is_its_files_in_order_and_those_below(tmp_path: Path) -> None:
    (tmp_path / "b" / ".hidden").mkdir(parents=True)
    for name in ("b/c.md", "a.txt", "z.HTML", ".d.txt", "b/.hidden/e.txt", "f.ttl", "g.json", "h.csv", "README.md"):
        (tmp_path / name).write_bytes(TEXT)
    told: list[str] = []
    found = [each.name for each in Opener(notice=told.append).articles([str(tmp_path)])]
    assert found == [str(tmp_path / name) for name in ("a.txt", "b/c.md", "z.HTML")]
    assert told == [f"{tmp_path}: passed over by their names: .csv (1), .json (1), .ttl (1), README.md (1)"]


def test_a_folder_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == ["a.txt"]


def test_a_file_without_a_telling_name_is_told_by_how_it_begins(tmp_path: Path) -> None:
    for name, content in {"page": PAGE.encode(), "feed": ATOM, "text": TEXT, "bom": b"\xef\xbb\xbf" + ATOM}.items():
        (tmp_path / name).write_bytes(content)
    page, text = only(tmp_path / "page"), only(tmp_path / "text")
    assert isinstance(page, Article)
    assert isinstance(text, Article)
    assert (page.page is None, text.page is None) == (False, True)
    assert [names(tmp_path / name) for name in ("feed", "bom")] == [["feed:1"], ["bom:1"]]


def test_the_marks_of_markdown_are_taken_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"---\ntitle: '*One*'\n---\n# Bodies\n\nRussia returned **31** bodies.\n")
    article = only(tmp_path / "a.md")
    assert isinstance(article, Article)
    assert article.content == b"---\ntitle: '*One*'\n---\nBodies\n\nRussia returned 31 bodies.\n"


def test_what_cannot_be_opened_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "large.txt").write_bytes(b"x" * 5_000_000)
    (tmp_path / "nothing.jsonl").symlink_to(tmp_path / "gone")
    given = ["gone.txt", "gone.jsonl", tmp_path / "empty.txt", tmp_path / "large.txt", "x" * 5000, tmp_path / "a.txt"]
    found = list(Opener().articles([str(each) for each in given]))
    assert [type(each) for each in found] == [Refused] * 5 + [Article]
    assert all("\n" not in str(each.error) for each in found if isinstance(each, Refused))


def test_a_pipe_is_not_waited_on(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    os.mkfifo(tmp_path / "pipe.txt")
    found = [only(tmp_path / name) for name in ("pipe.jsonl", "pipe.txt")]
    assert all(isinstance(each, Refused) and "no regular file" in str(each.error) for each in found)


def test_an_address_is_a_page_with_its_address(site: Site) -> None:
    article = only(f"{site.address}/page", Opener(allow_private=True))
    assert isinstance(article, Article)
    known, _ = split_front_matter(to_report(article).decode(), "")
    assert (known.url, known.publisher) == (f"{site.address}/page", "Example Wire")


def test_a_text_of_the_web_is_in_its_encoding_and_has_no_front_matter(site: Site) -> None:
    plain, front = (only(f"{site.address}{path}", Opener(allow_private=True)) for path in ("/plain", "/front"))
    assert isinstance(plain, Article)
    assert isinstance(front, Article)
    assert split_front_matter(plain.content.decode(), "")[1] == "Kyiv’s “31” bodies."
    known, text = split_front_matter(front.content.decode(), "")
    assert (known.licence, text) == (None, "---\nlicence: free\n---\n31 bodies.")


@pytest.mark.parametrize(
    ("path", "name"), [("/feed", "/feed:1"), ("/lines", "/lines:1"), ("/reports", "/reports:1"), ("/odd", "/odd")]
)
def test_an_answer_is_read_by_its_type(site: Site, path: str, name: str) -> None:
    article = only(site.address + path, Opener(allow_private=True))
    assert isinstance(article, Article)
    assert article.name == site.address + name


def test_a_feed_is_followed_on_demand(site: Site) -> None:
    article = only(f"{site.address}/feed", Opener(follow=True, allow_private=True))
    assert isinstance(article, Article)
    known, text = split_front_matter(to_report(article).decode(), "")
    assert "1,212 bodies" in text
    assert (known.url, known.title) == (f"{site.address}/page", "One")


def test_what_a_feed_links_to_is_checked_like_any_address(site: Site, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(site.answers["/feed"].body)
    before = len(site.asked)
    refused = only(tmp_path / "feed.xml", Opener(follow=True))
    assert isinstance(refused, Refused)
    assert "127.0.0.1" in str(refused.error)
    assert len(site.asked) == before


@pytest.mark.parametrize(
    ("path", "reason"), [("/image", "image/png"), ("/empty", "empty"), ("/json", "is JSON"), ("/gone", "404")]
)
def test_an_answer_that_is_no_article_is_refused(site: Site, path: str, reason: str) -> None:
    refused = only(site.address + path, Opener(allow_private=True))
    assert isinstance(refused, Refused)
    assert reason in str(refused.error)


def test_how_many_there_will_be_is_told_without_reading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "x"}\n\n{"text": "y"}\n')
    assert expected([str(tmp_path), "-", "https://example.org/", "gone.txt"]) == 6
