"""Reading rated translations."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ReadError
from pipeline.evaluate.ratings import LABELS, Mark, label_of, read_rated, rows


def row(**fields: Any) -> dict[str, Any]:
    plain = {"doc": "d", "seg_id": 1, "system": "A", "target": "The line open.", "score": 0, "score_fluency": 0}
    return {**plain, "errors": [], **fields}


def error(start: int, end: int, category: str = "Fluency/Grammar", severity: str = "Minor") -> dict[str, Any]:
    return {"start": start, "end": end, "category": category, "severity": severity}


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(record) + "\n" for record in records)
    path.write_bytes(lzma.compress(text.encode()) if path.suffix == ".xz" else text.encode())
    return path


@pytest.mark.parametrize(
    ("category", "severity", "label"),
    [
        ("Fluency/Punctuation", "Minor", "fluency-punctuation"),
        ("Fluency/Punctuation", "Major", "fluency-major"),
        ("Fluency/Grammar", "Minor", "fluency-minor"),
        ("Style/Awkward", "Major", "fluency-major"),
        ("Locale convention/Name format", "Major", "fluency-name"),
        ("Locale_convention/Name", "Minor", "fluency-name"),
        ("Locale convention/Date format", "Minor", "fluency-minor"),
        ("Accuracy/Mistranslation", "Minor", "accuracy-minor"),
        ("Terminology/Inappropriate for context", "Major", "accuracy-major"),
        ("Non-translation!", "Major", "accuracy-major"),
        ("Fluency/Grammar", "Neutral", None),
        ("Source error", "Major", None),
    ],
)
def test_labels(category: str, severity: str, label: str | None) -> None:
    found = label_of(category, severity)
    assert (None if found is None else LABELS[found]) == label


@pytest.mark.parametrize("name", ["data.jsonl", "data.jsonl.xz"])
def test_raters_of_a_translation_are_put_together(name: str, tmp_path: Path) -> None:
    records = [
        row(score=-6, score_fluency=-1, errors=[error(9, 13), error(-1, -1), error(4, 4, "Accuracy/Omission")]),
        row(score=0, score_fluency=0),
        row(system="B", target="The line opened."),
        row(system="C", target=" "),
    ]
    first, second = read_rated(write(tmp_path / name, records))
    assert first.raters == ((Mark(9, 13, LABELS.index("fluency-minor")),), ())
    assert (first.fluency, first.total, first.group) == (0.5, 3.0, "d|1")
    assert (second.system, second.group, second.raters) == ("B", "d|1", ((),))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{\n", "line 1 is not JSON"),
        (b"[1]\n", "line 1 is not a JSON object"),
        (b'{"doc": "d"}\n', "line 1 has no 'seg_id'"),
        (b"\xff\xfe\n", "cannot be read"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_line(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=message) as caught:
        read_rated(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl.xz"
    path.write_bytes(b"not xz")
    with pytest.raises(ReadError, match="cannot be read"):
        list(rows(path))
