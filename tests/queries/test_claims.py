"""What is told of the claims behind named graphs."""

from pyoxigraph import Literal, NamedNode, Quad

from ontology.terms import CCL, OA, RDF, SKOS
from queries.claims import details
from tests.queries.conftest import BASE, Stores, build


def _claim(name: str, *said: tuple[NamedNode, NamedNode | Literal]) -> list[Quad]:
    claim = NamedNode(name)
    return [Quad(claim, predicate, value, claim) for predicate, value in ((RDF.type, CCL.Claim), *said)]


def test_claims_are_told_of_with_the_words_that_they_quote(claims: Stores) -> None:
    detail = details(claims.graphs, [f"{BASE}claim/1"])[f"{BASE}claim/1"]
    assert detail.to_json() == {
        "claimant": f"{BASE}agency/coordination-hq-pow",
        "claimantLabel": "Coordination Headquarters",
        "stance": f"{BASE}concept/states",
        "source": f"{BASE}report/1",
        "madeOn": "2025-10-23",
        "printed": "1,000",
        "quote": "The bodies of 1,000 came home.",
    }


def test_graphs_that_are_no_claims_are_left_out(claims: Stores) -> None:
    names = [f"{BASE}report/1", f"{BASE}claim/6", f"{BASE}graph/reference", f"{BASE}claim/none"]
    assert list(details(claims.graphs, names)) == [f"{BASE}claim/6"]


def test_claims_are_told_of_in_the_order_in_which_they_are_named(claims: Stores) -> None:
    names = [f"{BASE}claim/{number}" for number in (3, 1, 2)]
    assert list(details(claims.graphs, names)) == names


def test_a_claimant_without_an_english_name_has_another(claims: Stores) -> None:
    assert details(claims.graphs, [f"{BASE}claim/5"])[f"{BASE}claim/5"].claimant_label == "Медиазона"


def test_more_claims_than_one_query_asks_for_are_all_told_of() -> None:
    names = [f"{BASE}claim/{number}" for number in range(1_003)]
    stores = build(quad for name in names for quad in _claim(name, (CCL.printed, Literal(name[-3:]))))
    found = details(stores.graphs, names)
    assert [found[name].printed for name in names] == [name[-3:] for name in names]


def test_of_several_values_the_first_is_told_and_its_own_words_with_it() -> None:
    name, quotations = f"{BASE}claim/1", [NamedNode(f"{BASE}report/1#char={each}") for each in ("0,9", "1,9")]
    said = [(CCL.quotation, each) for each in quotations]
    said += [(CCL.claimant, NamedNode(f"{BASE}party/{each}")) for each in ("b", "a")]
    quads = _claim(name, *said)
    for quotation, words in zip(quotations, ("the later words", "earlier words"), strict=True):
        selector = NamedNode(quotation.value.replace("char", "quote"))
        quads.append(Quad(quotation, OA.hasSelector, selector, NamedNode(name)))
        quads.append(Quad(selector, OA.exact, Literal(words), NamedNode(name)))
    quads += [
        Quad(
            NamedNode(f"{BASE}party/{each}"), SKOS.prefLabel, Literal(each.upper()), NamedNode(f"{BASE}graph/reference")
        )
        for each in ("a", "b")
    ]
    detail = details(build(quads).graphs, [name])[name]
    assert (detail.claimant_label, detail.quote) == ("A", "the later words")
