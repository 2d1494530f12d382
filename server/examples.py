"""The queries that the pages and the command line show as examples."""

from __future__ import annotations

EXAMPLE_QUERY = """\
PREFIX ccl:  <https://w3id.org/counterclaim/ontology#>
PREFIX oa:   <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# Who claims which number of bodies handed over, by whom, in whose words?
SELECT ?figure ?claimant ?giver ?quote ?claim
WHERE {
  ?claim ccl:printed ?figure ;
         ccl:claimant / skos:prefLabel ?claimant ;
         ccl:about ?quantity ;
         ccl:quotation / oa:hasSelector / oa:exact ?quote .
  ?quantity ccl:phenomenon / skos:prefLabel "bodies transferred"@en ;
            ccl:transferor / skos:prefLabel ?giver .
  FILTER (LANG(?claimant) = "en" && LANG(?giver) = "en")
}
ORDER BY ?giver ?figure ?claimant
"""
"""Who claims which number of bodies handed over."""

SHOWN = (
    "exchanges/bodies-transferred",
    "exchanges/mediators",
    "figures/contradictions",
    "figures/running-totals-of-the-dead",
    "claimants/attributable",
    "sources/quotations",
)
"""The queries of the catalogue that the page of the ontology begins with: between them they meet its main classes."""
