"""The store: whole results by key, and what happens to files that are none."""

import sqlite3

import pytest

from pipeline import ConfigError
from pipeline.run.store import Result, Store
from tests import tiny

PART = tiny.document("Metro", [["The new metro line opened on Monday."]]).model_dump_json()


def result(key, article="a", stage="clean", part=PART, failure=None):
    return Result(key, article, stage, {"version": key}, part, failure, 0.5)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store.sqlite")


def test_results_come_back_by_key(store):
    store.put([result("k1"), result("k2", part=None, failure="broke")])
    assert store.get(["k2", "k3", "k1"]) == {
        "k1": result("k1"),
        "k2": result("k2", part=None, failure="broke"),
    }


def test_more_keys_than_one_query_takes(store):
    store.put(result(f"k{n}") for n in range(1203))
    assert len(store.get([f"k{n}" for n in range(2000)])) == 1203


def test_batch_is_kept_whole_or_not_at_all(store):
    def broken():
        yield result("k1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put(broken())
    assert store.get(["k1"]) == {}


def test_two_processes_may_share_the_file(store, tmp_path):
    other = Store(tmp_path / "store.sqlite")
    store.put([result("k1")])
    other.put([result("k2")])
    assert store.get(["k1", "k2"]).keys() == other.get(["k1", "k2"]).keys() == {"k1", "k2"}


def test_prune_keeps_the_newest_of_each_article_and_stage(store):
    store.put([result("k1"), result("k2"), result("k3", stage="fluency"), result("k4", article="b")])
    assert store.prune() == 1
    assert store.get(["k1", "k2", "k3", "k4"]).keys() == {"k2", "k3", "k4"}
    assert store.latest("a", "clean") == result("k2")
    assert store.latest("c", "clean") is None


def test_failures_can_be_forgotten(store):
    store.put([result("k1"), result("k2", part=None, failure="broke")])
    store.forget_failures()
    assert store.get(["k1", "k2"]).keys() == {"k1"}


def test_counts_and_faults(store):
    store.put([result("k1"), result("k2", part=None, failure="broke"), result("k3", stage="verify", part=None)])
    assert store.counts() == [("clean", 2, 1, len(PART)), ("verify", 1, 0, 0)]
    assert store.faults() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("part", '{"x": '), ("part", "{}"), ("part", "[]"), ("made_from", "{"), ("made_from", "3"), ("made_from", "")],
)
def test_result_that_cannot_be_read_is_a_fault_and_no_result(store, tmp_path, column, value):
    store.put([result("k1"), result("k2", article="b")])
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute(f"update results set {column} = ? where key = 'k1'", (value,))
    assert store.faults() == ["a: the result of clean cannot be read"]
    assert store.get(["k2"]) == {"k2": result("k2", article="b")}
    if column == "made_from":
        assert store.get(["k1", "k2"]).keys() == {"k2"}
        assert store.latest("a", "clean") is None


def test_result_of_a_stage_that_another_version_had_is_no_fault(store):
    store.put([result("k1", stage="translate", part='{"x": 1}')])
    assert store.faults() == []


def test_file_that_is_no_store_is_refused(tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_text("something else entirely, long enough to be no header of SQLite" * 20)
    with pytest.raises(ConfigError, match="move it away"):
        Store(path)


def test_written_ahead(store, tmp_path):
    mode = sqlite3.connect(tmp_path / "store.sqlite").execute("pragma journal_mode").fetchone()
    assert mode == ("wal",)
