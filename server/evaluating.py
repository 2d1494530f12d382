"""Carries a planned query out, and writes its answer as it comes: in a reader process, or at a terminal.

Evaluation and serialisation stay in one thread: the engine's results may not leave it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import IO, Protocol, cast

from jinja2 import Environment, FileSystemLoader
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from queries.constructing import trace_construct
from queries.errors import QueryError
from queries.evaluation import Results, engine_errors, evaluate_checked
from queries.limits import Limits
from queries.narrowing import Narrowings, View, Whole
from queries.provenance import TracedAnswer, trace
from queries.scopes import Scope
from queries.syntax import Form
from queries.traced import to_csv, to_json, to_trig, to_tsv
from server.addresses import Addresses
from server.answers import Plan
from server.errors import NotAcceptable, RequestError, status_of
from server.lookup import Lookup
from server.negotiation import CSV, JSON, PAGE, RDF_XML, TRIG, TSV, XML, GraphOffer, Offer, ResultsOffer
from server.tally import Tally
from server.views.witnesses import Bounds, witnessed
from store.reader_process import Output
from store.snapshots import Snapshot

SHOWN = Bounds(rows=100, witnesses=10)
"""How much a page shows of an answer; the other forms have all of it."""

# What XML 1.0 cannot hold (section 2.2), and how the engine writes a predicate that has no local name.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|<oxprefix: ")
_LONGEST_NOT_XML = 11

_TRACED_WRITERS = {JSON.name: to_json, CSV.name: to_csv, TSV.name: to_tsv, TRIG.name: to_trig}

_TEMPLATES = Path(__file__).parent / "templates"


class Writable(Protocol):
    """Where the bytes of an answer go."""

    def write(self, data: bytes, /) -> int:
        """Add bytes."""
        ...


def answer(snapshot: Snapshot, planned: tuple[Plan, Limits], output: Output) -> None:
    """Answer a planned query from a snapshot, as a reader process does.

    What is wrong with the query is the answer too, under its status; once bytes have been sent, it is raised.
    """
    plan, limits = planned
    try:
        output.head({"status": 200})
        view = _view(snapshot, plan.scope)
        if plan.offer is PAGE:
            output.write(_fragment(plan, view, limits))
        else:
            output.remark({"rows": carry_out(plan, view, limits, output)})
    except (QueryError, RequestError) as error:
        output.head({"status": status_of(error), "kind": type(error).__name__, "refused": str(error)})


def carry_out(plan: Plan, view: View, limits: Limits, output: Writable) -> int | None:
    """Evaluate a planned query and write the answer; `view` is the snapshot within the plan's scope.

    Returns how many rows it has, None where that is not known.
    Raises QueryError, and NotAcceptable where the form cannot hold the answer.
    """
    fitting = _Fitting(plan, output)
    if plan.asked.provenance:
        fitting.write(_TRACED_WRITERS[plan.offer.name](traced(plan, view, limits)))
    else:
        # The engine evaluates while the results are written, and can fail there too.
        with engine_errors():
            write(_evaluated(plan, view, limits), plan.offer, fitting)
    fitting.end()
    return fitting.rows


def traced(plan: Plan, view: View, limits: Limits) -> TracedAnswer:
    """Answer a planned query that asks for provenance; what CONSTRUCT makes comes as rows of three columns."""
    tracing = trace_construct if plan.shape.form is Form.CONSTRUCT else trace
    return tracing(
        view.snapshot.graphs,
        view.snapshot.support,
        plan.shape.text,
        base=plan.base,
        detail=plan.asked.provenance or "claims",
        base_iri=plan.base,
        dataset=plan.dataset,
        limits=limits,
        snapshot=view.snapshot,
        within=view.within,
    )


def write(results: Results, offer: Offer, output: Writable) -> None:
    """Write results in a form. Raises NotAcceptable where the form cannot hold them."""
    # The engine asks for no more of a file than `write` and `flush`.
    written = cast(IO[bytes], output)
    try:
        if isinstance(results, QueryTriples) and isinstance(offer, GraphOffer):
            results.serialize(written, format=offer.engine)
            return
        if isinstance(results, QuerySolutions | QueryBoolean) and isinstance(offer, ResultsOffer):
            results.serialize(written, format=offer.engine)
            return
    except OSError as error:
        if error.errno is not None:
            raise  # Where it is written to is at fault.
        # Triple terms (RDF 1.2) in JSON-LD: the one thing that the engine refuses to write.
        raise NotAcceptable(f"this answer cannot be written as {offer.media_type}: {error}") from error
    raise TypeError(f"{offer.media_type} is no form of {type(results).__name__}")


def with_scope(body: bytes, scope: Scope) -> bytes:
    """Add a scope to an answer in JSON, as one member more; `body` may be the end of it alone."""
    return body.rstrip().removesuffix(b"}") + f',"scope":{json.dumps(scope.to_json())}}}'.encode() if scope else body


def fit(body: bytes, offer: Offer) -> bytes:
    """Give the bytes back, unless they only look like the XML that they should be. Raises NotAcceptable."""
    if offer in (XML, RDF_XML) and _NOT_XML.search(body):
        raise NotAcceptable(
            f"this answer holds characters or predicates that {offer.media_type} cannot write; ask for another form"
        )
    return body


class _Fitting:
    """Passes an answer on as it is written: looks whether it fits its form, and has JSON say the scope at its end."""

    def __init__(self, plan: Plan, output: Writable) -> None:
        self._plan = plan
        self._output = output
        self._last = b""
        self._tally = Tally(plan.offer) if plan.shape.form is Form.SELECT else None

    @property
    def rows(self) -> int | None:
        """How many rows the answer has; None where that is not known."""
        return self._tally.rows if self._tally else None

    def write(self, data: bytes) -> int:
        """Add to the answer. Raises NotAcceptable."""
        fit(self._last[-_LONGEST_NOT_XML:] + data, self._plan.offer)
        self._output.write(self._last)
        self._last = bytes(data)
        if self._tally:
            self._tally.add(self._last)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine asks for it at the end of an answer, which `end` says."""

    def end(self) -> None:
        """Say that the answer is complete."""
        # Other forms have no place for the scope.
        self._output.write(with_scope(self._last, self._plan.scope) if self._plan.offer is JSON else self._last)


def _evaluated(plan: Plan, view: View, limits: Limits) -> Results:
    if isinstance(view, Whole):
        graphs = view.snapshot.graphs
        return evaluate_checked(graphs, plan.shape, dataset=plan.dataset, base_iri=plan.base, plain=view.plain)
    return view.evaluate(plan.shape.text, dataset=plan.dataset, base_iri=plan.base, limits=limits)


def _fragment(plan: Plan, view: View, limits: Limits) -> bytes:
    """Show an answer with its provenance to people: what stands on the page below the query."""
    graphs = view.within or view.snapshot.graphs
    lookup = Lookup(graphs, Addresses(plan.base, plan.scope.query_string()))
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    page = witnessed(lookup, traced(plan, view, limits), SHOWN)
    return environment.get_template("_answer.html").render(page=page).encode()


_narrowings: dict[str, Narrowings] = {}
"""The scopes that were asked within lately, by the name of the snapshot: of the newest alone."""


def _view(snapshot: Snapshot, scope: Scope) -> View:
    if snapshot.name not in _narrowings:
        _narrowings.clear()
    if not scope:
        return Whole(snapshot)
    merge = snapshot.default_graph == "merge"
    narrowings = _narrowings.setdefault(snapshot.name, Narrowings(snapshot, snapshot.base, merge=merge))
    return narrowings.within(scope)
