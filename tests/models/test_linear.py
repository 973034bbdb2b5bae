"""Linear layers in eight bits: close to what they stand for, each row for itself."""

import pytest
import torch

from pipeline.models.linear import EIGHT_BITS, EightBits, Plain, linear_of


@pytest.fixture
def weight():
    return torch.randn(16, 32, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("bias", [None, torch.linspace(-3, 3, 16)])
def test_close_to_single_precision(weight, bias):
    inputs = torch.randn(2, 5, 32, generator=torch.Generator().manual_seed(2))
    found, expected = EightBits(weight, bias)(inputs), Plain(weight, bias)(inputs)
    assert found.shape == expected.shape
    assert (found - expected).abs().max() < 0.02 * expected.abs().max()


def test_whole_numbers_are_exact():
    inputs = torch.arange(-127.0, 128.0, 2)[None]
    weight = torch.stack([torch.full((128,), 127.0), inputs[0], -inputs[0], torch.zeros(128)])
    assert torch.equal(EightBits(weight)(inputs), Plain(weight)(inputs))


def test_a_row_is_read_the_same_beside_a_large_one(weight):
    layer = EightBits(weight)
    row, large = torch.randn(1, 32), torch.full((1, 32), 3000.0)
    assert torch.equal(layer(torch.cat([row, large]))[:1], layer(row))


def test_a_row_of_nothing(weight):
    assert torch.equal(EightBits(weight)(torch.zeros(1, 32)), torch.zeros(1, 16))


def test_kind_of_layer():
    assert linear_of(EIGHT_BITS) == (EightBits, torch.float32)
    assert linear_of(torch.bfloat16) == (Plain, torch.bfloat16)
