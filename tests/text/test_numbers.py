"""Numbers in English text: what is one, what it is worth, and which two are the same."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.numbers import find_numbers

# Text, and each number in it: what stands there, its value, its unit.
CASES: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    ("1.2 million people", [("1.2 million", "1200000", None)]),
    ("1,200,000 people", [("1,200,000", "1200000", None)]),
    ("1 200 000 people", [("1 200 000", "1200000", None)]),
    ("10\u00a0000 people", [("10\u00a0000", "10000", None)]),
    ("in 2020 300 people", [("2020", "2020", None), ("300", "300", None)]),
    ("twenty-three dogs", [("twenty-three", "23", None)]),
    ("one hundred and five", [("one hundred and five", "105", None)]),
    ("a hundred people", [("a hundred", "100", None)]),
    ("two and a half million", [("two and a half million", "2500000", None)]),
    ("five and six", [("five", "5", None), ("six", "6", None)]),
    ("two dozen eggs, a dozen left", [("two dozen", "24", None), ("a dozen", "12", None)]),
    ("half a million", [("half a million", "500000", None)]),
    ("half of the votes", [("half", "0.5", "fraction")]),
    ("the second half", [("second", "2", "ordinal")]),
    ("two-thirds of it", [("two-thirds", "0.667", "fraction")]),
    ("a three-quarter majority", [("three-quarter", "0.75", "fraction")]),
    ("nearly a third.", [("a third", "0.333", "fraction")]),
    ("a third person", []),
    ("one in five", [("one in five", "0.2", "fraction")]),
    ("nine out of 10", [("nine out of 10", "0.9", "fraction")]),
    ("5 in 2022", [("5", "5", None), ("2022", "2022", None)]),
    ("1/3 of it", [("1/3", "0.333", "fraction")]),
    ("2½ years", [("2½ years", "2.5", "year")]),
    ("5:30 p.m. today", [("5:30 p.m.", "17.5", "clock")]),
    ("at 12 a.m. sharp", [("12 a.m.", "0", "clock")]),
    ("at 16:00", [("16:00", "16", "clock")]),
    ("3 o'clock", [("3 o'clock", "3", "half clock")]),
    ("three o’clock in the afternoon", [("three o’clock in the afternoon", "15", "clock")]),
    ("at noon", [("noon", "12", "clock")]),
    ("No. 5", [("5", "5", None)]),
    ("rose 10-15% last year", [("10", "10", "percent"), ("15%", "15", "percent")]),
    ("rose 10 to 15 percent", [("10", "10", "percent"), ("15 percent", "15", "percent")]),
    ("$15-20 million", [("$15", "15000000", "dollar"), ("20 million", "20000000", "dollar")]),
    ("between five and six million", [("five", "5000000", None), ("six million", "6000000", None)]),
    ("five and six million", [("five", "5", None), ("six million", "6000000", None)]),
    ("a 2-1 victory", [("2", "2", None), ("1", "1", None)]),
    ("$3bn deal", [("$3bn", "3000000000", "dollar")]),
    ("US$ 3 million", [("US$ 3 million", "3000000", "us dollar")]),
    ("HK$5", [("HK$5", "5", "hong kong dollar")]),
    ("€1.5m", [("€1.5m", "1500000", "euro")]),
    ("₹500 crore", [("₹500 crore", "5000000000", "rupee")]),
    ("19.6 billion yuan", [("19.6 billion yuan", "19600000000", "yuan")]),
    ("CHF 30,000 prize", [("CHF 30,000", "30000", "franc")]),
    ("-4 °C cold", [("-4 °C", "-4", "°c")]),
    ("minus 4 degrees Celsius", [("minus 4 degrees Celsius", "-4", "°c")]),
    ("a 100m race", [("100m", "100", "meter")]),
    ("1.5m tonnes", [("1.5m tonnes", "1500000", "tonne")]),
    ("a five-year plan", [("five-year", "5", "year")]),
    ("a 70-year-old man", [("70-year", "70", "year")]),
    ("the 1990s", [("1990s", "1990", "decade")]),
    ("2.5 percentage points", [("2.5 percentage points", "2.5", "percentage point")]),
    ("forty per cent", [("forty per cent", "40", "percent")]),
    ("one percent", [("one percent", "1", "percent")]),
    ("the 21st century", [("21st century", "21", "century")]),
    ("the third point, the 3rd", [("third", "3", "ordinal"), ("3rd", "3", "ordinal")]),
    ("a second later", []),
    ("$5 per second", [("$5", "5", "dollar")]),
    ("5G, 4K and 3D", []),
    ("G20, COVID-19, F-16 and R2-D2", []),
    ("one of them, no one, the first time", []),
    ("hundreds of thousands", []),
    ("version 1.2.3", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_found(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = [(text[n.start : n.end], float(n.value), n.unit) for n in find_numbers(text)]
    assert found == [(piece, pytest.approx(float(value), abs=0.001), unit) for piece, value, unit in expected]


SAME = [
    ("1.2 million", "1,200,000"),
    ("19.6 billion yuan", "19,600 million yuan"),
    ("$3bn", "3 billion dollars"),
    ("5 million yuan", "5,000,000"),
    ("23", "twenty-three"),
    ("15%", "fifteen percent"),
    ("half", "50%"),
    ("one in five", "20 percent"),
    ("two-thirds", "67%"),
    ("a third of", "1/3"),
    ("52 km", "52 kilometres"),
    ("5 km", "5,000 meters"),
    ("two years", "24 months"),
    ("five-year", "5 years"),
    ("5:30 p.m.", "17:30"),
    ("11 p.m.", "11 o'clock"),
    ("noon", "12 p.m."),
    ("the 1990s", "the 90s"),
    ("the second", "two"),
    ("¥5", "5 yuan"),
]
DIFFERENT = [
    ("1.2 million", "1.2 billion"),
    ("15%", "15"),
    ("15 percent", "15 percentage points"),
    ("15%", "15.5%"),
    ("half", "half a million"),
    ("5 km", "5 miles"),
    ("5 days", "5 years"),
    ("$5", "€5"),
    ("US$5", "HK$5"),
    ("11 a.m.", "11 p.m."),
    ("5 p.m.", "5"),
    ("the 1990s", "1990"),
    ("the 1990s", "the 1890s"),
    ("-4", "4"),
    ("5 kg", "5 km"),
    ("second", "two days"),
]


@pytest.mark.parametrize(("first", "second", "same"), [(*p, True) for p in SAME] + [(*p, False) for p in DIFFERENT])
def test_same(first: str, second: str, same: bool) -> None:
    (one,), (two,) = find_numbers(first), find_numbers(second)
    assert (one.same(two), two.same(one)) == (same, same)


@pytest.mark.parametrize(("text", "value"), [("one of them", 1), ("both men", 2), ("for the first time", 1)])
def test_implied(text: str, value: int) -> None:
    assert find_numbers(text) == []
    assert [n.value for n in find_numbers(text, implied=True)] == [Decimal(value)]


PIECES = "1 25 2022 , . - – / % $ € m k bn million five half a third and to p.m. o'clock s km ½ : ٣ second of".split(
    " "
)


@given(st.lists(st.sampled_from([*PIECES, " ", "9" * 40]), max_size=25).map("".join) | st.text(max_size=80))
def test_any_text_gives_ordered_slices_that_compare(text: str) -> None:
    numbers = find_numbers(text, implied=True)
    assert all(first.end <= second.start for first, second in pairwise(numbers))
    assert all(text[n.start : n.end].strip() == text[n.start : n.end] != "" for n in numbers)
    assert all(first.same(second) == second.same(first) for first in numbers for second in numbers)
    assert all(n.same(n) for n in numbers)
