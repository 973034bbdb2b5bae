import json
import logging

import pytest

from scripts.train.checkpoint import load_checkpoint
from scripts.train.config import Loop
from scripts.train.loop import LAST, STABLE, Trainer
from scripts.train.optimizer import decay_start, learning_rate
from scripts.train.stages import stream_of

WSD = Loop(learning_rate=1.0, warmup_steps=4, decay_share=0.5)


@pytest.mark.parametrize(
    ("step", "first", "last", "rate"),
    [
        (0, 0, None, 0.25),
        (3, 0, None, 1.0),
        (10**6, 0, None, 1.0),
        (9, 0, 20, 1.0),
        (10, 0, 20, 1.0),
        (15, 0, 20, 0.5),
        (19, 0, 20, 0.1),
        (20, 0, 20, 0.0),
        (112, 100, 120, 0.8),  # a later piece decays over its own half
        (2, 0, 4, 0.75),  # still warming up in the decay: the lower of the two would be less yet
    ],
)
def test_learning_rate(step, first, last, rate):
    assert learning_rate(step, WSD, first, last) == pytest.approx(rate)


@pytest.mark.parametrize(("first", "last", "start"), [(0, None, None), (0, 20, 10), (100, 120, 110), (0, 1, 0)])
def test_decay_start(first, last, start):
    assert decay_start(WSD, first, last) == start


@pytest.fixture(scope="module")
def loop(toy):
    changes = {"dropout": 0.1, "log_every": 1, "checkpoint_minutes": 0.0, "steps": 8, "bf16": False}
    return toy.pretrain.model_copy(update=changes)


def start(prepared, loop, folder):
    return Trainer(prepared.new_model(), loop, folder, prepared.config.seed)


def streams(prepared, loop):
    mix = prepared.config.mix.model_copy(update={"real_pairs": 0.9})
    work = type(prepared)(prepared.folder, prepared.config.model_copy(update={"mix_at_decay": mix}))
    return [stream_of(work, "pretrain", loop, decaying=decaying) for decaying in (False, True)]


def curve(folder):
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [{key: line[key] for key in ("step", "tokens", "loss", "rate")} for line in lines]


@pytest.fixture(scope="module")
def whole(prepared, loop, tmp_path_factory):
    """A run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    start(prepared, loop, folder).run(*streams(prepared, loop))
    return folder


def kill_at(trainer, step, monkeypatch):
    """As a kill does: in the middle of a step, with nothing saved."""
    update = trainer._update

    def dying(group):
        if trainer.step == step:
            raise KeyboardInterrupt
        update(group)

    monkeypatch.setattr(trainer, "_update", dying)


@pytest.mark.parametrize("kills", [[3], [5], [6], [2, 4, 7]])
def test_a_killed_run_goes_on_to_the_same_curve(prepared, loop, whole, tmp_path, monkeypatch, kills):
    for step in kills:
        trainer = start(prepared, loop, tmp_path)
        trainer.resume()
        kill_at(trainer, step, monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            trainer.run(*streams(prepared, loop))
    trainer = start(prepared, loop, tmp_path)
    assert trainer.resume() and trainer.step == kills[-1]
    trainer.run(*streams(prepared, loop))
    assert curve(tmp_path) == curve(whole)
    ends = [load_checkpoint(folder, LAST)[0] for folder in (tmp_path, whole)]
    for kind in ("model", "average"):
        assert all((ends[0][kind][name] == tensor).all() for name, tensor in ends[1][kind].items())


def test_the_decay_reads_the_other_stream(prepared, loop, whole, tmp_path):
    stable, _ = streams(prepared, loop)
    start(prepared, loop, tmp_path).run(stable)
    first = decay_start(loop, 0, loop.steps)
    assert curve(tmp_path)[:first] == curve(whole)[:first]
    assert curve(tmp_path)[first:] != curve(whole)[first:]


def test_another_seed_is_another_curve(prepared, loop, whole, tmp_path):
    Trainer(prepared.new_model(), loop, tmp_path, 2).run(*streams(prepared, loop))
    assert curve(tmp_path)[-1]["loss"] != curve(whole)[-1]["loss"]


def test_longer_goes_on_from_before_the_decay(prepared, loop, whole, tmp_path):
    (tmp_path / "run").symlink_to(whole)
    trainer = start(prepared, loop, tmp_path / "run")
    assert load_checkpoint(whole, STABLE)[1]["step"] == decay_start(loop, 0, loop.steps)
    lines = (whole / "log.jsonl").read_text()
    assert trainer.resume(longer=True)
    (whole / "log.jsonl").write_text(lines)
    first = decay_start(loop, 0, loop.steps)
    assert (trainer.step, trainer.first, trainer.last) == (first, first, first + loop.steps)


def test_a_finished_run_stays_finished(prepared, loop, whole, caplog):
    trainer = start(prepared, loop, whole)
    trainer.resume()
    with caplog.at_level(logging.INFO):
        trainer.run(*streams(prepared, loop))
    assert "already finished at step 8" in caplog.text and len(curve(whole)) == 8


def test_a_stop_saves_at_the_next_line(prepared, loop, whole, tmp_path):
    trainer = start(prepared, loop.model_copy(update={"checkpoint_minutes": 60.0, "log_every": 2}), tmp_path)
    trainer.stop()
    trainer.run(*streams(prepared, loop))
    assert load_checkpoint(tmp_path, LAST)[1]["step"] == 2


def test_a_time_budget_becomes_a_number_of_steps(prepared, loop, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr("scripts.train.loop.SETTLING_STEPS", 1)
    monkeypatch.setattr("scripts.train.loop.MEASURED_STEPS", 2)
    trainer = start(prepared, loop.model_copy(update={"steps": None, "minutes": 0.0}), tmp_path)
    with caplog.at_level(logging.INFO):
        trainer.run(*streams(prepared, loop))
    assert (trainer.first, trainer.last, trainer.step) == (3, 4, 4)
    assert "planned: 4 steps" in caplog.text


def test_accumulated_batches_are_one_update(prepared, loop, tmp_path):
    trainer = start(prepared, loop.model_copy(update={"accumulate": 3, "steps": 2}), tmp_path)
    trainer.run(*streams(prepared, loop))
    stable, _ = streams(prepared, loop)
    read = [batch.tokens for _, batch in zip(range(6), stable.batches(), strict=False)]
    assert curve(tmp_path)[0]["tokens"] == sum(read[:3])
