"""Pages that are files: written by a command, opened without a server, with the house's style in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from server.views.reading import ReadingView

_HERE = Path(__file__).parent


def reading_page(views: Sequence[ReadingView]) -> str:
    """Write reports as they were read as one HTML page that needs nothing beside it."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    style = Markup((_HERE / "static" / "style.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file
    return environment.get_template("reading.html").render(views=views, style=style)
