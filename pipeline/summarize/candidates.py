"""Which sentences of an article can stand in a summary, and how well each would stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from pipeline.article import Document
from pipeline.summarize.lexrank import Matrix, centrality, similarity
from pipeline.summarize.tidy import balanced, tidy
from pipeline.summarize.words import content_words, count_words

SHORTEST = 6  # words; below it a sentence is an interjection, a label or a piece of an enumeration
FEWEST_CONTENT_WORDS = 4

# A sentence that points back: a pronoun at its head or after its opening phrase, or "two of those" near its head.
DANGLING = re.compile(
    r"(?:[^,]{1,40}, )?(?:he|she|it|its|they|their|them|his|her|this|these|those|such|both|there|here|that|some|others|another"
    r"|the former|the latter|the same)\b|(?:\S+ ){1,8}?of (?:them|those|these)\b",
    re.I,
)
# Members of an enumeration, which say nothing without the sentence that announces them.
MEMBER = re.compile(
    r"(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|one|another)(?:ly)?\b(?:,| is\b)",
    re.I,
)
ANNOUNCES = re.compile(r"[:：]\s*$|\b(?:as follows|the following)\b|[:：] (?:first|one)\b", re.I)
FIRST_PERSON = re.compile(r"\b(?:I|we|our|ours|us|my|me)\b", re.I)
# Demands without a subject, as machine translation leaves them of Chinese headings and slogans.
SUBJECTLESS = re.compile(
    r"(?:continue|adhere|improve|focus|focusing|strengthen|promote|promoting|accelerate|build|building|ensure|insist"
    r"|carry|implement|implementing|actively|vigorously|further|deepen|deepening|enhance|give|make|take|keep|let"
    r"|establish|grasp|do|play|increase|expand|optimize|construct|realize|relying|according|based|through)\b",
    re.I,
)
BOILERPLATE = re.compile(
    r"\b(?:click here|read more|subscribe|newsletter|all rights reserved|copyright|follow us|photo by|editor in charge"
    r"|source:|author:|related reading|share this)",
    re.I,
)

# Factors by which a fault lowers a sentence's rank; set by hand on the sample articles.
FACTOR_DANGLING = 0.5
FACTOR_MEMBER = 0.4
FACTOR_FIRST_PERSON = 0.6
FACTOR_SUBJECTLESS = 0.35
# Shares of what makes a sentence important. News tells the most important things first.
SHARE_CENTRAL, SHARE_POSITION, SHARE_TITLE = 0.45, 0.35, 0.2
HALF_LIFE = 4  # sentences after which the merit of an early place is halved
OPENS_PARAGRAPH = 0.35  # least merit of place of a sentence that opens a paragraph


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be taken, tidied."""

    index: int
    """Index into `Document.sentences`."""
    text: str
    rank: float
    """How important it is and how well it stands alone; higher is better."""
    dangling: bool
    """Whether it points back to the sentence before it."""


@dataclass(frozen=True, slots=True)
class Field:
    """The candidates of an article, in its order, with their likeness to each other."""

    candidates: tuple[Candidate, ...]
    cosine: Matrix
    """Shape (candidates, candidates)."""


def candidates(document: Document) -> Field:
    """Every sentence of the body that is fit to be quoted, ranked."""
    body = document.body
    texts = [document.slice(document.sentences[i]) for i in body]
    cosine = similarity(texts)
    importance = _importance(document, texts, cosine)
    kept = [position for position, text in enumerate(texts) if usable(tidy(text))]
    found = tuple(_candidate(body[k], texts[k], float(importance[k])) for k in kept)
    return Field(found, cosine[np.ix_(kept, kept)])


def usable(text: str) -> bool:
    """Whether a tidied sentence says something whole."""
    return not (
        count_words(text) < SHORTEST
        or len(set(content_words(text))) < FEWEST_CONTENT_WORDS
        or text.endswith(("?", "？", "…", "..."))
        or not balanced(text)
        or ANNOUNCES.search(text)
        or BOILERPLATE.search(text)
    )


def _candidate(index: int, sentence: str, importance: float) -> Candidate:
    text = tidy(sentence)
    dangling = DANGLING.match(text.lstrip("\"“'‘")) is not None
    return Candidate(index, text, importance * _standing(text, dangling), dangling)


def _standing(text: str, dangling: bool) -> float:
    """How well a sentence stands alone, 0 to 1."""
    value = FACTOR_DANGLING if dangling else 1.0
    if MEMBER.match(text):
        value *= FACTOR_MEMBER
    if FIRST_PERSON.search(text) or text.startswith(('"', "“")):
        value *= FACTOR_FIRST_PERSON
    if SUBJECTLESS.match(text):
        value *= FACTOR_SUBJECTLESS
    return value


def _importance(document: Document, texts: list[str], cosine: Matrix) -> Matrix:
    """Importance of each body sentence, 0 to 1: shape (sentences,)."""
    place = np.array([0.5 ** (position / HALF_LIFE) for position in range(len(texts))])
    opens = _opens_paragraph(document)
    place = np.where(opens, np.maximum(place, OPENS_PARAGRAPH), place)
    titled = _title_likeness(document.title, texts)
    return np.asarray(SHARE_CENTRAL * centrality(cosine) + SHARE_POSITION * place + SHARE_TITLE * titled)


def _opens_paragraph(document: Document) -> list[bool]:
    paragraphs = [document.sentences[i].paragraph for i in document.body]
    return [k == 0 or paragraphs[k - 1] != paragraph for k, paragraph in enumerate(paragraphs)]


def _title_likeness(title: str | None, texts: list[str]) -> Matrix:
    """Likeness of each text to the title, the most alike having 1: shape (texts,)."""
    if not title or not texts:
        return np.zeros(len(texts))
    likeness = similarity([title, *texts])[0, 1:]
    return np.asarray(likeness / likeness.max() if likeness.max() > 0 else likeness)
