"""An endless, exactly repeatable stream of batches: a position in it is two numbers.

Examples are made pool by pool. Everything about a pool follows from the seed and its number, so a run that
resumes makes the same pool again and goes on where it was; and pools can be made ahead by worker processes.
"""

import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from .config import Config, Loop, Mix
from .data import Record
from .examples import Example
from .model import END_ID, IGNORED, PAD_ID
from .store import Store

Ids = npt.NDArray[np.int64]
PAD_MULTIPLE = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids, and where in the stream they stand."""

    source: Ids
    labels: Ids
    pool: int
    place: int

    @property
    def tokens(self) -> int:
        """Tokens that count: without padding."""
        return int((self.source != PAD_ID).sum() + (self.labels != IGNORED).sum())


class Plan:
    """What goes into each pool: so many records of each kind, each kind shuffled anew every epoch."""

    def __init__(self, stores: dict[str, Store], shares: dict[str, float], items: int, seed: int) -> None:
        self.stores, self.seed = stores, seed
        self.numbers = {kind: round(items * share) for kind, share in shares.items() if share > 0}
        self._orders: dict[tuple[str, int], npt.NDArray[np.int64]] = {}

    def records(self, pool: int) -> Iterator[tuple[str, Record]]:
        """The kind and content of every item of a pool."""
        for kind, number in self.numbers.items():
            store = self.stores[kind]
            for item in range(pool * number, (pool + 1) * number):
                epoch, place = divmod(item, len(store))
                yield kind, store[int(self._order(kind, epoch, len(store))[place])]

    def _order(self, kind: str, epoch: int, size: int) -> npt.NDArray[np.int64]:
        key = (kind, epoch)
        if key not in self._orders:
            self._orders = {k: v for k, v in self._orders.items() if k[0] != kind or k[1] == epoch - 1}
            seeds = [self.seed, epoch, *kind.encode()]
            self._orders[key] = np.random.default_rng(seeds).permutation(size)
        return self._orders[key]


MakeExamples = Callable[[str, Record, Mix, Random], list[Example]]


class Stream:
    """Batches of about equal token counts, of texts of about equal length."""

    def __init__(self, plan: Plan, make: MakeExamples, tokenizer: Path, config: Config, loop: Loop) -> None:
        self.plan, self.make, self.mix, self.loop, self.seed = plan, make, config.mix, loop, config.seed
        self.tokenizer = Tokenizer.from_file(str(tokenizer / "tokenizer.json"))

    def pool(self, number: int) -> list[Batch]:
        """All batches of one pool, in a random order."""
        random = Random(f"{self.seed}/{number}")
        examples = [
            example
            for kind, record in self.plan.records(number)
            for example in self.make(kind, record, self.mix, random)
        ]
        sources = self._encode([example.source for example in examples], self.loop.max_source)
        targets = self._encode([example.target for example in examples], self.loop.max_target)
        pairs = [(s, t) for s, t in zip(sources, targets, strict=True) if len(s) > 2 and len(t) > 1]
        random.shuffle(pairs)
        pairs.sort(key=_length)
        batches = list(_cut(pairs, self.loop.batch_tokens))
        random.shuffle(batches)
        return [_padded(batch, number, place) for place, batch in enumerate(batches)]

    def _encode(self, texts: list[str], limit: int) -> list[list[int]]:
        encoded = self.tokenizer.encode_batch_fast(texts)
        return [ids if len(ids) <= limit else [*ids[: limit - 1], END_ID] for ids in (e.ids for e in encoded)]

    def batches(self, pool: int = 0, place: int = 0) -> Generator[Batch, None, None]:
        """Endlessly, from a position on."""
        for number, batches in zip(count(pool), self._pools(pool), strict=False):
            yield from batches[place if number == pool else 0 :]

    def _pools(self, first: int) -> Iterator[list[Batch]]:
        if not self.loop.workers:
            yield from map(self.pool, count(first))
            return
        fresh = get_context("spawn")  # a fork of a process that holds a GPU or Rust threads is not safe
        workers = ProcessPoolExecutor(self.loop.workers, fresh, initializer=_adopt, initargs=(self,))
        try:
            ahead: list[Future[list[Batch]]] = []
            for number in count(first):
                while len(ahead) < 2 * self.loop.workers:
                    ahead.append(workers.submit(_make_pool, number + len(ahead)))
                yield ahead.pop(0).result()
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


_adopted: list[Stream] = []


def _adopt(stream: Stream) -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the processes are the parallelism
    _adopted[:] = [stream]


def _make_pool(number: int) -> list[Batch]:
    return _adopted[0].pool(number)


Pair = tuple[list[int], list[int]]


def _length(pair: Pair) -> tuple[int, int]:
    """The longer side first: measured on pools of the CPU mix, a tenth of a batch is padding; by the sum, a fifth."""
    return _rounded(max(len(pair[0]), len(pair[1]))), len(pair[0]) + len(pair[1])


def _cut(pairs: list[Pair], tokens: int) -> Iterator[list[Pair]]:
    """Runs whose padded size stays within the budget."""
    run: list[Pair] = []
    longest_source = longest_target = 0
    for pair in pairs:
        longest_source = max(longest_source, _rounded(len(pair[0])))
        longest_target = max(longest_target, _rounded(len(pair[1])))
        if run and (len(run) + 1) * (longest_source + longest_target) > tokens:
            yield run
            run, longest_source, longest_target = [], _rounded(len(pair[0])), _rounded(len(pair[1]))
        run.append(pair)
    if run:
        yield run


def _rounded(length: int) -> int:
    return -(-length // PAD_MULTIPLE) * PAD_MULTIPLE


def _padded(pairs: list[Pair], pool: int, place: int) -> Batch:
    source = np.full((len(pairs), _rounded(max(len(s) for s, _ in pairs))), PAD_ID, dtype=np.int64)
    labels = np.full((len(pairs), _rounded(max(len(t) for _, t in pairs))), IGNORED, dtype=np.int64)
    for row, (s, t) in enumerate(pairs):
        source[row, : len(s)] = s
        labels[row, : len(t)] = t
    return Batch(source, labels, pool, place)
