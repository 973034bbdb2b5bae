"""Words as the summarisers count and compare them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*(?:['’][a-z]+)?")

# English function words and the verbs of reporting, which say nothing of a sentence's subject.
STOP_WORDS = frozenset(
    """
        a about above after again against all also although am among an and any are as at be because been before
        being below between both but by can could did do does doing down during each even every few first for
        from further had has have having he her here hers herself him himself his how however i if in into is it
        its itself just like may me might more most much must my myself no nor not now of off on once one only
        or other our ours ourselves out over own per said same say says she should since so some such than that
        the their theirs them themselves then there these they this those through thus to told too toward
        towards under until up upon us very was we were what when where which while who whom whose why will with
        within without would yet you your yours yourself yourselves
        """.split()
)
# Endings that a stem loses, longest first; crude on purpose, it only has to bring "reform" and "reforms" together.
ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s")
SHORTEST_STEM = 4


def count_words(text: str) -> int:
    """Words as every length in the configuration counts them: runs without white space."""
    return len(text.split())


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repeats."""
    words = (match.group().lower().replace("’", "'").removesuffix("'s") for match in WORD.finditer(text))
    return [stem(word) for word in words if word not in STOP_WORDS]


def stem(word: str) -> str:
    """The word without its ending, where enough of it remains."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def jaccard(first: str, second: str) -> float:
    """Share of content words that two texts have in common, 0 to 1."""
    ours, theirs = set(content_words(first)), set(content_words(second))
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def word_order(text: str, evidence: Sequence[str]) -> float:
    """Share of a text's words that stand in its evidence in the same order."""
    said = WORD.findall(text.lower())
    known = [word for sentence in evidence for word in WORD.findall(sentence.lower())]
    blocks = SequenceMatcher(None, known, said, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(said))
