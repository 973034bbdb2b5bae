"""Choosing among the models at hand by what they score on development data, never by training loss."""

from collections.abc import Callable
from pathlib import Path

from torch import Tensor

from .checkpoint import load_checkpoint
from .evaluate import Results
from .loop import LAST, STABLE

# The metric of each stage, and whether more of it is better. The base is chosen on held-out passages, so that
# the pairs it is judged by have chosen nothing.
METRIC = {
    "pretrain": ("bits_per_byte_repair", False),
    "intermediate": ("summary_rougeLsum", True),
    "finetune": ("summary_rougeLsum", True),
}
Choice = tuple[str, str]


def candidates(folder: Path) -> list[Choice]:
    """The (checkpoint, weights) of a stage that could be exported; the average of the last comes first."""
    found = []
    for name in (LAST, STABLE):
        loaded = load_checkpoint(folder, name)
        if loaded:
            found += [(name, kind) for kind in ("average", "model") if loaded[0][kind]]
    return found


def weights_of(folder: Path, choice: Choice) -> dict[str, Tensor]:
    """The tensors of a candidate."""
    loaded = load_checkpoint(folder, choice[0])
    if not loaded:
        raise FileNotFoundError(f"no checkpoint {choice[0]!r} in {folder}")
    weights: dict[str, Tensor] = loaded[0][choice[1]]
    return weights


def choose(
    options: list[Choice], measure: Callable[[Choice], Results], stage: str
) -> tuple[Choice, dict[str, Results]]:
    """The best option by the metric of the stage, and what each scored; at a tie the first."""
    metric, more_is_better = METRIC[stage]
    results = {"/".join(option): measure(option) for option in options}
    scores = {option: float(results["/".join(option)][metric]) for option in options}
    return (max if more_is_better else min)(options, key=scores.__getitem__), results
