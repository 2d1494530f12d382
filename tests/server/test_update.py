"""Updates: each rule of the protocol, who may write, what is kept, and that nothing stops the service."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from server.settings import Settings
from store.directory import DataDirectory
from store.integrity import check_merge, check_profile, check_statistics, check_support
from store.snapshots import open_snapshot
from store.tokens import Tokens
from store.writer import open_writer
from tests.server.samples import make_directory, make_sample
from tests.server.writing import Writing, writing

G = "<https://example.org/g>"
INSERT = "INSERT DATA { GRAPH <https://example.org/g> { <x:s> <x:p> 1 } }"
ENDLESS = """INSERT { GRAPH <https://example.org/g> { ?a ?b ?c } } WHERE {
  ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l))) = 1) }"""
DOUBLED = "".join(f" BIND(CONCAT(?{a}, ?{a}) AS ?{b})" for a, b in pairwise("abcdefghijklmnopqrstuvwxyzABCDEFG"))
GREEDY = f"INSERT {{ GRAPH <https://example.org/g> {{ <x:s> <x:p> ?G }} }} WHERE {{ BIND('xxxxx' AS ?a){DOUBLED} }}"
INCREMENT = """WITH <https://example.org/g> DELETE { <x:counter> <x:value> ?n } INSERT { <x:counter> <x:value> ?m }
               WHERE { <x:counter> <x:value> ?n BIND(?n + 1 AS ?m) }"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("merged") / "data", make_sample())


@pytest.fixture(scope="module")
def client(directory: DataDirectory) -> Iterator[Writing]:
    with writing(
        directory, Settings(directory.path, max_body=200_000, write_time=2.0, write_memory=2_000_000_000)
    ) as one:
        yield one


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writing]:
    directory = DataDirectory.create(tmp_path_factory.mktemp("plain") / "data", default_graph="plain")
    with open_writer(directory) as writer:
        writer.publish()
    with writing(directory) as one:
        yield one


@pytest.fixture(autouse=True)
def empty(request: pytest.FixtureRequest) -> None:
    """Begin each test with nothing in the graphs that tests write to."""
    if "client" in request.fixturenames:
        assert request.getfixturevalue("client").update(f"DROP GRAPH {G}").status_code == 204


def sound(directory: DataDirectory) -> bool:
    with open_snapshot(directory) as snapshot:
        return (
            check_merge(snapshot)
            == check_support(snapshot)
            == check_statistics(snapshot)
            == check_profile(snapshot)
            == []
        )


# --- the protocol


def test_an_update_by_post_is_carried_out_and_answered_204(client: Writing) -> None:
    answer = client.update(INSERT)
    assert (answer.status_code, answer.data) == (204, b"")
    assert client.ask(f"GRAPH {G} {{ <x:s> <x:p> 1 }} <x:s> <x:p> 1")


def test_an_update_by_form_is_carried_out(client: Writing) -> None:
    answer = client.client.post("/update", data={"update": INSERT}, headers=client.headers)
    assert answer.status_code == 204
    assert client.ask(f"GRAPH {G} {{ <x:s> <x:p> 1 }}")


def test_an_update_over_get_is_405(client: Writing) -> None:
    answer = client.client.get("/update", query_string={"update": INSERT}, headers=client.headers)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405(client: Writing, method: str) -> None:
    assert client.client.open("/update", method=method, data=INSERT, headers=client.headers).status_code == 405


@pytest.mark.parametrize("kind", [None, "text/plain", "application/sparql-query", "application/json"])
def test_a_body_of_another_type_is_415(client: Writing, kind: str | None) -> None:
    answer = client.client.post("/update", data=INSERT.encode(), content_type=kind, headers=client.headers)
    assert answer.status_code == 415


def test_two_updates_are_400(client: Writing) -> None:
    answer = client.client.post("/update", data={"update": [INSERT, INSERT]}, headers=client.headers)
    assert answer.status_code == 400


