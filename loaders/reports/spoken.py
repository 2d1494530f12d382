"""Of whom a side speaks that gives a figure of soldiers who fell: of its own, or of its enemies."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.reports.mentions import party_of
from loaders.reports.parsing import Parsed
from loaders.reports.sides import is_group

_ITS_DEAD = re.compile(r"\b(?:his|its|their|our|her) (?:own )?(?:losses|dead|casualties|toll|fallen)\b")
_DEAD = re.compile(
    r"(?:[’']s?)?(?: (?:own|military|war|army|combat|battlefield))* (?:casualties|losses|deaths|dead|toll)\b"
)
_ENEMIES = frozenset("militant fighter combatant rebel gunman gunmen occupier invader terrorist insurgent".split())


def of_enemies(number: Token, noun: Token | None, side: str) -> bool:
    """Tell whether enemies are counted: by their noun, "12 militants", by the sentence, or by a group that fights."""
    if noun is not None and noun.lemma_.lower() in _ENEMIES:
        return True
    # Who fights as a group counts its enemies: "Hamas said 40 soldiers were killed in an ambush".
    return is_group(side) or any(token.lower_ in ("enemy", "hostile") for token in number.sent)


def spoken_of(parsed: Parsed, number: Token, side: str) -> bool:
    """Tell whether a side's losses are named: "of its dead: 105", or were before: "spoke of Ukrainian losses"."""
    if _ITS_DEAD.search(parsed.plain, number.sent.start_char, number.idx):
        return True
    if number.sent.start == 0:
        return False
    before = number.doc[number.sent.start - 1].sent
    named = parsed.actors.within(before.start_char, before.end_char)
    if any(party_of(m.agent) == side and _DEAD.match(parsed.plain, m.span.end) for m in named):
        return True
    own = _ITS_DEAD.search(parsed.plain, before.start_char, before.end_char)
    # "Moscow disclosed its losses", and not "Kyiv said that Moscow hides its losses".
    return own is not None and bool(named) and {party_of(m.agent) for m in named} == {side}
