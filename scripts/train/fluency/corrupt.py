"""Clean sentences made wrong in known places: cheap lessons in what raters mark seldom.

The operations are the faults a tagger of rated translations misses most: function words, order, doubling, letter case.
Labels are soft (`CERTAINTY`), because a random change sometimes leaves good English.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from scripts.train.fluency.data import Example, Mark

FUNCTION_WORDS = """
    a an the of in on at to for with by from as and or but that which who this these those it its their his her
    is are was were be been has have had will would can could may should not into over under about after before
    """.split()
KINSHIP = (  # words that learners and translators confuse: replacing within a set is harder to see than at random
    ("a", "an", "the"),
    ("in", "on", "at", "to", "for", "of", "with", "by", "from", "into", "about"),
    ("is", "are", "was", "were", "be", "been"),
    ("has", "have", "had", "having"),
    ("and", "or", "but", "so"),
    ("that", "which", "who", "what"),
    ("his", "her", "its", "their"),
    ("this", "these", "those", "that"),
    ("will", "would", "can", "could", "may", "should"),
)
CERTAINTY = 0.85  # share of imagined raters who see a planted fault
MINOR, MAJOR, WRONG = 2, 3, 5

Words = list[str]
Change = tuple[Words, list[tuple[int, int]]]
"""New words, and the (index, label) of those at fault."""


def corrupt(sentence: str, pool: Sequence[str], rng: random.Random, faults: int) -> tuple[str, tuple[Mark, ...]]:
    """`sentence` with up to `faults` planted faults, far enough apart to stay apart, and their marks."""
    words = sentence.split()
    labels: list[int] = [0] * len(words)
    for _ in range(faults):
        operation = rng.choice(OPERATIONS)
        at = rng.randrange(len(words))
        if any(labels[max(0, at - 3) : at + 4]):
            continue
        width = min(4, len(words) - at)
        piece = words[at : at + width]
        changed = operation(piece, at, pool, rng)
        if changed is None:
            continue
        new, wrong = changed
        words[at : at + width] = new
        fresh = labels[at : at + width][: len(new)] + [0] * max(0, len(new) - width)
        for index, label in wrong:
            fresh[index] = label
        labels[at : at + width] = fresh
    return " ".join(words), _marks(words, labels)


def synthetic(sentence: str, pool: Sequence[str], rng: random.Random) -> Example:
    """A training example: half of the sentences stay as they are, to show what needs no mark."""
    faults = 0 if rng.random() < 0.5 else rng.choice((1, 1, 2, 3))
    text, marks = corrupt(sentence, pool, rng, faults)
    return Example(text, "", "", "synthetic", (marks,), 0.0, 0.0)


def _marks(words: Sequence[str], labels: Sequence[int]) -> tuple[Mark, ...]:
    marks, at = [], 0
    for word, label in zip(words, labels, strict=True):
        if label:
            marks.append(Mark(at, at + len(word), label))
        at += len(word) + 1
    return tuple(marks)


def _double(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    size = rng.choice((1, 1, 2, 3))
    if len(piece) < size or not piece[0].isalpha():
        return None
    copy = [word.lower() if at == 0 else word for word in piece[:size]]
    return piece[:size] + copy + piece[size:], [(k, MAJOR) for k in range(size, 2 * size)]


def _swap(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    if len(piece) < 2 or not (piece[0].isalpha() and piece[1].isalpha()) or piece[0] == piece[1]:
        return None
    return [piece[1], piece[0], *piece[2:]], [(0, MAJOR), (1, MAJOR)]


def _move(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    if len(piece) < 4 or not all(word.isalpha() for word in piece):
        return None
    return [*piece[1:], piece[0]], [(3, MAJOR), (0, MINOR)]


def _drop(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    """A lost word leaves no letters to mark: raters mark what follows it."""
    if len(piece) < 3 or at == 0 or (piece[0].lower() not in FUNCTION_WORDS and rng.random() < 0.7):
        return None
    return piece[1:], [(0, MINOR)]


def _confuse(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    kin = next((kin for kin in KINSHIP if piece[0].lower() in kin), None)
    if kin is None:
        return None
    return [rng.choice([word for word in kin if word != piece[0].lower()]), *piece[1:]], [(0, MINOR)]


def _insert(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    if at == 0:
        return None
    return [rng.choice(FUNCTION_WORDS), *piece], [(0, MINOR)]


def _replace(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    if not piece[0].isalpha() or len(piece[0]) < 4 or piece[0][0].isupper():
        return None
    return [rng.choice(pool), *piece[1:]], [(0, WRONG)]


def _inflect(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    word = piece[0]
    if not word.isalpha() or not word.islower() or len(word) < 4 or word in FUNCTION_WORDS:
        return None
    stem = re.sub(r"(?<=[a-z]{3})(s|ed|ing|d)$", "", word)
    form = rng.choice([f for f in (stem, stem + "s", stem + "ed", stem + "ing") if f != word])
    return [form, *piece[1:]], [(0, MINOR)]


def _recase(piece: Words, at: int, pool: Sequence[str], rng: random.Random) -> Change | None:
    word = piece[0]
    if not word[0].isalpha():
        return None
    if word[0].islower():
        return ([word.capitalize(), *piece[1:]], [(0, MINOR)]) if rng.random() < 0.5 else None
    return [word.lower(), *piece[1:]], [(0, MINOR)]


OPERATIONS: tuple[Callable[[Words, int, Sequence[str], random.Random], Change | None], ...] = (
    _double,
    _swap,
    _swap,
    _move,
    _drop,
    _drop,
    _drop,
    _confuse,
    _confuse,
    _confuse,
    _insert,
    _replace,
    _inflect,
    _inflect,
    _recase,
)
