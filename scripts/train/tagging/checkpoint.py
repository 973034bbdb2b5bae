"""A run's state on disk, always whole: the last checkpoint is there until the next one is written."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: optimiser steps, and seconds of training over all calls."""

    step: int = 0
    seconds: float = 0.0


def save(folder: Path, model: Any, tokenizer: Any, optimizer: torch.optim.Optimizer, progress: Progress) -> None:
    """The model in the layout of transformers, with what is needed to go on."""
    fresh, old = folder.with_name(folder.name + ".new"), folder.with_name(folder.name + ".old")
    shutil.rmtree(fresh, ignore_errors=True)
    model.save_pretrained(fresh)
    tokenizer.save_pretrained(fresh)
    state = {"optimizer": optimizer.state_dict(), "step": progress.step, "seconds": progress.seconds}
    torch.save(state, fresh / "state.pt")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> bool:
    """Whether there is a checkpoint to go on from; puts back one that was being replaced when the run was killed."""
    old = folder.with_name(folder.name + ".old")
    if not folder.exists() and old.exists():
        old.rename(folder)
    return (folder / "state.pt").is_file()


def resume(folder: Path, optimizer: torch.optim.Optimizer) -> Progress:
    """Puts the optimiser back where it was."""
    state = torch.load(folder / "state.pt", weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    return Progress(state["step"], state["seconds"])
