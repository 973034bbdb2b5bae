"""Cutting text at the bounds of ranges that may overlap, so that every piece carries a fixed set of marks."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
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
    opened, closed = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for i, (a, b) in enumerate(ranges):
        if a < end and b > start and a < b:
            opened[max(a, start)].append(i)
            closed[min(b, end)].append(i)
    segments: list[Segment] = []
    active: set[int] = set()
    for left, right in itertools.pairwise(sorted({start, end, *opened, *closed})):
        active = active.difference(closed[left]).union(opened[left])
        segments.append(Segment(left, right, tuple(sorted(active))))
    return segments


def touching(places: Sequence[tuple[int, int]], ranges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each place, in order and apart from each other, the indices of the ranges that share a character with it."""
    ends = [end for _, end in places]
    found: list[list[int]] = [[] for _ in places]
    for i, (start, end) in enumerate(ranges):
        for k in range(bisect_right(ends, start), len(places)):
            if places[k][0] >= end:
                break
            found[k].append(i)
    return found


def last_covers(segments: Sequence[Segment]) -> dict[int, int]:
    """For each mark, the index of the last segment that carries it: where its label belongs."""
    return {mark: position for position, segment in enumerate(segments) for mark in segment.marks}
