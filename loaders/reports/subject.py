"""Whether a report speaks of war at all: sport and business have losses and swaps of their own."""

from __future__ import annotations

from spacy.tokens import Doc

_OTHER = frozenset(
    "goal goals match league cup coach penalty penalties striker goalkeeper season tournament fixture stadium club "
    "shares shareholder shareholders stock stocks index investor investors bank banks market markets dividend bond "
    "bonds turnover retailer retailers merger subsidiary quarter revenue listing trader traders brand brands".split()
)
_WAR = frozenset(
    "war army military troops soldier soldiers ceasefire truce front missile missiles drone drones shelling airstrike "
    "captivity captives pow pows prisoner prisoners hostage hostages battlefield regiment brigade civilians bodies "
    "remains servicemen defence defense offensive invasion ombudsman militants rebels detainees".split()
)
_ENOUGH = 3


def is_of_something_else(doc: Doc) -> bool:
    """Tell whether words of sport or business come more often in a report than words of war, and several of them."""
    words = [t.lower_ for t in doc]
    other = sum(word in _OTHER for word in words)
    return other >= _ENOUGH and other > sum(word in _WAR for word in words)
