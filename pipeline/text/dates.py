"""Dates in running English, full or partial."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\d.]){_YEAR}\s?[-./年]\s?(?P<month>0?[1-9]|1[0-2])\s?[-./月]\s?{_DAY}(?!\d)日?",
        rf"\b{_MONTH}\s{_DAY}(?:st|nd|rd|th)?(?!\d|\s?%|\.\d)(?:,?\s{_YEAR}\b)?",
        rf"\b{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?![a-z])(?:,?\s{_YEAR}\b)?",
        rf"\b{_MONTH}(?:\sof)?,?\s{_YEAR}\b",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b",
        # "May" and "March" alone are verbs, "Mar." and "Jan" names: whole names after a word of time.
        r"(?<=\b[Ii]n )(?P<month>May|March)\b|(?<=\b(?:by|of) )(?P<month2>May|March)\b"
        r"|\b(?P<month3>January|February|April|June|July|August|September|October|November|December)\b",
        rf"(?<![\w.,$€£¥]){_YEAR}(?![\d%]|[.,]\d|\s(?:percent|per cent|people|yuan|dollars|euros|km|kilomet|met|tons|million))(?!\w)",
    )
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is given. `weekday` counts from Monday, 0."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def within(self, other: Date) -> bool:
        """Whether everything that this date says, the other says too."""
        if self.weekday is not None:
            return self.weekday == other.known_weekday
        mine, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return all(m is None or m == t for m, t in zip(mine, theirs, strict=True))

    @property
    def known_weekday(self) -> int | None:
        if self.weekday is not None:
            return self.weekday
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return datetime.date(self.year, self.month, self.day).weekday()
        except ValueError:
            return None

    def in_year(self, year: int | None) -> Date:
        """The date, its missing year filled in."""
        return replace(self, year=year) if self.year is None and self.month is not None else self


def find_dates(text: str) -> list[Date]:
    """Every date in the order of the text, the fullest reading first; none overlap."""
    found: list[Date] = []
    for form in _FORMS:
        fresh = [d for d in _read(form, text) if not any(d.start < f.end and f.start < d.end for f in found)]
        found.extend(fresh)
    return sorted(found, key=_start)


def _start(date: Date) -> int:
    return date.start


def _read(form: re.Pattern[str], text: str) -> Iterator[Date]:
    for match in form.finditer(text):
        parts = match.groupdict()
        month = next((parts[name] for name in ("month", "month2", "month3") if parts.get(name)), None)
        yield Date(
            match.start(),
            match.end(),
            year=_number(parts.get("year")),
            month=_index(month, _MONTHS, first=1),
            day=_number(parts.get("day")),
            weekday=_index(parts.get("weekday"), _DAYS, first=0),
        )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _index(text: str | None, names: Sequence[str], *, first: int) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else names.index(text[:3].lower()) + first
