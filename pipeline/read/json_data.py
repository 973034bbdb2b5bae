"""JSON and JSON lines: articles as objects with `text`, and `id, title, reference, source` where known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.errors import ReadError
from pipeline.read.decode import decode, repair
from pipeline.read.piece import Fault, Piece, plain_value, standard_metadata

_TEXTS = ("text", "title", "reference", "source")


def read_json(data: bytes) -> Iterator[Piece | Fault]:
    """One object, or a list of them; a bad item of a list is one fault."""
    decoded = decode(data, mend=False)
    content = _parse(decoded.text)
    if isinstance(content, dict):
        yield _piece(content, decoded.encoding, part=None)
        return
    if not isinstance(content, list) or not content:
        raise ReadError("JSON holds neither an object nor a list of objects; see the fields in the README")
    for number, item in enumerate(content, start=1):
        yield read_record(item, encoding=decoded.encoding, part=number)


def read_json_lines(data: bytes) -> Iterator[Piece | Fault]:
    """One object per line; empty lines are skipped, a bad line is one fault."""
    decoded = decode(data, mend=False)
    # Not splitlines(): U+2028 and its like are legal inside a JSON string.
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = _parse(line, line=number)
        except ReadError as error:
            yield Fault(number, str(error))
            continue
        yield read_record(item, encoding=decoded.encoding, part=number)


def _parse(text: str, *, line: int | None = None) -> Any:
    try:
        # Not strict: a raw control character in a string is repaired with the rest of it.
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise ReadError(
            f"bad JSON at line {line or error.lineno}, column {error.colno}: {error.msg}; mend it"
        ) from None
    except (RecursionError, ValueError) as error:
        raise ReadError(f"JSON that cannot be loaded ({type(error).__name__}); simplify it") from None


def read_record(item: Any, *, encoding: str, part: int) -> Piece | Fault:
    """One of many objects: its article, or what is wrong with it."""
    try:
        return _piece(item, encoding, part=part)
    except ReadError as error:
        return Fault(part, str(error))


def _piece(item: Any, encoding: str, *, part: int | None) -> Piece:
    if not isinstance(item, dict):
        raise ReadError(f'is a JSON {type(item).__name__}, not an object; write {{"text": ...}}')
    texts = {name: _text_field(item, name) for name in _TEXTS}
    if texts["text"] is None:
        raise ReadError("has no 'text', or an empty one; put the article there")
    identity = item.get("id")
    if identity is not None and not isinstance(identity, (str, int)):
        raise ReadError("field 'id' is neither a string nor a number; make it one")
    rest = {key: value for key, value in item.items() if key not in (*_TEXTS, "id")}
    return Piece(
        text=texts["text"],
        encoding=encoding,
        title=texts["title"],
        reference=texts["reference"],
        source=texts["source"],
        metadata=standard_metadata(_repaired(plain_value(rest))),
        id=None if identity is None else str(identity),
        part=part,
    )


def _text_field(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ReadError(f"field '{name}' is a {type(value).__name__}, not a string; make it one")
    # Only now: repairs to the raw file could break its JSON, and escapes such as \\ud800 are out in the open.
    return repair(value).strip() or None


def _repaired(value: Any) -> Any:
    """Every string in a JSON value made fit to be written as UTF-8 again."""
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, dict):
        return {repair(key): _repaired(item) for key, item in value.items()}
    return [_repaired(item) for item in value] if isinstance(value, list) else plain_value(value)
