"""Figures, quantities and dates in English words; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_MONTHS = ("January February March April May June July August September October November December").split()

# EDTF level 1, section "Season": https://www.loc.gov/standards/datetime/
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

_COMPARED = {
    "exact": "{value}",
    "at-least": "at least {value}",
    "more-than": "more than {value}",
    "about": "about {value}",
    "up-to": "up to {value}",
    "less-than": "less than {value}",
    "between": "between {lowest} and {highest}",
    "best": "{value} ({lowest} to {highest})",
}

_PEOPLE = {
    "combatants": "combatants",
    "civilians": "civilians",
    "hostages": "hostages",
    "prisoners-of-war": "prisoners of war",
    "children": "children",
    "everyone": "people",
}

_SINGULARS = {
    "bodies": "body",
    "prisoners": "prisoner",
    "hostages": "hostage",
    "deaths": "death",
    "combatants": "combatant",
    "civilians": "civilian",
    "children": "child",
    "people": "person",
    "casualties": "casualty",
    "losses": "loss",
    "refugees": "refugee",
    "seekers": "seeker",
    "returnees": "returnee",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted, with the local names of its concepts and the labels of its agents."""

    phenomenon: str
    population: str | None = None
    affiliation: str | None = None
    transferor: str | None = None
    transferee: str | None = None
    period: str | None = None
    place: str | None = None
    event_type: str | None = None
    note: str | None = None


def number(value: Decimal) -> str:
    """Write a number with commas between thousands."""
    return f"{value:,f}"


def figure(
    comparator: str | None, value: Decimal, lowest: Decimal | None, highest: Decimal | None, *, is_best: bool = False
) -> str:
    """Write a figure with its hedge: `more than 46,000`.

    `is_best` says that the value is printed as the best number beside its lowest and highest, as in `3 (3 to 5)`.
    """
    if comparator == "between" and (lowest is None or highest is None):
        comparator = "exact"
    bounds = {
        "value": number(value),
        "lowest": "" if lowest is None else number(lowest),
        "highest": "" if highest is None else number(highest),
    }
    if comparator == "between" and is_best:
        comparator = "best"
    return _COMPARED.get(comparator or "exact", "{value}").format(**bounds)


def interval(lowest: Decimal | None, highest: Decimal | None) -> str:
    """Write what a figure means as a closed interval."""
    if lowest is None:
        return "anything" if highest is None else f"at most {number(highest)}"
    if highest is None:
        return f"{number(lowest)} or more"
    return f"exactly {number(lowest)}" if lowest == highest else f"from {number(lowest)} to {number(highest)}"


def figure_of(figure: str, counted: Counted) -> str:
    """Write a figure with what it counts: `more than 46,000 deaths among Ukraine’s combatants`."""
    phrase = quantity(counted)
    if figure == "1":
        word = re.search("|".join(rf"\b{plural}\b" for plural in _SINGULARS), phrase)
        if word:
            phrase = phrase[: word.start()] + _SINGULARS[word[0]] + phrase[word.end() :]
    return f"{figure} {phrase}"


def quantity(counted: Counted) -> str:
    """Write what is counted: `bodies of Ukraine’s combatants handed over by Russia to Ukraine`."""
    whose = possessive(counted.affiliation) if counted.affiliation else ""
    among = " ".join(filter(None, (whose, _PEOPLE.get(counted.population or "", ""))))
    if counted.affiliation and not counted.population:
        among = f"{whose} people"
    noted = f"({counted.note})" if counted.note else ""
    parts = (_phenomenon(counted, among), _handed_over(counted), noted, _where(counted), period(counted.period))
    return " ".join(filter(None, parts))


def _where(counted: Counted) -> str:
    """Say in events of which type is counted, and in which place."""
    named = (counted.event_type or "").replace("-", " ")
    of_type = f"{'of' if counted.phenomenon == 'conflict-events' else 'in events of'} {named}" if named else ""
    return " ".join(filter(None, (of_type, f"in {counted.place}" if counted.place else "")))


