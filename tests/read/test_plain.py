"""Plain text: the whole file, as it is."""

from __future__ import annotations

import pytest

from pipeline.errors import ReadError
from pipeline.read.piece import Piece
from pipeline.read.plain import read_text

TEXTS = [
    (b"A title\r\n\r\nText.\r\n", "A title\n\nText.", "utf-8"),
    (b"\xef\xbb\xbfText.", "Text.", "utf-8"),
    ("正文。".encode("utf-16"), "正文。", "utf-16"),
    (b"# not a heading\n- not a list", "# not a heading\n- not a list", "utf-8"),
    (b"caf\xe9 au lait", "café au lait", "cp1252"),
    (b"three words\x00 here, and a good many more of them", "three words here, and a good many more of them", "utf-8"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), TEXTS, ids=range(len(TEXTS)))
def test_text(data: bytes, text: str, encoding: str) -> None:
    assert list(read_text(data)) == [Piece(text, encoding=encoding)]


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbf", "\u200b\u3000".encode(), b"\n\n"], ids=["mark", "invisible", "lines"]
)
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"is empty|holds no text"):
        list(read_text(data))
