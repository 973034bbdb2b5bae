"""What correlations do not show: pairs of a good and a bad sentence, and how edited English scores beside translations."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from pipeline.config.schema import Runtime, TaggerScorer
from pipeline.evaluate.ratings import read_rated, rows
from pipeline.models import Models
from pipeline.models.mqm import score_of
from scripts.train.fluency.calibrate import HUMAN
from scripts.train.fluency.data import is_held_out
from scripts.train.fluency.items import sentences_of

PER_PHENOMENON = 40  # minimal pairs of each of the 67 kinds of BLiMP
SENTENCES = 600  # of edited English; none of these collections trained the tagger
EDITED = ("us_gov_blogs", "fakehealth", "onestop_plain")


def probe(model: str, data: Path) -> None:
    """Prints pair accuracies, and mean scores and flags of edited English, human and machine translations."""
    judge = Models(Runtime()).scorer(TaggerScorer(kind="tagger", model=model))

    def rates(texts: Iterable[str]) -> np.ndarray:
        return np.asarray([score.value for score in judge.score(list(texts))])

    for name, pairs in (("JFLEG", jfleg(data)), ("BLiMP", blimp(data))):
        good, bad = (rates(side) for side in zip(*pairs, strict=True))
        print(f"{name}: {(good < bad).mean() + (good == bad).mean() / 2:.3f} of {len(good)} pairs in the right order")
    for name, texts in levels(data):
        scores = judge.score(texts)
        words = np.asarray([len(text.split()) for text in texts])
        rate = float(np.asarray([score.value for score in scores]) @ words / words.sum())
        flags = 1000 * sum(len(score.errors) for score in scores) / words.sum()
        print(f"{name}: score {score_of(rate):.1f}, {flags:.1f} flags per 1000 words, {len(texts)} sentences")


def jfleg(data: Path) -> Iterator[tuple[str, str]]:
    """A learner's sentence and its first correction, where they differ."""
    for row in rows(data / "fluency" / "dev" / "jfleg.jsonl.xz"):
        if row["corrections"] and row["corrections"][0] != row["sentence"]:
            yield row["corrections"][0], row["sentence"]


def blimp(data: Path) -> Iterator[tuple[str, str]]:
    """The first pairs of each phenomenon."""
    every = rows(data / "fluency" / "dev" / "blimp.jsonl.xz")
    for _, pairs in itertools.groupby(every, key=lambda row: row["uid"]):
        for row in itertools.islice(pairs, PER_PHENOMENON):
            yield row["good"], row["bad"]


def levels(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Kinds of text from which the best and the worst English are to be expected."""
    for name in EDITED:
        texts = (row["text"] for row in rows(data / "corpora" / f"{name}.jsonl.xz"))
        yield f"edited English, {name}", list(itertools.islice(sentences_of(texts), SENTENCES))
    rated = read_rated(data / "fluency" / "train" / "mqm_newstest2020_zhen.jsonl.xz")
    held = [item for item in rated if is_held_out(item.doc)]
    yield "held-out human translations", [item.text for item in held if item.system.startswith(HUMAN)]
    yield "held-out machine translations", [item.text for item in held if not item.system.startswith(HUMAN)]
