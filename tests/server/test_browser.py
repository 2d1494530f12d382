"""The pages in a real browser: nothing fails, nothing comes from elsewhere, and everybody can use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from server.standalone import reading_page
from store.directory import DataDirectory
from tests.server.as_read import MARKED, view
from tests.server.running import running
from tests.server.samples import NAMES, Sample

pytestmark = pytest.mark.pages

SCREENS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1100, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1100, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
}

# WCAG 2.2, success criterion 1.4.3: text stands out from its background by 4.5 to 1, large text by 3 to 1.
FAINT_TEXT = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const channels = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => rgb.map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    const colours = [];
    for (let e = element; e; e = e.parentElement) colours.unshift(getComputedStyle(e).backgroundColor);
    return ['Canvas', ...colours];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.tagName === 'OPTION' || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const under = behind(element);
    const [a, b] = [luminance(channels(under)), luminance(channels([...under, style.color]))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio >= (large ? 3 : 4.5)) continue;
    faint.push(`${element.tagName} ${ratio.toFixed(2)} ${walker.currentNode.data.trim()}`);
  }
  return faint;
}"""

UNNAMED = """() => [...document.querySelectorAll('a, button, input, select, textarea, nav, [role=region]')]
  .filter((e) => !(e.textContent.trim() && !['SELECT', 'TEXTAREA', 'NAV'].includes(e.tagName))
    && !e.getAttribute('aria-label') && !(e.labels && e.labels.length))
  .map((e) => e.outerHTML.slice(0, 80))"""

SKIPPED_LEVELS = """() => {
  const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => Number(h.tagName[1]));
  return levels.filter((level, i) => level > (i ? levels[i - 1] : 0) + 1);
}"""


@pytest.fixture(scope="module")
def server(directory: DataDirectory) -> Iterator[str]:
    with running(directory) as address:
        yield address.rstrip("/")


@pytest.fixture(params=SCREENS, scope="module")
def screen(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=server, **SCREENS[request.param]) as context:
        context.set_default_timeout(15_000)
        yield context


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    with browser.new_context(base_url=server, **SCREENS["light"]) as context:
        context.set_default_timeout(15_000)
        yield context.new_page()


def addresses(sample: Sample) -> list[str]:
    iris = [
        sample.handed_over.utterance.iri,
        sample.mediated.utterance.iri,
        sample.writing.report.iri,
        sample.exchange.iri,
        sample.handed_over.quantity.iri,
    ]
    pages = ["/", "/sparql", "/ontology", "/page/party/russia", "/page/concept/deaths", "/page/claim/none"]
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 3", "provenance": "claims", "format": "html"}
    pages.append(f"/sparql?{urlencode(asked)}")
    return [*pages, *("/page/" + NAMES.local(iri) for iri in iris)]


