"""Inputs to articles: `read_paths` is the one door; a format is one file here and one line in `formats.py`."""

from pipeline.read.find import Found, find
from pipeline.read.formats import MANY, READERS
from pipeline.read.ids import GivesIds
from pipeline.read.paths import ids_of, read_found, read_paths
from pipeline.read.piece import Unreadable
from pipeline.read.remote import is_address, to_path

__all__ = [
    "MANY",
    "READERS",
    "Found",
    "GivesIds",
    "Unreadable",
    "find",
    "ids_of",
    "is_address",
    "read_found",
    "read_paths",
    "to_path",
]
