"""Words that a text denies, and whether another text affirms them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import regex

from pipeline.text.words import STOP_WORDS, stem

Polarity = Literal["affirmed", "denied", "undecided"]

_TOKEN = regex.compile(r"\p{L}+(?:['’]\p{L}+)?|[^\s\p{L}]")
_NEGATIONS = frozenset("not no never neither nor without none nothing nobody nowhere cannot hardly".split())
# "not only", "no doubt", "no less than" deny nothing.
_NO_DENIAL = frozenset("only just merely simply doubt less fewer more later matter one yet".split())
# These deny without a word of negation.
_IMPLICIT = frozenset(
    """
    refuse refuses refused refusing refusal fail fails failed failing failure deny denies denied denying denial
    decline declines declined reject rejects rejected rejecting rejection avoid avoids avoided lack lacks lacked
    lacking stop stops stopped prevent prevents prevented preventing ban bans banned banning forbid forbids
    forbidden oppose opposes opposed opposition against exclude excludes excluded unless doubt doubts doubted
    missing missed miss absent absence instead rather hardly barely rarely seldom abandon abandoned withdraw
    withdrew withdrawn cancel cancelled canceled dismiss dismissed blocked halted false fake wrong contrary
    dispute disputed disputes lost lose despite
    """.split()
)
_PREFIXES = ("un", "im", "dis", "non", "illeg", "inad", "inef", "insu", "inab", "irre")
_ALONE: dict[str, Polarity] = dict.fromkeys(
    _IMPLICIT, "affirmed"
)  # "absent" is what is said of it, "never absent" is not
# How many words a negation reaches to the first word of weight.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    stem: str
    polarity: Polarity


def words_with_polarity(sentence: str) -> list[Word]:
    """The content words of a sentence: denied is the first one after a negation, the others of that sentence are
    undecided, for "he held no talks" denies the holding too; affirmed they are in a sentence that denies nothing."""
    tokens = [match.group() for match in _TOKEN.finditer(sentence.replace("’", "'"))]
    rest: Polarity = "undecided" if denies(sentence) else "affirmed"
    words: list[Word] = []
    reach = 0
    for token in tokens:
        small = token.lower()
        if is_negation(small):
            reach = _REACH
        elif small in _NO_DENIAL or not token[0].isalpha():
            reach = 0
        elif small in STOP_WORDS:
            reach -= 1
        else:
            polarity: Polarity = "denied" if reach > 0 and token == small else _ALONE.get(small, rest)
            words.append(Word(token, stem(small.removesuffix("'s")), polarity))
            reach = 0
    return words


def is_negation(word: str) -> bool:
    """Whether a word in small letters turns what follows round."""
    return word in _NEGATIONS or word.endswith("n't")


def denies(sentence: str) -> bool:
    """Whether a sentence holds anything that denies, outright or by its sense."""
    words = [match.group().lower() for match in _TOKEN.finditer(sentence.replace("’", "'"))]
    return any(is_negation(word) or word in _IMPLICIT or word.startswith(_PREFIXES) for word in words)


def negations(sentence: str) -> int:
    """Outright negations, those that deny nothing ("not only") left out."""
    words = [match.group().lower() for match in _TOKEN.finditer(sentence.replace("’", "'"))]
    return sum(is_negation(word) and after not in _NO_DENIAL for word, after in pairwise([*words, ""]))


def flipped(statement: str, evidence: Sequence[str]) -> str | None:
    """What a statement denies and its evidence affirms, or the other way round; None where nothing is."""
    said = words_with_polarity(statement)
    known = [words_with_polarity(text) for text in evidence]
    if negations(statement) and evidence and not _denied_there(said, known, evidence):
        return "it denies something, and its evidence denies nothing"
    found: dict[str, set[Polarity]] = {}
    for word in (word for words in known for word in words):
        found.setdefault(word.stem, set()).add(word.polarity)
    opposite = {"denied": {"affirmed"}, "affirmed": {"denied"}}
    for word in said:
        if word.polarity in opposite and found.get(word.stem) == opposite[word.polarity]:
            return f"“{word.text}” is denied in one and affirmed in the other"
    return None


def _denied_there(said: Sequence[Word], known: Sequence[Sequence[Word]], evidence: Sequence[str]) -> bool:
    """Whether the evidence denies something where it speaks of what the statement denies, or anywhere if nowhere."""
    denied = {word.stem for word in said if word.polarity == "denied"}
    there = [text for words, text in zip(known, evidence, strict=True) if denied & {word.stem for word in words}]
    return any(denies(text) for text in there or evidence)
