from dataclasses import replace
from itertools import islice
from random import Random

import numpy as np
import pytest

from scripts.train.model import END_ID, IGNORED, PAD_ID
from scripts.train.stages import make_examples, shares, stream_of
from scripts.train.stream import PAD_MULTIPLE, Plan


class Numbers:
    """A store of so many records."""

    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, number):
        return {"id": number}


def content(batches):
    return [(batch.pool, batch.place, batch.source.tolist(), batch.labels.tolist()) for batch in batches]


@pytest.fixture(scope="module")
def stream(prepared):
    return stream_of(prepared, "pretrain", prepared.config.pretrain)


def test_same_position_same_batches(prepared, stream):
    again = stream_of(prepared, "pretrain", prepared.config.pretrain)
    assert content(islice(stream.batches(), 40)) == content(islice(again.batches(), 40))


@pytest.mark.parametrize("at", [1, 7, 23])
def test_going_on_from_a_position(stream, at):
    batches = list(islice(stream.batches(), 40))
    place = batches[at - 1]
    assert content(islice(stream.batches(place.pool, place.place + 1), 40 - at)) == content(batches[at:])


def test_another_seed_is_another_stream(prepared, stream):
    other = replace_seed(prepared, 2)
    assert content(islice(stream.batches(), 3)) != content(islice(other.batches(), 3))


def replace_seed(work, seed):
    config = work.config.model_copy(update={"seed": seed})
    return stream_of(type(work)(work.folder, config), "pretrain", config.pretrain)


def test_workers_make_the_same_pools(prepared, stream):
    loop = prepared.config.pretrain.model_copy(update={"workers": 1})
    parallel = stream_of(prepared, "pretrain", loop).batches()
    try:
        assert content(islice(parallel, 20)) == content(islice(stream.batches(), 20))
    finally:
        parallel.close()


def test_batches_keep_to_their_budget_and_ends(prepared, stream):
    loop = prepared.config.pretrain
    for batch in stream.pool(0):
        assert batch.source.size + batch.labels.size <= loop.batch_tokens or len(batch.source) == 1
        assert batch.source.shape[1] % PAD_MULTIPLE == batch.labels.shape[1] % PAD_MULTIPLE == 0
        for ids, padding in ((batch.source, PAD_ID), (batch.labels, IGNORED)):
            assert ids.shape[1] <= loop.max_source
            for row in ids:
                kept = row[row != padding]
                assert kept[-1] == END_ID and (kept[:-1] != END_ID).all()  # even where it was cut
        assert batch.tokens == (batch.source != PAD_ID).sum() + (batch.labels != IGNORED).sum()


def test_little_is_padding(prepared):
    loop = prepared.config.pretrain.model_copy(update={"pool_items": 300, "batch_tokens": 2048})
    batches = stream_of(prepared, "pretrain", loop).pool(0)
    assert sum(b.tokens for b in batches) > 0.85 * sum(b.source.size + b.labels.size for b in batches)


def test_every_record_once_an_epoch():
    plan = Plan({"a": Numbers(12), "b": Numbers(30)}, {"a": 0.5, "b": 0.5}, items=8, seed=3)
    seen = {"a": [], "b": []}
    for pool in range(6):
        for kind, record in plan.records(pool):
            seen[kind].append(record["id"])
    assert sorted(seen["a"][:12]) == sorted(seen["a"][12:24]) == list(range(12))
    assert seen["a"][:12] != seen["a"][12:24]
    assert len(set(seen["b"])) == 24


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        ("pretrain", {"text": 0.75, "pairs": 0.25}),
        ("intermediate", {"tasks": 0.8, "pairs": 0.2}),
        ("finetune", {"briefs": 0.8, "pairs": 0.2}),
    ],
)
def test_shares(toy, stage, kinds):
    assert shares(stage, toy.mix.model_copy(update={"real_pairs": 0.25})) == kinds


@pytest.mark.parametrize(("rewriting", "tasks"), [(1.0, ["<repair>", "<rewrite>"]), (0.0, ["<repair>"])])
def test_rewritings_can_be_left_out(toy, rewriting, tasks):
    mix = toy.mix.model_copy(update={"rewriting": rewriting})
    pairs = [
        {"clumsy": "He go home", "clean": "He go home today"},
        {"clumsy": "Cow fly cuckoo", "clean": "Bombs fell here"},
    ]
    made = [example for pair in pairs for example in make_examples("pairs", pair, mix, Random(1))]
    assert [example.source.split()[0] for example in made] == tasks


def test_batches_are_of_integers(stream):
    batch = stream.pool(0)[0]
    assert batch.source.dtype == batch.labels.dtype == np.int64
    assert replace(batch, pool=3).pool == 3
