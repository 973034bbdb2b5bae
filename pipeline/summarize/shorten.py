"""Making a sentence shorter by leaving out whole clauses: to a number of words, or those that a brief would not keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.summarize.tidy import ASIDE, balanced, capitalise, finish
from pipeline.text.words import count_words

RELATIVE_TAIL = re.compile(
    r", (?:which|who|where|while|with|making|including|as|citing|adding|according to|compared (?:to|with))\b[^,;]*?(?=[.!?]?$)"
)
# ", and the first readers were queuing": a further clause with a subject and a verb of its own.
FURTHER_CLAUSE = re.compile(
    r", (?:and|but|while|as|so) (?:(?:if|when|once|after) [^,;]+, )?(?:the|an?|his|her|its|their|it|he|she|they|this|[A-Z][\w'’-]*)(?: [\w'’-]+){0,6}? "
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|must)\b.*?(?=[.!?]?$)"
)
ADVERBIAL = re.compile(r"^(?:On|In|At|During|Since|From|By|As of) [^,;\"“]{3,40}(?:, \d{4})?, (?=[\w\"“])")
# Between a name and its verb; the name is a group, since a lookbehind has one length only.
APPOSITION = re.compile(
    r"^(?P<before>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}), (?!and\b|or\b|who\b|which\b)[a-z][^,;:\"“]*,(?= (?!and\b|or\b)[a-z])"
)
# Between a subject and its verb; before any other word the comma may be one of a list within the clause.
MIDDLE = re.compile(
    r", (?:which|who|whose|where|including|such as|along with|as well as)\b[^,;:\"“]*,"
    r"(?= (?:is|are|was|were|has|have|had|will|would|can|could|may|must|said|[a-z]+ed)\b)"
)
# "Although the situation varies." is what is left where the clause behind its comma goes.
SUBORDINATE = re.compile(r"^(?:although|though|even though|whereas|because|unless|if|while|when)\b[^,;:]*$", re.I)
ONLY_SAID = re.compile(r"^[^,\"“”]*\b(?:said|says|added|stated|noted|stressed|emphasized)\.$")  # and not what
# What is said so is denied by the "but" that follows.
CONCESSION = re.compile(
    r"\b(?:may|might|(?:supposed|expected|due|meant|scheduled) to|(?:could|would|should) have|hoped|wanted|tried|planned|initially|originally"
    r"|at first)\b"
)
LEAVABLE = (ASIDE, FURTHER_CLAUSE, APPOSITION, MIDDLE, RELATIVE_TAIL, ADVERBIAL)
SHORTEST_CLAUSE = 6  # words that a sentence must keep


def fit(sentence: str, max_words: int) -> str | None:
    """A tidied sentence in at most `max_words`, trimmed at the bounds of clauses; None where that cannot be done."""
    if count_words(sentence) <= max_words:
        return finish(sentence)
    for shorter in _trimmed(sentence):
        text = capitalise(finish(shorter))
        if count_words(text) <= max_words and _whole(text):
            return text
    return None


def leave_out(sentence: str, kept: NDArray[np.float64], least: float) -> str:
    """A tidied sentence without the clauses whose letters are kept with a mean chance below `least`.

    `kept` has a chance for each character.
    """
    text = sentence
    for pattern in LEAVABLE:
        for match in reversed(list(pattern.finditer(text))):
            if _concedes(match):
                continue
            start, end = (match.end("before"), match.end()) if "before" in match.groupdict() else match.span()
            letters = [k for k in range(start, end) if text[k].isalnum()]
            shorter = text[:start] + text[end:]
            if _whole(shorter) and letters and kept[letters].mean() < least:
                text, kept = shorter, np.delete(kept, slice(start, end))
    return capitalise(text)


def _trimmed(sentence: str) -> Iterator[str]:
    """Ever shorter forms: without asides, further clauses, apposition, tail, opening adverbial."""
    text = sentence
    for pattern in (ASIDE, FURTHER_CLAUSE, APPOSITION, RELATIVE_TAIL, ADVERBIAL):
        text = _without(pattern, text)
        yield text
        yield from _first_clauses(text)


def _concedes(clause: re.Match[str]) -> bool:
    """Whether the clause is what a concession leads to: "Lin may have lost, but she goes on"."""
    return clause.group().startswith(", but ") and CONCESSION.search(clause.string[: clause.start()]) is not None


def _whole(text: str) -> bool:
    return (
        count_words(text) >= SHORTEST_CLAUSE
        and balanced(text)
        and not (SUBORDINATE.match(text) or ONLY_SAID.match(text))
    )


def _without(pattern: re.Pattern[str], text: str) -> str:
    shorter = pattern.sub(
        lambda match: match.group() if _concedes(match) else match.groupdict().get("before") or "", text
    )
    return shorter if count_words(shorter) >= SHORTEST_CLAUSE else text


def _first_clauses(text: str) -> Iterator[str]:
    """The sentence up to each semicolon, the longest first."""
    bounds = [match.start() for match in re.finditer(r"[;；]", text)]
    return (text[:bound] for bound in reversed(bounds))
