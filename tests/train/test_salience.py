"""The salience training: what its labels say, and a run whole at toy size."""

from __future__ import annotations

import argparse
import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from pipeline.config.schema import Runtime, SummarizeConfig
from pipeline.models import Models
from pipeline.models.kinds import SALIENCE_LABELS
from scripts.train.salience.data import KEPT, POINTS, SUMMARY, is_held_out, kept_words, texts_of, to_example, to_items
from scripts.train.salience.export import export
from scripts.train.salience.fit import fit_weights
from scripts.train.salience.train import train
from tests import tiny

ROW = {
    "id": "metro",
    "sentences": ["The new metro line opened on Monday.", "The council said people like it.", "A bridge was built."],
    "summary": [{"text": "A metro line opened Monday.", "evidence": [1]}],
    "key_points": [{"text": "People like the line.", "evidence": [1, 2]}],
}


@pytest.mark.parametrize(
    ("sentence", "briefs", "kept"),
    [
        (
            "The new metro line opened on Monday.",
            ["A metro line opened Monday."],
            ["metro", "line", "opened", "Monday"],
        ),
        ("Reforms were planned in the city.", ["The city plans a reform."], ["Reforms", "the", "city"]),
        ("A bridge was built.", [], []),
        ("A bridge was built.", ["Nothing of it."], []),
    ],
)
def test_words_that_briefs_keep(sentence: str, briefs: list[str], kept: list[str]) -> None:
    assert [sentence[start:end] for start, end in kept_words(sentence, briefs)] == kept


def test_labels_of_tokens() -> None:
    tokenizer = tiny.word_tokenizer(more="Monday it")
    (item,) = to_items(tokenizer, to_example(ROW, tuple(ROW["sentences"])))
    words = tokenizer.convert_ids_to_tokens(item.ids)
    of = {word: item.targets[k] for k, word in enumerate(words)}
    assert (of["metro"][SUMMARY], of["metro"][POINTS], of["metro"][KEPT]) == (1, 1, 1)
    assert (of["new"][SUMMARY], of["new"][KEPT]) == (1, 0)
    assert (of["people"][SUMMARY], of["people"][POINTS], of["people"][KEPT]) == (0, 1, 1)
    assert (of["bridge"][SUMMARY], of["bridge"][POINTS]) == (0, 0)
    assert torch.isnan(of["bridge"][KEPT])


def test_a_translated_article_is_read_as_translated() -> None:
    assert texts_of(ROW) == [tuple(ROW["sentences"])]
    assert texts_of({**ROW, "translations": {"A": ["One."], "B": ["Two."]}}) == [("One.",), ("Two.",)]


class Known:
    """A text whose sentences are told apart by one feature alone."""

    def known(self, purpose: str) -> dict[str, np.ndarray]:
        names = ("early", "central", "titled", "numbered", "last")
        return {**{name: np.zeros(4) for name in names}, "salience": np.array([2.0, -2.0, 1.0, -1.0])}

    def rests(self, purpose: str) -> np.ndarray:
        return np.array([1.0, 0.0, 1.0, 0.0])


def test_weights_follow_what_tells() -> None:
    found = fit_weights([Known(), Known()], "summary")
    assert found.salience > 1
    assert abs(found.early) < 0.01


def test_a_run_goes_on_from_its_checkpoint_and_is_exported(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "briefs"
    folder.mkdir(parents=True)
    rows = [{**ROW, "id": f"article-{k}"} for k in range(24)]
    assert {is_held_out(row["id"]) for row in rows} == {True, False}
    (folder / "train.jsonl.xz").write_bytes(lzma.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    start, run, shipped = tiny.save_tagger(tmp_path / "start", SALIENCE_LABELS), tmp_path / "run", tmp_path / "shipped"
    options = argparse.Namespace(
        data=tmp_path / "data", start=str(start), output=run, articles=None, translations=1, budget=200, rate=1e-3,
        vocabulary=0, cased=0, threads=1, save_every=1e9, seed=1, minutes=0.02,
    )  # fmt: skip
    random.seed(0)
    train(options)
    first = torch.load(run / "state.pt", weights_only=True)
    assert first["step"] > 0
    train(argparse.Namespace(**{**vars(options), "minutes": first["seconds"] / 60 + 0.01}))
    assert torch.load(run / "state.pt", weights_only=True)["step"] > first["step"]
    size = export([run], folder / "train.jsonl.xz", shipped)
    assert size == sum(path.stat().st_size for path in shipped.iterdir())
    salience = Models(Runtime(device="cpu")).salience(SummarizeConfig(model=str(shipped)))
    assert salience is not None
    assert salience.read([(None, tuple(ROW["sentences"]))])[0].summary.shape == (3,)
