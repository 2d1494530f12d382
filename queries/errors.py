"""What can be wrong with a query.

QueryError                 its text is one line, ready to be shown to who asked
├── SyntaxRefused          the text cannot be read; line and column where that is known
├── FormRefused            an update, LOAD or SERVICE: it can be read, and is not done here
│   └── LoadRefused        LOAD, in an update
├── ChangeRefused          an update that does not fit what is stored, or where it is stored
├── TooLarge               more characters or triple patterns than are allowed
│   └── TooDeep            more nesting, or longer chains of operators
├── NotSupported           a form that is not answered yet; it is named
├── ScopeRefused           a scope that makes no sense, or names what is not there
├── RowRefused             a row that is asked about cannot be one of the query's
├── UnknownQuery           no query of that name in the catalogue
└── EvaluationFailed       the engine gave up on a query that reads well
"""

from __future__ import annotations


class QueryError(Exception):
    """Anything that keeps a query from being answered; its text says what, where and how to mend it."""


class SyntaxRefused(QueryError):
    """A query that cannot be read. `line` and `column` count from 1; None where unknown."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        where = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(f"{where}{message}")
        self.line = line
        self.column = column


class FormRefused(QueryError):
    """A form of SPARQL that is never done here, such as an update or SERVICE; `form` is its keyword."""

    def __init__(self, form: str, message: str) -> None:
        super().__init__(message)
        self.form = form


class LoadRefused(FormRefused):
    """LOAD: an update that would have the server fetch an address."""

    def __init__(self, why: str = "this server fetches nothing") -> None:
        super().__init__("LOAD", f"LOAD is refused: {why}. Fetch it yourself, and send it to the graph store")


class ChangeRefused(QueryError):
    """An update that reads well and may not be done: to a merge, or to a graph that is there, or is not."""


class TooLarge(QueryError):
    """A query over one of the limits; `limit` is the largest number allowed."""

    def __init__(self, message: str, limit: int) -> None:
        super().__init__(message)
        self.limit = limit


class TooDeep(TooLarge):
    """A query whose evaluation would need too deep a stack."""


class NotSupported(QueryError):
    """A form that is not answered yet; `form` names it."""

    def __init__(self, form: str, message: str) -> None:
        super().__init__(message)
        self.form = form


class ScopeRefused(QueryError):
    """A scope that cannot be read, or that names a claimant or a source which the data do not know."""


class RowRefused(QueryError):
    """A row that is asked about, and that no answer of the query could have, or that cannot be read."""


class UnknownQuery(QueryError):
    """A name that the catalogue does not hold."""


class EvaluationFailed(QueryError):
    """The engine gave up on a query that reads well."""
