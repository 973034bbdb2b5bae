"""Inputs to articles: `read_paths` is the one door; a format is one file here and one line in `formats.py`."""

from pipeline.read.find import find
from pipeline.read.formats import READERS
from pipeline.read.paths import read_found, read_paths
from pipeline.read.piece import Unreadable

__all__ = ["READERS", "Unreadable", "find", "read_found", "read_paths"]
