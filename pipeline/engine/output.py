"""What a shard leaves behind: its reports in one file, and the record that says the file is whole."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import ReadError
from pipeline.report import Report
from pipeline.write import IndexRow, report_line, write_whole

if TYPE_CHECKING:
    import pyarrow

Format = Literal["jsonl", "parquet"]
FOLDER = "shards"
_RECORD = ".done.json"


@dataclass(frozen=True, slots=True)
class Record:
    """A shard that is whole: written last, so that what it speaks of is there."""

    name: str
    key: str
    articles: int
    failures: tuple[tuple[str, str, str], ...] = ()
    """Origin, stage and reason of each."""
    unreadable: tuple[tuple[str, str], ...] = ()
    """Origin and reason of each input without an article."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds per stage over the shard."""
    reports: tuple[str, ...] = ()
    """Formats in which each report was written as a file of its own."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> Record:
        """Raises ValueError or KeyError where it is no record."""
        data = json.loads(text)
        for name in ("failures", "unreadable"):
            data[name] = tuple(map(tuple, data[name]))
        return cls(**data | {"reports": tuple(data["reports"])})


class Output:
    """The folder of a run's shards, on this machine or in an object store."""

    def __init__(self, folder: Path, form: Format) -> None:
        self.folder = folder / FOLDER
        self.form = form

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.{self.form}"

    def _record_path(self, name: str) -> Path:
        return self.folder / f"{name}{_RECORD}"

    def record(self, name: str) -> Record | None:
        """The record of a shard; None where it is not whole. Raises OSError where the folder cannot be reached."""
        try:
            text = self._record_path(name).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return Record.from_json(text)
        except (ValueError, KeyError, TypeError):  # of another version, or not ours
            return None

    def put(self, reports: Sequence[Report], record: Record) -> None:
        """Writes a shard, then its record. Raises WriteError or OSError."""
        # A record of earlier settings must not speak of what is written now, should the run end in between.
        self._record_path(record.name).unlink(missing_ok=True)
        write_whole(self.path(record.name), _to_bytes(reports, self.form))
        self.put_record(record)

    def put_record(self, record: Record) -> None:
        write_whole(self._record_path(record.name), record.to_json().encode())

    def read(self, name: str) -> list[Report]:
        """The reports of a whole shard. Raises ReadError or OSError."""
        path = self.path(name)
        try:
            return [Report.model_validate_json(line) for line in _lines(path.read_bytes(), self.form)]
        except ValueError as error:
            raise ReadError(f"{path}: is damaged ({type(error).__name__}); delete it and run again") from None

    def keep_only(self, names: set[str]) -> None:
        """Deletes shards of earlier runs over other inputs, or in another format."""
        kept = {f"{name}{suffix}" for name in names for suffix in (f".{self.form}", _RECORD)}
        for path in self.folder.glob("part-*"):
            if path.name not in kept:
                path.unlink()


def _to_bytes(reports: Sequence[Report], form: Format) -> bytes:
    lines = [report_line(report) for report in reports]
    if form == "jsonl":
        return "".join(lines).encode("utf-8", "replace")
    from pyarrow.parquet import write_table

    stream = io.BytesIO()
    write_table(_table(reports, lines), stream, compression="zstd")
    return stream.getvalue()


def _table(reports: Sequence[Report], lines: Sequence[str]) -> pyarrow.Table:
    """The columns of the index, by which a table can be sorted and searched, and the whole report as JSON."""
    import pyarrow

    # Declared, as a column in which a whole shard has nothing would else have no type.
    kinds = {"int": pyarrow.int64(), "float": pyarrow.float64()}
    declared = [(column.name, str(column.type).removesuffix(" | None")) for column in fields(IndexRow)]
    schema = pyarrow.schema([(name, kinds.get(kind, pyarrow.string())) for name, kind in declared])
    rows = [_clean(asdict(IndexRow.of(report)) | {"report": line}) for report, line in zip(reports, lines, strict=True)]
    return pyarrow.Table.from_pylist(rows, schema=schema)


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    """Without lone surrogates, which have no UTF-8 form."""
    return {key: _fit(value) if isinstance(value, str) else value for key, value in row.items()}


def _fit(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _lines(data: bytes, form: Format) -> list[str]:
    if form == "jsonl":
        return data.decode().split("\n")[:-1]
    from pyarrow.parquet import read_table

    column: list[str] = read_table(io.BytesIO(data), columns=["report"])["report"].to_pylist()
    return column
