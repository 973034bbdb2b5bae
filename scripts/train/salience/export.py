"""A checkpoint as the folder that ships: half precision, what was fitted in pipeline.json, nothing of the training."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from transformers import AutoTokenizer

from pipeline.config.schema import Runtime
from pipeline.models.device import choose_place
from pipeline.models.loading import load
from pipeline.models.reference import NOTES_FILE, locate
from pipeline.models.salience import NOTES_KEY, Fit, Salience, Weights
from scripts.train.fluency.export import averaged
from scripts.train.salience.fit import fit, read_held

DESCRIPTION = "ranks the article's own sentences for a brief, and tells which clauses it would leave out"
UNFITTED = Weights(bias=0, early=0, central=0, titled=0, numbered=0, last=0, salience=1)


def export(checkpoints: Sequence[Path], briefs: Path, folder: Path) -> int:
    """Writes the folder and returns its size in bytes; what is fitted is fitted on the weights as shipped."""
    averaged(checkpoints).half().save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)  # written for its owner only
    AutoTokenizer.from_pretrained(checkpoints[0]).save_pretrained(folder)
    _write_notes(folder, Fit(summary=UNFITTED, points=UNFITTED, dropped=0))
    salience = Salience(load(locate(str(folder)), "extract", choose_place(Runtime(device="cpu"))))
    _write_notes(folder, fit(read_held(briefs, salience)))
    return sum(path.stat().st_size for path in folder.iterdir())


def _write_notes(folder: Path, found: Fit) -> None:
    notes = {"description": DESCRIPTION, NOTES_KEY: found.model_dump(mode="json")}
    (folder / NOTES_FILE).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")
