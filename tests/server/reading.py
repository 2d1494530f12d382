"""Pages read back by an HTML parser, so that tests see what a browser would."""

from __future__ import annotations

from html.parser import HTMLParser

from flask.testing import FlaskClient

from tests.server.samples import NAMES

INLINE = {"a", "span", "mark", "code", "strong", "em", "sup"}
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """The elements of a page: tags with attributes, and the text within each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.texts.append(((), " "))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"
        if tag not in INLINE:
            self.texts.append(((), " "))

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    @property
    def text(self) -> str:
        """Give all text, with each run of blanks as one."""
        return " ".join("".join(data for _, data in self.texts).split())

    def within(self, tag: str) -> list[str]:
        """Give the pieces of text that stand within a kind of element."""
        return [data for path, data in self.texts if tag in path]

    def values(self, tag: str, attribute: str) -> list[str]:
        """Give the values of an attribute of a kind of element."""
        return [str(attrs[attribute]) for name, attrs in self.elements if name == tag and attribute in attrs]


TAGS = {
    *("html", "head", "meta", "title", "link", "body", "header", "nav", "main", "footer", "section", "article"),
    *("h1", "h2", "h3", "h4", "h5", "p", "a", "span", "strong", "ul", "ol", "li", "dl", "div", "dt", "dd", "br"),
    *(
        "blockquote",
        "mark",
        "code",
        "pre",
        "form",
        "label",
        "textarea",
        "select",
        "optgroup",
        "option",
        "input",
        "button",
    ),
    *("em", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary"),
    *("svg", "desc", "path", "polygon", "rect", "text"),
}
"""Every kind of element that the pages are made of."""


def get(client: FlaskClient, iri_or_path: str) -> Page:
    address = iri_or_path if iri_or_path.startswith("/") else "/page/" + NAMES.local(iri_or_path)
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/html"
    return Page(response.text)