def test_no_update_is_400(client: Writing) -> None:
    assert client.client.post("/update", data={}, headers=client.headers).status_code in (400, 415)
    assert client.client.post("/update", data={"query": "ASK {}"}, headers=client.headers).status_code == 400


def test_an_update_that_is_not_utf_8_is_400(client: Writing) -> None:
    for kind in ("application/sparql-update", "application/x-www-form-urlencoded"):
        answer = client.client.post("/update", data=b"update=\xff", content_type=kind, headers=client.headers)
        assert answer.status_code == 400


def test_an_update_in_another_character_set_is_415(client: Writing) -> None:
    kind = "application/sparql-update; charset=UTF-16"
    answer = client.client.post("/update", data=INSERT.encode("utf-16"), content_type=kind, headers=client.headers)
    assert answer.status_code == 415


def test_an_update_that_does_not_read_is_400_in_one_line(client: Writing) -> None:
    answer = client.update("INSERT DATA { <x:s> <x:p> }")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text.count("\n") == 1


def test_a_body_over_the_limit_is_413_also_in_pieces(client: Writing) -> None:
    text = INSERT + " " * 200_000
    assert client.update(text).status_code == 413
    kind, length = "application/sparql-update", {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
    answer = client.client.post(
        "/update", data=text.encode(), content_type=kind, headers=client.headers, environ_overrides=length
    )
    assert answer.status_code == 413
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


def test_the_dataset_of_the_request_is_that_of_where(client: Writing) -> None:
    client.update(INSERT)
    address = {"using-graph-uri": "https://example.org/g"}
    text = f"INSERT {{ GRAPH {G} {{ ?s <x:n> ?n }} }} WHERE {{ SELECT ?s (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?s }}"
    assert client.update(text, query_string=address).status_code == 204
    assert client.values(f"SELECT ?n {{ GRAPH {G} {{ ?s <x:n> ?n }} }}") == [{"n": "1"}]


def test_a_dataset_of_the_request_and_one_of_the_text_are_400(client: Writing) -> None:
    text = f"INSERT {{ GRAPH {G} {{ ?s ?p ?o }} }} USING {G} WHERE {{ ?s ?p ?o }}"
    assert client.update(text, query_string={"using-graph-uri": "https://example.org/g"}).status_code == 400


def test_relative_iris_lie_below_the_base_of_the_data(client: Writing, directory: DataDirectory) -> None:
    client.update(f"INSERT DATA {{ GRAPH {G} {{ <party/russia> <x:seen> true }} }}")
    assert client.ask(f"<{directory.base}party/russia> <x:seen> true")


def test_queries_are_not_answered_here_and_updates_not_there(client: Writing) -> None:
    for text in ("SELECT * { ?s ?p ?o }", "ASK {}"):
        assert client.update(text).status_code == 400
    answer = client.client.post(
        "/sparql", data=INSERT, content_type="application/sparql-update", headers=client.headers
    )
    assert answer.status_code == 415


# --- who may write


@pytest.mark.parametrize(
    "shown", [None, "Bearer", "Bearer ", "Bearer cc_wrong", "Basic dGVzdGVyOng=", "cc_wrong", "Bearer ü"]
)
def test_without_a_good_token_nothing_is_written(client: Writing, shown: str | None) -> None:
    headers = {"Authorization": shown} if shown else {}
    answer = client.client.post("/update", data=INSERT, content_type="application/sparql-update", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


def test_a_token_that_may_not_write_is_403(client: Writing, directory: DataDirectory) -> None:
    headers = {"Authorization": f"Bearer {Tokens(directory).create('reader', write=False)}"}
    answer = client.client.post("/update", data=INSERT, content_type="application/sparql-update", headers=headers)
    Tokens(directory).revoke("reader")
    assert answer.status_code == 403


def test_a_revoked_token_is_401_at_once(client: Writing, directory: DataDirectory) -> None:
    headers = {"Authorization": f"Bearer {Tokens(directory).create('gone', write=True)}"}
    Tokens(directory).revoke("gone")
    answer = client.client.post("/update", data=INSERT, content_type="application/sparql-update", headers=headers)
    assert answer.status_code == 401


def test_a_failure_is_logged_without_the_token_and_slowed(client: Writing, caplog: pytest.LogCaptureFixture) -> None:
    began = time.monotonic()
    client.client.post("/update", data=INSERT, headers={"Authorization": "Bearer cc_secret"})
    assert time.monotonic() - began >= 0.5
    assert "127.0.0.1" in caplog.text
    assert "cc_secret" not in caplog.text


def test_many_failures_at_once_do_not_hold_every_thread(client: Writing) -> None:
    statuses: list[int] = []

    def fail() -> None:
        answer = client.client.post("/update", data=INSERT, headers={"Authorization": "Bearer cc_wrong"})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=fail) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(429) >= 8
    assert set(statuses) == {401, 429}


def test_scripts_of_other_sites_are_not_let_to_write(client: Writing) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = client.client.options("/update", headers=headers)
    answer = client.update(INSERT)
    assert not [name for each in (preflight, answer) for name, _ in each.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_another_site_can_send_changes_nothing(client: Writing, kind: str) -> None:
    headers = {"Origin": "https://evil.example", "Cookie": "session=1"}
    answer = client.client.post(
        "/update", data={"update": INSERT} if kind != "text/plain" else INSERT, content_type=kind, headers=headers
    )
    assert answer.status_code == 401
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


# --- what is written


def test_an_update_is_recorded_with_who_and_when_and_what(client: Writing, directory: DataDirectory) -> None:
    client.update(INSERT)
    (record,) = client.values(
        f"""PREFIX prov: <http://www.w3.org/ns/prov#>
            PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            SELECT ?who ?label ?graph {{ GRAPH ?activity {{ ?activity prov:generated {G} , ?graph ;
              prov:wasAssociatedWith ?who ; rdfs:label ?label ; prov:startedAtTime ?start ; prov:endedAtTime ?end }} }}
            ORDER BY DESC(?start) LIMIT 1"""
    )
    assert record["who"] == f"{directory.base}writer/tester"
    assert record["label"] == "update by tester: 1 added, 0 removed"


def test_a_write_to_the_merge_is_409_and_says_what_to_do(client: Writing) -> None:
    answer = client.update("INSERT DATA { <x:s> <x:p> 1 }")
    assert answer.status_code == 409
    assert "write to a named graph" in answer.text
    assert not client.ask("<x:s> <x:p> 1")


def test_where_reads_the_merge(client: Writing) -> None:
    text = f"""PREFIX ccl: <https://w3id.org/counterclaim/ontology#>
               INSERT {{ GRAPH {G} {{ ?claim <x:by> ?claimant }} }} WHERE {{ ?claim ccl:claimant ?claimant }}"""
    assert client.update(text).status_code == 204
    assert client.ask(
        f"GRAPH {G} {{ ?claim <x:by> ?who }} ?claim <https://w3id.org/counterclaim/ontology#claimant> ?who"
    )


def test_a_failing_update_leaves_nothing(client: Writing) -> None:
    answer = client.update(f"{INSERT} ; COPY <x:nowhere> TO {G}")
    assert answer.status_code == 409
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


def test_what_breaks_a_rule_is_422_and_leaves_nothing(client: Writing) -> None:
    answer = client.update(f"INSERT DATA {{ GRAPH {G} {{ <x:c> a <https://w3id.org/counterclaim/ontology#Claim> }} }}")
    assert answer.status_code == 422
    assert "nothing was changed" in answer.text
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


@pytest.mark.parametrize("graph", ["ontology", "activity/000001"])
def test_graphs_that_the_program_keeps_are_409(client: Writing, directory: DataDirectory, graph: str) -> None:
    assert client.update(f"DROP GRAPH <{directory.base}graph/{graph}>").status_code == 409
    assert client.ask(f"GRAPH <{directory.base}graph/{graph}> {{ ?s ?p ?o }}")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("LOAD <http://127.0.0.1:9/x> INTO GRAPH <https://example.org/g>", 403),
        ("LOAD SILENT <file:///etc/passwd> INTO GRAPH <https://example.org/g>", 204),
        (
            "INSERT { GRAPH <https://example.org/g> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
            400,
        ),
        ("INSERT { GRAPH <https://example.org/g> { ?s ?p ?o } } WHERE { SERVICE SILENT ?x { ?s ?p ?o } }", 400),
    ],
)
def test_nothing_is_fetched(client: Writing, text: str, status: int) -> None:
    assert client.update(text).status_code == status
    assert not client.ask(f"GRAPH {G} {{ ?s ?p ?o }}")


