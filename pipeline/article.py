"""What is read, and what cleaning makes of it.

`Article` is the input as found. `Document` is the cleaned article; its `text` is the one stored text that
every offset of a report points into: for each sentence, paragraph and span, `text[start:end]` is the thing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

ParagraphKind = Literal["title", "heading", "body", "list_item"]
DropReason = Literal["end_mark", "teaser", "furniture", "repeat"]


class Record(BaseModel):
    """Base of everything that goes into a report: immutable, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class Article:
    """One input as it was read: decoded, mojibake repaired, nothing removed.

    `metadata` keeps whatever else the input said; `byline`, `outlet` and `date` in it (from front matter, HTML
    or JSON) are taken over by cleaning. `reference` is a good translation of the article, `source` its original.
    """

    id: str
    origin: str
    text: str
    format: str = "txt"
    encoding: str = "utf-8"
    title: str | None = None
    reference: str | None = None
    source: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Paragraph(Record):
    start: int
    end: int
    kind: ParagraphKind = "body"


class Sentence(Record):
    start: int
    end: int
    paragraph: int
    """Index into `Document.paragraphs`."""


class Dropped(Record):
    """A piece of the page that is not the article, kept so that a reviewer can disagree."""

    text: str
    reason: DropReason
    rule: str
    """Why, in words a reader would nod at."""


class Document(Record):
    """A cleaned article. The title, where there is one, is the first paragraph of `text`."""

    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    date: str | None = None
    """ISO 8601 date, `YYYY-MM-DD`."""
    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    dropped: tuple[Dropped, ...] = ()

    def slice(self, piece: Paragraph | Sentence) -> str:
        return self.text[piece.start : piece.end]

    @property
    def body(self) -> tuple[int, ...]:
        """Indices of the sentences that tell the story: not the title, not a heading."""
        return tuple(
            i for i, s in enumerate(self.sentences) if self.paragraphs[s.paragraph].kind in ("body", "list_item")
        )

    @property
    def words(self) -> int:
        return len(self.text.split())
