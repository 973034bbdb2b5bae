"""Words that the inner states of a language model give away: it has read more English than a tagger could."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.errors import ModelError
from pipeline.models.batches import Row, by_length
from pipeline.models.loading import Loaded
from pipeline.models.reading import WORD, Reading

if TYPE_CHECKING:
    import torch

FILE = "states.safetensors"
"""In a tagger's folder: `mean` and `scale` of the states, two layers as `within` and `out`, `.weight` and `.bias`."""
WINDOW = 256  # tokens of a text that are read together
TOKENS = 384  # of a batch
START = "<|endoftext|>"  # what stood between the texts that the model was pretrained on


class StateTagger:
    """Chances of a tagger's labels for each word, from its state and the next word's in the lower half of the layers.

    A classifier of two small layers on a network that stays as it is, known as a probe (Alain and Bengio 2016); states
    halfway up tell grammar best, and cost half. Made by `Models.scorer`, and by scripts/train/fluency without weights.
    """

    def __init__(self, loaded: Loaded, folder: Path | None = None) -> None:
        """Raises ModelError where a tagger's folder lacks the weights."""
        self._loaded = loaded
        self._start: int = loaded.tokenizer.convert_tokens_to_ids(START)
        self._layers = max(1, loaded.config.num_hidden_layers // 2)
        self._weights = _weights(folder) if folder else {}
        self.signature = f"states:{loaded.identity}"

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The words of each text with the chances of each label."""
        return [self._reading(text, states) for text, states in zip(texts, self.states(texts), strict=True)]

    def states(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """The state of the last token of each word of each text: shape (words, width).

        Windows of like length are read together, which changes nothing.
        """
        import torch

        encoded = [self._loaded.tokenizer(t, add_special_tokens=False, return_offsets_mapping=True) for t in texts]
        windows = [list(self._windows(item["input_ids"])) for item in encoded]
        rows = [window for of_one in windows for window in of_one]
        found = iter(by_length(rows, self._states, len(rows), tokens=TOKENS, threads=self._loaded.place.threads))
        parts = [torch.cat([next(found) for _ in of_one]) for of_one in windows]
        return [_of_words(*one) for one in zip(texts, encoded, parts, strict=True)]

    def _windows(self, ids: Row) -> Iterator[Row]:
        return ([self._start, *ids[at : at + WINDOW]] for at in range(0, max(1, len(ids)), WINDOW))

    def _states(self, rows: Sequence[Row]) -> list[torch.Tensor]:
        return [found[1:].float().cpu() for found in self._loaded.network.states(rows, self._layers)]

    def _reading(self, text: str, states: torch.Tensor) -> Reading:
        bounds = np.asarray([match.span() for match in WORD.finditer(text)], np.int64).reshape(-1, 2)
        return Reading(bounds[:, 0], bounds[:, 1], chances(states, self._weights).double().numpy())


def chances(states: torch.Tensor, weights: dict[str, torch.Tensor]) -> torch.Tensor:
    """From the states of a text's words the chances of the labels: shape (words, labels)."""
    from torch.nn.functional import gelu, linear

    within = linear(beside(standard(states, weights)), weights["within.weight"], weights["within.bias"])
    return linear(gelu(within), weights["out.weight"], weights["out.bias"]).softmax(dim=-1)


def standard(states: torch.Tensor, weights: dict[str, torch.Tensor]) -> torch.Tensor:
    """States of mean 0 and deviation 1."""
    return (states - weights["mean"]) / weights["scale"]


def beside(states: torch.Tensor) -> torch.Tensor:
    """Each word's state with the next one's, zeros behind the last: shape (words, 2 * width)."""
    import torch

    return torch.cat([states, torch.cat([states[1:], torch.zeros_like(states[:1])])], dim=1)


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return {name: tensor.float() for name, tensor in load_file(folder / FILE).items()}
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{folder / FILE}: cannot be read: {error}; export the model anew") from None


def _of_words(text: str, encoded: Any, states: torch.Tensor) -> torch.Tensor:
    ends = np.asarray([end for _, end in encoded["offset_mapping"]])
    last = [int(np.searchsorted(ends, match.end())) for match in WORD.finditer(text)]
    return states[[min(at, len(ends) - 1) for at in last]]
