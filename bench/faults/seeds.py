"""What mutated requests are made from: sound queries, updates, documents and headers, and what is put into them."""

from __future__ import annotations

TOKENS = (
    "{ } ( ) [ ] < > << >> <<( )>> {| |} . ; , ^^ ^ @ @en--ltr # \\ \\u0000 \\uD800 \\U0010FFFF ' \" ''' \"\"\" "
    "? $ ?x * + / | ! = != && || - -1 1e999 .5 0x1 true NaN INF SELECT ASK CONSTRUCT DESCRIBE WHERE FROM "
    "NAMED GRAPH OPTIONAL UNION MINUS FILTER EXISTS NOT BIND AS VALUES UNDEF SERVICE SILENT GROUP HAVING "
    "ORDER BY ASC DESC LIMIT OFFSET DISTINCT REDUCED BASE PREFIX VERSION INSERT DELETE DATA WITH USING "
    "LOAD CLEAR DROP CREATE ADD MOVE COPY TO ALL DEFAULT COUNT SUM AVG GROUP_CONCAT SAMPLE IF COALESCE "
    "CONCAT SUBSTR REGEX REPLACE UUID RAND NOW BNODE IRI STRDT STRLANG TRIPLE LATERAL a _:b <a:b> x:y : "
).split()
ODD = [*"\0\t\x7f\ufeff\u202e\u2028é🕯\U0010ffff%", "\r\n", "\n\n", "%00", "%FF", "A" * 5_000]

QUERIES = [
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "ASK { ?s a <x:c> FILTER(?s != 1 && STRLEN(STR(?s)) > 2) }",
    "CONSTRUCT { ?s ?p [ <x:p> ?o ] } WHERE { ?s ?p ?o OPTIONAL { ?o ?q ?r } } LIMIT 2",
    "DESCRIBE <https://w3id.org/counterclaim/id/party/russia>",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g HAVING (COUNT(*) > 1) ORDER BY DESC(?n) LIMIT 5",
    "SELECT ?s { VALUES (?s ?o) { (<x:a> 1) (UNDEF '''x''') } { ?s ?p ?o } UNION { ?o ?p ?s } MINUS { ?s a ?t } }",
    "PREFIX x: <x:> SELECT (SUM(?v) AS ?sum) (GROUP_CONCAT(STR(?v) ; SEPARATOR=',') AS ?all) { ?s x:p+/x:q*|^x:r ?v }",
]
UPDATES = [
    "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }",
    "DELETE DATA { GRAPH <x:g> { <x:s> <x:p> 1 } } ; INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 'a'@en , 2.50 } }",
    "WITH <x:g> DELETE { ?s ?p ?o } INSERT { ?s ?p ?n } WHERE { ?s ?p ?o BIND(?o + 1 AS ?n) }",
    "COPY SILENT <x:g> TO <x:h> ; DROP SILENT GRAPH <x:h> ; CREATE GRAPH <x:i>",
    "LOAD SILENT <http://127.0.0.1:9/x> INTO GRAPH <x:g>",
]
DOCUMENTS = {
    "text/turtle": '@prefix x: <x:> . x:s x:p 1 , "a"@en , [ x:q ( 1 2.50 ) ] ; a x:c . << x:s x:p 1 >> x:r _:b .',
    "application/n-triples": '<x:s> <x:p> "a"^^<x:t> .\n<x:s> <x:p> <<( <x:a> <x:b> _:c )>> .\n',
    "application/ld+json": '{"@context":{"p":"x:p"},"@id":"x:s","p":[{"@list":[true]},{"@value":"a"}]}',
    "application/rdf+xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
    '<rdf:Description rdf:about="x:s"><x:p rdf:parseType="Collection"><x:c/></x:p></rdf:Description></rdf:RDF>',
}
PARAMETERS = (
    "query default-graph-uri named-graph-uri using-graph-uri using-named-graph-uri update provenance format timeout "
    "graph default as-of except-claimant source x"
).split()
VALUES = [
    "",
    "1",
    "ASK {}",
    "x:g",
    "json",
    "html",
    "csv",
    "claims",
    "graphs",
    "0.2",
    "2025-10-23",
    "party/russia",
    "*",
    "nt",
]
PATHS = (
    "/sparql /update /data /data?default /data/x /data?graph=x:g / /ontology /ontology.ttl /ontology.svg "
    "/page/party/russia.ttl /id/party/russia /queries /.well-known/void /health /ready /metrics /dumps "
    "/static/style.css /x"
).split()
METHODS = "GET GET GET POST POST HEAD OPTIONS PUT PATCH DELETE TRACE CONNECT get X".split()
HEADERS = {
    "Accept": "*/* application/sparql-results+json;q=0.5,text/html text/csv,*;q=0 ;q= text/html;level=1".split(),
    "Content-Type": "application/sparql-query application/sparql-update application/x-www-form-urlencoded text/turtle "
    "multipart/form-data;boundary=b application/sparql-query;charset=utf-16".split(),
    "If-None-Match": ["*", '"a"', 'W/"a"', "a,b", '"'],
    "Authorization": ["Bearer", "Bearer x", "Basic eDp5", "Bearer \xff", ""],
    "Accept-Encoding": ["gzip", "zstd", "br;q=1, *;q=0", "gzip;q=x", ""],
    "Host": ["x", "", "[::1", "a b", "x:99999"],
    "Range": ["bytes=0-1", "bytes=-5", "bytes=9-1", "x"],
    "Origin": ["https://evil.example", "null"],
    "X-Forwarded-For": ["1.2.3.4", "::1, x", ""],
    "Expect": ["100-continue", "x"],
    "Content-Encoding": ["gzip", "identity", "x"],
    "Cookie": ["a=b", "=" * 50],
}  # fmt: skip
