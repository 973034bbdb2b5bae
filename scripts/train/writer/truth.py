"""How likely a text says nothing but what its evidence does: fitted on judged statements that trained nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from pipeline.config.schema import Runtime
from pipeline.models.device import choose_place
from pipeline.models.encoding import plain_ids
from pipeline.models.loading import Loaded, load
from pipeline.models.reference import NOTES_FILE, locate
from pipeline.models.writer import TRUTH_KEY, Truth, encode
from pipeline.summarize.compose import word_order
from scripts.train.data import read_records
from scripts.train.tagging.ship import write_notes
from scripts.train.writer.judged import FALSE, Judged, read_judged

RIDGE = 1e-3
FOLDS = 10
LEAST = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)

Matrix = NDArray[np.float64]


def fit_truth(model: Path, briefs: Path, judged: Path) -> tuple[Truth, str]:
    """The regression on the statements that measure, and in words what it is worth on articles left out in turn."""
    loaded = load(locate(str(model)), "write", choose_place(Runtime(), eight_bits=True))
    found = [one for one in read_judged(judged, read_records(briefs)) if one.measures]
    measuring = sorted(found, key=lambda one: one.article)
    known = np.array([known_of(loaded, one) for one in measuring])
    true = np.array([one.true != FALSE for one in measuring])
    fold = np.sort(np.arange(len(true)) % FOLDS)
    chances = np.zeros(len(true))
    for k in range(FOLDS):
        weights = _fit(known[fold != k], true[fold != k])
        chances[fold == k] = _chances(weights, known[fold == k])
    bias, likelihood, order = (round(float(value), 3) for value in _fit(known, true))
    return Truth(bias=bias, likelihood=likelihood, order=order), _worth(chances, true)


def note_truth(folder: Path, truth: Truth) -> None:
    """Writes it into the notes of a model."""
    notes = json.loads((folder / NOTES_FILE).read_text(encoding="utf-8"))
    write_notes(folder, notes | {TRUTH_KEY: truth.model_dump()})


def known_of(loaded: Loaded, one: Judged) -> tuple[float, float]:
    """Log-probability of a statement, and its word order."""
    source = encode(loaded.tokenizer, one.request)
    target = [*plain_ids(loaded.tokenizer, one.text), loaded.config.eos_token_id]
    (found,) = loaded.network.likelihoods([source + target])
    return sum(found[-len(target) :]), word_order(one.text, one.request.evidence)


def _fit(known: Matrix, true: NDArray[np.bool_]) -> Matrix:
    sign = np.where(true, 1.0, -1.0)

    def loss(weights: Matrix) -> Any:
        return np.logaddexp(0, -sign * _logits(weights, known)).mean() + RIDGE * (weights[1:] ** 2).sum()

    return np.asarray(minimize(loss, np.zeros(known.shape[1] + 1)).x)


def _logits(weights: Matrix, known: Matrix) -> Matrix:
    return np.asarray(weights[0] + known @ weights[1:])


def _chances(weights: Matrix, known: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-_logits(weights, known))))


def _worth(chances: Matrix, true: NDArray[np.bool_]) -> str:
    lines = [f"{len(true)} statements, {1 - true.mean():.0%} false, AUC {_area(chances, true):.3f}"]
    for least in LEAST:
        stands = chances >= least
        if stands.any():
            lines.append(f"from {least}: {stands.mean():.0%} stand, {1 - true[stands].mean():.0%} of them false")
    return "\n".join(lines)


def _area(chances: Matrix, true: NDArray[np.bool_]) -> float:
    """Share of pairs of a true and a false one that are ordered rightly."""
    ranks, count = rankdata(chances), int(true.sum())
    return float((ranks[true].sum() - count * (count + 1) / 2) / (count * (len(true) - count)))
