"""Dates as pages write them, to ISO. Strict: what could be two dates is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# English, and the forms that translators leave standing: Spanish, and the Russian genitive.
_MONTH_NAMES = (
    "january jan enero января",
    "february feb febrero февраля",
    "march mar marzo марта",
    "april apr abril апреля",
    "may mayo мая",
    "june jun junio июня",
    "july jul julio июля",
    "august aug agosto августа",
    "september sept sep septiembre сентября",
    "october oct octubre октября",
    "november nov noviembre ноября",
    "december dec diciembre декабря",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:18|19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_ORDINAL = r"(?:st|nd|rd|th)?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2023-09-28, 2022.08.29, 2023/9/28, 2023年09月28日
        rf"(?<!\d){_YEAR}\s?[-./年]\s?(?P<month>\d{{1,2}})\s?[-./月]\s?{_DAY}(?!\d)日?",
        rf"\b{_MONTH}\s*{_DAY}{_ORDINAL}\s*,?\s*{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}{_ORDINAL}\s*(?:of\s+|de\s+)?[-\s]?{_MONTH}\s*[-,]?\s*(?:of\s+|de\s+)?{_YEAR}(?!\d)",
        # 28.09.2023: with dots, the day comes first wherever they are used
        rf"(?<!\d){_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}(?!\d)",
    )
)
# 28/09/2023 or 09/28/2023: a date only where one of them cannot be a month
_SLASHES = re.compile(rf"(?<!\d)(?P<one>\d{{1,2}})[/-](?P<two>\d{{1,2}})[/-]{_YEAR}(?!\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, and where in the text it stands."""

    iso: str
    start: int
    end: int


def first_date(text: str) -> Dated | None:
    """The first full date (day, month and year) in `text`."""
    return min(_all(text), key=lambda found: (found.start, -found.end), default=None)


def to_iso(value: object) -> str | None:
    """ISO date of a metadata value that is or holds one full date."""
    found = first_date(str(value)) if value is not None else None
    return found.iso if found else None


def _all(text: str) -> Iterator[Dated]:
    for form in _FORMS:
        for match in form.finditer(text):
            month = match["month"].lower()
            number = int(month) if month.isdigit() else _MONTHS[month]
            yield from _dated(match, month=number, day=int(match["day"]))
    for match in _SLASHES.finditer(text):
        one, two = int(match["one"]), int(match["two"])
        if one == two or max(one, two) > 12:
            yield from _dated(match, month=min(one, two), day=max(one, two))


def _dated(match: re.Match[str], *, month: int, day: int) -> Iterator[Dated]:
    try:
        found = date(int(match["year"]), month, day)
    except ValueError:
        return
    yield Dated(found.isoformat(), match.start(), match.end())
