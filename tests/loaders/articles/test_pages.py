"""The text of a page and what the page says of itself; what is no article is refused."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import pytest

from loaders.articles.article import Article, Page
from loaders.articles.pages import decoded, fragment_text, to_report
from loaders.errors import InputRejected
from loaders.reports.metadata import Metadata, split_front_matter
from ontology.dates import when

HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bodies returned | Example Wire</title>
<meta property="og:site_name" content="Example Wire"><meta name="author" content="Staff Writer">
<meta property="article:published_time" content="2025-06-11T10:00:00Z">
<meta property="article:modified_time" content="2025-06-14T10:00:00Z">
<link rel="canonical" href="https://example.org/2025/bodies"></head>"""
PAGE = f"""{HEAD}<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Bodies returned</h1>
<p>Russia has returned 1,212 bodies to Ukraine, the Russian Defence Ministry said on Wednesday.</p>
<p>It received 27 bodies from Ukraine, the ministry said. It was agreed in <a href="/x">Istanbul</a>.</p></article>
<aside><a href="/other">412 soldiers were killed elsewhere</a></aside><footer>Copyright 2024</footer></body></html>"""
LINKS = "".join(
    f'<li><a href="/{n}">{n} soldiers were killed near the village, the ministry said</a></li>' for n in range(40)
)


def told(page: str | bytes, url: str | None = None) -> tuple[Metadata, str]:
    content = page if isinstance(page, bytes) else page.encode()
    return split_front_matter(to_report(Article("page.html", content, Page(url))).decode(), "")


def test_the_text_is_the_article_without_what_is_around_it() -> None:
    _, text = told(PAGE)
    assert text.splitlines()[-2:] == [
        "Russia has returned 1,212 bodies to Ukraine, the Russian Defence Ministry said on Wednesday.",
        "It received 27 bodies from Ukraine, the ministry said. It was agreed in Istanbul.",
    ]
    assert not {"Home", "412", "Copyright"} & set(text.split())


def test_title_date_outlet_author_and_address_are_what_the_page_says() -> None:
    known, _ = told(PAGE)
    assert (known.title, known.publisher, known.author) == ("Bodies returned", "Example Wire", "Staff Writer")
    assert (known.published, known.url) == (when("2025-06-11"), "https://example.org/2025/bodies")


def test_the_page_itself_is_known_by_its_hash() -> None:
    known, _ = told(PAGE)
    assert known.page == hashlib.sha256(PAGE.encode()).hexdigest()


def test_a_page_says_its_address_only_for_the_host_that_it_came_from() -> None:
    assert told(PAGE, url="https://example.org/p?utm=1")[0].url == "https://example.org/2025/bodies"
    assert told(PAGE, url="https://mirror.example/p")[0].url == "https://mirror.example/p"


def test_what_a_feed_knows_goes_over_what_the_page_says() -> None:
    page = Page("https://example.org/p", known={"published": "2025-06-10", "publisher": "Agency"})
    known, _ = split_front_matter(to_report(Article("p", PAGE.encode(), page)).decode(), "")
    assert (known.published, known.publisher, known.title) == (when("2025-06-10"), "Agency", "Bodies returned")


def test_a_page_without_a_date_gets_none() -> None:
    body = "<article><p>Russia returned 31 bodies to Ukraine, Moscow said.</p></article><p>(c) 2019</p>"
    page = f"<html><body>{body}</body></html>"
    assert told(page)[0].published is None


def test_the_same_page_gives_the_same_report() -> None:
    assert to_report(Article("a", PAGE.encode(), Page())) == to_report(Article("a", PAGE.encode(), Page()))


@pytest.mark.parametrize(
    "body",
    [
        f"<ul>{LINKS}</ul>",
        f"<nav><ul>{LINKS}</ul></nav>",
        f"<div>{LINKS}</div><footer>Copyright</footer>",
        '<nav><a href="/a">Home</a> <a href="/b">World news</a></nav>' * 30,
        "<table>" + f"<tr><td>{LINKS}</td></tr>" * 3 + "</table>",
        "",
        "<script>var text = 'Russia returned 31 bodies'</script>",
    ],
    ids=["list", "navigation", "division", "bar", "table", "nothing", "script"],
)
def test_a_page_that_is_all_navigation_is_refused_in_one_line(body: str) -> None:
    with pytest.raises(InputRejected, match=r"^page\.html: (no article|a page of links)") as caught:
        told(f"{HEAD}<body>{body}</body></html>")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02" * 100, b"<", b"<html>", b"<!doctype html>", b"<html><body>" + b"<div>" * 50_000,
        b"<html><!-- never closed", b"\xff\xfe<", b"<?xml version='1.0' encoding='no-such'?><html><p>x",
        b"<html><body><p>" + b"&#0;&#xd800;&#x110000;" * 100, b"<meta charset='rot13'><p>31 dead",
        b"<meta charset='" + b"x" * 3000 + b"'>", b'<html><body><p>"' + b'<q>"' * 5000 + b"31 dead",
    ],
)  # fmt: skip
def test_no_page_is_too_odd_to_be_refused_or_read(content: bytes) -> None:
    with suppress(InputRejected):
        told(content)


@pytest.mark.parametrize(
    ("content", "sent", "text"),
    [
        ("тіла".encode(), None, "тіла"),
        ("тіла".encode("cp1251"), "windows-1251", "тіла"),
        (b"<meta charset=windows-1251>" + "тіла".encode("cp1251"), None, "<meta charset=windows-1251>тіла"),
        ("\ufeffтіла".encode("utf-16"), "latin-1", "тіла"),
        ("\ufeffтіла".encode(), "windows-1251", "тіла"),
        (b"\x93quoted\x94", "iso-8859-1", "“quoted”"),
        (b"good \xff bad", None, "good \ufffd bad"),
        (b"x", "no-such-encoding", "x"),
        (b"x", "zip", "x"),
    ],
)
def test_the_characters_are_those_of_the_encoding_that_is_stated_first(
    content: bytes, sent: str | None, text: str
) -> None:
    assert decoded(content, sent).removeprefix("\ufeff") == text


def test_mixed_encodings_cost_the_characters_that_fit_none() -> None:
    page = PAGE.encode().replace(b"Istanbul", b"\xc8stanbul")
    assert "It was agreed in \ufffdstanbul." in told(page)[1]


def test_a_piece_of_html_is_its_text_line_by_line() -> None:
    unseen = "<script>x</script><style>y</style>"
    piece = f"<h2>Dead</h2>Russia<br>returned <i>31</i>\n bodies{unseen} today.<p>Kyiv <!-- no --> said"
    assert fragment_text(piece) == "Dead\nRussia\nreturned 31 bodies today.\nKyiv said"


def test_a_piece_that_is_nested_without_end_is_no_trouble() -> None:
    fragment_text("<div>" * 50_000 + "31 dead")
