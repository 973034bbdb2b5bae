"""The table of readers: sniffing, and what every reader promises of any bytes at all."""

from __future__ import annotations

import io
import json

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.formats import MANY, READERS, sniff
from pipeline.read.piece import Piece


def word_file() -> bytes:
    made = docx.Document()
    made.add_paragraph("Text.")
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


SNIFFED = [
    (b"An article.", ".txt"),
    (b"", ".txt"),
    (b"---\ntitle: a\n---\ntext", ".md"),
    (b"<!DOCTYPE html><p>a", ".html"),
    (b"\xef\xbb\xbf \n<html><body>", ".html"),
    (b'{"text": "a"}', ".json"),
    (b' [{"text": "a"}]', ".json"),
    (b'{"text": "a"}\n{"text": "b"}\n', ".jsonl"),
    (b'{"text": "a"}\n{"text": broken}\n', ".jsonl"),
    (b"[Photo] The mayor opens the fair.", ".txt"),
    (b"{sic} said the mayor", ".txt"),
    (b"[" * 100_000, ".txt"),
    (word_file(), ".docx"),
]


@pytest.mark.parametrize(("data", "suffix"), SNIFFED, ids=range(len(SNIFFED)))
def test_sniff(data: bytes, suffix: str) -> None:
    assert sniff(data) == suffix
    assert suffix in READERS


def test_formats_of_many_articles_have_readers() -> None:
    assert READERS.keys() > MANY


BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-16")),
    st.text(alphabet="<>/&;=\"'ap!-[] #*`\n\t{}:,1", max_size=200).map(str.encode),
    st.lists(
        st.sampled_from([b"<p>", b"</div>", b"<!--", b"---\n", b'{"text":', b'"a"}', b"PK\x03\x04", b"\x00", b"a. "])
    ).map(b"".join),
)


@pytest.mark.parametrize("suffix", READERS)
@settings(max_examples=60, deadline=None)
@given(data=BYTES)
def test_any_bytes_are_pieces_or_a_read_error(suffix: str, data: bytes) -> None:
    try:
        found = list(READERS[suffix](data))
    except ReadError as error:
        assert "\n" not in str(error)
        return
    for item in found:
        if isinstance(item, Piece):
            assert item.text.strip()
            json.dumps([item.text, item.title, dict(item.metadata)], ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("suffix", [name for name in READERS if name not in MANY])
@pytest.mark.parametrize("data", [b"", b" \n ", b"\x00" * 100, b"%PDF-1.5"], ids=["empty", "blank", "nuls", "pdf"])
def test_no_reader_takes_what_is_no_text(suffix: str, data: bytes) -> None:
    with pytest.raises(ReadError):
        list(READERS[suffix](data))
