"""Metadata under the names that cleaning knows, fit for JSON; and text that is none."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.piece import require_text, standard_metadata

METADATA: list[tuple[dict[Any, Any], dict[str, Any]]] = [
    ({"author": "Jane  Doe"}, {"byline": "Jane Doe"}),
    ({"authors": ["Jane Doe", "John Smith"]}, {"byline": "Jane Doe, John Smith"}),
    ({"byline": "A", "author": "B"}, {"byline": "A", "author": "B"}),
    ({"byline": "", "author": "B"}, {"byline": "B"}),
    ({"site_name": "Example Times"}, {"outlet": "Example Times"}),
    ({"date": date(2024, 5, 6)}, {"date": "2024-05-06"}),
    ({"published_at": datetime(2024, 5, 6, 7, 8)}, {"date": "2024-05-06T07:08:00"}),
    ({"date": 2024}, {"date": "2024"}),
    ({"author": {"name": "Jane"}}, {"author": {"name": "Jane"}}),
    ({"x": None, 5: {1}}, {"5": "{1}"}),
    ({"deep": [{"when": date(2024, 5, 6)}]}, {"deep": [{"when": "2024-05-06"}]}),
]


@pytest.mark.parametrize(("found", "expected"), METADATA, ids=range(len(METADATA)))
def test_standard_names(found: dict[Any, Any], expected: dict[str, Any]) -> None:
    assert standard_metadata(found) == expected


@given(
    st.dictionaries(st.text(max_size=8) | st.integers(), st.text() | st.dates() | st.binary() | st.floats(), max_size=5)
)
def test_metadata_is_always_json(found: dict[Any, Any]) -> None:
    json.dumps(standard_metadata(found))


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff\u200b", "\u3000\xa0"])
def test_blank_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="holds no text"):
        require_text(text)


def test_edges_are_trimmed() -> None:
    assert require_text("\n\u3000 text \n") == "text"
