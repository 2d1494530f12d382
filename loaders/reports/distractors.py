"""What a number is that counts no people, by the characters beside it: a date, money, a share, an age, a rate."""

from __future__ import annotations

import re

from loaders.base import Reason
from loaders.reports.numerals import WORD, Number

# What a number is not when it stands beside this: money, shares, ages, times, ordinals, lists of days.
_MONEY_BEFORE = re.compile(r"(?:[$€£₴₽]|\b(?:USD|EUR|UAH|RUB|US\$))\s*$")
_NOT_AFTER = re.compile(
    r"\s?(?:(?P<share>%|per ?cent\b|percent)|(?P<ordinal>(?:st|nd|rd|th)\b)|(?P<time>:\d|[ap]\.?m\b)"
    r"|(?P<age>[ -]?years?[ -]old)|(?P<measure>°|[ -]?(?:km|kms|kilomet|met(?:er|re)s?\b|miles?\b))"
    r"|(?P<money>\s?(?:(?:thousand|million|billion)\s)?(?:dollars|euros|hryvnias?|rubles|roubles|pounds)\b"
    # More than there are people.
    r"|\s?(?:billion|trillion|bn|tn)\b)"
    # "12.06.2025", "1.2.3"; "a 3-day visit", "155-mm shells", "the 12-member team"; "two thirds", "twenty-first"
    r"|(?P<code>/\d|[.,/:]\d)|(?P<compound>-(?!plus\b|odd\b|strong\b|for-\d)[^\W\d])"
    r"|(?P<fraction>[ -](?:thirds?|quarters?|halves|fifths|tenths|percentage|hundredth|thousandth)\b| and a half\b))",
    re.IGNORECASE,
)
_AFTER_REASONS = {
    "share": Reason.SHARE,
    "ordinal": Reason.ORDINAL,
    "time": Reason.TIME,
    "age": Reason.AGE,
    "measure": Reason.MEASURE,
    "money": Reason.MONEY,
    "code": Reason.CODE,
    "compound": Reason.COMPOUND,
    "fraction": Reason.SHARE,
}
# "12 of the 1,000 bodies", "half of the 1,000", "Of 1,000 bodies, 200 were identified": a whole, not itself claimed.
_OF_WHOLE = rf"(?i:\b(?:half|thirds?|quarters?|fifths?|tenths?|most|part|many|some|majority|per ?cent|{WORD})s?|%|\d)"
_WHOLE_BEFORE = re.compile(
    rf"{_OF_WHOLE} (?:out )?of (?:the|these|those|all|its|their|his|our)(?: \w+)? $"
    rf"|(?:\b(?:{WORD})|\d) (?:out )?of $|(?:^|[.!?\n\"]\s*)(?:Out of|Of|Among) (?:the |these |those |all )*$"
)
# "Of the 230 people released on 3 January, 48 …": the whole is told of here.
_CLAIMED_AFTER = re.compile(
    r" who (?:came|returned|were|had|have|arrived|died|went)\b"
    r"|(?: (?!were|was|are|is|have|had|has|been|be\b)\w+){0,3} (?:released|freed|returned|repatriated"
    r"|killed|wounded|exchanged|swapped|identified|handed|captured)\b"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_DAY_BEFORE = re.compile(rf"\b(?:{_MONTHS})\s+$")
_DAY_AFTER = re.compile(rf"\s+(?:{_MONTHS})(?!\w)")
_YEAR_BEFORE = re.compile(
    rf"\b(?:in|since|by|during|of|until|from|late|early|mid-?|(?:19|20)\d\d(?:-|/| and| to)"
    rf"|between(?= (?:19|20)\d\d and)|(?:{_MONTHS})(?: \d\d?,)?)\s*$",
    re.IGNORECASE,
)
# "23-25 May", "between 14 and 16 April", "January 23 and 24", "September '22"
_DAYS_AFTER = re.compile(rf"\s?(?:-|and|to|or|,|/)\s?\d\d?(?:\s?(?:-|and|to|or|,)\s?\d\d?)?\s(?:{_MONTHS})(?!\w)")
_DAYS_BEFORE = re.compile(rf"\b(?:{_MONTHS})\s\d\d?\s?(?:-|and|to|or)\s?$|\b(?:{_MONTHS}),?\s'$")
# "2000 bodies", "1968 Palestinians", "2000 / 35"; a year has none of these after it.
_COUNTS_AFTER = re.compile(r" [a-z]|\s?/\s?\d| [A-Z][a-z]+(?:ans|ese|is|ens)\b")
_PLUS_BEFORE = re.compile(r"\+\d{1,3}(?:[ ,.]\d{3})*[ ,.]?$")
_PAIRED_AFTER = re.compile(r"\s?(?:-|\bto\b|\band\b|\bor\b)\s?\d[\d,.]*(?=\D)")
_PERIOD = "(?:day|week|month|year|hour|night|minute)"
# "1,000 deaths every day", "35,000 a month", "six dead and twenty wounded a day", "fifteen at a time"
_RATE_AFTER = re.compile(
    rf"(?: [a-z-]+){{0,3}}?(?: and [\w,]+ [a-z]+)? (?:a|each|every|per) {_PERIOD}\b"
    r"(?! (?:later|earlier|ago|before|after))"
    r"|(?: [a-z-]+){0,3}? daily\b| at a time\b| times\b|\s?x\b|/(?:day|month)",
    re.IGNORECASE,
)
# "two-for-one", "15 for one", "50 Palestinians for each hostage", "1 in 3"
_RATIO_AFTER = re.compile(
    r"-(?:for|to)-(?:one|two|three|\d(?![\d,.]*\d))\b| for (?:one|1)\b(?! [a-z]|[,.]\d)"
    r"|(?: [A-Za-z-]+){0,2} for (?:each|every)\b"
    # "in 18 of 24 regions", "1,630 for the dollar"
    r"| of (?:the |all )?\d+ (?:regions|oblasts|districts|cities|provinces|governorates|states|towns|countries)\b"
    r"| (?:for|to) (?:the|a|one) (?:US )?(?:dollar|euro|pound)\b",
    re.IGNORECASE,
)
_FEW = r"(?:one|two|three|four|nine|ten|10|\d)"
_SHARE_AFTER = re.compile(rf" (?:in|out of) (?:every )?(?:{_FEW}|ten|10)\b(?! (?:days?|weeks?|months?|years?|hours?))")
_RATIO_BEFORE = re.compile(rf"\b{_FEW} (?:in|out of) (?:every )?$", re.IGNORECASE)
_FOR_BEFORE = re.compile(rf"\b(?:{WORD}|\d\d?) for $", re.IGNORECASE)
_DIFFERENCE_AFTER = re.compile(
    r" fewer\b|(?: more| less) than (?:on |in |the |a |last |during |at |before|previous|yesterday)"
    r"| (?:up|down) (?:on|from|against) (?!\d)| (?:short|higher|lower)\b",
    re.IGNORECASE,
)
_DIFFERENCE_BEFORE = re.compile(
    r"\b(?:difference|discrepancy|gap|gain|increase|rise|decrease|drop|wrong|off|out|shortfall|differ\w*) (?:of|by)"
    r"(?: about| some| almost| nearly| around)? $",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|age of)\s+$|\b(?:oldest|youngest|eldest)\b[^.;\d]{0,40}"
    r"(?:\b(?:is|was|being|just|only|turned|at)|,)\s+$"
    r"|\b(?:oldest|youngest|eldest)\b[^.;]{0,30}\d+ and the (?:oldest|youngest|eldest) (?:\w+ ){0,3}$",
    re.IGNORECASE,
)
# "the oldest 48", "a reader of 71": of one person, by what stands right before.
_PERSON = (
    "man|woman|boy|girl|reader|listener|viewer|caller|pensioner|grandmother|grandfather|widow|mother|father|person"
)
_AGED = re.compile(rf"\b(?:oldest|youngest|eldest) $|\ban? (?:[a-z]+ )?(?:{_PERSON}) of $", re.IGNORECASE)
# "said a trader, 54, who": of a person, between commas.
_AGE_AFTER = re.compile(r", (?:a|an|who|said|says|from|told|has|had|was|is)\b")

