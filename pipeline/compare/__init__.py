"""Two runs over the same articles, set against each other: what differs, by how much, and whether it may be chance."""

from pipeline.compare.comparison import Comparison, compare_runs

__all__ = ["Comparison", "compare_runs"]
