"""The whole recipe, rehearsed: what every stage leaves behind, and what it says when the one before is missing."""

import json
import math
import re

import pytest
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
from typer.testing import CliRunner

from scripts.train.__main__ import app
from scripts.train.checkpoint import load_checkpoint
from scripts.train.evaluate import Measured
from scripts.train.examples import TASKS
from scripts.train.generate import generate
from scripts.train.select import candidates, choose
from scripts.train.stages import TRAINED, Work, run_all, run_evaluate, run_export, train
from tests.train.conftest import TOY

PREDICTION = {f"bits_per_byte_{task}" for task in ("repair", "fill", "span", "gap")}
REPAIR = {"chrf++_before", "plain_chrf++_gain", "gated_chrf++_gain", "plain_exact", "gated_exact", "margin"}
BRIEFS = {
    f"{part}_{rouge}" for part in ("summary", "points", "headline") for rouge in ("rouge1", "rouge2", "rougeLsum")
}


def command(*words):
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory, collections):
    """All stages, by the command that PLAN.md gives."""
    folder = tmp_path_factory.mktemp("rehearsal")
    command("all", "--config", TOY, "--data", collections, "--work", folder)
    return folder


@pytest.mark.parametrize("stage", TRAINED)
def test_every_stage_trains(rehearsed, toy, stage):
    lines = [json.loads(line) for line in (rehearsed / stage / "log.jsonl").read_text().splitlines()]
    assert lines[-1]["step"] == getattr(toy, stage).steps
    assert all(math.isfinite(line["loss"]) for line in lines)
    tokens = [line["tokens"] for line in lines]
    assert tokens == sorted(tokens) and tokens[0] > 0


def test_each_stage_starts_from_the_one_before(rehearsed):
    first, second = (load_checkpoint(rehearsed / stage, "last")[0]["average"] for stage in TRAINED[:2])
    name = "model.encoder.layers.0.fc1.weight"
    assert 0 < (first[name] - second[name]).abs().mean() < 0.2 * first[name].abs().mean()


def test_the_result_is_measured(rehearsed):
    results = json.loads((rehearsed / "results-finetune.json").read_text())
    assert results.keys() >= PREDICTION | REPAIR | BRIEFS
    numbers = [value for value in results.values() if not isinstance(value, str)]
    assert all(math.isfinite(number) for number in numbers)
    assert results["gated_good_text_chrf++"] >= results["plain_good_text_chrf++"]
    assert re.fullmatch(r"nrefs:1\|.*nw:2.*", results["signature"])


def test_the_export_is_a_plain_transformers_folder(rehearsed):
    folder = rehearsed / "export" / "finetune"
    model, tokenizer = AutoModelForSeq2SeqLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert model.dtype == torch.float16 and (folder / "model.safetensors").exists()
    assert len(tokenizer) == model.config.vocab_size
    written = model.float().generate(**tokenizer("<repair> The council", return_tensors="pt"), max_new_tokens=4)
    assert written.shape[1] <= 5


def test_the_card_tells_what_was_measured(rehearsed):
    card = (rehearsed / "export" / "finetune" / "README.md").read_text()
    results = json.loads((rehearsed / "results-finetune.json").read_text())
    assert all(f"| {name} | {value} |" in card for name, value in results.items())
    assert all(f"`{task}`" in card for task in TASKS)
    assert "- local_paper: " in card and "- whitehouse_briefings: " in card


def test_a_second_evaluation_gives_the_same_numbers(rehearsed, toy):
    before = json.loads((rehearsed / "results-finetune.json").read_text())
    card = (rehearsed / "export" / "finetune" / "README.md").read_text()
    assert run_evaluate(Work(rehearsed, toy), "finetune") == before
    assert (rehearsed / "export" / "finetune" / "README.md").read_text() == card


def test_all_again_trains_nothing(rehearsed, toy, collections):
    logs = {stage: (rehearsed / stage / "log.jsonl").read_text() for stage in TRAINED}
    run_all(Work(rehearsed, toy), collections)
    assert logs == {stage: (rehearsed / stage / "log.jsonl").read_text() for stage in TRAINED}


def test_select_takes_the_best_of_the_candidates(rehearsed, toy):
    command("select", "--stage", "pretrain", "--config", TOY, "--work", rehearsed)
    chosen = json.loads((rehearsed / "pretrain" / "selected.json").read_text())
    scores = {name: result["bits_per_byte_repair"] for name, result in chosen["results"].items()}
    assert set(scores) == {"/".join(option) for option in candidates(rehearsed / "pretrain")}
    assert len(scores) == 4 and scores["/".join(chosen["choice"])] == min(scores.values())
    assert Work(rehearsed, toy).choice("pretrain") == tuple(chosen["choice"])


@pytest.mark.parametrize(("stage", "best"), [("pretrain", ("stable", "model")), ("finetune", ("last", "average"))])
def test_choose(stage, best):
    options = [("last", "average"), ("last", "model"), ("stable", "model")]
    metric = {"pretrain": "bits_per_byte_repair", "finetune": "summary_rougeLsum"}[stage]
    worth = dict(zip(options, (30.0, 30.0, 20.0), strict=True))
    assert choose(options, lambda option: {metric: worth[option]}, stage)[0] == best


def test_the_base_alone_is_exported_without_briefs(rehearsed):
    command("export", "--stage", "pretrain", "--config", TOY, "--work", rehearsed)
    results = json.loads(command("evaluate", "--stage", "pretrain", "--config", TOY, "--work", rehearsed))
    assert results.keys() >= PREDICTION | REPAIR and not results.keys() & BRIEFS


def test_an_export_travels_in_pieces(rehearsed, tmp_path):
    folder = rehearsed / "export" / "finetune"
    command("split", folder, tmp_path / "pieces")
    command("join", tmp_path / "pieces", tmp_path / "again")
    assert (tmp_path / "again" / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()


def test_the_curve_is_drawn(rehearsed, tmp_path):
    pytest.importorskip("matplotlib")
    command("curve", tmp_path / "curve.png", "--work", rehearsed)
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        (lambda work: train(work, "pretrain"), "run the pack stage first"),
        (lambda work: work.choice("pretrain"), "run the pretrain stage first"),
        (lambda work: run_evaluate(work, "finetune"), "run the export stage first"),
    ],
)
def test_a_missing_stage_is_named(tmp_path, toy, stage, message):
    with pytest.raises(FileNotFoundError, match=message):
        stage(Work(tmp_path, toy))


def test_weights_of_another_config_are_refused(rehearsed, toy):
    deeper = toy.model_copy(update={"shape": toy.shape.model_copy(update={"encoder_layers": 3})})
    with pytest.raises(ValueError, match="another config"):
        run_export(Work(rehearsed, deeper), "pretrain")


def test_answers_come_back_in_order(prepared):
    model = prepared.new_model()
    tokenizer = AutoTokenizer.from_pretrained(prepared.tokenizer)
    sources = [f"<repair> {text}" for text in ("The council of Leeds met on Monday.", "Why", "A bridge, then.", "On")]
    together = generate(model, tokenizer, sources, batch=2)
    assert together == [generate(model, tokenizer, [source], batch=1)[0] for source in sources]


def test_bits_per_byte_are_those_of_one_text_at_a_time(prepared):
    passages = [prepared.store("heldout-passages")[number] for number in range(3)]
    model = prepared.new_model()
    scores = [
        Measured(model, prepared.tokenizer, prepared.config.evaluation.model_copy(update={"batch": size})).prediction(
            passages
        )
        for size in (1, 3)
    ]
    assert scores[0] == pytest.approx(scores[1], abs=1e-3)
