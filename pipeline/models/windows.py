"""Cutting a long text into windows that a model can read, without losing a character."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Windows:
    """A text in windows; joined they are the text."""

    texts: tuple[str, ...]
    split_units: int = 0
    """Sentences that were longer than a window and had to be split between words."""


def pack(units: Sequence[str], count: Count, room: int) -> Windows:
    """Units (sentences with the white space after them) in as few, evenly filled windows as they need.

    `count` gives the tokens of a text; no window has more than `room` of them.
    """
    parts = [divide(unit, count, room) for unit in units]
    pieces = [piece for part in parts for piece in part]
    sizes = [count(piece) + 1 for piece in pieces]  # one more where two pieces meet
    windows = [text for window in _fill(pieces, sizes, room) for text in _checked(window, count, room)]
    return Windows(tuple(windows), sum(len(part) > 1 for part in parts))


def divide(text: str, count: Count, room: int) -> list[str]:
    """The text in pieces of fewer than `room` tokens, halved between words where there are any."""
    if count(text) + 1 <= room or len(text) < 2:
        return [text]
    middle = len(text) // 2
    cut = max(text.rfind(" ", 0, middle), text.rfind("\n", 0, middle)) + 1 or middle
    return divide(text[:cut], count, room) + divide(text[cut:], count, room)


def _fill(pieces: Sequence[str], sizes: Sequence[int], room: int) -> list[list[str]]:
    total = sum(sizes)
    aim = total / max(1, math.ceil(total / room))
    windows: list[list[str]] = []
    filled = room
    for piece, size in zip(pieces, sizes, strict=True):
        if not windows or filled + size > room or filled >= aim:
            windows.append([])
            filled = 0
        windows[-1].append(piece)
        filled += size
    return windows


def _checked(pieces: Sequence[str], count: Count, room: int) -> list[str]:
    """The pieces joined, or in halves where joined they make more tokens than each for itself."""
    text = "".join(pieces)
    if len(pieces) == 1 or count(text) <= room:
        return [text]
    middle = len(pieces) // 2
    return _checked(pieces[:middle], count, room) + _checked(pieces[middle:], count, room)
