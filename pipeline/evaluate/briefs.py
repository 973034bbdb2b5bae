"""Articles with the summary that an editor wrote of them, and translations of the article to be summarised instead.

A data file is JSON Lines, plain or xz-compressed. A line is one article: `id`, `sentences` (in good English),
`summary` (a list of `{text}`), and where it was translated, `translations` (system name to sentences) and `title`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.article import Article
from pipeline.errors import ReadError
from pipeline.evaluate.ratings import rows
from pipeline.summarize.tidy import END_MARK

FIELDS = ("id", "sentences", "summary")

Kind = Literal["machine-translated", "English"]


@dataclass(frozen=True, slots=True)
class Brief:
    """One article as a summariser gets it, with the summary it is measured against."""

    id: str
    """Of the original: its translations share it."""
    kind: Kind
    system: str
    """Who translated it; empty for an English original."""
    sentences: tuple[str, ...]
    title: str | None
    summary: tuple[str, ...]

    def article(self) -> Article:
        """The article as a page: its headline, headings on lines of their own, and the text running on."""
        title, body = self._split()
        text = "".join(sentence + (" " if END_MARK.search(sentence) else "\n\n") for sentence in body)
        name = f"{self.id} ({self.system})" if self.system else self.id
        return Article(id=name, origin=name, text=text.strip(), title=title)

    def _split(self) -> tuple[str | None, tuple[str, ...]]:
        """The headline is mostly the first of the sentences; it then has no full stop, or is the title again."""
        first, rest = self.sentences[0], self.sentences[1:]
        headed = bool(rest) and (first == self.title or not END_MARK.search(first))
        return (first, rest) if headed else (self.title, self.sentences)


def read_briefs(path: Path, *, systems: int = 0, limit: int | None = None) -> list[Brief]:
    """English originals, and of each translated article up to `systems` of its translations (0: all of them).

    The choice of systems depends on the article's id alone. `limit` takes the first so many articles of the file.
    Raises ReadError.
    """
    briefs: list[Brief] = []
    for number, row in enumerate(rows(path), 1):
        if limit is not None and number > limit:
            break
        missing = [field for field in FIELDS if not row.get(field)]
        if missing:
            raise ReadError(f"{path}: line {number} has no {missing[0]!r}; a brief needs {', '.join(FIELDS)}")
        briefs += briefs_of(row, systems)
    if not briefs:
        raise ReadError(f"{path}: holds no article; give a JSON Lines file with a brief per line")
    return briefs


def briefs_of(row: dict[str, Any], systems: int) -> Iterator[Brief]:
    """The texts of one article: the English original, or some of its translations."""
    summary = tuple(sentence["text"] for sentence in row["summary"])
    translations: dict[str, list[str]] = row.get("translations") or {}
    if not translations:
        yield Brief(row["id"], "English", "", tuple(row["sentences"]), row.get("title"), summary)
    for name in _chosen(sorted(translations), systems, row["id"]):
        yield Brief(row["id"], "machine-translated", name, tuple(translations[name]), None, summary)


def _chosen(names: list[str], number: int, article: str) -> list[str]:
    """So many of the names, evenly spread, from a start that differs between articles."""
    if not number or number >= len(names):
        return names
    start = zlib.crc32(article.encode())
    return [names[(start + k * len(names) // number) % len(names)] for k in range(number)]