def test_increments_at_the_same_time_are_all_counted(client: Writing, directory: DataDirectory) -> None:
    client.update(f"INSERT DATA {{ GRAPH {G} {{ <x:counter> <x:value> 0 }} }}")
    statuses: list[int] = []

    def increment() -> None:
        statuses.extend(client.update(INCREMENT).status_code for _ in range(10))

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {204}
    assert client.values(f"SELECT ?n {{ GRAPH {G} {{ <x:counter> <x:value> ?n }} }}") == [{"n": "40"}]
    assert sound(directory)


# --- what must not stop the service


@pytest.mark.parametrize("text", [ENDLESS, GREEDY], ids=["endless", "greedy"])
def test_an_update_that_asks_too_much_is_503_and_the_next_one_is_not(
    client: Writing, directory: DataDirectory, text: str
) -> None:
    began = time.monotonic()
    answer = client.update(text)
    assert answer.status_code == 503
    assert "narrow it" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert time.monotonic() - began < 20
    assert client.update(INSERT).status_code == 204
    assert client.ask(f"GRAPH {G} {{ <x:s> <x:p> 1 }}")
    assert not list(directory.path.glob(".scratch.*"))


def test_what_is_written_beside_an_endless_update_is_kept_and_answered(client: Writing) -> None:
    answers: list[int] = []
    texts = [ENDLESS, *(f"INSERT DATA {{ GRAPH {G} {{ <x:s> <x:n> {n} }} }}" for n in range(4))]

    def write(text: str) -> None:
        answers.append(client.update(text).status_code)

    threads = [threading.Thread(target=write, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 204, 204, 204, 503]
    assert len(client.values(f"SELECT ?n {{ GRAPH {G} {{ <x:s> <x:n> ?n }} }}")) == 4


def test_another_writer_is_waited_for_and_gets_its_turn(client: Writing, directory: DataDirectory) -> None:
    client.update(INSERT)
    began = time.monotonic()
    with open_writer(directory, wait=10):
        waited = time.monotonic() - began
        later: list[int] = []
        thread = threading.Thread(target=lambda: later.append(client.update(INSERT.replace("1", "2")).status_code))
        thread.start()
        time.sleep(0.5)
        assert not later
    thread.join()
    assert 1 < waited < 8, "the lock is held for two seconds after a write"
    assert later == [204]


# --- plain directories


def test_a_plain_directory_takes_writes_to_its_default_graph(plain: Writing) -> None:
    assert plain.update("INSERT DATA { <x:s> <x:p> [ <x:q> 1 ] . GRAPH <x:g> { <x:s> <x:p> 2 } }").status_code == 204
    assert plain.ask("<x:s> <x:p> ?b FILTER(isBlank(?b))")
    assert not plain.ask("<x:s> <x:p> 2")
    assert plain.update("DELETE WHERE { <x:s> <x:p> ?b . ?b <x:q> 1 }").status_code == 204
    assert not plain.ask("?s ?p ?o")


def test_a_plain_directory_keeps_its_records_apart(plain: Writing) -> None:
    assert plain.update("DROP ALL").status_code == 204
    plain.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 2 } }")
    assert plain.values("SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == [{"g": "x:g"}]
    plain.update("INSERT { <x:saw> <x:graph> ?g } WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert plain.values("SELECT ?g { <x:saw> <x:graph> ?g }") == [{"g": "x:g"}]
