"""A checkpoint as the folder that ships, its calibration in pipeline.json."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.models.mqm import NOTES_KEY
from scripts.train.fluency.calibrate import calibrate, load_tagger
from scripts.train.tagging.ship import size_of, write_notes, write_weights

MOST_BYTES = 45_000_000
DESCRIPTION = "marks words that raters of translations would mark, and expects their MQM fluency penalty"


def export(checkpoints: Sequence[Path], rated: Path, folder: Path) -> int:
    """Writes the folder and returns its size in bytes. Raises ValueError when it is too large to ship.

    Calibration is fitted on the weights as shipped, rounded to half precision.
    """
    write_weights(checkpoints, folder)
    found = calibrate(load_tagger(folder), rated)
    write_notes(folder, {"description": DESCRIPTION, NOTES_KEY: found.model_dump(mode="json")})
    size = size_of(folder)
    if size > MOST_BYTES:
        raise ValueError(f"{folder}: {size} bytes, more than {MOST_BYTES}; train with a smaller --vocabulary")
    return size
