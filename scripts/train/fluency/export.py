"""A checkpoint as the folder that ships: half precision, its calibration in pipeline.json, nothing of the training."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

from pipeline.models.mqm import NOTES_KEY
from scripts.train.fluency.calibrate import calibrate, load_tagger

MOST_BYTES = 45_000_000
DESCRIPTION = "marks words that raters of translations would mark, and expects their MQM fluency penalty"
NOTES = "pipeline.json"


def export(checkpoint: Path, rated: Path, folder: Path) -> int:
    """Writes the folder and returns its size in bytes. Raises ValueError when it is too large to ship.

    Calibration is fitted on the weights as shipped, rounded to half precision.
    """
    model = AutoModelForTokenClassification.from_pretrained(checkpoint, dtype=torch.float16)
    model.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)  # written for its owner only
    AutoTokenizer.from_pretrained(checkpoint).save_pretrained(folder)
    (folder / NOTES).unlink(missing_ok=True)
    found = calibrate(load_tagger(folder), rated)
    notes = {"description": DESCRIPTION, NOTES_KEY: found.model_dump(mode="json")}
    (folder / NOTES).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir())
    if size > MOST_BYTES:
        raise ValueError(f"{folder}: {size} bytes, more than {MOST_BYTES}; train with a smaller --vocabulary")
    return size
