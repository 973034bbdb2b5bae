"""What a small language model finds unlikely in a text: wrong words, odd order and broken ends that a tagger misses."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.models.batches import side_by_side
from pipeline.models.encoding import plain_ids
from pipeline.models.loading import Loaded

LEAST = 5.0  # nats; what is likelier surprises nobody
WINDOW = 256  # tokens that are read together
START = "<|endoftext|>"  # what stood between the texts that the model was pretrained on


class Surprise:
    """Made by `Models.scorer` for a tagger that was calibrated with it."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._start: int = loaded.tokenizer.convert_tokens_to_ids(START)
        self.signature = f"surprise:{loaded.identity}"

    def read(self, texts: Sequence[str]) -> list[float]:
        """For each text, the sum of what its tokens surprise beyond `LEAST`, in nats.

        Each is read alone and by one thread: it costs no more than in a batch, and company changes nothing.
        """
        rows = [plain_ids(self._loaded.tokenizer, text) for text in texts]
        return side_by_side(self._excess, rows, self._loaded.place.threads, each=1)

    def _excess(self, row: Sequence[int]) -> float:
        windows = (row[at : at + WINDOW] for at in range(0, len(row), WINDOW))
        found = [value for window in windows for value in self._loaded.network.likelihoods([self._start, *window])]
        return float(sum(max(0.0, -value - LEAST) for value in found))
