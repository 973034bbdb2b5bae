"""Reports as JSON, there and back, and the published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import ReadError
from pipeline.report import SCHEMA_VERSION, Report

SCHEMA_PATH = Path(__file__).parent / "report.schema.json"


def render_json(report: Report) -> str:
    """One report as indented JSON, in the field order of the model, unescaped."""
    return to_json(report.model_dump(mode="json", fallback=str))


def report_line(report: Report) -> str:
    """One report as one line of a `.jsonl`, with the same fields."""
    return json.dumps(report.model_dump(mode="json", fallback=str), ensure_ascii=False) + "\n"


def to_json(value: Any) -> str:
    """Any plain value in the one JSON style of this package."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def read_report(path: Path) -> Report:
    """Read a `report.json` back; ReadError where it is not one."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        message = f"{path}: not a report of schema {SCHEMA_VERSION}: {place}: {first['msg']}"
        raise ReadError(message) from error


def report_schema() -> dict[str, Any]:
    """JSON Schema of `report.json`, as published in `report.schema.json`."""
    schema = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "report.schema.json", **schema}
