"""A checkpoint as the folder that ships, what was fitted beside it in pipeline.json."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.models.salience import NOTES_KEY, Fit, Salience, Weights
from scripts.train.salience.fit import fit, read_held
from scripts.train.tagging.ship import load_model, size_of, write_notes, write_weights

DESCRIPTION = "ranks the article's own sentences for a brief, and tells which clauses it would leave out"
UNFITTED = Weights(bias=0, early=0, central=0, titled=0, numbered=0, last=0, salience=1)


def export(checkpoints: Sequence[Path], briefs: Path, folder: Path) -> int:
    """Writes the folder and returns its size in bytes; what is fitted is fitted on the weights as shipped."""
    write_weights(checkpoints, folder)
    _write_fit(folder, Fit(summary=UNFITTED, points=UNFITTED, dropped=0))
    salience = Salience(load_model(str(folder), "extract"))
    _write_fit(folder, fit(read_held(briefs, salience)))
    return size_of(folder)


def _write_fit(folder: Path, found: Fit) -> None:
    write_notes(folder, {"description": DESCRIPTION, NOTES_KEY: found.model_dump(mode="json")})
