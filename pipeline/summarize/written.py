"""Reading what a model wrote: whole sentences and points, no repeats, within the lengths asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.article import Document
from pipeline.config.schema import KeyPointsConfig, SummarizeConfig
from pipeline.report import Statement
from pipeline.summarize.candidates import DANGLING
from pipeline.summarize.evidence import find_evidence
from pipeline.summarize.select import Lengths, choose
from pipeline.summarize.shorten import fit
from pipeline.summarize.tidy import END_MARK, capitalise, finish, mend_spacing
from pipeline.text.sentences import split_sentences
from pipeline.text.words import content_words, count_words, jaccard

SAME = 0.6  # share of content words from which two sentences say the same
SHORTEST = 3  # words

BULLET = re.compile(r"\s*(?:[-*•·–—]|\(?\d{1,2}[.)、:]|#+)\s+")
LABEL = re.compile(r"\s*(?:\*\*)?(?:summary|key points?|here (?:is|are)\b[^:\n]*|sure\b[^:\n]*)(?:\*\*)?\s*:\s*", re.I)
EMPHASIS = re.compile(r"\*\*|__|`")


def read_summary(text: str, document: Document, config: SummarizeConfig) -> tuple[Statement, ...]:
    """The written summary as whole sentences within the lengths; empty where nothing of it can be used."""
    sentences = distinct([s for line in lines_of(text) for s in whole_sentences(line)])
    evidence = find_evidence(document, sentences)
    chosen = _within(sentences, config)
    if config.style == "narrative":
        chosen.sort(key=lambda k: (min(evidence[k], default=len(document.sentences)), k))
    return tuple(Statement(text=sentences[k], evidence=evidence[k]) for k in chosen)


def read_points(text: str, document: Document, config: KeyPointsConfig) -> tuple[Statement, ...]:
    """The written key points within the lengths, those that do not stand alone last; empty where there are none."""
    lines = lines_of(text)
    pieces = lines if len(lines) > 1 else [s for line in lines for s in whole_sentences(line)]
    fitted = [fit(capitalise(finish(piece)), config.max_words) for piece in pieces if _says_something(piece)]
    points = distinct([point for point in fitted if point])
    points = sorted(points, key=_dangles)[: config.max_points]
    evidence = find_evidence(document, points)
    return tuple(Statement(text=point, evidence=found) for point, found in zip(points, evidence, strict=True))


def lines_of(text: str) -> list[str]:
    """The lines a model wrote, without bullets, numbers, emphasis and a heading of its own."""
    bare = (mend_spacing(LABEL.sub("", BULLET.sub("", EMPHASIS.sub("", line)), count=1)) for line in text.splitlines())
    return [line for line in bare if line]


def whole_sentences(text: str) -> list[str]:
    """The sentences of a text that are finished and say something."""
    sentences = [text[start:end].strip() for start, end in split_sentences(text)]
    return [sentence for sentence in sentences if END_MARK.search(sentence) and _says_something(sentence)]


def distinct(texts: Sequence[str]) -> list[str]:
    """The texts without those that say what an earlier one says."""
    kept: list[str] = []
    for text in texts:
        if all(jaccard(text, other) < SAME for other in kept):
            kept.append(text)
    return kept


def _within(sentences: Sequence[str], config: SummarizeConfig) -> list[int]:
    """The first sentences, as many as fit: a model writes the most important first."""
    ranks = [1 / (1 + k) for k in range(len(sentences))]
    lengths = Lengths(config.max_words, config.max_words, config.sentences)
    return sorted(choose(sentences, ranks, np.zeros((len(sentences), len(sentences))), lengths))


def _says_something(text: str) -> bool:
    return count_words(text) >= SHORTEST and bool(content_words(text))


def _dangles(point: str) -> bool:
    return DANGLING.match(point) is not None
