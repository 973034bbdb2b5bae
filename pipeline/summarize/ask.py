"""What a model is told of an article and of the lengths wanted."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import Document
from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.errors import StageError
from pipeline.report import Draft

COPIED = "every sentence stands in the article word for word, although a model wrote them"
FEW_SENTENCES = "3 to 5"  # what is asked for where the configuration leaves the number open


def documents_of(batch: Sequence[Draft]) -> list[Document]:
    """The cleaned articles of a batch. Raises StageError for one that has no sentence to work on."""
    documents = [draft.document for draft in batch if draft.document is not None]
    if len(documents) != len(batch) or not all(document.body for document in documents):
        raise StageError("the article has no body text after cleaning; look at what was dropped and why")
    return documents


def units_of_document(document: Document) -> tuple[str, ...]:
    """The sentences of the body, each with a space after it or, at the end of its paragraph, an empty line."""
    sentences = [document.sentences[i] for i in document.body]
    following = [*sentences[1:], None]
    return tuple(
        document.slice(one) + (" " if two and two.paragraph == one.paragraph else "\n\n" if two else "")
        for one, two in zip(sentences, following, strict=True)
    )


def summary_fields(document: Document, config: SummarizeConfig) -> dict[str, str]:
    """Values of the placeholders of a summary's prompt."""
    return {
        "title": document.title or "",
        "max_words": str(config.max_words),
        "min_words": str(config.min_words),
        "sentences": str(config.sentences or FEW_SENTENCES),
    }


def points_fields(config: KeyPointsConfig) -> dict[str, str]:
    """Values of the placeholders of the key points' prompt, but for the title."""
    return {
        "max_words": str(config.max_words),
        "min_points": str(config.min_points),
        "max_points": str(config.max_points),
    }
