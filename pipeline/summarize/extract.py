"""Summaries and key points made of the article's own sentences, cleaned up; a network may rank them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from pipeline.article import Document
from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.models.salience import Salience
from pipeline.report import Statement
from pipeline.summarize.candidates import Candidate, Field, Ranking, body_texts, candidates
from pipeline.summarize.introduce import full_names, introducing
from pipeline.summarize.lengths import notes_on_points, notes_on_summary
from pipeline.summarize.select import TOO_ALIKE, Lengths, choose
from pipeline.summarize.shorten import fit
from pipeline.summarize.tidy import finish
from pipeline.text.words import count_words

LONG_SENTENCE = 40  # words; a longer one is trimmed where its clauses allow, so that more of the story finds room


def rankings(
    salience: Salience | None, documents: Sequence[Document], purpose: Literal["summary", "points"]
) -> list[Ranking | None]:
    """What a network says of each article; None where there is no network."""
    if salience is None:
        return [None for _ in documents]
    read = salience.read([(document.title, body_texts(document)) for document in documents])
    weights, dropped = getattr(salience.fit, purpose), salience.fit.dropped
    return [Ranking(getattr(found, purpose), weights, found.kept, dropped) for found in read]


def extract_summary(
    document: Document, config: SummarizeConfig, ranking: Ranking | None = None
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """The summary's sentences and what must be said about them."""
    field, texts = _fitting(candidates(document, ranking), config.max_words, LONG_SENTENCE)
    lengths = Lengths(config.max_words, config.min_words, config.sentences)
    chosen = _choose_connected(field, texts, lengths, in_order=config.style == "narrative")
    if config.style == "narrative":
        chosen.sort()
    statements = introducing(_statements(field, texts, chosen), full_names(document.text), config.max_words)
    return statements, notes_on_summary(statements, config)


def extract_points(
    document: Document, config: KeyPointsConfig, ranking: Ranking | None = None
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """The key points, most important first, and what must be said about them."""
    field, texts = _fitting(candidates(document, ranking), config.max_words, config.max_words)
    chosen = _spread(field, texts, [k for k, c in enumerate(field.candidates) if c.alone], config)
    for reserve in ([k for k, c in enumerate(field.candidates) if not c.dangling], range(len(texts))):
        if len(chosen) < config.min_points:
            fresh = [k for k in reserve if k not in chosen and all(field.cosine[k, j] < TOO_ALIKE for j in chosen)]
            chosen += _spread(field, texts, fresh, config)[: config.min_points - len(chosen)]
    statements = _statements(field, texts, chosen)
    statements = introducing(statements, full_names(document.text), config.max_words, each=True)
    return statements, notes_on_points(statements, config)


def _fitting(field: Field, max_words: int, comfortable: int) -> tuple[Field, list[str]]:
    """The candidates that have a form of at most `max_words`, and that form, comfortable where it can be."""
    forms = [
        fit(candidate.text, min(comfortable, max_words)) or fit(candidate.text, max_words)
        for candidate in field.candidates
    ]
    kept = [k for k, form in enumerate(forms) if form is not None]
    narrowed = Field(tuple(field.candidates[k] for k in kept), field.cosine[np.ix_(kept, kept)])
    return narrowed, [form for form in forms if form is not None]


def _choose_connected(field: Field, texts: Sequence[str], lengths: Lengths, *, in_order: bool) -> list[int]:
    """A choice in which no sentence points back to one that is not right before it."""
    barred: set[int] = set()
    while True:
        open_to = [k for k in range(len(texts)) if k not in barred]
        chosen = _choose_among(field, texts, open_to, lengths)
        orphans = _orphans(field.candidates, chosen, in_order=in_order)
        if not orphans:
            return chosen or _choose_among(field, texts, range(len(texts)), lengths)
        barred |= orphans


def _choose_among(field: Field, texts: Sequence[str], open_to: Sequence[int], lengths: Lengths) -> list[int]:
    picked = choose(
        [texts[k] for k in open_to],
        [field.candidates[k].rank for k in open_to],
        field.cosine[np.ix_(open_to, open_to)],
        lengths,
    )
    return [open_to[k] for k in picked]


def _orphans(found: Sequence[Candidate], chosen: Collection[int], *, in_order: bool) -> set[int]:
    """Chosen sentences that begin with "He" or "This" and lack the sentence that says who or what."""
    told = {found[k].index for k in chosen}
    return {k for k in chosen if found[k].dangling and not (in_order and found[k].index - 1 in told)}


def _spread(field: Field, texts: Sequence[str], open_to: Sequence[int], config: KeyPointsConfig) -> list[int]:
    """Up to `max_points` of the candidates, most important first."""
    most = max((count_words(texts[k]) for k in open_to), default=0)
    lengths = Lengths(max_words=most * config.max_points, sentences=config.max_points)
    return _choose_among(field, texts, open_to, lengths)


def _statements(field: Field, texts: Sequence[str], chosen: Sequence[int]) -> tuple[Statement, ...]:
    return tuple(Statement(text=finish(texts[k]), evidence=(field.candidates[k].index,)) for k in chosen)
