"""Texts with marks in them, so that a table shows at a glance what a rule should find: `It was ⟦the the⟧ end.`"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article import Document, Paragraph, Sentence
from pipeline.fluency import RULES, find_spans
from pipeline.report import Span
from pipeline.text.sentences import split_sentences

OPEN, CLOSE = "⟦⟧"


def plain(marked: str) -> str:
    return re.sub(f"[{OPEN}{CLOSE}]", "", marked)


def page(text: str) -> Document:
    """A document of body paragraphs, parted by blank lines, with the sentences that cleaning would find."""
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    for match in re.finditer(r"[^\n]+", text):
        paragraphs.append(Paragraph(start=match.start(), end=match.end()))
        for start, end in split_sentences(match[0]):
            place = match.start()
            sentences.append(Sentence(start=place + start, end=place + end, paragraph=len(paragraphs) - 1))
    return Document(text=text, paragraphs=tuple(paragraphs), sentences=tuple(sentences))


def spans(text: str, *rules: str, source: str | None = None) -> tuple[Span, ...]:
    """What some rules find, or all of them; every mark is checked to slice the text."""
    found = find_spans(page(text), [RULES[rule] for rule in rules or RULES], source=source)
    assert all(span.text == text[span.start : span.end] != "" for span in found)
    return found


def marked(text: str, found: Sequence[Span]) -> str:
    """The text with the spans marked in it."""
    for span in reversed(found):
        text = f"{text[: span.start]}{OPEN}{text[span.start : span.end]}{CLOSE}{text[span.end :]}"
    return text


def mended(text: str, found: Sequence[Span]) -> str:
    """The text with every suggestion taken."""
    for span in reversed(found):
        if span.suggestion is not None:
            text = text[: span.start] + span.suggestion + text[span.end :]
    return text


def check(rule: str, example: str) -> None:
    """That a rule marks exactly what is marked in the example."""
    text = plain(example)
    found = marked(text, spans(text, rule))
    assert found == example, f"found: {found}"


def check_mended(rule: str, text: str, right: str) -> None:
    found = mended(text, spans(text, rule))
    assert found == right, f"found: {found}"
