"""Checkpoints as the folder that ships: eight bits, notes in pipeline.json, nothing of the training."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import AutoModelForTokenClassification, AutoTokenizer

from pipeline.config.schema import Runtime
from pipeline.models.device import choose_place
from pipeline.models.kinds import Task
from pipeline.models.loading import Loaded, load
from pipeline.models.packed import FILE, pack
from pipeline.models.reference import NOTES_FILE, locate


def write_weights(checkpoints: Sequence[Path], folder: Path) -> None:
    """The mean of the checkpoints in eight bits, and their tokenizer."""
    network = averaged(checkpoints)
    network.config.save_pretrained(folder)
    save_file(pack(network.state_dict()), folder / FILE)
    (folder / FILE).chmod(0o644)  # written for its owner only
    AutoTokenizer.from_pretrained(checkpoints[0]).save_pretrained(folder)
    (folder / NOTES_FILE).unlink(missing_ok=True)


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


def write_notes(folder: Path, notes: Mapping[str, Any]) -> None:
    """What the folder says of its own use."""
    (folder / NOTES_FILE).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")


def size_of(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.iterdir())


def load_model(reference: str, task: Task) -> Loaded:
    """A model as the pipeline loads it."""
    return load(locate(reference), task, choose_place(Runtime()))
