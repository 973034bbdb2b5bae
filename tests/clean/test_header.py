"""Who, where and when: header lines of many manners, and titles that only look like one."""

from __future__ import annotations

import pytest

from pipeline.clean.header import Header, classify_author, parse_dateline, parse_header

LINES = [
    ("Author:China Education Network Time:2022.08.29", Header(None, "China Education Network", "2022-08-29")),
    ("Written by Mona Abdel Rahman", Header("Mona Abdel Rahman", None, None)),
    ("Text丨Lin Yi", Header("Lin Yi", None, None)),
    ("Source丨Example Health Bureau", Header(None, "Example Health Bureau", None)),
    ("(Reporter Qian Feng, correspondent Sun Li)", Header("Qian Feng, correspondent Sun Li", None, None)),
    ("Europa Press", Header(None, "Europa Press", None)),
    ("By Jane Doe, Special to the Example Times", Header("Jane Doe", "Example Times", None)),
    ("By Jim Example (CT-04)", Header("Jim Example (CT-04)", None, None)),
    ("www.example.cn Example County Daily 2021-10-11 08:30:17", Header(None, "Example County Daily", "2021-10-11")),
    ("Original Example Release 2023-04-17 18:02 Published in Zhejiang", Header(None, None, "2023-04-17")),
    ("SOURCE: bit.ly/1x2y3z Example Journal, online June 15, 2011.", Header()),
    ("Last updated: 29 May 2023 1:12", Header(None, None, "2023-05-29")),
    ("Press Briefing by Press Secretary Jane Doe, February 10, 2021", None),
    ("Daily Reading List – March 29, 2024 (#287)", None),
    ("NEWSLETTER: The News with Jane Doe - Feb. 28, 2013", None),
    ("On Monday, February 4, 2019, Example News and the committee are pleased", None),
    ("Published in three languages since 2019", None),
    ("Source of the river found", None),
    ("By the river", None),
    ("x" * 300, None),
]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line[:40] for line, _ in LINES])
def test_line(line: str, expected: Header | None) -> None:
    assert parse_header(line) == expected


AUTHORS = [
    ("Wang Fang", Header("Wang Fang", None, None)),
    ("Example Daily", Header(None, "Example Daily", None)),
    ("Example Daily reporter Zhao Min", Header("Zhao Min", "Example Daily", None)),
    ("admin", Header()),
    (None, Header()),
]


@pytest.mark.parametrize(("name", "expected"), AUTHORS)
def test_author(name: str | None, expected: Header) -> None:
    assert classify_author(name) == expected


DATELINES = [
    ("Xinhua News Agency, Geneva, March 9 (Reporters Liu Qu and Chen Bin) The", Header("Liu Qu and Chen Bin", "Xinhua News Agency", None)),
    ("EXAMPLESK, November 15 - RIA Novosti. The bridge", Header()),
    ("TOKYO, May 3, 2024 (Kyodo) -- A", Header(None, "Kyodo", "2024-05-03")),
    ("The talks -- the third this year -- failed.", Header()),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "expected"), DATELINES)
def test_dateline(paragraph: str, expected: Header) -> None:
    assert parse_dateline(paragraph) == expected


def test_earlier_values_stay() -> None:
    assert Header("A", None, "2024-01-01") | Header("B", "C", "2023-01-01") == Header("A", "C", "2024-01-01")
