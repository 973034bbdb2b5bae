"""The store of decisions: nothing is written over, and two at once do not lose each other's edits."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import ConfigError, WriteError
from pipeline.review import Conflict, Decision, Decisions
from pipeline.review.decisions import BLANK, Subject

NOTE = Subject("n", "note", {"document": "x"})
FLAG = Subject("f", "flag", {"text": "opens opens", "rule": "doubled-word", "sentence": "It opens opens."})
RIGHT = {"verdict": "right", "note": ""}
WRONG = {"verdict": "wrong", "note": "a name"}


@pytest.fixture
def store(tmp_path):
    return Decisions(tmp_path / "decisions.sqlite")


def test_a_decision_is_kept_with_who_and_when(store, tmp_path):
    store.decide("metro", FLAG, RIGHT, seen=0, who="ann")
    (kept,) = Decisions(tmp_path / "decisions.sqlite").current()
    assert (kept.article, kept.subject, kept.version, kept.value, kept.who) == ("metro", FLAG, 1, RIGHT, "ann")
    assert kept.made.endswith("+00:00")


def test_every_change_stays_in_the_history(store):
    for seen, value in enumerate([RIGHT, WRONG, BLANK["flag"]]):
        store.decide("metro", FLAG, value, seen=seen, who="ann")
    assert [one.value for one in store.history("metro")] == [BLANK["flag"], WRONG, RIGHT]
    (current,) = store.current("metro")
    assert current.version == 3
    assert current.blank


@pytest.mark.parametrize(
    ("before", "seen", "value", "outcome"),
    [
        ([], 0, RIGHT, Decision),
        ([], 0, BLANK["flag"], type(None)),
        ([RIGHT], 1, WRONG, Decision),
        ([RIGHT], 0, WRONG, Conflict),
        ([RIGHT], 0, RIGHT, type(None)),
        ([RIGHT, WRONG], 1, BLANK["flag"], Conflict),
        ([RIGHT, BLANK["flag"]], 0, WRONG, Conflict),
        # The file was moved away meanwhile.
        ([], 4, RIGHT, Decision),
    ],
    ids=[
        "first",
        "nothing",
        "upon the newest",
        "upon an older one",
        "both the same",
        "taking back blindly",
        "after taking back",
        "new file",
    ],
)
def test_a_change_is_kept_only_upon_what_its_author_saw(store, before, seen, value, outcome):
    for version, earlier in enumerate(before):
        store.decide("metro", FLAG, earlier, seen=version, who="ann")
    made = store.decide("metro", FLAG, value, seen=seen, who="bob")
    assert type(made) is outcome
    kept = [*before, value] if outcome is Decision else before
    assert [one.value for one in reversed(store.history("metro"))] == kept


def test_a_conflict_holds_both(store):
    store.decide("metro", NOTE, {"text": "by ann"}, seen=0, who="ann")
    found = store.decide("metro", NOTE, {"text": "by bob"}, seen=0, who="bob")
    assert (found.theirs.value, found.theirs.who, found.mine) == ({"text": "by ann"}, "ann", {"text": "by bob"})


def test_of_many_at_once_one_is_kept_and_the_others_are_told(tmp_path):
    path = tmp_path / "decisions.sqlite"
    Decisions(path)

    def decide(number):
        return Decisions(path).decide("metro", NOTE, {"text": str(number)}, seen=0, who=str(number))

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(decide, range(16)))
    (kept,) = [one for one in outcomes if isinstance(one, Decision)]
    assert [one.theirs for one in outcomes if isinstance(one, Conflict)] == [kept] * 15
    assert Decisions(path).history("metro") == [kept]


def test_articles_and_subjects_are_apart(store):
    store.decide("metro", FLAG, RIGHT, seen=0, who="ann")
    store.decide("metro", NOTE, {"text": "late"}, seen=0, who="ann")
    store.decide("library", FLAG, WRONG, seen=0, who="ann")
    assert [one.value for one in store.current("metro")] == [RIGHT, {"text": "late"}]
    assert [one.article for one in store.current()] == ["library", "metro", "metro"]


@pytest.mark.parametrize("content", [b"no database at all" * 99, None], ids=["another file", "another table"])
def test_what_holds_no_decisions_is_told_in_one_line(tmp_path, content):
    path = tmp_path / "decisions.sqlite"
    if content:
        path.write_bytes(content)
    else:
        sqlite3.connect(path).execute("create table decisions (x)").connection.commit()
    with pytest.raises(ConfigError, match="cannot keep decisions") as caught:
        Decisions(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_written_is_told(store, tmp_path):
    connection = sqlite3.connect(tmp_path / "decisions.sqlite")
    connection.execute("drop table decisions")
    connection.commit()
    with pytest.raises(WriteError, match="the decision was not kept"):
        store.decide("metro", FLAG, RIGHT, seen=0, who="ann")
