"""A checkpoint as the folder that ships, its calibrations in pipeline.json."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import save_file

from pipeline.models.reference import LANGUAGE_KEY
from pipeline.models.states import FILE, StateTagger
from scripts.train.fluency.calibrate import calibrate
from scripts.train.fluency.states import fit_states
from scripts.train.tagging.ship import load_model, size_of, write_notes, write_weights

MOST_BYTES = 45_000_000
DESCRIPTION = "marks words that raters of translations would mark, and expects their MQM fluency penalty"


def export(checkpoints: Sequence[Path], rated: Path, language: str, folder: Path) -> int:
    """Writes the folder and returns its size in bytes. Raises ValueError when it is too large to ship.

    Calibration is fitted on the weights as shipped.
    """
    write_weights(checkpoints, folder)
    write_second(folder, rated, language)
    size = size_of(folder)
    if size > MOST_BYTES:
        raise ValueError(f"{folder}: {size} bytes, more than {MOST_BYTES}; train with a smaller --vocabulary")
    return size


def write_second(folder: Path, rated: Path, language: str) -> None:
    """Fits to the weights in a folder what marks words from a language model's states, then the calibrations."""
    loaded = load_model(language, "write")
    save_file(fit_states(StateTagger(loaded), rated), folder / FILE)
    found = calibrate(load_model(str(folder), "tagger"), rated, StateTagger(loaded, folder))
    fitted = {key: calibration.model_dump(mode="json") for key, calibration in found.items()}
    write_notes(folder, {"description": DESCRIPTION, LANGUAGE_KEY: language, **fitted})
