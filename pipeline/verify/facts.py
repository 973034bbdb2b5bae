"""Each number, date, name and quotation of a statement, looked up in the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.report import FactCheck, FactKind, Statement, Target
from pipeline.text.dates import Date, find_dates
from pipeline.text.names import Name, find_names
from pipeline.text.numbers import Number, find_numbers
from pipeline.text.quotes import Quote, find_quotes
from pipeline.verify.lookup import Found, find_date, find_number, find_quote
from pipeline.verify.name_lookup import find_name
from pipeline.verify.places import Places

Fact = Number | Date | Name | Quote


def check_facts(statement: Statement, places: Places, *, target: Target, index: int) -> list[FactCheck]:
    """One check per fact, in the order of the statement's text; only quotations may overlap what is in them."""
    checks = []
    for kind, fact, found in _looked_up(statement, places):
        standing = {place.sentence for place in found.places if place.sentence is not None}
        preferred = standing & set(statement.evidence) or standing
        check = FactCheck(
            target=target,
            index=index,
            start=fact.start,
            end=fact.end,
            text=statement.text[fact.start : fact.end],
            kind=kind,
            supported=bool(found.places),
            sentences=tuple(sorted(preferred)),
            note=found.note or _beside(found),
        )
        checks.append(check)
    return sorted(checks, key=_place_in_text)


def _place_in_text(check: FactCheck) -> tuple[int, int]:
    return check.start, check.end


def _beside(found: Found) -> str | None:
    """What to say of a fact that only the article's metadata holds."""
    if not found.places or any(place.sentence is not None for place in found.places):
        return None
    return f"from the article's {found.places[0].what}"


def _looked_up(statement: Statement, places: Places) -> Iterator[tuple[FactKind, Fact, Found]]:
    text = statement.text
    dates, quotes = find_dates(text), find_quotes(text)
    names = [n for n in find_names(text, places.small) if not _overlaps(n, dates) and not _overlaps(n, quotes)]
    numbers = [n for n in find_numbers(text) if not _overlaps(n, dates) and not _in_name(n, names, text)]
    names = [n for n in names if not _overlaps(n, numbers)]
    for date in dates:
        yield "date", date, find_date(date, statement, places)
    for number in numbers:
        yield "number", number, find_number(number, statement, places)
    for quote in quotes:
        yield "quote", quote, find_quote(quote, statement, places)
    for name in names:
        yield "name", name, find_name(name, places)


def _overlaps(fact: Fact, others: Sequence[Fact]) -> bool:
    return any(fact.start < other.end and other.start < fact.end for other in others)


def _in_name(number: Number, names: Sequence[Name], text: str) -> bool:
    """ "Second World War", "Six-Day War": a number word with a capital, within a name."""
    inside = any(name.start <= number.start and number.end <= name.end and len(name.words) > 1 for name in names)
    return inside and text[number.start].isupper()