def possessive(name: str) -> str:
    """Write whose something is."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def period(edtf: str | None) -> str:
    """Write a period as it stands in a sentence: `in summer 2025`."""
    if not edtf:
        return ""
    if "/" in edtf:
        return _range(edtf)
    if edtf.endswith(("?", "~", "%")):
        return when(edtf)
    return f"{'on' if re.fullmatch(_DAY, edtf) or edtf.startswith('[') else 'in'} {when(edtf)}"


def when(edtf: str) -> str:
    """Write an EDTF date: `23 October 2025`, `summer 2025`; what it does not know stays as it is."""
    if "/" in edtf:
        return _range(edtf)
    if one_of := re.fullmatch(rf"\[({_DAY})\.\.({_DAY})\]", edtf):
        return f"some day from {_day(one_of[1])} to {_day(one_of[2])}"
    if edtf.endswith(("?", "~", "%")):
        return f"{'about' if edtf[-1] == '~' else 'probably'} {when(edtf[:-1])}"
    day = re.fullmatch(_DAY, edtf)
    if day:
        return _day(edtf)
    month = re.fullmatch(r"(\d{4})-(\d\d)", edtf)
    if month and month[2] in _SEASONS:
        return f"{_SEASONS[month[2]]} {month[1]}"
    if month and 1 <= int(month[2]) <= len(_MONTHS):
        return f"{_MONTHS[int(month[2]) - 1]} {month[1]}"
    return edtf


_DAY = r"\d{4}-\d\d-\d\d"


def _day(edtf: str) -> str:
    try:
        day = date.fromisoformat(edtf)
    except ValueError:
        return edtf
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _range(edtf: str) -> str:
    first, _, last = edtf.partition("/")
    if first in ("", ".."):
        return f"on or before {when(last)}"
    if last in ("", ".."):
        return f"from {when(first)} on"
    return f"from {when(first)} to {when(last)}"


def _handed_over(counted: Counted) -> str:
    if not counted.transferor and not counted.transferee:
        return ""
    giver = f" by {counted.transferor}" if counted.transferor else ""
    taker = f" to {counted.transferee}" if counted.transferee else ""
    verb = "released" if counted.phenomenon == "hostages-released" else "handed over"
    return f"{verb}{giver}{taker}"


def _phenomenon(counted: Counted, among: str) -> str:
    """Name the people counted, and what befell them unless a transfer says it."""
    moved = counted.transferor or counted.transferee
    match counted.phenomenon:
        case "bodies-transferred":
            bodies = f"bodies of {among}" if among else "bodies"
            return bodies if moved else f"{bodies} handed over"
        case "prisoners-exchanged":
            return _people(counted, "prisoners") + ("" if moved else " exchanged")
        case "prisoners-held":
            return f"{_people(counted, 'prisoners')} held"
        case "hostages-released":
            return _people(counted, "hostages") + ("" if moved else " released")
        case "deaths" | "casualties" | "losses":
            return f"{counted.phenomenon} among {among}" if among else counted.phenomenon
        case "civilians-killed":
            return f"{_people(counted, 'civilians')} killed"
        case "refugees" | "asylum-seekers":
            named = counted.phenomenon.replace("-", " ")
            return f"{named} from {counted.affiliation}" if counted.affiliation else named
        case "returnees":
            return counted.phenomenon
        case "internally-displaced":
            return f"{_people(counted, 'people')} internally displaced"
        case "conflict-events":
            return "events"
        case "wounded" | "missing":
            return f"{_people(counted, 'people')} {counted.phenomenon}"
        case "identified":
            return f"bodies of {among} identified" if among else "bodies identified"
        case _:
            return f"counted, of {among}" if among else "counted"


def _people(counted: Counted, otherwise: str) -> str:
    """Name people whom a number can stand before; `otherwise` where the claim does not say what kind they are."""
    people = _PEOPLE.get(counted.population or "", otherwise)
    return f"{people} of {possessive(counted.affiliation)} side" if counted.affiliation else people
