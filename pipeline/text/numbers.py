"""Numbers in running English, in figures or words, each with its value and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.text import numerals
from pipeline.text.overlap import apart
from pipeline.text.units import CURRENCIES, currency, measure, same_measure

# "5G", "4x4", "3D" are names; these may touch their figure and be no unit that is compared.
_GLUED = re.compile(r"(?:mph|kmh|[KMGTP]B|x|°|-|–|—)(?!\w)|[-–—°]")
_NAME_LIKE = re.compile(r"\d(?:[GK]|m[Gg])$")
# Pronouns more often than numbers: "one of them", "no one".
_PRONOUN = frozenset(("one",))
_TO = re.compile(r"\s?[-–—]\s?|\sto\s|\sand\s")
_BETWEEN = re.compile(r"\bbetween\s[^.;]{0,20}$", re.IGNORECASE)
# Words that imply a number without being one.
_IMPLIED = {"one": 1, "first": 1, "once": 1, "single": 1, "both": 2, "twice": 2, "couple": 2, "pair": 2, "double": 2}
_IMPLYING = re.compile(rf"(?<![\w-])(?:{'|'.join(_IMPLIED)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """`value` counts the scale in: 19.6 billion is 19600000000.

    `unit` is percent, percentage point, fraction, ordinal, decade, a currency, a measure, nothing, or for times of day (in hours) "clock",
    and "half clock" where the text does not tell whether morning or evening.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None = None

    def same(self, other: Number) -> bool:
        """Whether both may mean the same amount; a unit that one leaves out is no contradiction."""
        units = (self.unit, other.unit)
        if "clock" in units or "half clock" in units:
            return _same_clock(self, other)
        if "decade" in units:
            return _same_decade(self, other)
        if "fraction" in units or units == ("percent", "percent"):
            share, theirs = _share(self), _share(other)
            if share is None or theirs is None:
                return False
            return self.value == other.value or ("fraction" in units and round(share, 2) == round(theirs, 2))
        return _same_amount(self, other)


def find_numbers(text: str, *, implied: bool = False) -> list[Number]:
    """Every number in the order of the text; none overlap. `implied` counts "both" as 2 and "one of" as 1."""
    implying = _implied(text) if implied else ()
    numbers = apart((*_clocks(text), *_shares(text), *_figures(text), *_in_words(text), *_ordinals(text), *implying))
    return _with_ranges(text, sorted(numbers, key=_start))


def _implied(text: str) -> Iterator[Number]:
    for match in _IMPLYING.finditer(text):
        yield Number(match.start(), match.end(), Decimal(_IMPLIED[match.group().lower()]))


def _start(number: Number) -> int:
    return number.start


def _clocks(text: str) -> Iterator[Number]:
    """Times of day as hours from midnight."""
    for match in numerals.CLOCK.finditer(text):
        if match["named"]:
            yield Number(match.start(), match.end(), Decimal(12 if match["named"].lower() == "noon" else 0), "clock")
            continue
        hour = numerals.count_of(match["hour"] or match["hour2"])
        half = _half_of_day(match)
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        minute = Decimal(match["minute"] or match["minute2"] or 0) / 60
        known = half is not None or hour > 12 or hour == 0
        yield Number(match.start(), match.end(), hour + minute, "clock" if known else "half clock")


def _half_of_day(match: re.Match[str]) -> str | None:
    """`a` before noon, `p` after it."""
    if match["half"] and match["half"][0].lower() in "ap":
        return match["half"][0].lower()
    if match["part"]:
        return "a" if match["part"].lower() == "morning" else "p"
    return None


def _figures(text: str) -> Iterator[Number]:
    for match in numerals.FIGURES.finditer(text):
        rest = text[match.end() : match.end() + 4]
        if (rest[:1].isalnum() and not _GLUED.match(rest)) or (
            not match["symbol"] and _NAME_LIKE.search(match.group())
        ):
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        yield Number(start, match.end(), _value(match), _unit(match))


def _value(match: re.Match[str]) -> Decimal:
    value = Decimal(re.sub(r"[,\s]", "", match["digits"])) + Decimal(numerals.VULGAR.get(match["vulgar"], 0))
    if match["scale"] and not _in_metres(match):
        value = value.scaleb(numerals.SCALES[match["scale"].lower()])
    return -value if match["sign"] else value


def _unit(match: re.Match[str]) -> str | None:
    if match["percent"]:
        return _percent(match["percent"])
    if match["decade"]:
        return "decade" if re.fullmatch(r"\d{1,3}0", match["digits"]) else "second"
    if _in_metres(match):
        return "meter"
    if match["suffix"]:
        return _measure(match["measure"]) or "ordinal"
    return currency((match["symbol"] or match["money"] or "").strip().removesuffix(".")) or _measure(match["measure"])


def _percent(word: str | None) -> str | None:
    """A rise of two percentage points is not one of two percent."""
    if not word:
        return None
    return "percentage point" if "point" in word.lower() else "percent"


