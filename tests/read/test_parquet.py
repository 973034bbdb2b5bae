"""Parquet files: a row is an article."""

import datetime
import io

import pyarrow
import pytest
from pyarrow.parquet import write_table

from pipeline import Article
from pipeline.read import read_paths


def write(path, rows):
    stream = io.BytesIO()
    write_table(pyarrow.Table.from_pylist(rows), stream)
    path.write_bytes(stream.getvalue())
    return path


def test_columns_are_the_fields_of_json(tmp_path):
    published = datetime.datetime(2026, 5, 1, 10, 0)
    rows = [
        {"id": "One", "text": "A text.", "title": "T", "published": published, "tags": ["x"], "raw": b"\x00"},
        {"id": None, "text": "Another text.", "title": None, "published": None, "tags": None, "raw": None},
    ]
    first, second = read_paths([write(tmp_path / "a.parquet", rows)])
    assert (first.id, first.text, first.title, first.format) == ("one", "A text.", "T", "parquet")
    assert first.metadata == {"date": "2026-05-01T10:00:00", "tags": ["x"], "raw": "b'\\x00'"}
    assert (second.id, second.origin, second.metadata) == ("a-2", f"{tmp_path}/a.parquet:2", {})


def test_a_bad_row_is_one_fault(tmp_path):
    good, bad = read_paths([write(tmp_path / "a.parquet", [{"text": "A text."}, {"text": None}])])
    assert isinstance(good, Article)
    assert (bad.origin, bad.reason) == (
        f"{tmp_path}/a.parquet:2",
        "has no 'text', or an empty one; put the article there",
    )


@pytest.mark.parametrize("cut", [0, 4, 100])
def test_what_is_no_parquet_says_so(tmp_path, cut):
    path = write(tmp_path / "a.parquet", [{"text": "A text."}])
    path.write_bytes(path.read_bytes()[:cut])
    (fault,) = read_paths([path])
    assert "Parquet, or is cut short" in fault.reason
