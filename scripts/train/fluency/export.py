"""A checkpoint as the folder that ships: half precision, its calibration in pipeline.json, nothing of the training."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

from pipeline.models.mqm import NOTES_KEY
from scripts.train.fluency.calibrate import calibrate, load_tagger

MOST_BYTES = 45_000_000
DESCRIPTION = "marks words that raters of translations would mark, and expects their MQM fluency penalty"
NOTES = "pipeline.json"


def averaged(checkpoints: Sequence[Path]) -> Any:
    """The mean of the weights of checkpoints of one descent; a checkpoint named twice counts twice.

    It ranks unseen documents better than the last one does, which has begun to know its raters by heart ("model soups",
    Wortsman et al. 2022).
    """
    models = [AutoModelForTokenClassification.from_pretrained(path, dtype=torch.float32) for path in checkpoints]
    states = [model.state_dict() for model in models]
    mean = {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}
    models[0].load_state_dict(mean)
    return models[0]


def export(checkpoints: Sequence[Path], rated: Path, folder: Path) -> int:
    """Writes the folder and returns its size in bytes. Raises ValueError when it is too large to ship.

    Calibration is fitted on the weights as shipped, rounded to half precision.
    """
    averaged(checkpoints).half().save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)  # written for its owner only
    AutoTokenizer.from_pretrained(checkpoints[0]).save_pretrained(folder)
    (folder / NOTES).unlink(missing_ok=True)
    found = calibrate(load_tagger(folder), rated)
    notes = {"description": DESCRIPTION, NOTES_KEY: found.model_dump(mode="json")}
    (folder / NOTES).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir())
    if size > MOST_BYTES:
        raise ValueError(f"{folder}: {size} bytes, more than {MOST_BYTES}; train with a smaller --vocabulary")
    return size
