"""Where a number, a date or a quotation of a statement stands in the article, and what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report import Statement
from pipeline.text.dates import Date
from pipeline.text.names import tokenize
from pipeline.text.numbers import Number, find_numbers
from pipeline.text.quotes import Quote
from pipeline.text.words import STOP_WORDS, stem
from pipeline.verify.places import Place, Places

# "2,400 evacuated", "52 -km stretch": the word that a number counts, in small letters.
_COUNTED = re.compile(r"\s?-?([a-z]{3,})")
_ELLIPSIS = ("...", "…", "[", "]")


@dataclass(frozen=True, slots=True)
class Found:
    """The places that hold a fact; a note where there is more to say."""

    places: tuple[Place, ...]
    note: str | None = None


def find_number(number: Number, statement: Statement, places: Places) -> Found:
    """The places with the same amount; where there is none, what they count instead."""
    where = tuple(place for place in places if any(number.same(other) for other in place.numbers))
    return Found(where) if where else Found((), _missing_number(number, statement, places))


def _missing_number(number: Number, statement: Statement, places: Places) -> str:
    """What the article has instead: a number of the same thing, else one in the same unit."""
    stated = find_numbers(statement.text)
    counted = following(statement.text, number)
    others = [
        (place, other)
        for place in places.by_preference(statement.evidence)
        for other in place.numbers
        if not any(other.same(mine) for mine in stated)
    ]
    of_the_same = [(p, n) for p, n in others if counted is not None and following(p.text, n) == counted]
    in_the_unit = [(p, n) for p, n in others if number.unit is not None and n.unit == number.unit]
    for place, other in of_the_same + in_the_unit:
        return f"this number is not in the article; it has {place.slice(other)} {_where(place)}"
    return "this number is not in the article"


def following(text: str, number: Number) -> str | None:
    """Stem of the word right after a number: what it counts."""
    match = _COUNTED.match(text, number.end)
    return stem(match[1]) if match and match[1] not in STOP_WORDS else None


def find_date(date: Date, statement: Statement, places: Places) -> Found:
    """The places whose dates say at least as much; a year may stand in the article as a bare number."""
    where = tuple(place for place in places if _has_date(place, date, places.year))
    if where:
        return Found(where)
    near = next(
        (
            (place, other)
            for place in places.by_preference(statement.evidence)
            for other in place.dates
            if _near(date, other)
        ),
        None,
    )
    if near is None:
        return Found((), "this date is not in the article")
    return Found((), f"this date is not in the article; it has {near[0].slice(near[1])} {_where(near[0])}")


def _has_date(place: Place, date: Date, year: int | None) -> bool:
    if any(date.within(other) or date.within(other.in_year(year)) for other in place.dates):
        return True
    only_year = date.year if (date.month, date.day, date.weekday) == (None, None, None) else None
    return only_year is not None and any(n.unit is None and n.value == only_year for n in place.numbers)


def _near(date: Date, other: Date) -> bool:
    """Whether two dates have a part of the same kind that differs, and one that does not, or are alike in kind."""
    if date.weekday is not None or other.weekday is not None:
        return date.weekday is not None and other.weekday is not None
    pairs = [(date.month, other.month), (date.day, other.day), (date.year, other.year)]
    said = [mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None]
    return bool(said) and (any(said) or len(said) == 1)


def find_quote(quote: Quote, statement: Statement, places: Places) -> Found:
    """The sentences that hold a quotation word for word; left-out pieces must follow each other."""
    pieces = [keys for piece in _pieces(statement.text[quote.start : quote.end]) if (keys := _keys(piece))]
    # A sentence that holds all of it is the common case, and quick to find.
    whole = tuple(place for place in places.sentences if _in_order(pieces, [t.key for t in place.tokens]))
    if whole:
        return Found(whole)
    words = [(token.key, place) for place in places.sentences for token in place.tokens]
    spans = _in_order(pieces, [key for key, _ in words])
    if spans:
        return Found(tuple(dict.fromkeys(words[i][1] for start, end in spans for i in range(start, end))))
    where = tuple(place for place in places.metadata if _in_order(pieces, [t.key for t in place.tokens]))
    return Found(where, None if where else "these words are not in the article in this order")


def _pieces(text: str) -> list[str]:
    for mark in _ELLIPSIS:
        text = text.replace(mark, "\n")
    return text.split("\n")


def _keys(text: str) -> list[str]:
    # A quotation comes without its last full stop, which may have been that of "U.S."
    return [token.key for token in tokenize(text + ".")]


def _in_order(pieces: Sequence[Sequence[str]], keys: Sequence[str]) -> list[tuple[int, int]]:
    """Where the pieces stand, one after the other; nothing where one is missing."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for piece in pieces:
        start = next((i for i in range(begin, len(keys) - len(piece) + 1) if keys[i : i + len(piece)] == piece), None)
        if start is None:
            return []
        begin = start + len(piece)
        spans.append((start, begin))
    return spans


def _where(place: Place) -> str:
    return f"in {place.what}" if place.sentence is not None else f"in its {place.what}"