_ALONE_AFTER = re.compile(r" (?:of|as|in|at|by|on|to|for|that|who|which|and|or|is|was|has|had|with|from|against)\b")
# Hyphens between digits are a range when there is one of them, a date or a telephone number when more.
_PAIR_AFTER = re.compile(r"-\d[\d,]*(?![-\d])")
_PAIR_BEFORE = re.compile(r"(?<![-\d,])\d[\d,]*-$")


def reason_against(text: str, number: Number) -> Reason | None:
    """Tell what a number is that counts no people: by the characters beside it."""
    before = text[max(0, number.span.start - 30) : number.span.start]
    after = text[number.span.end : number.span.end + 45]
    printed = number.span.of(text)
    if re.match(r"-\d", after) and not _PAIR_AFTER.match(after):
        return Reason.CODE
    if re.search(r"\d-$", before) and (after.startswith("-") or not _PAIR_BEFORE.search(before)):
        return Reason.CODE
    if re.match(r"0\d", printed):
        return Reason.CODE  # "(044) 555": no count begins with nought
    if reason := _of_its_line(text, number, before, after):
        return reason
    if _MONEY_BEFORE.search(before):
        return Reason.MONEY
    if following := _NOT_AFTER.match(after):
        return _AFTER_REASONS[following.lastgroup or "code"]
    aged = re.fullmatch(r"[1-9]\d", printed) and re.search(r"[a-z], $", before) and _AGE_AFTER.match(after)
    if _AGE_BEFORE.search(text[max(0, number.span.start - 70) : number.span.start]) or aged:
        return Reason.AGE
    if _AGED.search(before) and re.match(r"(?:[.,;:!?)\"\n]| (?:and|who|from|in)\b|$)", after):
        return Reason.AGE
    if reason := _by_neighbours(number, printed, before, after):
        return reason
    if _WHOLE_BEFORE.search(before) and not _CLAIMED_AFTER.match(after):
        return Reason.WHOLE
    if printed.isdigit() and len(printed) <= 2 and (_DAY_BEFORE.search(before) or _DAY_AFTER.match(after)):
        return Reason.DATE
    if printed.isdigit() and len(printed) <= 2 and (_DAYS_BEFORE.search(before) or _DAYS_AFTER.match(after)):
        return Reason.DATE
    is_year = printed.isdigit() and len(printed) == 4 and printed[:2] in ("19", "20")
    spanned = re.match(r"(?: and| to|-) ?(?:19|20)\d\d\b", after)
    if is_year and (spanned or _YEAR_BEFORE.search(before) or not _COUNTS_AFTER.match(after)):
        return Reason.DATE
    return _by_phrase(text, number, before) or _no_count(printed.lower(), before, after)


