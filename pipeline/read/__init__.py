"""Inputs to articles: `read_paths` is the one door; a format is one file here and one line in `formats.py`."""

from pipeline.read.formats import READERS
from pipeline.read.paths import read_paths
from pipeline.read.piece import Unreadable

__all__ = ["READERS", "Unreadable", "read_paths"]
