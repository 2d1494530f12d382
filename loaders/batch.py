"""Loading many articles: read on all cores, committed one by one in their order, and none lost by another."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime

from loaders.articles.article import Article, Refused
from loaders.base import Loader
from loaders.errors import LoaderError
from loaders.inference import Reasoner
from loaders.links import Links
from loaders.load import Loaded, commit_reading
from loaders.outcomes import Outcome
from loaders.reading import readings
from loaders.refusals import refusals_noted
from loaders.resuming import loaded_before
from ontology.identifiers import Identifiers
from store.activity import utc_now
from store.writer import Writer


def load_each(
    writer: Writer,
    loader: Loader,
    given: Iterable[Article | Refused],
    *,
    jobs: int = 1,
    again: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> Generator[Loaded | Refused, None, None]:
    """Load articles and tell what became of each, in order; what was told is committed, and publishing the caller's.

    What is loaded already is not read again, unless `again`. `jobs` processes read; the result does not depend on it.
    Raises StoreError for a store that cannot be written.
    """
    links = Links.of(writer, reasoner := Reasoner(writer))
    unread: Iterable[Article | Loaded | Refused] = given if again else _without_loaded(writer, loader, given)
    read: Iterator[tuple[Article, Outcome] | Loaded | Refused] = readings(
        loader, unread, Identifiers(writer.directory.base), jobs
    )
    for each in read:
        yield each if isinstance(each, Loaded) else _committed(writer, loader, each, reasoner, links, clock)


def _without_loaded(
    writer: Writer, loader: Loader, given: Iterable[Article | Refused]
) -> Iterator[Article | Loaded | Refused]:
    for each in given:
        yield (loaded_before(writer, loader, each) if isinstance(each, Article) else None) or each


def _committed(
    writer: Writer,
    loader: Loader,
    each: tuple[Article, Outcome] | Refused,
    reasoner: Reasoner,
    links: Links,
    clock: Callable[[], datetime],
) -> Loaded | Refused:
    name, outcome = (each.name, each.error) if isinstance(each, Refused) else (each[0].name, each[1])
    try:
        with refusals_noted(writer.directory, name):
            if isinstance(outcome, LoaderError):
                raise outcome
        return commit_reading(writer, loader, outcome, name, clock(), clock, reasoner, links)
    except LoaderError as error:
        return Refused(name, error)
