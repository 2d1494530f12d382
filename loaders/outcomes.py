"""What comes of reading an article: what was read in it, or why nothing was; and the work of a process that reads."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.connection import Connection

from loaders.articles.article import Article
from loaders.articles.pages import to_report
from loaders.base import Loader, Read, ReadingTogether
from loaders.errors import LoaderError, ReaderFailed
from ontology.identifiers import Identifiers

Outcome = Read | LoaderError

_MUCH = 200


def read_one(loader: Loader, article: Article, identifiers: Identifiers) -> Outcome:
    """Read one article; whatever a loader raises is what came of it."""
    try:
        return loader.read(to_report(article), article.name, identifiers)
    except LoaderError as error:
        return error
    except Exception as error:  # a fault of the reader, which must not cost the articles after this one
        said = f"{type(error).__name__}: {error}"[:_MUCH]
        return ReaderFailed(f"{article.name}: the reader failed ({' '.join(said.split())}); report this fault")


def read_together(loader: Loader, articles: Sequence[Article], identifiers: Identifiers) -> list[Outcome]:
    """Read articles, together where the loader can, each as if it were alone."""
    if len(articles) == 1 or not isinstance(loader, ReadingTogether):
        return [read_one(loader, article, identifiers) for article in articles]
    try:
        reports = [_report(article) for article in articles]
        read = iter(loader.read_each([report for report in reports if isinstance(report, tuple)], identifiers))
        return [next(read) if isinstance(report, tuple) else report for report in reports]
    except Exception:  # of one of them, and apart it shows of which
        return [read_one(loader, article, identifiers) for article in articles]


def work(connection: Connection, loader: Loader, identifiers: Identifiers) -> None:
    """Read what comes over a connection, and send back what came of it, until the other end is closed."""
    while True:
        try:
            articles: list[Article] = connection.recv()
            connection.send([_portable(outcome) for outcome in read_together(loader, articles, identifiers)])
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _report(article: Article) -> tuple[bytes, str] | LoaderError:
    try:
        return to_report(article), article.name
    except LoaderError as error:
        return error


def _portable(outcome: Outcome) -> Outcome:
    """Give what can be sent: of an error that is made of more than its words, the words."""
    if isinstance(outcome, LoaderError) and type(outcome).__init__ is not LoaderError.__init__:
        return ReaderFailed(str(outcome))
    return outcome
