"""Key points: written by a model, or extracted where the configuration names an extractive model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from pipeline.article import Document
from pipeline.config.schema import KeyPointsConfig
from pipeline.errors import StageError
from pipeline.report import Coverage, Draft, KeyPoints, Statement
from pipeline.summarize.ask import COPIED, documents_of, points_fields, units_of_document
from pipeline.summarize.candidates import MOST_SENTENCES
from pipeline.summarize.compose import compose_points
from pipeline.summarize.evidence import copied
from pipeline.summarize.extract import extract_points, rankings
from pipeline.summarize.lengths import notes_on_points
from pipeline.summarize.signature import signature
from pipeline.summarize.written import read_points

if TYPE_CHECKING:
    from pipeline.models import Models
    from pipeline.models.generator import Written


class KeyPointsStage:
    name: ClassVar[str] = "keypoints"
    summary: ClassVar[str] = "list the most important facts, each with the article sentences it rests on"
    needs: ClassVar[tuple[str, ...]] = ("document",)
    uses: ClassVar[tuple[str, ...]] = ()
    makes: ClassVar[str] = "key_points"

    def __init__(self, config: KeyPointsConfig, models: Models) -> None:
        """Loads the model. Raises ModelError or ConfigError."""
        self._config = config
        chosen = models.summariser(config)
        self._generator, self._writer, self._salience = chosen.generator, chosen.writer, chosen.salience
        self._signature = signature(
            chosen.signature,
            min_points=config.min_points,
            max_points=config.max_points,
            max_words=config.max_words,
            certainty=config.certainty if chosen.writer else None,
        )

    def run(self, batch: Sequence[Draft]) -> list[KeyPoints]:
        """The key points of each draft, in order. Raises StageError where a model wrote nothing of use."""
        documents = documents_of(batch)
        if self._generator is None:
            ranked = rankings(self._salience, documents, "points")
            made = (
                compose_points(documents, self._config, self._writer, ranked)
                if self._writer
                else [
                    (*extract_points(document, self._config, r), False)
                    for document, r in zip(documents, ranked, strict=True)
                ]
            )
            return [self._selected(document, *found) for document, found in zip(documents, made, strict=True)]
        from pipeline.models.generator import Writing

        fields = points_fields(self._config)
        writings = [Writing(units_of_document(d), fields | {"title": d.title or ""}) for d in documents]
        written = self._generator.write(writings)
        return [self._written(text, document) for text, document in zip(written, documents, strict=True)]

    def _selected(
        self, document: Document, points: tuple[Statement, ...], notes: tuple[str, ...], written: bool
    ) -> KeyPoints:
        total = len(document.body)
        coverage = Coverage(sentences_total=total, sentences_read=min(total, MOST_SENTENCES))
        return KeyPoints(
            method="abstractive" if written else "extractive",
            points=points,
            coverage=coverage,
            signature=self._signature,
            notes=notes,
        )

    def _written(self, written: Written, document: Document) -> KeyPoints:
        assert self._generator is not None
        points = read_points(written.text, document, self._config)
        if not points:
            raise StageError(
                f"{self._config.model} wrote no point within {self._config.max_words} words; "
                "raise max_words or generation.max_new_tokens, or choose another model"
            )
        notes = self._generator.notes + written.notes + notes_on_points(points, self._config)
        if copied(document, [point.text for point in points]):
            notes += (COPIED,)
        return KeyPoints(
            method="abstractive",
            points=points,
            coverage=written.coverage,
            signature=self._signature,
            notes=notes,
        )
