"""A document as detectors look at it: words with offsets, and web addresses out of the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.article import Document, Sentence

WORD = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*")
# Dots, colons and slashes inside these are no punctuation: addresses, file names, times, e-mail, handles.
_OPAQUE = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|int|mil|io|tv|cn|uk|de|eu|js|py|html?|pdf|docx?|xlsx?|jpe?g|png|txt)"
    r"(?:/\S*)?(?![A-Za-z])"
    r"|(?<!\w)[@#]\w+",
    re.IGNORECASE,
)
# A private-use character: neither a letter nor punctuation to any pattern.
_MASK = "\ue000"


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is `Document.text[start:end]`."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """What two spellings of the same word share."""
        return self.text.casefold().replace("’", "'")


@dataclass(frozen=True)
class Page:
    """The document under inspection; `source` is its original, where there is one."""

    document: Document
    source: str | None = None

    @cached_property
    def text(self) -> str:
        """The stored text with addresses masked; offsets are unchanged."""
        return _OPAQUE.sub(_masked, self.document.text)

    @cached_property
    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        """The words of each sentence."""
        return tuple(self.words(sentence.start, sentence.end) for sentence in self.document.sentences)

    def words(self, start: int, end: int) -> tuple[Word, ...]:
        return tuple(Word(m.start(), m.end(), m.group()) for m in WORD.finditer(self.text, start, end))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches within paragraphs, titles included."""
        for paragraph in self.document.paragraphs:
            yield from pattern.finditer(self.text, paragraph.start, paragraph.end)

    def body(self) -> Iterator[tuple[int, Sentence]]:
        """Running sentences with their index: no titles, headings or list items."""
        for index, sentence in enumerate(self.document.sentences):
            if self.document.paragraphs[sentence.paragraph].kind == "body":
                yield index, sentence

    @cached_property
    def lower(self) -> frozenset[str]:
        """Words that stand somewhere without a capital."""
        return frozenset(w.text for words in self.sentences for w in words if w.text.islower())


def _masked(match: re.Match[str]) -> str:
    # A full stop that ends the sentence after an address stays visible.
    body = match.group().rstrip(".,;:!?)\"'”’")
    return _MASK * len(body) + match.group()[len(body) :]
