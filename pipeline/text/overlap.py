"""Finds of several patterns in one text, without those that share a character with an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Find(Protocol):
    """A stretch of a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


F = TypeVar("F", bound=Find)


def apart(finds: Iterable[F], beside: Iterable[Find] = ()) -> list[F]:
    """In the order given, each find that overlaps neither one before it nor any of `beside`."""
    taken = {i for find in beside for i in range(find.start, find.end)}
    kept: list[F] = []
    for find in finds:
        stretch = range(find.start, find.end)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(find)
    return kept
