"""Cutting text at the bounds of ranges that may overlap, so that every piece carries a fixed set of marks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text covered from end to end by the same ranges, named by their indices."""

    start: int
    end: int
    marks: tuple[int, ...] = ()


def split(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> list[Segment]:
    """Cut `[start, end)` at every bound of `ranges`; joined again, the segments give it back whole.

    Ranges may overlap, nest, reach outside or be empty; an empty one marks nothing.
    """
    cuts = {start, end}
    near = [(i, a, b) for i, (a, b) in enumerate(ranges) if a < end and b > start and a < b]
    for _, a, b in near:
        cuts |= {max(a, start), min(b, end)}
    points = sorted(cuts)
    return [
        Segment(left, right, tuple(i for i, a, b in near if a <= left and right <= b))
        for left, right in itertools.pairwise(points)
    ]


def last_covers(segments: Sequence[Segment]) -> dict[int, int]:
    """For each mark, the index of the last segment that carries it: where its label belongs."""
    return {mark: position for position, segment in enumerate(segments) for mark in segment.marks}
