"""Parquet: a row is an article, its columns are the fields of the JSON formats."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pipeline.errors import ReadError
from pipeline.read.json_data import read_record
from pipeline.read.piece import Fault, Piece

_ROWS_AT_ONCE = 256


def read_parquet(data: bytes) -> Iterator[Piece | Fault]:
    """One article per row; a bad row is one fault."""
    try:
        from pyarrow import ArrowInvalid
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise ReadError("is Parquet, which needs pyarrow; pip install 'article-pipeline[ray]'") from None
    try:
        file = ParquetFile(io.BytesIO(data))
    except ArrowInvalid:
        raise ReadError("is not Parquet, or is cut short; write it again") from None
    number = 0
    for batch in file.iter_batches(_ROWS_AT_ONCE):
        for row in batch.to_pylist():
            number += 1
            yield read_record(row, encoding="utf-8", part=number)
