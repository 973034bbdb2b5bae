"""Numbers in running English, in figures or words, each with its value and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
}
_CURRENCIES = {
    "$": "dollar",
    "us$": "dollar",
    "usd": "dollar",
    "dollar": "dollar",
    "€": "euro",
    "eur": "euro",
    "euro": "euro",
    "£": "pound",
    "gbp": "pound",
    "¥": "yuan or yen",
    "rmb": "yuan",
    "cny": "yuan",
    "yuan": "yuan",
    "renminbi": "yuan",
    "jpy": "yen",
    "yen": "yen",
    "chf": "franc",
    "franc": "franc",
    "rupee": "rupee",
    "ruble": "ruble",
    "rouble": "ruble",
    "won": "won",
}
_PERCENT = r"%|percent\b|per cent\b|percentage points?\b|pc\b"
_MONEY = (
    r"(?:yuan|renminbi|RMB|euros?|dollars?|US dollars?|U\.S\. dollars?|yen|francs?|rupees?|rou?bles?|EUR|USD|CHF)\b"
)
_FIGURES = re.compile(
    r"(?<![\w.,])(?<!\w[-‐‑])(?P<sign>[-−](?=\d))?(?P<symbol>US\$|[$€£¥]|(?:CHF|EUR|USD|RMB|GBP) )?\s?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<suffix>st|nd|rd|th)?"
    r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn|k|m)\b(?!\w))?"
    r"(?:[ -]?(?P<percent>" + _PERCENT + r"))?"
    r"(?:[ -](?P<money>" + _MONEY + r"))?",
    re.IGNORECASE,
)
# "5G", "4x4", "3D" are names; units of measure and times may touch their figure.
_GLUED = re.compile(
    r"(?:km|kg|cm|mm|mg|g|m|km²|m²|am|pm|mph|kmh|kwh|mwh|mw|gw|kw|tb|gb|mb|s|h|°c|°f|°|x|-|–|—)\b|[-–—°]", re.IGNORECASE
)
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = "|".join(sorted((*_ONES.split(), *_TENS.split()), key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion"
_WORDS = re.compile(
    rf"(?<![\w])(?:(?:{_SMALL}|an?(?= (?:{_BIG})\b))(?:(?:[ -]|,? and )(?:{_SMALL}|{_BIG})\b)*)"
    rf"(?:[ -](?P<percent>{_PERCENT}))?(?:[ -](?P<money>{_MONEY}))?(?!\w)",
    re.IGNORECASE,
)
_ORDINALS = """
    second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
    """.split()
# "a second later", "per second" and "seconds" are time.
_ORDINAL = re.compile(
    rf"(?<!\w)(?<!\ba )(?<!per )(?<!split )(?:{'|'.join(_ORDINALS)})\b(?! (?:later|earlier|ago|before|after)\b)",
    re.IGNORECASE,
)
_FRACTIONS = {
    "half": "0.5",
    "one-third": "0.333",
    "a third of": "0.333",
    "one third": "0.333",
    "two-thirds": "0.667",
    "two thirds": "0.667",
    "a quarter of": "0.25",
    "one-quarter": "0.25",
    "one quarter": "0.25",
    "three-quarters": "0.75",
    "three quarters": "0.75",
}
_FRACTION = re.compile(rf"(?<![\w-])(?:{'|'.join(_FRACTIONS)})(?![\w-])", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?|o['’]clock)"
    r"|(?<![\d:])(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?![\d:])",
    re.IGNORECASE,
)
# Pronouns more often than numbers: "one of them", "no one".
_PRONOUN = frozenset(("one",))


@dataclass(frozen=True, slots=True)
class Number:
    """`value` counts the scale in: 19.6 billion is 19600000000. `unit` is percent, clock, a currency or nothing."""

    start: int
    end: int
    value: Decimal
    unit: str | None = None

    def same(self, other: Number) -> bool:
        """Whether both may mean the same amount; a currency that one leaves out is no contradiction."""
        if "clock" in (self.unit, other.unit):
            return _same_clock(self, other)
        if _fraction(self) is not None and _fraction(self) == _fraction(other):
            return True
        return self.value == other.value and _same_unit(self.unit, other.unit)


def find_numbers(text: str) -> list[Number]:
    """Every number in the order of the text; none overlap."""
    found: list[Number] = []
    for number in (*_clocks(text), *_figures(text), *_fractions(text), *_in_words(text), *_ordinals(text)):
        if not any(number.start < other.end and other.start < number.end for other in found):
            found.append(number)
    return sorted(found, key=_start)


def _start(number: Number) -> int:
    return number.start


def _clocks(text: str) -> Iterator[Number]:
    """Times of day as hours; those that name the half of the day are 100 higher, so that they stay apart."""
    for match in _CLOCK.finditer(text):
        hour = int(match["hour"] or match["hour2"])
        minute = Decimal(match["minute"] or match["minute2"] or 0) / 60
        if (match["half"] or "").lower().startswith("p") and hour < 12:
            hour += 12
        yield Number(match.start(), match.end(), hour + minute, "clock")


def _figures(text: str) -> Iterator[Number]:
    for match in _FIGURES.finditer(text):
        rest = text[match.end() : match.end() + 4]
        if rest[:1].isalnum() and not _GLUED.match(rest):
            continue
        value = Decimal(match["digits"].replace(",", ""))
        if match["scale"]:
            value = value.scaleb(_SCALES[match["scale"].lower()])
        unit = "percent" if match["percent"] else _currency(match["symbol"] or match["money"])
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        yield Number(start, match.end(), -value if match["sign"] else value, unit)


def _currency(word: str | None) -> str | None:
    if not word:
        return None
    last = word.strip().lower().split()[-1]
    return _CURRENCIES.get(last) or _CURRENCIES.get(last.removesuffix("s"))


def _fractions(text: str) -> Iterator[Number]:
    for match in _FRACTION.finditer(text):
        if not re.match(r"[ -](?:a |an )?(?:million|billion|trillion|thousand|hundred|dozen)", text[match.end() :]):
            yield Number(match.start(), match.end(), Decimal(_FRACTIONS[match.group().lower()]), "fraction")


def _in_words(text: str) -> Iterator[Number]:
    from text_to_num import text2num

    for match in _WORDS.finditer(text):
        words = match.group().lower()
        if match["percent"] or match["money"]:
            words = words[: min(match.start(g) for g in ("percent", "money") if match[g]) - match.start()]
        words = words.strip(" -")
        if words in _PRONOUN and not (match["percent"] or match["money"]):
            continue
        plain = re.sub(r"^an? ", "one ", words).replace("-", " ").replace(",", "")
        try:
            value = Decimal(text2num(plain, "en"))
        except ValueError:
            continue  # "two three": no number that anyone writes
        yield Number(match.start(), match.end(), value, "percent" if match["percent"] else _currency(match["money"]))


def _ordinals(text: str) -> Iterator[Number]:
    for match in _ORDINAL.finditer(text):
        yield Number(match.start(), match.end(), Decimal(_ORDINALS.index(match.group().lower()) + 2))


def _fraction(number: Number) -> Decimal | None:
    """A share of a whole, to the percent."""
    if number.unit == "fraction":
        return round(number.value, 2)
    return round(number.value / 100, 2) if number.unit == "percent" else None


def _same_clock(first: Number, second: Number) -> bool:
    """To the minute; 11 and 23 o'clock are one where a text leaves the half of the day out."""
    if first.unit == second.unit or None in (first.unit, second.unit):
        return (first.value - second.value) % 12 == 0
    return False


def _same_unit(first: str | None, second: str | None) -> bool:
    if "percent" in (first, second) or "fraction" in (first, second):
        return first == second
    return first is None or second is None or first in second or second in first