# "At eight, seven hostages crossed", "by six in the evening"
_HOUR_BEFORE = re.compile(r"\b(?:at|by|until|around|before|after|from|past|to) $", re.IGNORECASE)
_HOUR_AFTER = re.compile(r" (?:o'clock|in the (?:morning|afternoon|evening)|at night|sharp|local time|hours GMT)\b")
_HOUR = re.compile(rf"(?:[1-9]|1\d|2[0-4]|{WORD})", re.IGNORECASE)
# "020 7946 0112": a telephone's number, in groups
_DIALLED_BEFORE = re.compile(r"(?:\b0\d{1,4}|\+\d{1,3}) $|\b0\d{1,4} \d{3,4} $")
# "a staff of 60", "the population of 90,000": how many there are of others
_BODY_OF = re.compile(
    r"\b(?:staff|crowd|audience|population|workforce|readership|membership|choir|congregation|garrison) of "
    r"(?:about |some |nearly |almost |over )?$",
    re.IGNORECASE,
)
# "55 minus 32 is indeed 23": a sum in subtraction
_MINUS = re.compile(r"\d minus (?:\d[\d,.]* (?:is|makes|leaves|equals|gives) (?:\w+ )?)?$")


def _by_neighbours(number: Number, printed: str, before: str, after: str) -> Reason | None:
    """Tell an hour, a telephone's number, what a staff or a crowd numbers, and the terms of a subtraction."""
    if _HOUR.fullmatch(printed) and _HOUR_BEFORE.search(before):
        opens = re.search(r"(?:^|[.!?:\n]\s*)At $", before) and after.startswith(",")
        if opens or _HOUR_AFTER.match(after):
            return Reason.TIME
    if printed.isdigit() and (_DIALLED_BEFORE.search(before) or before.endswith("\U0001f441 ")):
        return Reason.CODE
    if _BODY_OF.search(before):
        return Reason.UNCOUNTED
    minus = _MINUS.search(before) or re.match(r" minus \d", after)
    return Reason.DIFFERENCE if minus else None


