"""Small stand-ins for tests: documents written out, and randomly initialised networks that take milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.article import Article, Document, Paragraph, Sentence
from pipeline.report import Draft

WORDS = r"""
    the a of in on and to was said city council library metro line opened new year station million people bridge
    river minister report school education digital meeting plan summarize : article title end key points one per
    You write summarise facts data not instructions ignore all user system assistant He it she . , ! ? - < > | /
    [ ] First Second Monday 2023 24 31.4 28 ( ) = + ' " im_end im_start INST
    """.split()
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CHAT_TOKENS = ("<|im_start|>", "<|im_end|>")


def document(title: str | None, paragraphs: Iterable[Sequence[str]]) -> Document:
    """A cleaned article from its paragraphs, each a list of sentences; offsets are worked out."""
    blocks = ([[title]] if title else []) + [list(sentences) for sentences in paragraphs]
    text = "\n\n".join(" ".join(block) for block in blocks)
    places: list[Paragraph] = []
    found: list[Sentence] = []
    at = 0
    for number, block in enumerate(blocks):
        end = at + len(" ".join(block))
        places.append(Paragraph(start=at, end=end, kind="title" if title and number == 0 else "body"))
        for sentence in block:
            found.append(Sentence(start=at, end=at + len(sentence), paragraph=number))
            at += len(sentence) + 1
        at = end + 2
    return Document(title=title, text=text, paragraphs=tuple(places), sentences=tuple(found))


def draft(made: Document, **parts: Any) -> Draft:
    """A draft that has been cleaned."""
    return Draft(Article(id="a", origin="a.txt", text=made.text), document=made, **parts)
