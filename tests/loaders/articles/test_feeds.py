"""RSS and Atom: each entry's own text, or the page that it links to."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from loaders.articles.article import Article, Page, Refused
from loaders.articles.feeds import articles
from loaders.errors import InputRejected, InputUnreadable
from loaders.reports.metadata import Metadata, split_front_matter
from ontology.dates import when

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example Wire</title><language>en</language>
<item><title>Bodies &amp;amp; prisoners</title><link>https://example.org/1</link><dc:creator>A. Writer</dc:creator>
<pubDate>Wed, 11 Jun 2025 01:00:00 +0300</pubDate><description>Shorter.</description>
<content:encoded><![CDATA[<p>Russia returned <b>1,212</b>&nbsp;bodies.</p><script>alert(1)</script>
<ul><li>Kyiv said so.</li></ul>]]>
</content:encoded></item>
<item><title>Only a headline</title></item></channel></rss>"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Example Wire</title>
<id>urn:x</id><updated>2025-06-12T00:00:00Z</updated>
<entry><id>urn:y</id><title>One</title><link href="https://example.org/1"/><published>2025-06-11T23:30:00-05:00</published>
<updated>2025-06-12T00:00:00Z</updated><author><name>A. Writer</name></author>
<content type="html">&lt;p&gt;Russia returned 31 bodies.&lt;/p&gt;</content></entry></feed>"""


def told(article: Article | Refused) -> tuple[Metadata, str]:
    assert isinstance(article, Article)
    return split_front_matter(article.content.decode(), "")


def test_an_entry_of_rss_is_its_content_with_what_the_feed_says_of_it() -> None:
    article, _ = articles(RSS, "feed")
    known, text = told(article)
    assert text == "Russia returned 1,212 bodies.\nKyiv said so."
    assert (known.title, known.publisher, known.url) == ("Bodies & prisoners", "Example Wire", "https://example.org/1")
    assert (known.published, known.author) == (when("2025-06-11"), "A. Writer")


def test_an_entry_of_atom_is_likewise() -> None:
    (article,) = articles(ATOM, "feed")
    known, text = told(article)
    assert (text, known.published, known.author) == ("Russia returned 31 bodies.", when("2025-06-11"), "A. Writer")


def test_an_entry_without_text_is_refused_alone() -> None:
    _, refused = articles(RSS, "feed")
    assert isinstance(refused, Refused)
    assert str(refused.error).startswith("feed:2: there is no text in it")


def test_followed_an_entry_is_the_page_that_it_links_to() -> None:
    def fetched(url: str, page: Page) -> Article:
        return Article(url, b"the page", page)

    article, refused = articles(RSS, "feed", fetched)
    assert isinstance(article, Article)
    assert (article.name, article.content) == ("https://example.org/1", b"the page")
    assert article.page is not None
    assert article.page.known["published"] == "2025-06-11"
    assert isinstance(refused, Refused)
    assert "no link to follow" in str(refused.error)


def test_a_page_that_cannot_be_had_is_refused_alone() -> None:
    def gone(url: str, page: Page) -> Article:
        raise InputUnreadable(f"{url}: answered 404 Not Found; check the address")

    found = list(articles(ATOM, "feed", gone))
    assert [type(each) for each in found] == [Refused]


@pytest.mark.parametrize("content", [b"", b"<x/>", b"Russia returned 31 bodies.", b"\x00\xff", b"/etc/passwd"])
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(InputRejected, match="no RSS or Atom feed"):
        list(articles(content, "feed"))


def test_a_feed_that_is_cut_off_gives_what_stands_before() -> None:
    article, *_ = articles(RSS[: RSS.index(b"<item><title>Only")], "feed")
    assert told(article)[1].startswith("Russia returned")


def test_entities_that_a_feed_declares_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "' + b"x" * 100 + b'">'
    for outer, inner in zip("bcdefgh", "abcdefg", strict=True):
        bomb += f'<!ENTITY {outer} "{f"&{inner};" * 10}">'.encode()
    item = b"<item><title>t</title><description>&h; bodies</description></item>"
    bomb += b']><rss version="2.0"><channel><title>t</title>' + item + b"</channel></rss>"
    began = time.monotonic()
    found = list(articles(bomb, "feed"))
    assert time.monotonic() - began < 10
    assert all(isinstance(each, Refused) or len(each.content) < 10_000 for each in found)


def test_a_file_that_a_feed_names_is_not_read(tmp_path: Path) -> None:
    (secret := tmp_path / "secret.txt").write_text("the secret")
    feed = f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY s SYSTEM "file://{secret}">]><rss version="2.0"><channel>
    <title>t</title><item><title>t</title><description>It says &s; here.</description></item></channel></rss>"""
    for each in articles(feed.encode(), "feed"):
        assert isinstance(each, Refused) or b"the secret" not in each.content