def _of_its_line(text: str, number: Number, before: str, after: str) -> Reason | None:
    """Tell it of a struck-out figure, of one in brackets, of "+1 360", and of the first of "45 and 65 per cent"."""
    if before.endswith("~~") and after.startswith("~~"):
        return Reason.SUPERSEDED
    if before.endswith("[") and after.startswith("]"):
        return Reason.SUPERSEDED if re.match(r"\]\s?\d", after) else Reason.FOOTNOTE
    if _PLUS_BEFORE.search(before):
        return Reason.DIFFERENCE
    paired = _PAIRED_AFTER.match(text, number.span.end)
    if paired and (following := _NOT_AFTER.match(text, paired.end())):
        reason = _AFTER_REASONS[following.lastgroup or "code"]
        return reason if reason in (Reason.SHARE, Reason.MEASURE, Reason.MONEY, Reason.AGE) else None
    return None


def _by_phrase(text: str, number: Number, before: str) -> Reason | None:
    """Tell a rate, a ratio and a difference by the words after or before a number."""
    end = number.span.end
    if _RATE_AFTER.match(text, end):
        return Reason.RATE
    few = re.fullmatch(_FEW, number.span.of(text), re.IGNORECASE)
    if (
        _RATIO_AFTER.match(text, end)
        or (_is_one(number, text) and _FOR_BEFORE.search(before))
        or (few and (_SHARE_AFTER.match(text, end) or _RATIO_BEFORE.search(before)))
    ):
        return Reason.RATIO
    if _DIFFERENCE_AFTER.match(text, end) or _DIFFERENCE_BEFORE.search(before):
        return Reason.DIFFERENCE
    return None


def _is_one(number: Number, text: str) -> bool:
    return number.span.of(text).lower() in ("one", "1")


def _no_count(word: str, before: str, after: str) -> Reason | None:
    """Tell it of "one of the few", "the last one", "no one"; plural words ("hundreds") never come here."""
    if word != "one":
        return Reason.PRONOUN if word == "zero" else None
    pronoun = re.search(
        r"\b(?:the|of|last|first|this|that|no|any|each|every|another|some|only)\s$", before, re.IGNORECASE
    )
    # "the larger one", "a smaller one"
    named = re.search(r"\b(?:the|an?|this|that|each|every) (?!(?:other|hundred|and)\b)[a-z]+ $", before)
    alone = not re.match(r" [a-z]", after) or _ALONE_AFTER.match(after)
    return Reason.PRONOUN if pronoun or named or alone else None
