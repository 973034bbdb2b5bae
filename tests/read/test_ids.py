"""Ids: readable, stable whatever the order, distinct, and safe as file names."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.ids import Ids, slug

SAFE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}

SLUGS = [
    ("wuhan-digital-education", "wuhan-digital-education"),
    ("Wuhan Digital Education (2)", "wuhan-digital-education-2"),
    ("Café_Müller", "cafe-muller"),
    ("北京", "bei-jing"),
    ("мост", "most"),
    ("../../x", "x"),
    ("..\\..\\x", "x"),
]


@pytest.mark.parametrize(("name", "expected"), SLUGS)
def test_slug_is_readable(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    "name", ["CON", "nul", "Com1", "LPT9", "", "..", "***", "😀", "\ud800", "a" * 5000, "x\x00y", "."]
)
def test_awkward_names_become_safe_ones(name: str) -> None:
    made = slug(name)
    assert SAFE.fullmatch(made)
    assert len(made) <= 80
    assert made not in RESERVED


def test_long_names_that_differ_at_the_end_stay_apart() -> None:
    assert slug("a" * 300 + "1") != slug("a" * 300 + "2")


def test_colliding_files_get_ids_that_do_not_depend_on_their_order() -> None:
    files = [("a", "x/a.txt"), ("A", "y/A.txt"), ("b", "x/b.txt")]
    given_ids = []
    for order in permutations(files):
        ids = Ids(order)
        given_ids.append({origin: ids.give(origin) for _, origin in order})
    assert all(found == given_ids[0] for found in given_ids)
    assert given_ids[0]["x/b.txt"] == "b"
    assert re.fullmatch(r"a-[0-9a-f]{8}", given_ids[0]["x/a.txt"])
    assert len(set(given_ids[0].values())) == 3


def test_parts_and_wanted_ids() -> None:
    ids = Ids([("news", "news.jsonl"), ("own", "own.txt")])
    assert ids.give("news.jsonl", part=1) == "news-1"
    assert ids.give("news.jsonl", wanted="Story 7", part=2) == "story-7"
    assert re.fullmatch(r"story-7-[0-9a-f]{8}", ids.give("news.jsonl", wanted="Story 7", part=3))
    # An id that an article brings never takes the name of another file.
    assert re.fullmatch(r"own-[0-9a-f]{8}", ids.give("news.jsonl", wanted="own", part=4))
    assert ids.give("own.txt") == "own"


names = st.text(max_size=80) | st.sampled_from(["CON", "a", "A", "a-1", "../a", ""])


@given(st.lists(names, min_size=1, max_size=8), st.lists(st.none() | names, min_size=1, max_size=6))
def test_ids_are_always_safe_and_distinct(stems: list[str], wanted: list[str | None]) -> None:
    files = [(stem, f"{number}/{stem}") for number, stem in enumerate(stems)]
    ids = Ids(files)
    made = [
        ids.give(origin, wanted=name, part=part) for _, origin in files for part, name in enumerate(wanted, start=1)
    ]
    assert len(set(made)) == len(made)
    for name in made:
        assert SAFE.fullmatch(name)
        assert len(name) <= 90
        assert name not in RESERVED
