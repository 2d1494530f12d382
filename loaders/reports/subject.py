"""Whether a report speaks of war at all: sport, business, animals and accidents have losses and swaps of their own."""

from __future__ import annotations

from spacy.tokens import Doc

_SPORT = (
    "goal goals match league cup coach penalty penalties striker goalkeeper season tournament fixture stadium club "
    "referee innings wicket defender midfielder playoff playoffs squad basketball football rugby"
)
_BUSINESS = (
    "shares shareholder shareholders stock stocks index investor investors bank banks market markets dividend bond "
    "bonds turnover retailer retailers merger subsidiary quarter revenue listing trader traders brand brands startup "
    "customer customers profit profits layoffs auction supermarket warehouse insurer"
)
_ANIMALS = (
    "fish salmon trout eggs hatchery birds bird bees cattle cows sheep lambs herd flock wildlife species sanctuary zoo "
    "vet veterinary animal animals dogs cats horses wolves wolf turtles whales dolphins seals elephants otters owls "
    "eagles chicks puppies aquarium reptiles tagged poachers"
)
_ACCIDENTS = (
    "earthquake quake flood floods avalanche landslide hurricane typhoon cyclone tornado derailment derailed capsized "
    "stampede epidemic outbreak virus motorway lorry collision overdose wildfire wildfires heatwave volcano eruption "
    "ferry influenza"
)
_FICTION = (
    "novel film movie series episode actor actress director screenplay sequel gamers gameplay console characters "
    "novelist memoir theatre orchestra album concert exhibition museum"
)
_OTHER = frozenset(" ".join((_SPORT, _BUSINESS, _ANIMALS, _ACCIDENTS, _FICTION)).split())
_WAR = frozenset(
    "war army military troops soldier soldiers ceasefire truce front missile missiles drone drones shelling airstrike "
    "captivity captives pow pows prisoner prisoners hostage hostages battlefield regiment brigade civilians bodies "
    "remains servicemen defence defense offensive invasion ombudsman militants rebels detainees airstrikes strike "
    "strikes attack fighters insurgents jihadists militia ministry casualties frontline combat guerrillas junta "
    "paramilitary gunmen artillery occupation pows repatriation troop border killed conflict fighting".split()
)
_ENOUGH = 3


def is_of_something_else(doc: Doc) -> bool:
    """Tell whether words of other matters come more often in a report than words of war, and several of them."""
    words = [t.lower_ for t in doc]
    other = sum(word in _OTHER for word in words)
    return other >= _ENOUGH and other > sum(word in _WAR for word in words)
