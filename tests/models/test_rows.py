"""Rows of different lengths read together."""

import pytest
import torch

from pipeline.models.rows import attend


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("lengths", [[3], [2, 2, 5, 1, 5], [1, 1]])
def test_each_row_sees_itself_alone(lengths, causal):
    parts = torch.randn(3, sum(lengths), 2, 4)
    found = attend(*parts, lengths, causal=causal)
    assert found.shape == (sum(lengths), 8)
    for row, rows in zip(found.split(lengths), parts.split(lengths, dim=1), strict=True):
        query, key, value = rows
        scores = torch.einsum("qhs,khs->hqk", query, key) / 2
        if causal:
            scores = scores.masked_fill(torch.ones(len(row), len(row)).triu(1).bool(), -torch.inf)
        expected = torch.einsum("hqk,khs->qhs", scores.softmax(dim=-1), value).flatten(1)
        torch.testing.assert_close(row, expected)
        assert torch.equal(row, attend(*rows, [len(row)], causal=causal))
