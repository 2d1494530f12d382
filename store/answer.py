"""The answer of a job that a reader process ran."""

from collections.abc import Iterator, Mapping

from store.spool import Spool
from store.statistics import JSON


class Answer:
    """What a job answers: its head; its body whole if it is small, else piece by piece.

    To be closed when it is not read to its end, and may be closed in any case.
    """

    def __init__(
        self,
        head: Mapping[str, JSON],
        body: bytes | None,
        spool: Spool | None = None,
        remarks: Mapping[str, JSON] | None = None,
    ) -> None:
        self.head = head
        self.body = body
        self.remarks: Mapping[str, JSON] = {} if remarks is None else remarks
        """What the job said of it at its end: empty before that."""
        self._spool = spool

    def __iter__(self) -> Iterator[bytes]:
        """Give the body piece by piece. Raises ReaderError where it cannot be had to its end."""
        if self._spool is not None:
            return iter(self._spool)
        return iter((self.body or b"",))

    def close(self) -> None:
        """Let go of it; a job that still writes it is ended."""
        if self._spool:
            self._spool.close()
