"""Tables whose claimants and regions are spelt as tests want them, loaded with a mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loaders.reports.metadata import Metadata
from loaders.tables.load import load_table
from ontology.identifiers import DEFAULT_BASE
from store.writer import Writer
from tests.loaders.conftest import NOON

MAPPING = """\
claimant: {column: source}
phenomenon: deaths
accumulation: event
period: {column: month}
place: {country: UKR, name: {column: region}}
figures: [{column: dead}]
"""
Loading = Callable[..., str]


def table(folder: Path, *rows: tuple[str, str]) -> Path:
    """Write a table of which each row has a claimant and a region, and its mapping beside it."""
    lines = [f'2025-{month:02},"{source}","{region}",{month}' for month, (source, region) in enumerate(rows, 1)]
    name = f"tolls-{len(list(folder.glob('*.csv')))}.csv"
    (folder / f"{name}.mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / name).write_text("\n".join(["month,source,region,dead", *lines, ""]), encoding="utf-8")
    return folder / name


def put(writer: Writer, file: Path, *, again: bool = False) -> str:
    """Load a table and give the IRI of its source."""
    loaded = load_table(writer, str(file), Metadata(), clock=lambda: NOON, again=again)
    assert loaded.rejected == 0
    return loaded.source


def by_name(path: str) -> str:
    return f"{DEFAULT_BASE}{path}"


MOD = by_name("agency/by-name/міноборони-україни")
MOTHERS = by_name("agency/by-name/mothers-of-nowhere")
KHARKIV = by_name("place/by-name/UKR/kharkiv")
OBLAST = by_name("place/by-name/UKR/харківська-область")
