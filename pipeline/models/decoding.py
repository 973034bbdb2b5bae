"""Greedy writing to many token rows at once.

The rows of a group always go together, and attention alone looks at more than one token: in eight bits, what is written
to a group is the same to the last bit whichever other groups go through the layers with it.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from pipeline.models.batches import Row
from pipeline.models.llama import Llama

AT_ONCE = 8  # groups that go through the layers together
TOGETHER = 160  # tokens of requests that are read at once; of more the caches overflow
DRAFT = 6  # tokens that are read along with the two they follow
UNSURE = 3  # with the one they follow, where the two stand nowhere


@dataclass(frozen=True, slots=True)
class Written:
    """What was written to a token row."""

    ids: Row
    """The end token is the last, unless there was no room for it."""
    likelihood: float
    """Log-probability."""


@torch.inference_mode()
def write(network: Llama, groups: Sequence[Sequence[Row]], most: int) -> list[list[Written]]:
    """The likeliest next token, and again, until each row of each group has ended or has `most`.

    What follows in a row on the last words written is read along with them: a text takes much from its row, and
    several tokens are read nearly as fast as one (Yang et al. 2023, "Inference with Reference: Lossless
    Acceleration of Large Language Models").
    """
    made = [Group(network, rows, most) for rows in groups]
    at_once = AT_ONCE if network.exact or network.device.type != "cpu" else 1
    waiting, active = deque(made), list[Group]()
    while waiting or active:
        while waiting and len(active) < at_once:
            active.append(waiting.popleft())
            active[-1].begin()
        for group in (group for group in active if group.ended):
            group.forget()
        active = [group for group in active if not group.ended]
        if active:
            parts = [group.read() for group in active]
            found = iter(network.likeliest(_states(network, parts)))
            for group, part in zip(active, parts, strict=True):
                group.take(found, part.lengths)
    return [[Written(text.ids, text.likelihood) for text in group.texts] for group in made]


class Group:
    """What is being written to some rows."""

    def __init__(self, network: Llama, rows: Sequence[Row], most: int) -> None:
        self.texts = [Text(row, network.config.eos_token_id, most) for row in rows]
        self._network, self._rows = network, rows
        self._live = self.texts
        self._room = max(map(len, rows)) + most + DRAFT
        self._memory = self._whole = torch.empty(0)

    @property
    def ended(self) -> bool:
        return all(text.ended for text in self._live)

    def forget(self) -> None:
        """Gives its memory to the next group."""
        self._network.spare.append(self._whole)
        self._memory = self._whole = torch.empty(0)

    def begin(self) -> None:
        """Reads the rows, what all begin with once, and takes the first token of each text."""
        self._remember()
        lengths = [len(row) for row in self._rows]
        shared = _shared(self._rows)
        self._first([self._rows[0]], 0, 0)
        self._memory[:, :, 1:, :shared] = self._memory[:, :, :1, :shared]
        for start, end in _parcels([length - shared for length in lengths], 1):
            self._first([row[shared:] for row in self._rows[start:end]], start, shared)

    def read(self) -> Part:
        """The last token of each text that goes on, with a guess at the next ones."""
        going = [k for k, text in enumerate(self._live) if not text.ended]
        if 2 * len(going) <= len(self._live):  # what has ended is read along; leaving it out moves the memory
            for k, old in enumerate(going):
                self._memory[:, :, k] = self._memory[:, :, old]
            self._live, self._memory = [self._live[k] for k in going], self._memory[:, :, : len(going)]
        return Part.of([text.read() for text in self._live], self._memory, [text.place for text in self._live])

    def take(self, found: Iterator[tuple[int, float]], lengths: Iterable[int]) -> None:
        """What the network made of what was read, of so many tokens for each text."""
        for text, length in zip(self._live, lengths, strict=True):
            text.take(list(itertools.islice(found, length)))

    def _first(self, rows: Sequence[Row], start: int, at: int) -> None:
        """Reads rows from a place on, and takes the first token of their texts, which stand from `start` on."""
        memory = self._memory[:, :, start : start + len(rows)]
        states = _states(self._network, [Part.of(rows, memory, [at] * len(rows))])
        last = states[[end - 1 for end in itertools.accumulate(map(len, rows))]]
        for text, found in zip(self.texts[start:], self._network.likeliest(last), strict=False):
            text.take([found])

    def _remember(self) -> None:
        """Takes memory for keys and values: shape (layers, 2, rows, room, heads, size of a head).

        What stands there is of earlier texts, until it is written over. New memory has to be fetched from the system
        page by page, which took a fifth of the time of writing.
        """
        network, shape = self._network, self._network.config
        size = (shape.num_hidden_layers, 2, len(self._rows), self._room, shape.num_key_value_heads, shape.head_dim)
        self._whole = network.spare.pop() if network.spare else self._whole
        if self._whole.numel() < math.prod(size):
            self._whole = torch.zeros(math.prod(size), dtype=network.dtype, device=network.device)
        self._memory = self._whole[: math.prod(size)].view(size)


class Text:
    """What is being written to one row."""

    def __init__(self, row: Row, end: int, most: int) -> None:
        self.ids: list[int] = []
        self.likelihood = 0.0
        self._row, self._end, self._most = row, end, most
        self._after: dict[Row, Row] = {(token,): row[k : k + UNSURE] for k, token in enumerate(row, 1)}
        self._after |= {pair: row[k : k + DRAFT] for k, pair in enumerate(itertools.pairwise(row), 2)}
        self._drafted: Row = ()

    @property
    def ended(self) -> bool:
        return len(self.ids) == self._most or self.ids[-1:] == [self._end]

    @property
    def place(self) -> int:
        """Where the last token stands."""
        return len(self._row) + len(self.ids) - 1

    def read(self) -> Row:
        """The last token and a guess at the next ones: what stands in the row behind the last two, or the last."""
        last = (self.ids[-2] if len(self.ids) > 1 else self._row[-1], self.ids[-1])
        self._drafted = self._after.get(last) or self._after.get(last[1:], ())
        return [self.ids[-1], *self._drafted]

    def take(self, likeliest: Sequence[tuple[int, float]]) -> None:
        """What the network made of what was read, each token with its log-probability.

        The first counts, and those after it as long as it is the one that had been guessed.
        """
        for (token, chance), guess in zip(likeliest, (*self._drafted, None), strict=True):
            if self.ended:
                break
            self.ids.append(token)
            self.likelihood += chance
            if token != guess:
                break


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens of the rows of a group, those of one row after those of another."""

    ids: Row
    lengths: Sequence[int]
    """Tokens of each row."""
    memory: Tensor
    places: tuple[Tensor, Tensor]
    """Row and place in memory of each token."""
    mask: Tensor
    """What is added to the scores of what may not be seen: shape (rows, 1, queries of a key, places in memory)."""
    slots: Tensor | None
    """Where each token stands among rows that are all as long as the longest; None if they are."""

    @classmethod
    def of(cls, rows: Sequence[Row], memory: Tensor, at: Sequence[int]) -> Part:
        """Of rows that begin at these places in memory."""
        device, lengths = memory.device, [len(row) for row in rows]
        longest, room = max(lengths), max(first + length for first, length in zip(at, lengths, strict=True))
        places = torch.tensor(at, device=device)[:, None] + torch.arange(longest, device=device)
        later = torch.arange(room, device=device) > places[..., None]
        mask = torch.zeros(later.shape, dtype=memory.dtype, device=device).masked_fill_(later, -math.inf)
        row = torch.arange(len(rows), device=device).repeat_interleave(torch.tensor(lengths, device=device))
        slots = None
        if min(lengths) < longest:
            numbers = [k * longest + n for k, length in enumerate(lengths) for n in range(length)]
            slots = torch.tensor(numbers, device=device)
        flat = places.flatten() if slots is None else places.flatten()[slots]
        return cls([token for row in rows for token in row], lengths, memory, (row, flat), mask[:, None], slots)

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Keeps what is known of the tokens, and says what each sees of its row: shape (tokens, heads * size)."""
        keys, values = self.memory[layer]
        keys.index_put_(self.places, key)
        values.index_put_(self.places, value)
        # The heads that share keys stand one after another, as more queries of the same ones.
        rows, _, longest, room = self.mask.shape
        groups, size = key.shape[1:]
        queries = self._apart(query).view(rows, longest, groups, -1, size).permute(0, 2, 3, 1, 4).flatten(2, 3)
        known = [part[:, :room].transpose(1, 2) for part in (keys, values)]
        mask = self.mask.repeat(1, 1, queries.shape[2] // longest, 1)
        seen = functional.scaled_dot_product_attention(queries, known[0], known[1], attn_mask=mask)
        return self._together(seen.view(rows, groups, -1, longest, size).permute(0, 3, 1, 2, 4).flatten(2))

    def _apart(self, values: Tensor) -> Tensor:
        """From (tokens, ...) to (rows * longest, ...)."""
        if self.slots is None:
            return values
        rows, _, longest, _ = self.mask.shape
        return values.new_zeros(rows * longest, *values.shape[1:]).index_copy_(0, self.slots, values)

    def _together(self, values: Tensor) -> Tensor:
        """From (rows, longest, width) to (tokens, width)."""
        values = values.flatten(0, 1)
        return values if self.slots is None else values[self.slots]


def _states(network: Llama, parts: Sequence[Part]) -> Tensor:
    """What the layers make of all tokens: shape (tokens, width)."""
    counts = [len(part.ids) for part in parts]

    def attend(layer: int, *read: Tensor) -> Tensor:
        apart = zip(*(torch.split(one, counts) for one in read), strict=True)
        return torch.cat([part.attend(layer, *one) for part, one in zip(parts, apart, strict=True)])

    ids = [token for part in parts for token in part.ids]
    places = torch.cat([part.places[1] for part in parts])
    return network.read(ids, places, [partial(attend, layer) for layer in range(len(network.layers))])


def _shared(rows: Sequence[Row]) -> int:
    """How many tokens all rows begin with; one of each is left."""
    columns = zip(*(row[:-1] for row in rows), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda column: len(set(column)) == 1, columns))


def _parcels(lengths: Sequence[int], start: int) -> Iterator[tuple[int, int]]:
    """Bounds of neighbours that have `TOGETHER` tokens at most, or are alone, from `start` on."""
    for end in range(start + 1, len(lengths) + 1):
        if end == len(lengths) or sum(lengths[start : end + 1]) > TOGETHER:
            yield start, end
            start = end
