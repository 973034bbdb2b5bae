"""Where in an article something may stand: its sentences, and what is known of it beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.article import Document
from pipeline.text.dates import Date, find_dates
from pipeline.text.names import Token, tokenize
from pipeline.text.numbers import Number, find_numbers
from pipeline.text.overlap import apart
from pipeline.text.words import content_words


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of the article, or a piece of its metadata, which has no sentence number."""

    text: str
    sentence: int | None
    what: str
    """In words for a note: "sentence 3", "byline"."""
    tokens: tuple[Token, ...]
    keys: frozenset[str]
    """Of its words, in the singular."""
    stems: frozenset[str]
    """Of its content words."""
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]

    def slice(self, piece: Number | Date | Token) -> str:
        return self.text[piece.start : piece.end]


@dataclass(frozen=True, slots=True)
class Places:
    """All the places of one article, read once and asked often."""

    sentences: tuple[Place, ...]
    metadata: tuple[Place, ...]
    year: int | None
    """Of the article's own date; dates without a year are of this one."""
    having: Mapping[str, int]
    """How many sentences have a stem."""
    small: frozenset[str]
    """Words that stand in small letters somewhere: a capital at the start of a sentence makes them no names."""

    @classmethod
    def of(cls, document: Document) -> Places:
        known = {"title": document.title, "byline": document.byline, "outlet": document.outlet, "date": document.date}
        sentences = tuple(
            _place(document.slice(s), f"sentence {i + 1}", sentence=i) for i, s in enumerate(document.sentences)
        )
        return cls(
            sentences=sentences,
            metadata=tuple(_place(text, what, sentence=None) for what, text in known.items() if text),
            year=int(document.date[:4]) if document.date else None,
            having=Counter(word for place in sentences for word in place.stems),
            small=frozenset(t.key for place in sentences for t in place.tokens if not t.capital),
        )

    def __iter__(self) -> Iterator[Place]:
        yield from self.sentences
        yield from self.metadata

    def by_preference(self, evidence: Iterable[int]) -> list[Place]:
        """The statement's evidence first, then the rest of the article, then its metadata."""
        preferred = set(evidence)
        return sorted(self, key=lambda place: (place.sentence is None, place.sentence not in preferred))

    def evidence(self, sentences: Iterable[int]) -> list[Place]:
        """The places of these sentences, as far as they exist."""
        return [self.sentences[i] for i in dict.fromkeys(sentences) if 0 <= i < len(self.sentences)]


def _place(text: str, what: str, *, sentence: int | None) -> Place:
    tokens = tuple(tokenize(text))
    dates = find_dates(text)
    numbers = apart(find_numbers(text, implied=True), beside=dates)
    keys, stems = frozenset(singular(t.key) for t in tokens), frozenset(content_words(text))
    return Place(text, sentence, what, tokens, keys, stems, tuple(numbers), tuple(dates))


def singular(key: str) -> str:
    """A name without a plural's s: "the Clintons"."""
    return key.removesuffix("s") if len(key) > 3 else key
