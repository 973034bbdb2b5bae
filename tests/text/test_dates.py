"""Dates in English text: what is one, how much it says, and what that is within."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.dates import find_dates

Parts = tuple[str, int | None, int | None, int | None]
# Text, and each date in it: what stands there, year, month, day.
CASES: list[tuple[str, list[Parts]]] = [
    ("on August 24, 2022,", [("August 24, 2022", 2022, 8, 24)]),
    ("on 24 August", [("24 August", None, 8, 24)]),
    ("on Aug. 24th 2022", [("Aug. 24th 2022", 2022, 8, 24)]),
    ("the 24th of August", [("24th of August", None, 8, 24)]),
    ("2022-08-24", [("2022-08-24", 2022, 8, 24)]),
    ("Time:2022.08.29", [("2022.08.29", 2022, 8, 29)]),
    ("24/08/2022", [("24/08/2022", 2022, 8, 24)]),
    ("08/24/2022", [("08/24/2022", 2022, 8, 24)]),
    ("05/06/2022", [("05/06/2022", 2022, None, None)]),
    ("2022年8月24日", [("2022年8月24日", 2022, 8, 24)]),
    ("8月24日", [("8月24日", None, 8, 24)]),
    ("in August of 2022", [("August of 2022", 2022, 8, None)]),
    ("2022-08", [("2022-08", 2022, 8, None)]),
    ("August 24-28, 2022", [("August 24", 2022, 8, 24), ("28, 2022", 2022, 8, 28)]),
    ("24 to 28 August", [("24", None, 8, 24), ("28 August", None, 8, 28)]),
    ("on May 1 and 2 in Rome", [("May 1", None, 5, 1), ("2", None, 5, 2)]),
    ("on May 1 and 2 dogs", [("May 1", None, 5, 1)]),
    ("2019-2020", [("2019", 2019, None, None), ("2020", 2020, None, None)]),
    ("the 2019–20 season", [("2019", 2019, None, None), ("20", 2020, None, None)]),
    ("1999-00", [("1999", 1999, None, None), ("00", 2000, None, None)]),
    ("between 1994 and 1998", [("1994", 1994, None, None), ("1998", 1998, None, None)]),
    ("by May, in March", [("May", None, 5, None), ("March", None, 3, None)]),
    ("He may 5 times. They march. May I?", []),
    ("Theresa May said", []),
    ("May Day", []),
    ("June Smith and August Wilson", []),
    ("In June Smith left", [("June", None, 6, None)]),
    ("mid-August", [("August", None, 8, None)]),
    ("the 2022 World Cup", [("2022", 2022, None, None)]),
    ("2022 people, 2,022 km, $2022, 2022%", []),
    ("the 1990s", []),
    ("in March 20 percent left", [("March", None, 3, None)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_found(text: str, expected: list[Parts]) -> None:
    found = [(text[d.start : d.end], d.year, d.month, d.day) for d in find_dates(text)]
    assert found == expected


@pytest.mark.parametrize(("text", "weekday"), [("On Wednesday", 2), ("Sundays", 6), ("Monday's", 0)])
def test_weekdays(text: str, weekday: int) -> None:
    assert [d.weekday for d in find_dates(text)] == [weekday]


WITHIN = [
    ("24 August", "August 24, 2022", True),
    ("August 24, 2022", "24 August", False),
    ("2022", "August 24, 2022", True),
    ("August 2022", "2022-08-24", True),
    ("24 August", "25 August", False),
    ("Wednesday", "August 24, 2022", True),
    ("Thursday", "August 24, 2022", False),
    ("Wednesday", "Wednesday", True),
    ("Wednesday", "February 30, 2022", False),
]


@pytest.mark.parametrize(("part", "whole", "expected"), WITHIN)
def test_within(part: str, whole: str, expected: bool) -> None:
    (first,), (second,) = find_dates(part), find_dates(whole)
    assert first.within(second) is expected


def test_missing_year_is_filled_in() -> None:
    (day,), (full,), (weekday,) = find_dates("24 August"), find_dates("August 24, 2022"), find_dates("Friday")
    assert full.within(day.in_year(2022))
    assert not full.within(day.in_year(2021))
    assert weekday.in_year(2022) == weekday


PIECES = [
    "May",
    "Aug.",
    "24",
    "2022",
    "1999",
    "-",
    "–",
    "/",
    ".",
    ",",
    "to",
    "of",
    "年",
    "月",
    "日",
    "Friday",
    "th",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=80))
def test_any_text_gives_ordered_slices(text: str) -> None:
    dates = find_dates(text)
    assert all(first.end <= second.start for first, second in pairwise(dates))
    assert all(0 <= d.start < d.end <= len(text) and d.within(d) in (True, False) for d in dates)
