"""Which words of a name are a person's, and which an organisation's: persons are not named (see docs/privacy.md)."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from loaders.reports import lexicon
from loaders.reports.parsing import Parsed

INSTITUTIONS = frozenset(
    "secretariat association headquarters police hospital service ministry institute committee commission directorate "
    "authority council agency office centre center force guard army command staff administration department union "
    "society group university foundation organisation organization mission fund network project board bureau "
    "court news times post media television tv radio press forum movement party monitor observatory tribunal "
    "watch site website portal channel newspaper daily station broadcaster militia corps brigade battalion "
    "alliance coalition front league federation faction defence defense presidency".split()
)
"""Words that a name of several words ends with when it is no person's."""
_MOVEMENTS = frozenset(
    "taliban hezbollah hizbullah fatah haram shabaab qaeda jihad isis isil daesh wagner azov polisario pkk sdf "
    "ypj ypg rsf hayat houthis fano janjaweed sana rudaw xinhua yonhap ansa efe dpa tasnim fars irna wafa petra "
    "kuna spa".split()
)
"""Single names of groups and agencies that the model takes for those of persons."""
_CAPITALS = frozenset(
    "islamabad delhi khartoum kabul naypyidaw bangkok damascus ankara beirut amman tripoli tunis algiers rabat bamako "
    "niamey ouagadougou abuja yaounde bangui kinshasa kigali kampala nairobi mogadishu juba asmara djibouti harare "
    "pretoria luanda maputo bogota caracas quito lima managua beijing taipei pyongyang seoul tokyo manila jakarta "
    "hanoi "
    "dhaka colombo kathmandu tashkent bishkek dushanbe astana ashgabat tbilisi yerevan baku chisinau minsk kyiv moscow "
    "warsaw vilnius riga tallinn belgrade pristina sarajevo nicosia athens ankara paris london berlin rome madrid "
    "brussels washington ottawa canberra jerusalem ramallah sanaa aden riyadh doha muscat manama baghdad erbil tehran "
    "stepanakert mekelle hargeisa".split()
)
"""Capitals, which stand for their governments and which the model takes for persons now and then."""
_GOVERNING = frozenset("mayor governor president king emir police university hospital people resident".split())
_ONE_MANS = frozenset("office group foundation staff army militia guard brigade battalion faction project".split())
"""Institutions that may be one man's: "the office of Petrov"."""
_KIN = frozenset(
    "mother father brother sister son daughter wife husband widow widower family relative cousin uncle aunt parent "
    "friend neighbour neighbor colleague lawyer".split()
)
_ABBREVIATED = range(3, 6)
"""How many capitals an abbreviation has: "MRTV", "WFP"."""
_PLACING = frozenset("in at from near within around without outside inside across".split())
"""Prepositions after which no person's name stands in the name of an office: "hospital officials in Goma"."""


def names_a_person(parsed: Parsed, token: Token) -> bool:
    """Tell whether a word may be a person's name: a proper name that is of no organisation, place or title."""
    mention = parsed.mention_at(token)
    if mention is not None:
        return mention.agent.kind == "spokesperson"
    if _is_kept_by_kin(token):
        return True
    if is_of_an_organisation(token):
        return False
    if token.text in _words_of_persons(token.doc):
        return True
    if token.pos_ != "PROPN":
        return token.ent_type_ == "PERSON"
    title = token.lemma_.lower() in lexicon.TITLES | {"foreign", "interior", "defence", "defense", "prime"}
    if not token.text.isupper() and token.dep_ != "compound" and not any(c.dep_ == "compound" for c in token.children):
        # A single name: the model takes many a surname for an organisation.
        return not title and token.ent_type_ not in ("GPE", "NORP")
    return not title and token.ent_type_ not in ("ORG", "GPE", "NORP", "FAC", "LOC")


def _is_kept_by_kin(token: Token) -> bool:
    """Tell it of "the brother of | Marta Lopez", whatever the model takes her for."""
    name = token.head if token.dep_ == "compound" else token
    of = name.head if name.dep_ == "pobj" and name.head.lower_ == "of" else None
    return of is not None and token.pos_ == "PROPN" and of.head.lemma_.lower() in _KIN


def _words_of_persons(doc: Doc) -> frozenset[str]:
    """Give the words of all names that the model takes for persons', once read."""
    kept: frozenset[str] | None = doc.user_data.get("words of persons")
    if kept is None:
        kept = frozenset(word for entity in doc.ents if entity.label_ == "PERSON" for word in entity.text.split())
        doc.user_data["words of persons"] = kept
    return kept


def is_of_an_organisation(token: Token) -> bool:
    """Tell it of a common word, and of a name by what stands beside: "Juba University", "in Goma", "the Taliban"."""
    if token.text.islower() or token.lower_ in INSTITUTIONS | _MOVEMENTS | _CAPITALS:
        return True
    if any(t.lemma_.lower() in INSTITUTIONS | _MOVEMENTS for t in _run_of(token)):
        return True
    if token.text.isupper() and len(token.text) in _ABBREVIATED:
        return True
    whole = token
    while whole.dep_ in ("compound", "nmod", "amod"):
        whole = whole.head
    placed = whole.dep_ == "pobj" and (whole.head.lower_ in _PLACING or _is_governed(whole))
    determined = token.dep_ != "pobj" and any(c.lower_ == "the" for c in token.children) and not _is_titled(token)
    return placed or determined or (whole.i != token.i and whole.lemma_.lower() in INSTITUTIONS)


def _is_governed(name: Token) -> bool:
    """Tell it of "the mayor of Goma", "the Ministry of Emergencies": what is governed is a place or a matter."""
    if any(c.dep_ == "compound" for c in name.children) or name.head.lower_ not in ("of", "for"):
        return False
    governor = name.head.head.lemma_.lower()
    matter = governor in INSTITUTIONS - _ONE_MANS and name.text not in _words_of_persons(name.doc)
    return governor in _GOVERNING or matter


def _is_titled(token: Token) -> bool:
    """Tell it of "the envoy Belov": the article is the title's."""
    return any(c.dep_ in ("compound", "nmod", "amod") and c.lemma_.lower() in lexicon.TITLES for c in token.children)


def _run_of(token: Token) -> list[Token]:
    """Give the proper names that follow a token without a break: "Joint | Humanitarian Secretariat"."""
    run: list[Token] = []
    for following in token.doc[token.i + 1 : token.sent.end]:
        if following.pos_ not in ("PROPN", "ADJ", "NOUN") or not following.text[:1].isupper():
            break
        run.append(following)
    return run


def run_on(parsed: Parsed, tokens: list[Token]) -> set[int]:
    """Give what follows the first of three proper names after "of": "governor of Kharkiv | Oleh Syniehubov"."""
    found: set[int] = set()
    run: list[Token] = []
    for token in [*tokens, tokens[0]]:
        joined = token.pos_ == "PROPN" and parsed.mention_at(token) is None and (not run or token.i == run[-1].i + 1)
        if not joined and len(run) > 2 and run[-1].dep_ == "pobj" and not is_of_an_organisation(run[-1]):
            found |= {t.i for t in run[1:]}
        run = [*run, token] if joined else []
    return found
