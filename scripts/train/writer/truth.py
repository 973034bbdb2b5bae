"""How likely a text says nothing but what its evidence does: fitted on judged statements that trained nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu

from pipeline.models.encoding import plain_ids
from pipeline.models.loading import Loaded
from pipeline.models.reference import NOTES_FILE
from pipeline.models.writer import TRUTH_KEY, Truth, encode, traits
from scripts.train.data import read_records
from scripts.train.logistic import Matrix, chances, fit_logistic
from scripts.train.tagging.ship import load_model, write_notes
from scripts.train.writer.judged import FALSE, Judged, read_judged

FOLDS = 10
LEAST = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


def fit_truth(model: Path, briefs: Path, judged: Path) -> tuple[Truth, str]:
    """The regression on the statements that measure, and in words what it is worth on articles left out in turn."""
    loaded = load_model(str(model), "write")
    read = [one for one in read_judged(judged, read_records(briefs)) if one.measures]
    measuring = sorted(read, key=lambda one: one.article)
    known = np.array([known_of(loaded, one) for one in measuring])
    true = np.array([one.true != FALSE for one in measuring])
    fold = np.sort(np.arange(len(true)) % FOLDS)
    found = np.zeros(len(true))
    for k in range(FOLDS):
        found[fold == k] = chances(fit_logistic(known[fold != k], true[fold != k]), known[fold == k])
    weights = (round(float(value), 3) for value in fit_logistic(known, true))
    return Truth(**dict(zip(Truth.model_fields, weights, strict=True))), _worth(found, true)


def note_truth(folder: Path, truth: Truth) -> None:
    """Writes it into the notes of a model."""
    notes = json.loads((folder / NOTES_FILE).read_text(encoding="utf-8"))
    write_notes(folder, notes | {TRUTH_KEY: truth.model_dump()})


def known_of(loaded: Loaded, one: Judged) -> tuple[float, ...]:
    """Log-probability of a statement, and its traits."""
    source = encode(loaded.tokenizer, one.request)
    target = [*plain_ids(loaded.tokenizer, one.text), loaded.config.eos_token_id]
    (found,) = loaded.network.likelihoods([source + target])
    return sum(found[-len(target) :]), *traits(one.text, one.request.evidence)


def _worth(found: Matrix, true: NDArray[np.bool_]) -> str:
    area = mannwhitneyu(found[true], found[~true]).statistic / (true.sum() * (~true).sum())
    lines = [f"{len(true)} statements, {1 - true.mean():.0%} false, AUC {area:.3f}"]
    for least in LEAST:
        stands = found >= least
        if stands.any():
            lines.append(f"from {least}: {stands.mean():.0%} stand, {1 - true[stands].mean():.0%} of them false")
    return "\n".join(lines)
