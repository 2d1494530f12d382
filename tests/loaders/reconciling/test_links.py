"""A name is linked to the entry whose letters it has, in a graph of its own that comes and goes with the name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from loaders.erasing import erase
from loaders.errors import CurationError
from loaders.reconciling.decisions import FILE, Decisions, decisions, lines
from loaders.reconciling.links import METHOD, VERSION, Reconciler, reconcile
from loaders.validation import Validation
from loaders.verification import verify
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.terms import CCL, DCTERMS, PROV, RDF, RDFS, SKOS
from queries.membership import Membership
from queries.scopes import read_scope
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer
from tests.loaders.conftest import NOON
from tests.loaders.reconciling.naming import KHARKIV, MOD, MOTHERS, OBLAST, put, table

REFERENCE = f"{DEFAULT_BASE}graph/reference"


def links(writer: Writer) -> dict[str, str]:
    found = writer.quads(predicate=SKOS.exactMatch)
    return {
        quad.subject.value: quad.object.value.removeprefix(DEFAULT_BASE)  # type: ignore[union-attr] # both are IRIs
        for quad in found
        if "graph/relation/" in quad.graph_name.value  # type: ignore[union-attr] # named
    }


def decide(writer: Writer, tmp_path: Path, *rows: str) -> int:
    (file := tmp_path / "decided.csv").write_text("\n".join(["iri,is,by,why", *rows, ""]), encoding="utf-8")
    return reconcile(writer, NOON, lines(file)).decided


def test_a_load_links_what_has_the_letters_of_one_entry(loaded: Writer) -> None:
    assert links(loaded) == {MOD: "agency/mod-ukraine", OBLAST: "place/ua-kharkiv"}


@pytest.mark.parametrize("path", ["agency/0a9ba97337b83bcf/міноборони-україни", "party/ucdp-actor/999999"])
def test_whom_one_report_names_or_a_dataset_numbers_is_left_to_a_person(
    loaded: Writer, tmp_path: Path, path: str
) -> None:
    thing, kind = NamedNode(DEFAULT_BASE + path), CCL.Party if path.startswith("party") else CCL.Agency
    said = {Triple(thing, RDF.type, kind), Triple(thing, SKOS.prefLabel, Literal("Україна"))}
    loaded.commit({NamedNode("https://example.org/g"): frozenset(said)}, label="x", started=NOON)
    reconcile(loaded, NOON)
    assert thing.value not in links(loaded)
    assert decide(loaded, tmp_path, f"{path},party/ukraine,the desk,why") == 1
    assert links(loaded)[thing.value] == "party/ukraine"


def test_a_table_is_not_taken_to_mean_one_of_two_units(loaded: Writer, tmp_path: Path) -> None:
    put(loaded, table(tmp_path, ("OHCHR", "Kyiv"), ("OHCHR", "Odesa Oblast")))
    named = {quad.object.value.removeprefix(DEFAULT_BASE) for quad in loaded.quads(predicate=CCL.place)}  # type: ignore[union-attr] # IRIs
    assert {"place/by-name/UKR/kyiv", "place/ua-odesa"} <= named
    assert not {"place/ua-kyiv-city", "place/ua-kyiv-oblast"} & named


def test_the_claim_keeps_the_name_that_its_source_has(loaded: Writer) -> None:
    claimants = {quad.object.value for quad in loaded.quads(predicate=CCL.claimant)}  # type: ignore[union-attr] # IRIs
    assert claimants == {MOD, MOTHERS}


def test_a_link_says_its_score_its_rule_and_what_it_rests_on(loaded: Writer) -> None:
    graph = NamedNode(Identifiers().relation(METHOD, VERSION, MOD, f"{DEFAULT_BASE}agency/mod-ukraine"))
    said = {(t.subject, t.predicate): t.object for t in loaded.triples(graph)}
    making = NamedNode(f"{graph.value}#making")
    assert said[graph, CCL.score] == said[graph, CCL.threshold] == Literal(1)
    assert said[graph, PROV.wasDerivedFrom] == NamedNode(REFERENCE)
    assert (said[making, CCL.method], said[making, CCL.methodVersion]) == (Literal(METHOD), Literal(VERSION))
    told = said[NamedNode(f"{graph.value}#part=1"), RDFS.label]
    assert told == Literal("it has the letters of “Міноборони України”", language="en")
    assert (graph, CCL.curator) not in said
    written = {quad.object for quad in loaded.quads(predicate=PROV.generated)}
    assert graph in written


def test_to_load_again_and_to_find_all_anew_change_nothing(loaded: Writer, tmp_path: Path) -> None:
    number = loaded.number
    put(loaded, tmp_path / "tolls-0.csv")
    put(loaded, tmp_path / "tolls-0.csv", again=True)
    assert not reconcile(loaded, NOON).commit.changed
    assert loaded.number == number


def test_load_by_load_comes_to_the_same_as_from_nothing(loaded: Writer, tmp_path: Path) -> None:
    put(loaded, table(tmp_path, ("Украина", "Kyiv"), ("МІНОБОРОНИ-УКРАЇНИ", "Odesa Oblast")))
    held = {name: loaded.triples(name) for name in loaded.names() if "graph/relation/" in name.value}
    assert Reconciler(loaded, Decisions()).anew() == held


def test_a_link_goes_with_the_last_source_of_its_name(loaded: Writer, tmp_path: Path) -> None:
    other = put(loaded, table(tmp_path, ("Міноборони України", "Somewhere")))
    source = next(q.subject.value for q in loaded.quads(predicate=CCL.text) if q.subject.value != other)  # type: ignore[union-attr] # IRIs
    erase(loaded, source, "asked for", lambda: NOON, grace=0)
    assert links(loaded) == {MOD: "agency/mod-ukraine"}
    erase(loaded, other, "asked for", lambda: NOON, grace=0)
    assert links(loaded) == {}
    assert not [name for name in loaded.names() if "graph/relation/" in name.value]


def test_erasing_takes_out_what_was_decided_of_names_that_are_gone(loaded: Writer, tmp_path: Path) -> None:
    decide(loaded, tmp_path, f"{KHARKIV},place/ua-kharkiv,the desk,the column has oblasts")
    source = next(q.subject.value for q in loaded.quads(predicate=CCL.text))  # type: ignore[union-attr] # an IRI
    erase(loaded, source, "asked for", lambda: NOON, grace=0)
    assert decisions(loaded.directory) == Decisions()


def test_a_decision_links_with_score_curator_reason_and_day(loaded: Writer, tmp_path: Path) -> None:
    assert decide(loaded, tmp_path, f"{KHARKIV},place/ua-kharkiv,the desk,the column has oblasts") == 1
    assert links(loaded)[KHARKIV] == "place/ua-kharkiv"
    graph = NamedNode(Identifiers().relation(METHOD, VERSION, KHARKIV, f"{DEFAULT_BASE}place/ua-kharkiv"))
    said = {t.predicate: t.object for t in loaded.triples(graph) if t.subject == graph}
    assert (said[CCL.curator], said[CCL.curationReason]) == (Literal("the desk"), Literal("the column has oblasts"))
    assert said[DCTERMS.created] == Literal("2025-10-23", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    assert 0 < float(said[CCL.score].value) < 1  # type: ignore[union-attr] # a number


def test_a_decision_outweighs_the_letters_and_can_be_taken_back(loaded: Writer, tmp_path: Path) -> None:
    decide(loaded, tmp_path, f"{MOD},none,the desk,a satirical page")
    assert MOD not in links(loaded)
    put(loaded, tmp_path / "tolls-0.csv", again=True)
    assert MOD not in links(loaded)
    decide(loaded, tmp_path, f"{MOD},open,the desk,it was the ministry after all")
    assert links(loaded)[MOD] == "agency/mod-ukraine"


def test_what_was_decided_before_holds_for_what_is_loaded_later(loaded: Writer, tmp_path: Path) -> None:
    decide(loaded, tmp_path, f"{KHARKIV},place/ua-kharkiv,the desk,the column has oblasts")
    put(loaded, table(tmp_path, ("OHCHR", "Kharkiv")))
    assert verified(loaded) == ()
    assert links(loaded)[KHARKIV] == "place/ua-kharkiv"


def test_a_file_of_decisions_that_is_broken_stops_a_load_before_anything_is_written(
    loaded: Writer, tmp_path: Path
) -> None:
    decide(loaded, tmp_path, f"{KHARKIV},none,the desk,why")
    (loaded.directory.path / FILE).write_text("iri,is,by,why,on\nparty/x,none,us,why,tomorrow\n")
    before = sum(1 for _ in (loaded.directory.path / "sources").rglob("*"))
    with pytest.raises(CurationError, match=r"names\.csv: line 2 has no day such as 2025-01-31"):
        put(loaded, table(tmp_path, ("OHCHR", "Kharkiv")))
    assert sum(1 for _ in (loaded.directory.path / "sources").rglob("*")) == before


def verified(writer: Writer) -> tuple[str, ...]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return tuple(problem.message for problem in verify(snapshot, Sources(writer.directory)).problems)


def test_what_is_linked_verifies_and_is_valid(loaded: Writer, tmp_path: Path) -> None:
    decide(loaded, tmp_path, f"{KHARKIV},place/ua-kharkiv,the desk,the column has oblasts")
    assert verified(loaded) == ()
    assert list(Validation().findings(str(loaded.directory.path))) == []


def test_a_link_that_nothing_makes_and_one_that_is_missing_are_found(loaded: Writer) -> None:
    graphs = {q.graph_name for q in loaded.quads(NamedNode(MOD), SKOS.exactMatch)}
    loaded.commit({graph: frozenset() for graph in graphs}, label="x", started=NOON)  # type: ignore[misc] # named
    assert verified(loaded) == ("a link to the reference data is missing; run `counterclaim match`",)
    reconcile(loaded, NOON)
    (loaded.directory.path / "curation").mkdir()
    (loaded.directory.path / FILE).write_text(f"iri,is,by,why,on\n{MOD},none,us,why,2025-01-01\n")
    (problem,) = verified(loaded)
    assert problem.startswith("a link to the reference data is not what follows from the name and what was decided")


@pytest.mark.parametrize("more", [(), (f"{MOTHERS},agency/mod-ukraine,the desk,a page of the ministry",)])
def test_a_scope_by_claimant_takes_in_who_is_linked(loaded: Writer, tmp_path: Path, more: tuple[str, ...]) -> None:
    decide(loaded, tmp_path, *more)
    loaded.publish()
    with open_snapshot(loaded.directory) as snapshot:
        ours = {q.subject.value for q in snapshot.quads(None, CCL.claimant, NamedNode(MOD))}  # type: ignore[union-attr] # IRIs
        mothers = {q.subject.value for q in snapshot.quads(None, CCL.claimant, NamedNode(MOTHERS))}  # type: ignore[union-attr] # IRIs
        read = Membership(snapshot, snapshot.base)
        for agent in ("agency/mod-ukraine", "party/ukraine"):
            within = read.admitted(read_scope([("claimant", agent)], snapshot.base))
            without = read.admitted(read_scope([("except-claimant", agent)], snapshot.base))
            assert ours <= within
            assert ours.isdisjoint(without)
            assert mothers <= (within if more else without)
            assert {g for g in without if "graph/relation/" in g}, "the links rest on the reference data alone"
