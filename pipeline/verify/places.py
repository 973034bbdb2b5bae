"""Where in an article something may stand: its sentences, and what is known of it beside them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.article import Document
from pipeline.text.dates import Date, find_dates
from pipeline.text.numbers import Number, find_numbers


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of the article, or a piece of its metadata, which has no sentence number."""

    text: str
    sentence: int | None
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]


@dataclass(frozen=True, slots=True)
class Places:
    sentences: tuple[Place, ...]
    metadata: tuple[Place, ...]
    year: int | None

    @classmethod
    def of(cls, document: Document) -> Places:
        known = (document.title, document.byline, document.outlet, document.date)
        return cls(
            sentences=tuple(_place(document.slice(s), i) for i, s in enumerate(document.sentences)),
            metadata=tuple(_place(text, None) for text in known if text),
            year=int(document.date[:4]) if document.date else None,
        )


def _place(text: str, sentence: int | None) -> Place:
    return Place(text, sentence, tuple(find_numbers(text)), tuple(find_dates(text)))
