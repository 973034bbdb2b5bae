"""Batches: by length, within a budget, the order restored, halved where memory runs out."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.models.batches import by_length, pad


class Network:
    """Sums rows, and has room for so many tokens."""

    def __init__(self, room=10**9, error="CUDA out of memory. Tried to allocate 2.00 GiB"):
        self.room = room
        self.error = error
        self.batches = []

    def __call__(self, rows):
        if len(rows) * max(map(len, rows)) > self.room:
            raise torch.OutOfMemoryError(self.error)
        self.batches.append([len(row) for row in rows])
        return [sum(row) for row in rows]


ROWS = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=30), max_size=20)


@given(ROWS, st.integers(1, 8), st.integers(1, 100), st.integers(30, 200))
def test_order_is_restored_within_the_budget(rows, size, tokens, room):
    network = Network(room)
    assert by_length(rows, network, size, tokens=tokens) == [sum(row) for row in rows]
    for lengths in network.batches:
        assert len(lengths) <= size
        assert len(lengths) == 1 or len(lengths) * max(lengths) <= tokens


@pytest.mark.parametrize(
    ("size", "tokens", "batches"),
    [
        (4, 1000, [[9, 7, 5, 4], [3, 1]]),
        (4, 18, [[9, 7], [5, 4, 3], [1]]),
        (1, 1000, [[9], [7], [5], [4], [3], [1]]),
        (4, 1, [[9], [7], [5], [4], [3], [1]]),
    ],
)
def test_longest_first(size, tokens, batches):
    network = Network()
    by_length([[1] * n for n in (3, 9, 1, 7, 5, 4)], network, size, tokens=tokens)
    assert network.batches == batches


def test_batch_is_halved_until_it_fits():
    network = Network(room=20)
    assert by_length([[1] * 10] * 7, network, 7) == [10] * 7
    assert sum(map(len, network.batches)) == 7
    assert max(map(len, network.batches)) == 2


@pytest.mark.parametrize(
    "error",
    [
        "CUDA out of memory. Tried to allocate",
        "MPS backend out of memory",
        "DefaultCPUAllocator: can't allocate memory",
    ],
)
def test_one_row_that_does_not_fit_is_one_line(error):
    with pytest.raises(ModelError, match=r"^out of memory on a text of 30 tokens; set runtime\.dtype"):
        by_length([[1] * 30, [1]], Network(room=20, error=error), 8)


def test_other_errors_pass():
    def work(rows):
        raise RuntimeError("index out of range")

    with pytest.raises(RuntimeError, match="index out of range"):
        by_length([[1], [2]], work, 8)


@pytest.mark.parametrize(
    ("left", "ids", "mask"),
    [
        (False, [[1, 2, 3], [4, 0, 0]], [[1, 1, 1], [1, 0, 0]]),
        (True, [[1, 2, 3], [0, 0, 4]], [[1, 1, 1], [0, 0, 1]]),
    ],
)
def test_padding(left, ids, mask):
    made = pad([[1, 2, 3], [4]], 0, "cpu", left=left)
    assert [tensor.tolist() for tensor in made] == [ids, mask]


@pytest.mark.parametrize(
    ("threads", "rows", "batches", "each"),
    [(1, 7, [3, 3, 1], None), (2, 7, [3, 3, 1], 1), (4, 7, [2, 2, 2, 1], 1), (8, 3, [1, 1, 1], 2), (4, 1, [1], None)],
)
def test_batches_side_by_side_share_the_threads(threads, rows, batches, each):
    seen = []

    def work(batch):
        seen.append((len(batch), torch.get_num_threads()))
        return [sum(row) for row in batch]

    before = torch.get_num_threads()
    assert by_length([[k] for k in range(rows)], work, 3, threads=threads) == list(range(rows))
    assert sorted(size for size, _ in seen) == sorted(batches)
    assert {count for _, count in seen} == {each or before}
    assert torch.get_num_threads() == before


def test_batches_side_by_side_are_halved_and_fail_like_any():
    assert by_length([[1] * 10] * 7, Network(room=20), 7, threads=2) == [10] * 7
    with pytest.raises(ModelError, match="out of memory on a text of 30 tokens"):
        by_length([[1] * 30, [1], [1]], Network(room=20), 1, threads=2)
