"""Inputs to shards: the ids of a run in one process, everything once, and the same again."""

from __future__ import annotations

import json

import pytest

from pipeline import Article
from pipeline.engine.shards import File, Shard, Unit, holds_many, plan_units, read_shards, survey
from pipeline.read import Unreadable, find, read_found
from tests.ray.conftest import records, text


def planned(folder, size):
    found = find([folder])
    return found, plan_units(found, {item.origin: survey(File.of(item)) for item in found if holds_many(item)}, size)


@pytest.mark.parametrize("size", [1, 5, 26, 27, 1000])
def test_every_input_once_in_order_with_the_same_id(articles, size):
    found, units = planned(articles, size)
    shards = [shard for unit in units for shard in read_shards(unit, size)]
    here = list(read_found(found))
    assert [item for shard in shards for item in shard.articles] == [a for a in here if isinstance(a, Article)]
    assert [item for shard in shards for item in shard.unreadable] == [u for u in here if isinstance(u, Unreadable)]
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert max(len(shard.articles) for shard in shards) <= size


def test_small_files_share_a_shard_and_a_large_one_has_many(articles):
    _, units = planned(articles, 6)
    assert [(unit.first, unit.shards, len(unit.files)) for unit in units] == [(0, 1, 6), (1, 1, 4), (2, 5, 1)]


def test_ids_are_those_that_all_inputs_together_give(articles):
    (articles / "many-2.jsonl").write_text(records(2, id="twice"))
    found, units = planned(articles, 4)
    ids = [article.id for unit in units for shard in read_shards(unit, 4) for article in shard.articles]
    assert ids == [item.id for item in read_found(found) if isinstance(item, Article)]
    assert len(set(ids)) == len(ids) == 38


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\x00\xff" * 50])
def test_a_file_of_no_use_is_one_shard_that_says_so(tmp_path, content):
    (tmp_path / "bad.json").write_bytes(content)
    _, units = planned(tmp_path, 10)
    (shard,) = read_shards(units[0], 10)
    assert shard.articles == ()
    assert [item.origin for item in shard.unreadable] == [str(tmp_path / "bad.json")]


def test_what_travels_arrives(articles):
    (articles / "odd.json").write_text(
        json.dumps({"text": text(1), "n": 2**70, "f": 0.1, "x": {"y": [None, True]}, "é": "\ud800"})
    )
    _, units = planned(articles, 5)
    for unit in units:
        assert Unit.from_json(unit.to_json()) == unit
        for shard in read_shards(unit, 5):
            assert Shard.from_json(shard.to_json()) == shard


def test_a_file_that_grew_meanwhile_is_said_to_have(articles):
    _, units = planned(articles, 100)
    with (articles / "many.jsonl").open("a") as file:
        file.write(records(3))
    (shard,) = read_shards(units[0], 100)
    assert len(shard.articles) == 36
    assert "has grown" in shard.unreadable[-1].reason


def test_key_is_of_content_and_of_what_makes_it(articles):
    _, units = planned(articles, 100)
    (shard,) = read_shards(units[0], 100)
    keys = {shard.key("rules"), shard.key("others")}
    (articles / "a00.txt").write_text(text(99))
    (changed,) = read_shards(units[0], 100)
    assert len(keys | {changed.key("rules")}) == 3
    assert shard.key("rules") in keys
