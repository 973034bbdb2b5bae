import json
from random import Random

import pytest

from scripts.train.data import fingerprint, read_records
from scripts.train.pack import ShardWriter, brief_pairs, split_pairs
from scripts.train.store import open_store
from tests.train import raw

KINDS = ("text", "pairs", "tasks", "briefs", "heldout-passages", "heldout-pairs", "gate-pairs", "dev")
TRAINED = ("text", "pairs", "tasks", "briefs")


@pytest.fixture(scope="module")
def packed(prepared):
    return {kind: [prepared.store(kind)[n] for n in range(len(prepared.store(kind)))] for kind in KINDS}


def article_of(record):
    return record["id"].split("#")[0]


@pytest.mark.parametrize("kind", TRAINED)
@pytest.mark.parametrize("planted", [raw.DEV_LEAD, raw.DEV_SECOND, raw.spoilt(raw.DEV_LEAD), "news/101"])
def test_no_development_article_trains(packed, kind, planted):
    assert planted.lower() not in json.dumps(packed[kind]).lower()
    assert planted.lower() in json.dumps(packed["dev"]).lower()


@pytest.mark.parametrize("kind", ["text", "tasks"])
def test_articles_of_held_out_passages_do_not_train(packed, kind):
    held = {article_of(record) for record in packed["heldout-passages"]}
    assert held and not held & {article_of(record) for record in packed[kind]}


def test_held_out_pairs_train_under_no_id(packed):
    def keys(kind):
        return {fingerprint(pair[side]) for pair in packed[kind] for side in ("clumsy", "clean")}

    assert len(packed["heldout-pairs"]) == 10 and len(packed["gate-pairs"]) == 6
    assert not (keys("heldout-pairs") | keys("gate-pairs")) & keys("pairs")


def test_split_leaves_out_a_sentence_that_comes_twice():
    pairs = [{"id": f"{n}", "clumsy": f"bad {n % 30}", "clean": f"good {n % 30}"} for n in range(60)]
    measured, gate, training = split_pairs(pairs, 10, 5)
    held = {pair["clean"] for pair in [*measured, *gate]}
    assert (len(measured), len(gate)) == (10, 5)
    assert not held & {pair["clean"] for pair in training}
    assert training == split_pairs(reversed(pairs), 10, 5)[2]  # the order of the input does not matter


def test_furniture_and_duplicates_are_dropped(packed):
    text = json.dumps(packed["text"])
    assert "READ MORE" not in text and "http" not in text
    assert not any(article_of(record).endswith("/twice") for record in packed["text"])


def test_white_house_is_bounded(packed):
    sizes = {True: 0, False: 0}
    for record in packed["text"]:
        sizes["whitehouse" in record["id"]] += len(record["text"])
    assert 0.1 < sizes[True] / sum(sizes.values()) < 0.16


def test_unsupported_leads_are_no_tasks(packed):
    assert not any("Atlantis" in task["target"] for task in packed["tasks"])
    assert {task["task"] for task in packed["tasks"]} == {"summary", "headline", "points"}


def test_pairs_are_detokenised_and_hold_both_sources(packed):
    pairs = packed["pairs"]
    assert not any(" ," in pair["clean"] or " ." in pair["clean"] for pair in pairs)
    assert {pair["id"].split("/")[0].split("-")[0] for pair in pairs} == {"news", "xx"}


@pytest.mark.parametrize(("clumsy", "count"), [("Council of town met on Monday", 1), ("An entirely other thing", 0)])
def test_translations_that_say_something_else_are_no_pairs(clumsy, count):
    brief = {"id": "n/1", "sentences": ["The council of the town met on Monday"], "translations": {"a": [clumsy]}}
    assert len(list(brief_pairs([brief]))) == count


def test_manifest_counts(prepared, packed):
    manifest = json.loads((prepared.packed / "manifest.json").read_text())
    assert manifest["records"] == {kind: len(packed[kind]) for kind in KINDS}
    assert manifest["dropped"] == {"development article": 1, "duplicate": 1}


def test_shards_are_cut_and_read_back_in_order(tmp_path):
    writer = ShardWriter(tmp_path / "pack", "text", 1)
    writer.folder.mkdir()
    texts = [f"{n} " + "an even text that shrinks well " * 2000 for n in range(100)]
    for number, text in enumerate(texts):
        writer.add({"id": number, "text": text})
    writer.flush()
    shards = sorted(writer.folder.glob("*.xz"))
    assert len(shards) == 3 and [r["id"] for shard in shards for r in read_records(shard)] == list(range(100))
    store = open_store(writer.folder, tmp_path / "store", "text")
    assert [store[number]["text"] for number in (0, 57, 99)] == [texts[0], texts[57], texts[99]]
    with pytest.raises(IndexError):
        store[100]


def test_a_shard_that_cannot_travel_is_an_error(tmp_path):
    writer = ShardWriter(tmp_path, "text", 1)
    writer.raw_limit = 2.5 * (limit := 2000)
    writer.shard_limit = limit
    with pytest.raises(ValueError, match="too large to travel"):
        writer.add({"text": Random(0).randbytes(3000).hex()})  # noise does not shrink


def test_missing_shards_say_what_to_run(tmp_path):
    with pytest.raises(FileNotFoundError, match="run the pack stage first"):
        open_store(tmp_path, tmp_path, "text")
