"""Cleaning: an article as it was read, to the document that every later stage works on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from pipeline.article import Article, Document, Paragraph, ParagraphKind, Record, Sentence
from pipeline.clean import Page, clean_page
from pipeline.config.schema import CleanConfig
from pipeline.errors import StageError
from pipeline.report import Draft
from pipeline.text.sentences import split_sentences

if TYPE_CHECKING:
    from pipeline.models import Models

_BETWEEN_PARAGRAPHS = "\n\n"


class CleanStage:
    """Takes title, byline, outlet, date and body apart, and splits sentences."""

    name: ClassVar[str] = "clean"
    summary: ClassVar[str] = "Title, byline, outlet, date and body apart; page furniture and teasers dropped."
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    makes: ClassVar[str] = "document"

    def __init__(self, config: CleanConfig, models: Models) -> None:
        self._config = config

    def run(self, batch: Sequence[Draft]) -> list[Record | None]:
        """One document per article; raises StageError where nothing of an article is left."""
        return [clean(draft.article, self._config) for draft in batch]


def clean(article: Article, config: CleanConfig | None = None) -> Document:
    """The document of one article."""
    page = clean_page(article.text, title=article.title, metadata=article.metadata, config=config)
    if not page.blocks:
        raise StageError(_nothing_left(page))
    return to_document(page)


def to_document(page: Page) -> Document:
    """The stored text of a cleaned page, with the offsets of its paragraphs and sentences."""
    text, paragraphs = _lay_out(page)
    return Document(
        title=page.title,
        byline=page.header.byline,
        outlet=page.header.outlet,
        date=page.header.date,
        text=text,
        paragraphs=paragraphs,
        sentences=tuple(_sentences(text, paragraphs)),
        dropped=page.dropped,
    )


def _lay_out(page: Page) -> tuple[str, tuple[Paragraph, ...]]:
    pieces: list[tuple[str, ParagraphKind]] = [(page.title, "title")] if page.title else []
    pieces += [(block.text, block.kind) for block in page.blocks]
    paragraphs: list[Paragraph] = []
    start = 0
    for text, kind in pieces:
        paragraphs.append(Paragraph(start=start, end=start + len(text), kind=kind))
        start += len(text) + len(_BETWEEN_PARAGRAPHS)
    return _BETWEEN_PARAGRAPHS.join(text for text, _ in pieces), tuple(paragraphs)


def _sentences(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
    for index, paragraph in enumerate(paragraphs):
        # A title is one unit, whatever marks stand in it.
        whole = paragraph.kind in ("title", "heading")
        piece = text[paragraph.start : paragraph.end]
        for start, end in [(0, len(piece))] if whole else split_sentences(piece):
            yield Sentence(start=paragraph.start + start, end=paragraph.start + end, paragraph=index)


def _nothing_left(page: Page) -> str:
    dropped = len(page.dropped)
    if not dropped:
        return "no text beside the title; give the article's body"
    reasons = ", ".join(sorted({piece.rule for piece in page.dropped})[:3])
    return (
        f"nothing of the article is left: all {dropped} pieces were dropped ({reasons}); "
        "check the input, or keep them with stages.clean.drop_furniture=false"
    )
