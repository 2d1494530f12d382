"""What a reader process does with a planned query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from queries.limits import DEFAULT_LIMITS
from server import evaluating
from server.answers import plan
from server.errors import NotAcceptable
from server.protocol import ProtocolRequest
from store.directory import DataDirectory
from store.snapshots import Snapshot, open_snapshot
from store.statistics import JSON


class Written:
    """An output that keeps what is written."""

    def __init__(self) -> None:
        self.said: Mapping[str, JSON] = {}
        self.body = b""

    def head(self, head: Mapping[str, JSON]) -> None:
        self.said, self.body = head, b""

    def write(self, data: bytes) -> int:
        self.body += data
        return len(data)

    def remark(self, remarks: Mapping[str, JSON]) -> None:
        self.remarks = remarks


class Late(Written):
    """An output that has sent its head as soon as it was given."""

    def head(self, head: Mapping[str, JSON]) -> None:
        if self.said:
            raise ValueError("too late")
        super().head(head)


@pytest.fixture(scope="module")
def snapshot(directory: DataDirectory) -> Iterator[Snapshot]:
    with open_snapshot(directory) as opened:
        yield opened


def carried_out(snapshot: Snapshot, query: str, output: Written, **asked: str) -> Written:
    request = ProtocolRequest(query, **asked)  # type: ignore[arg-type]  # fields by name
    evaluating.answer(snapshot, (plan(request, None, snapshot, DEFAULT_LIMITS), DEFAULT_LIMITS), output)
    return output


def test_an_answer_has_a_head_and_a_body(snapshot: Snapshot) -> None:
    output = carried_out(snapshot, "ASK {}", Written())
    assert (output.said, output.body) == ({"status": 200}, b'{"head":{},"boolean":true}')


def test_an_engine_that_gives_up_while_the_answer_is_written_is_one_line(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object) -> None:
        raise RuntimeError("the engine gave up")

    monkeypatch.setattr(evaluating, "write", give_up)
    output = carried_out(snapshot, "SELECT ?s WHERE { ?s ?p ?o }", Written())
    assert output.said == {
        "status": 500,
        "kind": "EvaluationFailed",
        "refused": "the query could not be evaluated: the engine gave up",
    }
    assert output.body == b""


ODD = 'SELECT ?x { { ?s ?p ?x } UNION { BIND("\\u0001" AS ?x) } }'


def test_what_does_not_fit_its_form_is_refused_as_long_as_nothing_was_sent(snapshot: Snapshot) -> None:
    assert carried_out(snapshot, ODD, Written(), format="xml").said["status"] == 406
    with pytest.raises(ValueError, match="too late") as caught:
        carried_out(snapshot, ODD, Late(), format="xml")
    assert isinstance(caught.value.__context__, NotAcceptable)
