"""Pages: what they show, and what they must not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders.reports.metadata import Metadata
from loaders.tables.load import load_table
from loaders.tables.revisions import Release
from ontology.dates import when
from ontology.terms import CCL, RDF, XSD
from server.app import contact_link, create_app
from server.settings import Settings
from store.directory import DataDirectory
from store.sources import Sources
from store.writer import open_writer
from tests.server.reading import TAGS, Page, get
from tests.server.samples import NAMES, TEXT, Sample, make_directory, make_sample

HTML = {"Accept": "text/html"}


def all_pages(sample: Sample) -> list[str]:
    claims = [sample.handed_over, sample.received, sample.ukrainian_dead, *sample.russian_dead]
    return [
        "/",
        "/sparql",
        "/ontology",
        *(claim.utterance.iri for claim in claims),
        *(claim.quantity.iri for claim in claims),
        sample.mediated.utterance.iri,
        sample.writing.report.iri,
        sample.exchange.iri,
        sample.exchange.transfers[0].iri,
        NAMES.text(sample.writing.report.sha256),
        *(NAMES.at(path) for path in ("party/russia", "agency/icrc", "agency/reuters", "spokesperson/zelensky")),
        *(NAMES.concept(name) for name in ("deaths", "more-than", "estimates", "machine", "cumulative")),
        *(NAMES.graph(name) for name in ("ontology", "reference", "activity/000001")),
        NAMES.at("conflict/russian-invasion-of-ukraine"),
        NAMES.at("scheme/phenomena"),
    ]


def test_every_page_is_well_formed_and_names_itself_once(client: FlaskClient, sample: Sample) -> None:
    for address in all_pages(sample):
        page = get(client, address)
        tags = [tag for tag, _ in page.elements]
        assert page.open == []
        assert set(tags) <= TAGS, address
        assert tags.count("h1") == 1, address
        assert ("html", {"lang": "en"}) in page.elements
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), address
        assert "A claim is what somebody said, not what is so." in page.text


def test_every_link_within_the_pages_leads_somewhere(client: FlaskClient, sample: Sample) -> None:
    seen: set[str] = set()
    for address in all_pages(sample):
        page = get(client, address)
        links = page.values("a", "href") + page.values("link", "href")
        seen |= {link.partition("#")[0] for link in links if link.startswith("/")}
    for link in sorted(seen):
        with client.get(link, headers=HTML, follow_redirects=True) as response:
            assert response.status_code == 200, link


# The claim


def test_a_claim_says_figure_claimant_hedge_dates_and_chain(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.handed_over.utterance.iri)
    assert page.within("h1") == ["1,000 bodies handed over by Russia to Ukraine"]
    for words in (
        "Coordination Headquarters for the Treatment of Prisoners of War states this",
        "Said 23 October 2025",
        "Published 23 October 2025",
        "said by Coordination Headquarters",
        "relayed and published by Reuters",
        "found in Bodies come home",
        "Printed as 1,000",
        "Means exactly 1,000",
        "The report Bodies come home attributes this to Coordination Headquarters",
        "Found by rule written-by-hand",
        "Review machine",
    ):
        assert words in page.text, words


def test_the_figure_stands_in_words_with_its_hedge(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.ukrainian_dead.utterance.iri)
    assert page.within("h1") == ["More than 46,000 deaths among Ukraine’s combatants"]
    assert "Means 46,001 or more" in page.text
    assert "Printed as over 46,000" in page.text


def test_the_quotation_is_marked_in_at_most_200_characters_of_context(client: FlaskClient, sample: Sample) -> None:
    for claim in (sample.handed_over, sample.ukrainian_dead, sample.received):
        page = get(client, claim.utterance.iri)
        quote = claim.utterance.quotation.exact
        marked = page.within("mark")
        assert quote in marked
        shown = "".join(page.within("blockquote")).replace("… ", "").replace(" …", "")
        assert shown.strip() in TEXT
        assert len(shown.strip()) <= len(quote) + 200


def test_the_words_that_attribute_are_marked_too(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.handed_over.utterance.iri)
    assert "the Coordination Headquarters said" in page.within("mark")


def test_words_that_attribute_from_afar_are_shown_alone(tmp_path: Path) -> None:
    text = TEXT + "x " * 300 + "So said the ministry."
    sample = make_sample(text)
    attributed = sample.writing.quotation("So said the ministry")
    claim = replace(sample.received, utterance=replace(sample.received.utterance, attributed_in=attributed))
    directory = make_directory(tmp_path / "data", replace(sample, received=claim))
    page = get(create_app(Settings(directory.path)).test_client(), claim.utterance.iri)
    assert "elsewhere in the source" in page.text
    assert [data.strip() for data in page.within("blockquote") if data.strip()][-1] == "So said the ministry"


def test_joint_claims_lead_to_each_other_and_are_no_others(client: FlaskClient, sample: Sample) -> None:
    first, second = (claim.utterance.iri for claim in sample.russian_dead)
    page = get(client, first)
    assert "estimates this, jointly with Mediazona" in page.text
    assert "/id/" + NAMES.local(second) in page.values("a", "href")
    assert "Other claims on the same quantity None so far" in page.text


def test_other_claims_on_the_same_quantity_are_listed(tmp_path: Path) -> None:
    sample = make_sample()
    other = make_sample(TEXT + "The BBC counted 1,212 bodies.\n", published=when("2025-11-01"))
    claim = other.writing.claim(
        "The BBC counted 1,212 bodies", "1,212", NAMES.at("agency/bbc"), sample.handed_over.quantity
    )
    directory = make_directory(tmp_path / "data", sample, replace(other, received=claim))
    page = get(create_app(Settings(directory.path)).test_client(), sample.handed_over.utterance.iri)
    assert "1,212 BBC states “1,212” published 1 November 2025" in page.text


def test_an_event_claim_says_what_happened_and_quotes_the_sentence(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.mediated.utterance.iri)
    assert "International Committee of the Red Cross mediated the body repatriation" in page.within("h1")[0]
    assert "The Red Cross helped" in page.within("mark")


# Sources whose text is not there


@pytest.fixture
def own(tmp_path: Path, sample: Sample) -> DataDirectory:
    return make_directory(tmp_path / "data", sample)


def test_where_the_text_is_erased_the_page_says_so_and_quotes_the_graph(own: DataDirectory, sample: Sample) -> None:
    Sources(own).remove(sample.writing.report.sha256)
    client = create_app(Settings(own.path)).test_client()
    for iri in (sample.handed_over.utterance.iri, sample.writing.report.iri):
        page = get(client, iri)
        assert "missing or was erased" in page.text
        assert sample.handed_over.utterance.quotation.exact in page.within("mark")
        assert "one, two, three" not in page.text


def test_where_the_text_was_changed_the_page_says_so(own: DataDirectory, sample: Sample) -> None:
    sha256 = sample.writing.report.sha256
    stored = next(path for path in own.sources.rglob("*") if path.name == sha256)
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes().replace(b"1,000", b"9,000"))
    page = get(create_app(Settings(own.path)).test_client(), sample.handed_over.utterance.iri)
    assert "no longer matches its SHA-256" in page.text
    assert "9,000" not in page.text


# The report


def test_a_report_shows_its_quotations_and_not_its_text(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.writing.report.iri)
    marked = page.within("mark")
    assert all(claim.utterance.quotation.exact in marked for claim in sample.reading.claims)
    assert "No licence is recorded" in page.text
    assert "Here stands a long first sentence" not in page.text
    assert "on and on until there are more" not in page.text


def test_two_claims_on_the_same_words_share_one_quotation(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.writing.report.iri)
    assert page.within("mark").count("over 135,000 Russian soldiers have been killed") == 1


def test_a_fragment_of_a_quotation_leads_to_it_on_the_page_of_its_source(client: FlaskClient, sample: Sample) -> None:
    page = get(client, sample.writing.report.iri)
    span = sample.handed_over.utterance.quotation.span
    assert f"char={span.start},{span.end}" in page.values("section", "id")


def test_a_licensed_report_shows_its_whole_text_with_the_quotations_marked(tmp_path: Path) -> None:
    sample = make_sample(licence="https://creativecommons.org/licenses/by/4.0/")
    directory = make_directory(tmp_path / "data", sample)
    page = get(create_app(Settings(directory.path)).test_client(), sample.writing.report.iri)
    assert "https://creativecommons.org/licenses/by/4.0/" in page.values("a", "href")
    assert " ".join(TEXT.split()) in page.text
    assert page.within("mark").count("Ukraine had lost over 46,000 soldiers") == 1
    pieces = page.within("mark")
    first = pieces.index("Ukraine had lost over ")
    assert pieces[first : first + 3] == ["Ukraine had lost over ", "46,000", " soldiers"]


def test_a_figure_in_a_licensed_text_says_its_claim_and_rule_and_leads_to_its_quotation(tmp_path: Path) -> None:
    sample = make_sample(licence="https://creativecommons.org/licenses/by/4.0/")
    directory = make_directory(tmp_path / "data", sample)
    page = get(create_app(Settings(directory.path)).test_client(), sample.writing.report.iri)
    said = sample.ukrainian_dead.utterance
    figures = [attrs for tag, attrs in page.elements if tag == "mark" and "figure" in str(attrs["class"]).split()]
    titles = [str(attrs["title"]) for attrs in figures if "title" in attrs]
    assert any("46,000 deaths" in title and f"rule: {said.rule}" in title for title in titles)
    span = said.quotation.span
    assert f"#char={span.start},{span.end}" in page.values("a", "href")
    assert f"char={span.start},{span.end}" in page.values("section", "id")


# The others


def test_the_front_page_lists_exchanges_in_both_directions_and_quantities(client: FlaskClient) -> None:
    text = get(client, "/").text
    for words in (
        "Body repatriation between Russia and Ukraine, 23 October 2025",
        "Russia → Ukraine",
        "Ukraine → Russia",
        "1,000 Coordination Headquarters for the Treatment of Prisoners of War states “1,000” said 23 October 2025",
        "31 Russia states “31” published 23 October 2025",
        "Deaths among Russia’s combatants",
        "more than 135,000 BBC estimates “over 135,000”, jointly with Mediazona",
        "6 claims from 1 source.",
        "PREFIX ccl:",
    ):
        assert words in text, words


def test_the_front_page_shows_the_newest_exchange_first(tmp_path: Path) -> None:
    older = make_sample(TEXT.replace("Thursday", "Monday"))
    day = NAMES.at("exchange/body-repatriation/russia+ukraine/2024-01-05")
    exchange = replace(older.exchange, iri=day, date=when("2024-01-05"), transfers=())
    claim = replace(older.received, exchange=exchange, quantity=replace(older.received.quantity, within=day))
    directory = make_directory(tmp_path / "data", make_sample(), replace(older, received=claim))
    text = get(create_app(Settings(directory.path)).test_client(), "/").text
    assert text.index("23 October 2025") < text.index("5 January 2024")


def test_an_exchange_of_no_known_day_says_so(tmp_path: Path, sample: Sample) -> None:
    unknown = NAMES.exchange_of_source(sample.writing.report.iri, 1)
    exchange = replace(sample.exchange, iri=unknown, date=None)
    claim = replace(sample.received, exchange=exchange, quantity=replace(sample.received.quantity, within=unknown))
    directory = make_directory(tmp_path / "data", replace(sample, received=claim))
    assert "day not given" in get(create_app(Settings(directory.path)).test_client(), unknown).within("h1")[0]


def test_an_empty_graph_has_a_front_page(tmp_path: Path) -> None:
    directory = make_directory(tmp_path / "data")
    page = get(create_app(Settings(directory.path)).test_client(), "/")
    assert "No exchanges yet" in page.text
    assert "0 claims from 0 sources" in page.text


def test_an_agent_shows_its_names_and_claims(client: FlaskClient) -> None:
    page = get(client, "/page/spokesperson/zelensky")
    assert "Володимир Зеленський" in page.text
    assert "more than 46,000 deaths among Ukraine’s combatants" in page.text
    assert "Speaks for Ukraine" in page.text


def test_a_concept_shows_its_definition_and_what_is_counted_under_it(client: FlaskClient) -> None:
    page = get(client, "/page/concept/deaths")
    assert "Deaths among Ukraine’s combatants" in page.text
    assert "skos:inScheme" in page.text


def test_names_in_other_languages_say_which(client: FlaskClient) -> None:
    page = get(client, "/page/party/russia")
    assert {"uk", "ru"} <= set(page.values("span", "lang"))


def test_a_page_of_what_is_unknown_is_a_404_page(client: FlaskClient) -> None:
    for address in ("/page/claim/none", "/nowhere", "/id/claim/none"):
        response = client.get(address, headers=HTML)
        assert (response.status_code, response.mimetype) == (404, "text/html")
        assert Page(response.text).within("h1") == ["Not found"]


def test_pages_carry_a_content_security_policy_that_needs_no_exception(client: FlaskClient, sample: Sample) -> None:
    for address in all_pages(sample):
        path = address if address.startswith("/") else "/page/" + NAMES.local(address)
        response = client.get(path, headers=HTML)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; script-src 'none'")
        assert "unsafe" not in policy
        page = Page(response.text)
        assert not any("style" in attrs for _, attrs in page.elements)


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("a@example.org", "mailto:a@example.org"),
        ("https://example.org/corrections", "https://example.org/corrections"),
        ("javascript:alert(1)", None),
        ("write to us", None),
        (None, None),
    ],
)
def test_only_an_address_becomes_a_link_to_the_contact(contact: str | None, href: str | None) -> None:
    assert contact_link(contact) == href


def test_records_with_almost_nothing_in_them_have_pages_all_the_same(tmp_path: Path) -> None:
    kinds = [CCL.Claim, CCL.EventClaim, CCL.Quantity, CCL.Report, CCL.BodyRepatriation, CCL.Transfer, CCL.Party]
    extra = []
    for number, kind in enumerate(kinds):
        thing = NamedNode(NAMES.at(f"bare/{number}"))
        extra.append(Quad(thing, RDF.type, kind, thing))
    odd = NamedNode(NAMES.at("bare/odd"))
    wrong = [
        (CCL.value, "many"),
        (CCL.lowest, "NaN"),
        (CCL.printed, ""),
        (CCL.madeOn, "yesterday"),
        (CCL.claimant, "x"),
    ]
    extra += [Quad(odd, predicate, Literal(value), odd) for predicate, value in wrong]
    extra += [Quad(odd, RDF.type, CCL.Claim, odd), Quad(odd, CCL.about, odd, odd), Quad(odd, CCL.jointWith, odd, odd)]
    directory = make_directory(tmp_path / "data", extra=extra)
    client = create_app(Settings(directory.path)).test_client()
    for path in ("/", *(f"/page/bare/{number}" for number in range(len(kinds))), "/page/bare/odd"):
        get(client, path)


def test_a_page_names_the_narrowest_class_and_property_and_not_what_follows_from_them(client: FlaskClient) -> None:
    page = client.get("/page/agency/mod-russia").text
    assert "agency</a>" in page
    assert "Acts for" in page
    assert "prov:" not in page
    assert "foaf:" not in page


def test_an_erased_source_shows_what_is_left_of_it(tmp_path: Path) -> None:
    digest, source = "ab" * 32, NamedNode(NAMES.at("report/1f7b"))
    text = NamedNode(NAMES.text(digest))
    said = {
        Triple(source, RDF.type, CCL.Report),
        Triple(source, CCL.text, text),
        Triple(source, CCL.erased, Literal("2026-03-02")),
        Triple(source, CCL.erasureReason, Literal("asked for by a family")),
        Triple(text, CCL.sha256, Literal(digest)),
    }
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        writer.commit({source: said}, label="a test", started=datetime(2026, 3, 2, tzinfo=UTC))
        writer.publish()
    page = get(create_app(Settings(directory.path)).test_client(), source.value)
    assert "Erased report" in page.text
    assert "Erased for good (2026-03-02): asked for by a family." in page.text
    assert digest in page.text
    assert "Quotations and the claims" not in page.text
    assert "day not given" not in page.text


def test_a_claim_of_a_dataset_says_what_became_of_it_in_a_later_release(tmp_path: Path) -> None:
    directory, table = make_directory(tmp_path / "data"), tmp_path / "losses.csv"
    first, second = "date,day,personnel\n2025-01-01,1,40\n2025-01-02,2,50\n", "date,day,personnel\n2025-01-01,1,45\n"
    known = Metadata(published=when("2025-03-01"))
    with open_writer(directory) as writer:
        table.write_text(first)
        replaced = load_table(writer, str(table), Metadata()).source
        table.write_text(second)
        load_table(writer, str(table), known, release=Release("2", replaced))
        claims = {str(quad.object): str(quad.subject)[1:-1] for quad in writer.quads(None, CCL.value)}
        writer.publish()
    client = create_app(Settings(directory.path)).test_client()
    of_40, of_45, of_50 = (get(client, claims[f'"{n}"^^<{XSD.integer.value}>']).text for n in (40, 45, 50))
    assert "Revised by" in of_40
    assert "Withdrawn" not in of_40
    assert "Revises" in of_45
    assert "Withdrawn by who published it (2025-03-01): not in release 2." in of_50
    assert "The dataset Untitled dataset" in of_45
