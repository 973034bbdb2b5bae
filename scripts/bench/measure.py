"""Rates measured in turn, so that what else the machine does falls on all of them, and tables of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """Something that deals with so many items each time it is called."""

    items: int
    work: Callable[[], object]


def rates(tasks: Mapping[str, Task], rounds: int) -> dict[str, float]:
    """Items per second of each task: the median over rounds, in each of which every task has its turn."""
    seen: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            seen[name].append(task.items / seconds(task.work))
    return {name: statistics.median(values) for name, values in seen.items()}


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown; all columns but the first are numbers."""
    ruler = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ruler, *rows])


def compared(found: Mapping[str, float], unit: str, *, scale: float = 1.0) -> str:
    """The first of the rates against each of the others."""
    first = next(iter(found.values()))
    rows = [[name, number(scale * rate), f"{number(first / rate)}x"] for name, rate in found.items()]
    return table(["", unit, "the first is faster by"], rows)


def number(value: float) -> str:
    """Three digits say what a noisy machine can."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
