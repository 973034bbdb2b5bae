"""Patterns of numbers in English, and the value of number words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "lakh": 5,
    "million": 6,
    "mn": 6,
    "m": 6,
    "crore": 7,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
}
PERCENT = r"(?:percentage |per cent |% )points?\b|%|percent(?:age)?\b|per cent\b|pc\b"
MONEY = (
    r"(?:yuan|renminbi|RMB|euros?|US dollars?|U\.S\. dollars?|dollars?|yen|francs?|rupees?|rou?bles?|EUR|USD|CHF)(?!\w)"
)
MEASURE = (
    r"(?:(?:square[ -])?(?:(?:kilo|centi|milli)?met(?:er|re)s?|miles?)|km²|m²|km|cm|mm|sqm|hectares?|acres?|feet|foot|inch(?:es)?|"
    r"kg|mg|g|kilo(?:gram)?s?|grams?|tons?|tonnes?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|"
    r"centur(?:y|ies)|kwh|mwh|gwh|kw|mw|gw|(?:°\s?|degrees? )(?:c(?:elsius)?|f(?:ahrenheit)?))(?!\w)"
)
VULGAR = {"½": "0.5", "⅓": "0.333", "⅔": "0.667", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅛": "0.125"}
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d{1,3}(?: \d{3}){2,}|\d{1,3} 000"
    r"|\d+(?:\.\d+)?"
)
FIGURES = re.compile(
    r"(?<![\w.,])(?<![^\W\d][-‐‑])(?:(?P<sign>[-−](?=[$€£¥\d])|minus )|\+)?"
    r"(?P<symbol>(?:US|HK|NT|CN|A|C|S)?[$€£¥₹]|(?:CHF|EUR|USD|RMB|GBP|Rs\.?) )?\s?"
    rf"(?P<digits>{_DIGITS})(?![\d]|\.\d|,\d{{3}})(?P<vulgar>[{''.join(VULGAR)}])?(?P<suffix>st|nd|rd|th)?"
    r"(?:[ -]?(?P<scale>hundred|thousand|lakh|million|crore|billion|trillion|mn|bn|tn|k|m)(?![\w²]))?"
    rf"(?:[ -]?(?P<percent>{PERCENT})|[ -](?P<money>{MONEY})|[ -]?(?P<measure>{MEASURE})|(?P<decade>s)\b)?",
    re.IGNORECASE,
)
VULGAR_ALONE = re.compile(rf"(?<!\w)[{''.join(VULGAR)}]")
# "100m" is a length where it is run, swum or measured; anywhere else it is an amount.
METRES = re.compile(
    r"\s*-?(?:race|sprint|hurdles|dash|relay|freestyle|butterfly|final|tall|long|wide|deep|high|away)\b"
)

ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = "|".join(sorted((*ONES.split(), *_TENS.split()), key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion|dozen"
WORDS = re.compile(
    rf"(?<![\w])(?P<words>(?:{_SMALL}|an?(?= (?:{_BIG})\b))(?:(?:[ -]|,? and )(?:{_SMALL}|{_BIG})\b)*"
    rf"(?P<half> and a half(?: (?:{_BIG}))?)?)"
    rf"(?:[ -](?P<percent>{PERCENT})|[ -](?P<money>{MONEY})|[ -](?P<measure>{MEASURE}))?(?!\w)",
    re.IGNORECASE,
)
HALF_OF = re.compile(rf"(?<!\w)half an? (?P<big>{_BIG})\b(?:[ -](?P<money>{MONEY}))?", re.IGNORECASE)
_ORDINAL_WORDS = """
    second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
    """.split()
ORDINALS = {word: value for value, word in enumerate(_ORDINAL_WORDS, 2)}
# "a second later", "per second" and "a third of" are no places in a row.
ORDINAL = re.compile(
    rf"(?<!\w)(?<!\ba )(?<!per )(?<!split )(?:{'|'.join(ORDINALS)})\b(?! (?:later|earlier|ago|before|after)\b)",
    re.IGNORECASE,
)
_PARTS = {word: value for word, value in ORDINALS.items() if 3 <= value <= 10} | {"quarter": 4}
_COUNTS = {"a": 1} | {word: value for value, word in enumerate(ONES.split()[:9], 1)}
FRACTION = re.compile(
    rf"(?<![\w-])(?P<count>{'|'.join(_COUNTS)})[- ](?P<part>{'|'.join(_PARTS)})(?P<plural>s)?(?![\w-])", re.IGNORECASE
)
HALF = re.compile(r"(?<![\w-])(?<!first )(?<!second )(?<!other )(?<!latter )half(?![\w-])", re.IGNORECASE)
RATIO = re.compile(
    rf"(?<![\w-])(?P<part>{'|'.join(ONES.split()[:9])}|\d{{1,2}}) (?:out of|in)(?: every)? "
    r"(?P<whole>two|three|four|five|six|seven|eight|nine|ten|\d{1,3})(?![\w.,%:/-]*\d|\w| percent| o['’]clock)",
    re.IGNORECASE,
)
SLASHED = re.compile(r"(?<![\w./,])(?P<part>\d{1,2})/(?P<whole>\d{1,2})(?![\w/]|\.\d)")
CLOCK = re.compile(
    rf"(?<![\d:])(?P<hour>[01]?\d|2[0-4]|{'|'.join(ONES.split()[:12])})(?:[:.](?P<minute>[0-5]\d))?\s?"
    r"(?P<half>[ap]\.?m\b\.?|o['’]clock)(?:\s(?:in the |at )(?P<part>morning|afternoon|evening|night)\b)?"
    r"|(?<![\d:])(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?![\d:])|(?<!\w)(?P<named>noon|midnight)(?!\w)",
    re.IGNORECASE,
)


# "nine hundred and ninety-nine billion nine hundred and ninety-nine million" has twelve.
_MOST_WORDS = 20


def part_of(match: re.Match[str]) -> Decimal | None:
    """Value of a FRACTION match; None for "a third person" and "one second"."""
    count, whole = _COUNTS[match["count"].lower()], _PARTS[match["part"].lower()]
    if (count > 1) != bool(match["plural"]) and not (count > 1 and "-" in match.group()):
        return None
    if match["count"].lower() == "a" and not re.match(r" of\b|\s*(?:[,.;:)]|$)", match.string[match.end() :]):
        return None
    return Decimal(count) / whole


def is_ratio(match: re.Match[str]) -> bool:
    """ "5 in 2 days" is none; "three in four", "nine in 10" and "5 out of 8" are."""
    words = match["part"].isalpha() and match["whole"].isalpha()
    return words or "out of" in match.group() or match["whole"] in ("10", "100")


def count_of(word: str) -> int:
    """Value of a figure or of a word from one to nineteen."""
    return int(word) if word.isdigit() else ONES.split().index(word.lower()) + 1


def read_words(text: str, start: int, end: int) -> Iterator[tuple[int, int, Decimal]]:
    """Start, end and value of each number that a run of number words holds: "five and six" are two."""
    tokens = [(m.start(), m.end()) for m in re.compile(r"[^\W\d_]+").finditer(text, start, end)]
    first = 0
    while first < len(tokens):
        for last in range(min(len(tokens), first + _MOST_WORDS), first, -1):
            begin, stop = tokens[first][0], tokens[last - 1][1]
            value = _value(text[begin:stop])
            if value is not None:
                yield begin, stop, value
                break
        else:
            last = first + 1
        first = last


def _value(words: str) -> Decimal | None:
    from text_to_num import text2num

    plain = re.sub(r"^an? ", "one ", words.lower()).replace("-", " ").replace(",", "")
    plain, half = (plain.replace(" and a half", ""), True) if " and a half" in plain else (plain, False)
    plain, dozens = (plain.removesuffix(" dozen"), 12) if plain.endswith(" dozen") else (plain, 1)
    if plain.startswith("and ") or plain.endswith((" and", " a", " half")):
        return None
    try:
        value = Decimal(text2num(plain, "en"))
    except ValueError:
        return None
    return (value + (half and _half_of(plain))) * dozens


def _half_of(words: str) -> Decimal:
    """Half of the scale that the last word names: two and a half million."""
    return Decimal("0.5").scaleb(SCALES.get(words.split()[-1], 0))
