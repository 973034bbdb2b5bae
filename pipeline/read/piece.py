"""What readers hand over: pieces of text with what the file said of them, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pipeline.errors import ReadError

# The three keys of `Article.metadata` that cleaning takes over, by the names that people write for them.
_STANDARD = {
    "byline": ("byline", "author", "authors"),
    "outlet": ("outlet", "publisher", "publication", "sitename", "site_name"),
    "date": ("date", "published", "pubdate", "publish_date", "published_at"),
}


_BLANK = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\ufeff"
# Metadata is a handful of words; what nests deeper than this is an attack on whatever walks it, or another file.
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that holds no article: where, and one line that says why and what to do."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as a format gives it, before it has an id.

    In `text`, paragraphs stand apart by an empty line; a heading starts with `# `, a list item with `- `.
    """

    text: str
    encoding: str = "utf-8"
    title: str | None = None
    reference: str | None = None
    source: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    part: int | None = None
    """1-based place in a file of many articles: the line of a `.jsonl`, the item of a `.json`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad entry in a file whose other entries may be good."""

    part: int
    reason: str


Reader = Callable[[bytes], Iterator[Piece | Fault]]
"""File content to its articles; raises ReadError where the whole content is of no use."""


def standard_metadata(found: Mapping[str, Any]) -> dict[str, Any]:
    """`found` with `byline`, `outlet` and `date` under these names, and everything fit for JSON."""
    rest = {str(key): plain_value(value) for key, value in found.items() if value is not None}
    standard: dict[str, Any] = {}
    for name, aliases in _STANDARD.items():
        for alias in aliases:
            value = _one_line(rest.get(alias))
            if value and name not in standard:
                standard[name] = value
                del rest[alias]
    return standard | {key: value for key, value in rest.items() if key not in standard}


def plain_value(value: Any, *, depth: int = MAX_DEPTH) -> Any:
    """Dates in ISO form, containers kept, and anything that JSON does not know as its string.

    Raises ReadError for containers in more than `depth` others.
    """
    if depth < 0:
        raise ReadError(f"its metadata nests deeper than {MAX_DEPTH} levels; flatten it")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_value(item, depth=depth - 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item, depth=depth - 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def require_text(text: str) -> str:
    """`text` without blank edges; raises ReadError where nothing is left."""
    if not text.strip(_BLANK):
        raise ReadError("holds no text; give an article of at least one sentence")
    return text.strip(_BLANK)


def _one_line(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return " ".join(value.split()) or None if isinstance(value, str) else None
