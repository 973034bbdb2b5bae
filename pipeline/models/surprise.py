"""What a small language model finds unlikely in a text: wrong words, odd order and broken ends that a tagger misses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from pipeline.models.batches import Row, side_by_side
from pipeline.models.encoding import plain_ids
from pipeline.models.loading import Loaded

LEAST = 5.0  # nats; what is likelier surprises nobody
WINDOW = 256  # tokens of a text that are read together
TOKENS = 384  # of a batch
START = "<|endoftext|>"  # what stood between the texts that the model was pretrained on


class Surprise:
    """Made by `Models.scorer` for a tagger that was calibrated with it."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._start: int = loaded.tokenizer.convert_tokens_to_ids(START)
        self._threads = loaded.place.threads
        self.signature = f"surprise:{loaded.identity}"

    def read(self, texts: Sequence[str]) -> list[float]:
        """For each text, the sum of what its tokens surprise beyond `LEAST`, in nats.

        Only windows of one length are read together, and by one thread, so that company changes nothing.
        """
        windows = [(k, window) for k, text in enumerate(texts) for window in self._windows(text)]
        batches = list(_alike([window for _, window in windows]))
        made = side_by_side(self._excess, [[windows[n][1] for n in batch] for batch in batches], self._threads, each=1)
        found = [0.0] * len(texts)
        for batch, values in zip(batches, made, strict=True):
            for n, value in zip(batch, values, strict=True):
                found[windows[n][0]] += value
        return found

    def _windows(self, text: str) -> Iterator[Row]:
        ids = plain_ids(self._loaded.tokenizer, text)
        return ([self._start, *ids[at : at + WINDOW]] for at in range(0, len(ids), WINDOW))

    def _excess(self, rows: Sequence[Row]) -> list[float]:
        found = self._loaded.network.likelihoods(rows)
        return [math.fsum(max(0.0, -value - LEAST) for value in values) for values in found]


def _alike(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Numbers of the rows of each batch: of one length, and of `TOKENS` tokens at most."""
    lengths = [len(row) for row in rows]
    for length, same in itertools.groupby(sorted(range(len(rows)), key=lengths.__getitem__), lengths.__getitem__):
        numbers, most = list(same), max(1, TOKENS // length)
        yield from (numbers[at : at + most] for at in range(0, len(numbers), most))
