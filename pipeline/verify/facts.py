"""Each number and date of a statement, looked up in the article."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.report import FactCheck, FactKind, Statement, Target
from pipeline.text.dates import Date, find_dates
from pipeline.text.numbers import Number, find_numbers
from pipeline.verify.places import Place, Places


def check_facts(statement: Statement, places: Places, *, target: Target, index: int) -> list[FactCheck]:
    """One check per fact, in the order of the statement's text."""
    return sorted(_checks(statement, places, target, index), key=_start)


def _start(check: FactCheck) -> int:
    return check.start


def _checks(statement: Statement, places: Places, target: Target, index: int) -> Iterator[FactCheck]:
    dates = find_dates(statement.text)
    numbers = [n for n in find_numbers(statement.text) if not any(n.start < d.end and d.start < n.end for d in dates)]
    found: list[tuple[FactKind, Date | Number, list[Place]]] = []
    for date in dates:
        found.append(("date", date, [p for p in places.sentences + places.metadata if _has_date(p, date, places)]))
    for number in numbers:
        found.append(("number", number, [p for p in places.sentences + places.metadata if _has_number(p, number)]))
    for kind, fact, where in found:
        standing = {place.sentence for place in where if place.sentence is not None}
        yield FactCheck(
            target=target,
            index=index,
            start=fact.start,
            end=fact.end,
            text=statement.text[fact.start : fact.end],
            kind=kind,
            supported=bool(where),
            sentences=tuple(sorted(standing & set(statement.evidence) or standing)),
        )


def _has_date(place: Place, date: Date, places: Places) -> bool:
    return any(date.within(other.in_year(places.year)) for other in place.dates)


def _has_number(place: Place, number: Number) -> bool:
    return any(number.same(other) for other in place.numbers)
