"""What a statement takes as known: people by their last name alone, and "the plan" where the article had told of "a plan".

A summary names people in full where it first mentions them, as the article did (Nenkova and McKeown 2003, "References
to named entities: a corpus study").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.report import Statement
from pipeline.text.names import fold, is_title
from pipeline.text.openers import ORDINARY
from pipeline.text.words import count_words

# Whoever speaks is a person: "Cheung said".
_SPEAKS = re.compile(
    r"\b(?P<last>(?:O['’])?[A-Z][\w-]*[a-z]) (?:said|says|told|added|noted|wrote|argued|explained|stressed|emphasi[sz]ed|believes"
    r"|warned|announced|claimed|stated|urged|recalled)\b"
)
_FULL = r"\b([A-Z][\w-]*[a-z]) {last}\b"
# Of names that are no person's, and what people belong to.
_OFFICE = frozenset(
    """
    academician academy administration agency army association authority bank board bureau cabinet campus center centre
    circuit college commission committee company conference congress corporation council county court department
    federation force forces foundation front government group hospital house institute journal league ministry museum
    navy news observatory office organization parliament party police post province republican democrat school see
    senate service society station street supreme times today tribune union university whip
    """.split()
)
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'’-]*\.? $")
_DEFINITE = re.compile(r"^The ([a-z]{3,})\b")
_INTRODUCED = r"\b(?:an?|new|draft|first) (?:[\w-]+ ){{0,3}}{noun}\b"


def full_names(text: str) -> dict[str, str]:
    """Last name to full name, of people who speak in an article and have but one."""
    found = {}
    for last in dict.fromkeys(match["last"] for match in _SPEAKS.finditer(text)):
        if _is_ordinary(last):
            continue
        before = re.findall(_FULL.format(last=re.escape(last)), text)
        firsts = {word for word in before if not _is_ordinary(word)}
        if len(firsts) == 1:
            found[last] = f"{firsts.pop()} {last}"
    return found


def introducing(
    statements: Sequence[Statement], names: Mapping[str, str], max_words: int, *, each: bool = False
) -> tuple[Statement, ...]:
    """The statements, each person by the full name at the first mention.

    As they were where they take more than `max_words` so: all of them together, or one alone if it is of `each`.
    """
    texts = introduced([statement.text for statement in statements], names)
    if not each and sum(map(count_words, texts)) > max_words:
        return tuple(statements)
    return tuple(
        statement if each and count_words(text) > max_words else statement.model_copy(update={"text": text})
        for statement, text in zip(statements, texts, strict=True)
    )


def introduced(texts: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The texts, each person by the full name at the first mention."""
    known: set[str] = set()
    return [_introduced(text, names, known) for text in texts]


def taken_as_known(text: str, before: Iterable[str]) -> str:
    """The noun that a text begins with as if it were known, where the sentences before it introduce it; else nothing."""
    match = _DEFINITE.match(text)
    if not match:
        return ""
    introduces = re.compile(_INTRODUCED.format(noun=match.group(1)), re.I)
    return match.group(1) if any(introduces.search(sentence) for sentence in before) else ""


def _is_ordinary(word: str) -> bool:
    """Whether a word with a capital says what somebody is, or is no name at all."""
    key = fold(word)
    return is_title(key) or key in ORDINARY or key in _OFFICE


def _introduced(text: str, names: Mapping[str, str], known: set[str]) -> str:
    """A title or first name before the last one is left as it is."""
    for last, full in names.items():
        match = re.search(rf"\b{re.escape(last)}\b", text)
        if match is None or last in known:
            continue
        known.add(last)
        if not _CAPITAL_BEFORE.search(text[: match.start()]):
            text = text[: match.start()] + full + text[match.end() :]
    return text
