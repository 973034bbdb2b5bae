"""What surprises a language model: the chances that transformers finds, and where a tagger asks for it."""

import json
import shutil

import pytest
import torch
from transformers import AutoConfig, LlamaForCausalLM

from pipeline.config.schema import Runtime, TaggerScorer
from pipeline.models import Models, llama
from pipeline.models.packed import reader
from pipeline.models.reference import locate
from pipeline.models.surprise import LEAST, Surprise

TEXTS = ["The new metro line opened in the city on Monday.", "People like it.", ""]


@pytest.fixture
def surprise(tiny_writer):
    return Surprise(Models(Runtime(device="cpu", threads=1))._load(str(tiny_writer), None, "write"))


def test_chances_are_those_of_transformers():
    folder = locate("embedded:writer").folder
    theirs, get = LlamaForCausalLM(AutoConfig.from_pretrained(folder)).eval(), reader(folder)
    theirs.load_state_dict({name: get(name) for name, _ in theirs.named_parameters()}, strict=False)
    row = [0, *range(300, 320)]
    with torch.inference_mode():
        logits = theirs(torch.tensor([row])).logits[0, :-1].log_softmax(dim=-1)
    found = llama.load(folder, json.loads((folder / "config.json").read_text()), torch.float32).likelihoods([row, row])
    assert found[0] == found[1]
    assert found[0] == pytest.approx(logits[range(20), row[1:]].tolist(), abs=1e-3)


def test_only_what_is_unlikely_counts(surprise, monkeypatch):
    monkeypatch.setattr(
        surprise._loaded.network, "likelihoods", lambda rows: [[-1.0, -LEAST, -LEAST - 2.5]] * len(rows)
    )
    assert surprise.read(["A metro line"]) == [2.5]


def test_a_long_text_is_read_in_windows_and_company_changes_nothing(surprise):
    long = " ".join(TEXTS[0] for _ in range(60))
    together = surprise.read([long, *TEXTS])
    assert together == [found for text in (long, *TEXTS) for found in surprise.read([text])]
    assert together[-1] == 0.0


def test_broken_english_surprises_more():
    found = Surprise(Models(Runtime(device="cpu"))._load("embedded:writer", None, "write"))
    sound, broken = found.read(
        ["The council approved the plan on Monday.", "The council plan approved the of Monday on carefully grape."]
    )
    assert broken > sound + LEAST


def test_a_tagger_asks_where_it_was_calibrated_so(tiny_writer, tmp_path):
    folder = shutil.copytree(locate("embedded:fluency").folder, tmp_path / "fluency")
    notes = json.loads((folder / "pipeline.json").read_text())
    (folder / "pipeline.json").write_text(json.dumps(notes | {"surprise": str(tiny_writer)}))
    asked, alone = (
        Models(Runtime(device="cpu")).scorer(TaggerScorer(kind="tagger", model=str(folder), surprise=wanted))
        for wanted in (True, False)
    )
    assert f"|surprise:{tiny_writer}@" in asked.signature
    assert "surprise" not in alone.signature
    assert asked.calibration != alone.calibration
    text = [TEXTS[0] + " carefully grape of the"]
    weight = asked.calibration.surprise * asked._surprise.read(text)[0]
    tagged = [judge.tagged(text[0], judge.read(text)[0]) for judge in (asked, alone)]
    assert tagged[0] == pytest.approx(tagged[1] + weight / len(text[0].split()))
    assert asked.score(text)[0].errors == alone.score(text)[0].errors
