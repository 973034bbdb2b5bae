"""Summaries: written by a model, or extracted where the configuration names an extractive model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from pipeline.article import Document
from pipeline.config.schema import SummarizeConfig
from pipeline.errors import StageError
from pipeline.report import Coverage, Draft, Statement, Summary
from pipeline.summarize.ask import COPIED, documents_of, summary_fields, units_of_document
from pipeline.summarize.candidates import MOST_SENTENCES
from pipeline.summarize.compose import compose_summaries
from pipeline.summarize.evidence import copied
from pipeline.summarize.extract import extract_summary, rankings
from pipeline.summarize.lengths import notes_on_summary
from pipeline.summarize.signature import signature
from pipeline.summarize.written import read_summary

if TYPE_CHECKING:
    from pipeline.models import Models
    from pipeline.models.generator import Written


class SummarizeStage:
    name: ClassVar[str] = "summarize"
    summary: ClassVar[str] = "write an English summary, each sentence with the article sentences it rests on"
    needs: ClassVar[tuple[str, ...]] = ("document",)
    uses: ClassVar[tuple[str, ...]] = ()
    makes: ClassVar[str] = "summary"

    def __init__(self, config: SummarizeConfig, models: Models) -> None:
        """Loads the model. Raises ModelError or ConfigError."""
        self._config = config
        chosen = models.summariser(config)
        self._generator, self._writer, self._salience = chosen.generator, chosen.writer, chosen.salience
        self._signature = signature(
            chosen.signature,
            max_words=config.max_words,
            min_words=config.min_words,
            sentences=config.sentences,
            style=config.style,
            certainty=config.certainty if chosen.writer else None,
        )

    def run(self, batch: Sequence[Draft]) -> list[Summary]:
        """One summary per draft, in order. Raises StageError where a model wrote nothing of use."""
        documents = documents_of(batch)
        if self._generator is None:
            ranked = rankings(self._salience, documents, "summary")
            made = (
                compose_summaries(documents, self._config, self._writer, ranked)
                if self._writer
                else [
                    (*extract_summary(document, self._config, r), False)
                    for document, r in zip(documents, ranked, strict=True)
                ]
            )
            return [self._selected(document, *found) for document, found in zip(documents, made, strict=True)]
        from pipeline.models.generator import Writing

        fields = [summary_fields(document, self._config) for document in documents]
        units = [units_of_document(document) for document in documents]
        writings = [Writing(u, f) for u, f in zip(units, fields, strict=True)]
        written = self._generator.write(writings)
        return [self._written(text, document) for text, document in zip(written, documents, strict=True)]

    def _selected(
        self, document: Document, sentences: tuple[Statement, ...], notes: tuple[str, ...], written: bool
    ) -> Summary:
        if not sentences:
            raise StageError(f"no whole sentence of the article fits {self._config.max_words} words; raise max_words")
        total = len(document.body)
        coverage = Coverage(sentences_total=total, sentences_read=min(total, MOST_SENTENCES))
        return Summary(
            method="abstractive" if written else "extractive",
            sentences=sentences,
            coverage=coverage,
            signature=self._signature,
            notes=notes,
        )

    def _written(self, written: Written, document: Document) -> Summary:
        assert self._generator is not None
        sentences = read_summary(written.text, document, self._config)
        if not sentences:
            raise StageError(
                f"{self._config.model} wrote no whole sentence within {self._config.max_words} words; "
                "raise max_words or generation.max_new_tokens, or choose another model"
            )
        notes = self._generator.notes + written.notes + notes_on_summary(sentences, self._config)
        if copied(document, [sentence.text for sentence in sentences]):
            notes += (COPIED,)
        return Summary(
            method="abstractive",
            sentences=sentences,
            coverage=written.coverage,
            signature=self._signature,
            notes=notes,
        )
