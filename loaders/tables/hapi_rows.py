"""What the tables of HDX HAPI have in common: reference periods, places with and without P-codes, and who provides.

https://hdx-hapi.readthedocs.io/en/latest/data_usage_guides/
"""

from __future__ import annotations

from loaders.tables.cells import UnusableCell, day, word
from loaders.tables.countries import coded, state
from loaders.tables.dates import spanning
from loaders.tables.record import Recorder
from loaders.tables.rows import Row
from ontology.dates import When
from ontology.identifiers import Identifiers, slug
from ontology.model import IRI, Place
from ontology.triples import P_CODE

DATED_BY = ("reference_period_start", "reference_period_end")

# Datasets and resources on HDX, as a row names them: IOM's "global-iom-dtm-from-api" and UNHCR's
# "unhcr-population-data-for-world", by the `dataset_source` that HDX gives there. Seen in tests/fixtures of
# OCHA-DAP/hdx-scraper-iom-dtm and OCHA-DAP/hdx-scraper-refugees-returnees: input/dataset-*.json and hdx_hapi_*.csv.
_PROVIDERS = {
    "32d0365c-d513-4721-8d66-1b19b12c4b08": "agency/iom",
    "80911e9b-7527-469a-a545-4074860e1288": "agency/iom",
    "74cdbe77-0a0b-441b-9535-bacc263be2a8": "agency/unhcr",
    "295cd9e4-8464-43ee-ad17-47196991a1f7": "agency/unhcr",
}


def provider(row: Row, record: Recorder, figure: str) -> tuple[IRI, str | None]:
    """Give whose figures a row has, and the column that tells: of the dataset that it names, else who publishes it.

    Raises UnusableCell for a row that HAPI itself says is wrong.
    """
    if row.text("error"):
        raise UnusableCell("error", "says that this row is wrong or not whole; the API has no such rows")
    for column in ("dataset_hdx_id", "resource_hdx_id"):
        if known := _PROVIDERS.get(row.text(column)):
            return record.identifiers.at(known), column
    if record.dataset.publisher is None:
        raise UnusableCell(figure, "is claimed by nobody: no column says by whom; name a --publisher")
    return record.dataset.publisher, None


def period(row: Row) -> When:
    """Read the reference period: a month as such, any other by its first and last day. Raises UnusableCell."""
    first, last = (day(row, column) for column in DATED_BY)
    if last < first:
        raise UnusableCell("reference_period_end", "is before the period begins")
    return spanning(first, last)


def place(row: Row, names: Identifiers) -> tuple[Place, str | None]:
    """Give the smallest place that a row names; and the provider's own name for it, where its code has another.

    Two units of a provider may have got one P-code: they stay two quantities. Raises UnusableCell.
    """
    country = state(names, word(row, "location_code"), row.text("location_name") or None, "location_code")
    provided = [name for name in (row.text("provider_admin1_name"), row.text("provider_admin2_name")) if name]
    units = [level for level in ("admin1", "admin2") if row.text(f"{level}_code")]
    if not units and provided:
        return Place(names.place_by_name(country.iri, *provided), provided[-1], part_of=country), None
    found = country
    for level in units:
        found = coded(
            names, P_CODE, row.text(f"{level}_code"), row.text(f"{level}_name") or None, found, f"{level}_code"
        )
    labels = [row.text(f"{level}_name") for level in units]
    alike = [slug(name) for name in provided[-1:]] == [slug(label) for label in labels[-1:]]
    return found, None if alike or not provided else ", ".join(reversed(provided))
