"""Whether a text is one whole English sentence, as far as its form tells."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from pipeline.summarize.candidates import VERB
from pipeline.summarize.shorten import ONLY_SAID, SUBORDINATE
from pipeline.summarize.tidy import collapse_doubles
from pipeline.text.sentences import split_sentences
from pipeline.text.words import STOP_WORDS, WORD, content_words

UNFINISHED = re.compile(
    r"(?:\b(?:be|been|being|an?|the|of|to|and|or|than|that|which|who|whose|its|their|his)"
    r"|(?<!\bit )(?<!\bhe )(?<!\bshe )(?<!\bthey )(?<!\bthere )\b(?:am|is|are|was|were|has|have|had))[.!]$"
)
# "The battlefield is the battlefield."
SAME_AGAIN = re.compile(r"\b(?:the |an? )?([a-z]{4,}) (?:is|are|was|were) (?:the|an?) (?:[\w-]+ )?\1\b", re.I)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Past tenses that dictionaries list and newspapers do not print.
NO_PAST = re.compile(
    r"\b(?:costed|hitted|casted|spreaded|splitted|putted|cutted|setted|letted|hurted|shutted|bursted)\b"
)


def sound(text: str) -> bool:
    """Whether nothing about a text's form is wrong; what it says may be."""
    wrong = (ONLY_SAID, UNFINISHED, SUBORDINATE, SAME_AGAIN, NO_PAST)
    return (
        VERB.search(text) is not None
        and not any(pattern.search(text) for pattern in wrong)
        and not repeats(text)
        and collapse_doubles(text) == text
        and len(split_sentences(text)) == 1
    )


def confused(text: str, evidence: Sequence[str]) -> bool:
    """Whether a text has a word oftener than its evidence, or numbers in another order: "$2.5 billion reached $2.5 billion"."""
    given = " ".join(evidence)
    known = Counter(content_words(given))
    if any(count > max(1, known[word]) for word, count in Counter(content_words(text)).items()):
        return True
    numbers = iter(NUMBER.findall(given))
    return not all(number in numbers for number in NUMBER.findall(text))


def repeats(text: str) -> bool:
    """Whether two words that mean something stand there twice side by side: "a video conference with a video conference".

    Of a number one word beside it is enough: "in 2002 when it broke out in 2002".
    """
    words = [word.lower() for word in WORD.findall(text)]
    pairs = [(a, b) for a, b in itertools.pairwise(words) if b[0].isdigit() or not {a, b} & STOP_WORDS]
    return len(set(pairs)) < len(pairs)