def test_every_page_is_sound_on_every_screen(screen: BrowserContext, server: str, sample: Sample) -> None:
    page = screen.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses(sample):
        response = page.goto(address)
        assert response
        missing = address.endswith("none")
        assert response.status == (404 if missing else 200)
        # Of the page that is not there, the browser itself says that it is not.
        assert [line for line in said if not (missing and "404" in line)] == [], address
        said.clear()
        assert page.locator("h1").count() == 1, address
        assert page.locator("main").count() == 1, address
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate(FAINT_TEXT) == [], address
        assert page.evaluate(UNNAMED) == [], address
        assert page.evaluate(SKIPPED_LEVELS) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert all(url.startswith(server + "/") for url in asked)
    page.close()


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_a_report_as_read_is_sound_as_a_file_on_every_screen(
    browser: Browser, tmp_path: Path, screen: dict[str, Any]
) -> None:
    file = tmp_path / "page.html"
    file.write_text(reading_page([view(MARKED)]), encoding="utf-8")
    said: list[str] = []
    asked: list[str] = []
    with browser.new_context(**screen) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        assert page.evaluate(FAINT_TEXT) == []
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate(SKIPPED_LEVELS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (said, asked) == ([], [file.as_uri()])


def test_by_keyboard_one_goes_from_a_figure_to_its_note_and_back(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(reading_page([view(MARKED)]), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        page.get_by_role("link", name="1,000").first.focus()
        page.keyboard.press("Enter")
        assert page.locator(":target h3").inner_text().startswith("1 1,000 bodies")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("mark:target").inner_text().startswith("1,000")


def test_a_reader_follows_a_figure_to_the_words_and_on_to_the_report(page: Page, sample: Sample) -> None:
    page.goto("/")
    page.get_by_role("link", name="more than 46,000").click()
    assert page.locator("h1").inner_text() == "More than 46,000 deaths among Ukraine’s combatants"
    assert page.locator("mark.quotation").first.inner_text() == "Ukraine had lost over 46,000 soldiers"
    page.get_by_role("link", name="Bodies come home").first.click()
    assert page.url.endswith("/page/" + NAMES.local(sample.writing.report.iri))


def test_the_fragment_of_a_quotation_survives_the_redirect(page: Page, sample: Sample) -> None:
    span = sample.ukrainian_dead.utterance.quotation.span
    page.goto(f"/id/{NAMES.local(sample.writing.report.iri)}#char={span.start},{span.end}")
    assert page.url.endswith(f"#char={span.start},{span.end}")
    assert page.locator("section.quotation:target mark").inner_text() == "Ukraine had lost over 46,000 soldiers"


def test_a_term_of_the_ontology_is_what_its_address_shows(page: Page) -> None:
    page.goto("/ontology#Claim")
    term = page.locator("article:target")
    assert term.locator("h4").inner_text().startswith("ccl:Claim")
    assert term.locator("h4").evaluate("e => e.getBoundingClientRect().top") >= 0
    assert term.evaluate("e => getComputedStyle(e).boxShadow") != "none"


def test_words_in_the_diagram_stay_within_their_boxes(page: Page) -> None:
    page.goto("/ontology")
    spilt = """() => [...document.querySelectorAll('.diagram a:has(rect)')].filter((a) => {
      const [box, words] = ['rect', 'text'].map((name) => a.querySelector(name).getBBox());
      return words.x < box.x || words.x + words.width > box.x + box.width;
    }).length"""
    assert page.locator(".diagram rect").count() > 15
    assert page.evaluate(spilt) == 0


def test_by_keyboard_one_passes_the_diagram_in_one_stop(page: Page) -> None:
    page.goto("/ontology")
    page.get_by_role("region", name="Diagram", exact=True).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('figcaption') !== null")


def test_a_reader_opens_a_query_of_the_ontology_in_the_form_and_asks_it(page: Page) -> None:
    page.goto("/ontology")
    page.get_by_role("link", name="Who mediated which exchange").click()
    page.get_by_label("Format of the answer").select_option("json")
    with page.expect_response("**/sparql?query=**") as caught:
        page.get_by_role("button", name="Ask").click()
    assert caught.value.json()["results"]["bindings"]


def test_a_reader_asks_by_the_form_and_gets_the_format_chosen(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_label("Query").fill("SELECT (1 + 1 AS ?two) {}")
    page.get_by_label("Format of the answer").select_option("json")
    with page.expect_response("**/sparql?**") as caught:
        page.get_by_role("button", name="Ask").click()
    answer = caught.value
    assert (answer.status, answer.headers["content-type"]) == (200, "application/sparql-results+json")
    assert answer.json()["results"]["bindings"][0]["two"]["value"] == "2"


def test_by_keyboard_the_first_stop_leads_past_the_navigation(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert skip.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_on_paper_there_is_no_navigation_and_the_ink_is_black(page: Page, sample: Sample) -> None:
    page.goto("/page/" + NAMES.local(sample.handed_over.utterance.iri))
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
