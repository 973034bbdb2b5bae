"""Dates in running English, full or partial."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.text.overlap import apart

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_DAY2 = r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|and|through|until)\s)"
_NOT_COUNTED = r"(?!\s?%|\.\d|\s[a-z]+s\b|\s(?:percent|people|per cent)\b)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # Two dates that share a month or a century: "August 24-28, 2022", "24 to 28 August", "2019-20".
        rf"\b{_MONTH}\s{_DAY}(?:st|nd|rd|th)?(?P<second>{_TO}){_DAY2}{_NOT_COUNTED}(?:,?\s{_YEAR}\b)?",
        rf"\b{_DAY}(?:st|nd|rd|th)?(?P<second>{_TO}){_DAY2}\s(?:of\s)?{_MONTH}(?![a-z])(?:,?\s{_YEAR}\b)?",
        rf"(?<![\w.,$€£¥-]){_YEAR}(?P<second>[-–/])(?P<year2>\d\d)(?![\w%-]|[.,/]\d)",
        rf"(?<![\d.]){_YEAR}\s?[-./年]\s?(?P<month>0?[1-9]|1[0-2])\s?[-./月]\s?{_DAY}(?!\d)日?",
        rf"(?<![\d.]){_YEAR}(?:-(?P<month>0[1-9]|1[0-2])(?![\d-])|年(?P<month2>0?[1-9]|1[0-2])月)",
        rf"(?<!\d)(?P<month>0?[1-9]|1[0-2])月{_DAY}日",
        # Day and month in either order: known only where one of them is more than twelve.
        rf"(?<![\d./-]){_DAY}(?P<mark>[./-])(?P<month>0?[1-9]|1[0-2])(?P=mark){_YEAR}(?!\d)",
        rf"(?<![\d./-])(?P<month>0?[1-9]|1[0-2])(?P<mark>[./-]){_DAY}(?P=mark){_YEAR}(?!\d)",
        rf"\b{_MONTH}\s{_DAY}(?:st|nd|rd|th)?(?!\d|\s?(?:%|percent|per cent)|\.\d)(?:,?\s{_YEAR}\b)?",
        rf"\b{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?![a-z])(?:,?\s{_YEAR}\b)?",
        rf"\b{_MONTH}(?:\sof)?,?\s{_YEAR}\b",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b",
        # "May" and "March" alone are verbs, "Mar." and "Jan" names: whole names after a word of time.
        r"(?<=\b[Ii]n )(?P<month>May|March)\b|(?<=\b(?:by|of) )(?P<month2>May|March)\b"
        r"|\b(?P<month3>January|February|July|September|October|November|December)\b"
        # "June Smith" and "August Wilson" are people.
        r"|(?<=\b[Ii]n )(?P<month4>April|June|August)\b|\b(?P<month5>April|June|August)\b(?!\s[A-Z])",
        rf"(?<![\w.,$€£¥]){_YEAR}(?![\d%]|[.,]\d|\s(?:percent|per cent|people|yuan|dollars|euros|km|kilomet|met|tons|million))(?!\w)",
    )
)
_MONTH_GROUPS = ("month", "month2", "month3", "month4", "month5")


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
    return sorted(apart(date for form in _FORMS for date in _read(form, text)), key=_start)


def _start(date: Date) -> int:
    return date.start


def _read(form: re.Pattern[str], text: str) -> Iterator[Date]:
    for match in form.finditer(text):
        parts = match.groupdict()
        month = next((parts[name] for name in _MONTH_GROUPS if parts.get(name)), None)
        first = Date(
            match.start(),
            match.end(),
            year=_number(parts.get("year")),
            month=_index(month, _MONTHS, first=1),
            day=_number(parts.get("day")),
            weekday=_index(parts.get("weekday"), _DAYS, first=0),
        )
        if parts.get("second"):
            yield from _two(match, first)
        elif parts.get("mark") and first.month and first.day and first.month != first.day <= 12:
            yield replace(first, month=None, day=None)
        else:
            yield first


def _two(match: re.Match[str], first: Date) -> Iterator[Date]:
    """Both dates of a range; they share what is said once."""
    last = replace(first, start=match.end("second"))
    if match.groupdict().get("day2"):
        last = replace(last, day=int(match["day2"]))
    elif first.year is not None:
        year = first.year // 100 * 100 + int(match["year2"])
        year = year + 100 if match["year2"] == "00" else year
        if year <= first.year:
            return  # "2022-08" is a month
        last = replace(last, year=year)
    yield replace(first, end=match.start("second"))
    yield last


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _index(text: str | None, names: Sequence[str], *, first: int) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else names.index(text[:3].lower()) + first
