"""The article as a page shows it: blocks of paragraphs, pieces of sentences, segments with their flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.article import Document, Paragraph, ParagraphKind
from pipeline.report import Fluency, Severity
from pipeline.write.flags import Flag
from pipeline.write.labels import level, worst
from pipeline.write.segments import Segment, last_covers, split, touching
from pipeline.write.statements import StatementView


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Text under the same flags; `closes` are the flags whose last stretch this is."""

    text: str
    flags: tuple[Flag, ...] = ()
    closes: tuple[Flag, ...] = ()

    @property
    def severity(self) -> Severity | None:
        return worst(flag.span.severity for flag in self.flags)

    @property
    def numbers(self) -> str:
        return " ".join(str(flag.number) for flag in self.flags)


@dataclass(frozen=True, slots=True)
class SentencePiece:
    """A sentence, or (with no index) what stands between two."""

    index: int | None
    marked: tuple[MarkedText, ...]
    score: float | None = None
    cited: tuple[StatementView, ...] = ()

    @property
    def level(self) -> int | None:
        return None if self.score is None else level(self.score)

    @property
    def back(self) -> str:
        return " ".join(view.anchor for view in self.cited)


@dataclass(frozen=True, slots=True)
class ParagraphView:
    kind: ParagraphKind
    pieces: tuple[SentencePiece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring list items together, every other paragraph alone."""

    kind: ParagraphKind
    paragraphs: tuple[ParagraphView, ...]


def blocks(
    document: Document,
    fluency: Fluency | None,
    flags: Sequence[Flag],
    cited: dict[int, tuple[StatementView, ...]],
) -> list[Block]:
    """Lay the whole article out, every character of every paragraph exactly once."""
    scores = {row.sentence: row.score for row in fluency.sentences} if fluency else {}
    laid = stretches(document)
    texts = _marked_texts(document, [(start, end) for places in laid for start, end, _ in places], flags)
    views = []
    for paragraph, places in zip(document.paragraphs, laid, strict=True):
        pieces = tuple(
            SentencePiece(index, texts[start, end], _get(scores, index), _get(cited, index) or ())
            for start, end, index in places
        )
        views.append(ParagraphView(paragraph.kind, pieces))
    return list(_grouped(views))


def _get(found: Mapping[int, Any], index: int | None) -> Any:
    return None if index is None else found.get(index)


def stretches(document: Document) -> list[list[tuple[int, int, int | None]]]:
    """Each paragraph cut into its sentences and the gaps between them: `(start, end, sentence or None)`."""
    inside: list[list[int]] = [[] for _ in document.paragraphs]
    for index, sentence in enumerate(document.sentences):
        inside[sentence.paragraph].append(index)
    return [_cut(document, *both) for both in zip(document.paragraphs, inside, strict=True)]


def _cut(document: Document, paragraph: Paragraph, sentences: Sequence[int]) -> list[tuple[int, int, int | None]]:
    found: list[tuple[int, int, int | None]] = []
    here = paragraph.start
    for index in sentences:
        sentence = document.sentences[index]
        start, end = max(sentence.start, here), min(sentence.end, paragraph.end)
        if start >= end:
            continue
        if start > here:
            found.append((here, start, None))
        found.append((start, end, index))
        here = end
    if here < paragraph.end:
        found.append((here, paragraph.end, None))
    return found


def _marked_texts(
    document: Document, places: Sequence[tuple[int, int]], flags: Sequence[Flag]
) -> dict[tuple[int, int], tuple[MarkedText, ...]]:
    """Marked text of every stretch; each flag closes where the article shows it for the last time."""
    ranges = [(flag.span.start, flag.span.end) for flag in flags]
    cut = [
        (place, Segment(segment.start, segment.end, tuple(near[mark] for mark in segment.marks)))
        for place, near in zip(places, touching(places, ranges), strict=True)
        for segment in split(*place, [ranges[i] for i in near])
    ]
    closing = last_covers([segment for _, segment in cut])
    found: dict[tuple[int, int], list[MarkedText]] = {}
    for position, (place, segment) in enumerate(cut):
        closes = tuple(flags[mark] for mark in segment.marks if closing[mark] == position)
        found.setdefault(place, []).append(_marked(document, segment, flags, closes))
    return {place: tuple(texts) for place, texts in found.items()}


def _marked(document: Document, segment: Segment, flags: Sequence[Flag], closes: tuple[Flag, ...]) -> MarkedText:
    return MarkedText(document.text[segment.start : segment.end], tuple(flags[mark] for mark in segment.marks), closes)


def _grouped(views: Sequence[ParagraphView]) -> Iterator[Block]:
    for is_list, group in groupby(views, _is_list_item):
        if is_list:
            yield Block("list_item", tuple(group))
        else:
            yield from (Block(view.kind, (view,)) for view in group)


def _is_list_item(view: ParagraphView) -> bool:
    return view.kind == "list_item"