def _measure(word: str | None) -> str | None:
    """The measure without spaces before Celsius, which is also °C."""
    if word and (degrees := re.match(r"(?:°\s?|degrees? )([cf])", word, re.IGNORECASE)):
        return measure("°" + degrees[1])
    return measure(word)


def _in_metres(match: re.Match[str]) -> bool:
    if (match["scale"] or "").lower() != "m" or match["symbol"]:
        return False
    return bool(numerals.METRES.match(match.string, match.end()))


def _shares(text: str) -> Iterator[Number]:
    """Parts of a whole: "two-thirds", "one in five", "half", "1/3"; but "half a million" is an amount."""
    for match in numerals.HALF_OF.finditer(text):
        big = match["big"].lower()
        value = Decimal(6) if big == "dozen" else Decimal("0.5").scaleb(numerals.SCALES[big])
        yield Number(match.start(), match.end(), value, currency(match["money"]))
    for match in numerals.FRACTION.finditer(text):
        if (share := numerals.part_of(match)) is not None:
            yield Number(match.start(), match.end(), share, "fraction")
    for pattern in (numerals.RATIO, numerals.SLASHED):
        for match in pattern.finditer(text):
            part, whole = numerals.count_of(match["part"]), numerals.count_of(match["whole"])
            if part < whole and (pattern is numerals.SLASHED or numerals.is_ratio(match)):
                yield Number(match.start(), match.end(), Decimal(part) / whole, "fraction")
    for match in numerals.VULGAR_ALONE.finditer(text):
        yield Number(match.start(), match.end(), Decimal(numerals.VULGAR[match.group()]), "fraction")
    for match in numerals.HALF.finditer(text):
        if not text.endswith("and a ", 0, match.start()):
            yield Number(match.start(), match.end(), Decimal("0.5"), "fraction")


def _in_words(text: str) -> Iterator[Number]:
    for match in numerals.WORDS.finditer(text):
        unit = _percent(match["percent"]) or currency(match["money"]) or _measure(match["measure"])
        numbers = list(numerals.read_words(text, match.start("words"), match.end("words")))
        for start, end, value in numbers:
            last = end == match.end("words")
            if text[start:end].lower() in _PRONOUN and not (last and unit):
                continue
            yield Number(start, match.end() if last else end, value, unit if last else None)


def _ordinals(text: str) -> Iterator[Number]:
    for match in numerals.ORDINAL.finditer(text):
        yield Number(match.start(), match.end(), Decimal(numerals.ORDINALS[match.group().lower()]), "ordinal")


def _with_ranges(text: str, numbers: Sequence[Number]) -> list[Number]:
    """In "10-15%" and "between $2 and 3 million" both ends have the unit and the scale."""
    made = list(numbers)
    for i in range(len(made) - 2, -1, -1):
        first, last = made[i], made[i + 1]
        link = text[first.end : last.start]
        if not _TO.fullmatch(link) or ("and" in link and not _BETWEEN.search(text[: first.start])):
            continue
        if 0 < first.value < 1000 and not _scale(text[first.start : first.end]):
            first = replace(first, value=first.value.scaleb(_scale(text[last.start : last.end])))
        if first.unit is None and last.unit not in ("clock", "half clock", "fraction"):
            first = replace(first, unit=last.unit)
        if last.unit is None and first.unit in CURRENCIES.values():
            made[i + 1] = replace(last, unit=first.unit)
        made[i] = first
    return made


def _scale(text: str) -> int:
    """Power of ten of the scale that a number ends in."""
    words = re.findall(r"[a-z]+", text.lower())
    return next((numerals.SCALES[w] for w in reversed(words) if w in numerals.SCALES and w != "k"), 0)


def _share(number: Number) -> Decimal | None:
    """A part of a whole, 0 to 1 where it is no growth."""
    if number.unit == "fraction":
        return number.value
    return number.value / 100 if number.unit == "percent" else None


def _same_clock(first: Number, second: Number) -> bool:
    """To the minute; 11 and 23 o'clock are one where a text leaves the half of the day out."""
    units = {first.unit, second.unit}
    if units == {"clock"}:
        return first.value % 24 == second.value % 24
    return units <= {"clock", "half clock"} and (first.value - second.value) % 12 == 0


def _same_decade(first: Number, second: Number) -> bool:
    """ "1990s" and "90s" are one; neither is the year 1990."""
    if first.unit != second.unit:
        return False
    short = min(first.value, second.value) < 100
    return (first.value - second.value) % 100 == 0 if short else first.value == second.value


def _same_amount(first: Number, second: Number) -> bool:
    units = (first.unit, second.unit)
    if "percent" in units or "percentage point" in units:
        return first.value == second.value and first.unit == second.unit
    if first.unit is None or second.unit is None:
        return first.value == second.value
    measured = same_measure(first.value, first.unit, second.value, second.unit)
    if measured is not None:
        return measured
    return first.value == second.value and (first.unit in second.unit or second.unit in first.unit)
