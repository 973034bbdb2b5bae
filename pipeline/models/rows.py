"""Token rows of different lengths that are read together, one after another, without padding."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn import functional


def attend(query: Tensor, key: Tensor, value: Tensor, lengths: Sequence[int], *, causal: bool) -> Tensor:
    """What each token sees of its own row: from (tokens, heads, size) to (tokens, heads * size).

    Neighbours of one length go together; sort the rows. No row's numbers depend on which others are there.
    """
    seen = []
    for start, count, length in _runs(lengths):
        stretch = slice(start, start + count * length)
        apart = [part[stretch].view(count, length, *part.shape[1:]).transpose(1, 2) for part in (query, key, value)]
        found = functional.scaled_dot_product_attention(apart[0], apart[1], apart[2], is_causal=causal)
        seen.append(found.transpose(1, 2).reshape(count * length, -1))
    return torch.cat(seen)


def _runs(lengths: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """First token, rows, and length of each stretch of rows of one length."""
    start = 0
    for length, same in itertools.groupby(lengths):
        count = len(list(same))
        yield start, count, length
        start += count * length
