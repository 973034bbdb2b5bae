"""JSON and JSON lines: fields, metadata, and bad entries that do not stop the good ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.json_data import read_json, read_json_lines
from pipeline.read.piece import Fault, Piece

FULL = {
    "id": 17,
    "title": "A title",
    "text": "The text.",
    "reference": "A good text.",
    "source": "正文。",
    "author": "Jane Doe",
    "publisher": "Example Daily",
    "published": "2024-05-06",
    "tags": ["a", "b"],
    "nested": {"deep": [1, None, True]},
}


def piece(item: Any) -> Piece:
    (found,) = read_json(json.dumps(item).encode())
    assert isinstance(found, Piece)
    return found


def test_fields_and_metadata() -> None:
    found = piece(FULL)
    assert (found.id, found.title, found.text) == ("17", "A title", "The text.")
    assert (found.reference, found.source, found.part) == ("A good text.", "正文。", None)
    assert found.metadata == {
        "byline": "Jane Doe",
        "outlet": "Example Daily",
        "date": "2024-05-06",
        "tags": ["a", "b"],
        "nested": {"deep": [1, None, True]},
    }


def test_a_list_gives_one_piece_or_fault_per_item() -> None:
    found = list(read_json(json.dumps([{"text": "One."}, 7, {"text": " "}, {"text": "Four."}]).encode()))
    assert [item.part for item in found] == [1, 2, 3, 4]
    assert [type(item) for item in found] == [Piece, Fault, Fault, Piece]


def test_lines_are_counted_and_bad_ones_named() -> None:
    lines = [
        '{"text": "One."}',
        "",
        '{"text": "broken',
        '["text"]',
        '{"title": "no text"}',
        '{"text": 5}',
        '{"text": "Seven.", "id": {}}',
        '{"text": "Line \u2028 separator.", "id": "é"}',
    ]
    found = list(read_json_lines("\r\n".join(lines).encode()))
    good = [(item.part, item.text) for item in found if isinstance(item, Piece)]
    bad = {item.part: item.reason for item in found if isinstance(item, Fault)}
    assert good == [(1, "One."), (8, "Line \n separator.")]
    assert sorted(bad) == [3, 4, 5, 6, 7]
    assert bad[3].startswith("bad JSON at line 3, column ")
    assert "is a JSON list" in bad[4]
    assert "has no 'text'" in bad[5]
    assert "field 'text' is a int" in bad[6]
    assert "field 'id'" in bad[7]
    assert all("\n" not in reason for reason in bad.values())


BAD = [
    (b"[]", "neither an object nor a list"),
    (b'"text"', "neither an object nor a list"),
    (b"{", "bad JSON at line 1"),
    (b'{"a": 1,\n"b" 2}', "bad JSON at line 2, column 5"),
    (b"[" * 200_000, "cannot be loaded"),
    (b'{"text": ' + b"9" * 5000 + b"}", "cannot be loaded"),
    (b'{"text": null}', "has no 'text'"),
    (b'{"text": ["a"]}', "field 'text' is a list"),
    (b'{"text": "a", "title": 3}', "field 'title' is a int"),
]


@pytest.mark.parametrize(("data", "reason"), BAD, ids=range(len(BAD)))
def test_bad_json(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        list(read_json(data))


def test_repairs_do_not_break_the_json_around_them() -> None:
    (found,) = read_json_lines(b'{"text": "say &quot;hi&quot; at the caf\xc3\x83\xc2\xa9\x00", "who": "a &amp; b"}\r\n')
    assert isinstance(found, Piece)
    assert found.text == 'say "hi" at the café'
    assert found.metadata == {"who": "a & b"}


def test_escapes_that_make_no_text_are_repaired() -> None:
    (found,) = read_json(rb'{"text": "a\ud800b\u0000c", "key\ud800": "v\ud800"}')
    assert isinstance(found, Piece)
    json.dumps([found.text, dict(found.metadata)], ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str) -> None:
    item = {"text": "武汉市教育局召开教育数字化转型培训会，各区负责人参加。"}
    (found,) = read_json(json.dumps(item, ensure_ascii=False).encode(encoding))
    assert isinstance(found, Piece)
    assert found.text == item["text"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
items = st.dictionaries(st.sampled_from(["id", "text", "title", "reference", "author", "date", "x"]), values)


@given(st.lists(items | values, min_size=1, max_size=4))
def test_any_json_is_pieces_and_faults(content: list[Any]) -> None:
    found = list(read_json_lines("\n".join(json.dumps(item) for item in content).encode()))
    assert len(found) == len(content)
    assert [item.part for item in found] == list(range(1, len(content) + 1))
