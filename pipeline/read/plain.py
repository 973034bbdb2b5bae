"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.read.decode import decode
from pipeline.read.piece import Fault, Piece, require_text


def read_text(data: bytes) -> Iterator[Piece | Fault]:
    """The whole file is one article."""
    decoded = decode(data)
    yield Piece(require_text(decoded.text), encoding=decoded.encoding)
