"""Words and phrases that stand there twice or more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from pipeline.fluency.page import Page, Word
from pipeline.fluency.rule import Finding, Rule

# English doubles these on purpose ("he had had", "that that", "very, very") or by construction ("what it is is").
_LEGIT_TWICE = frozenset(
    """
        had that is was very so really much many more far too never ever always again no yes yeah bye ha hey oh
        now there knock blah go long big good well hear night all please just only wait thank hi hello ok okay
        out quite up down do did does can will her you it who ho chop bang tut hush etc
        """.split()
)
# Doubled by their own right: names, and "calls a spade a spade".
_DOUBLE_PHRASES = frozenset({"new york", "baden baden", "walla walla", "a spade"})
# "over and over and over", "meeting after meeting after meeting", "up to and up to".
_ROUNDABOUT = frozenset(("and", "or", "after", "by", "to"))
# "the needs of the agency, the agency must": after a comma these begin a new clause.
_POINTERS = frozenset("the a an my our your his her its their this that these those and or to".split())
# Speakers repeat clauses that have these for subject or verb; bad translations repeat noun and verb phrases.
_SPOKEN = frozenset(
    """
        i you he she it we they i'm you're he's she's it's we're they're that's there's let's don't can't won't
        is are was were am do does did have has had no not never very who what where when why how please come go
        this more
        """.split()
)
_FUNCTION = frozenset(
    """
        a an the of to in on at by for with and or but from into as than over under after before up out off
        """.split()
)
_LONGEST = 8  # words of a phrase worth comparing
_ONLY_SPACE = re.compile(r"[^\S\n]+")
_SEPARATED = re.compile(r"\s*[\"“”'‘’]?\s*[,、，]?\s*[\"“”'‘’]?\s*")
_SMALL_WORD = re.compile(r"\s+[a-z]")
_LOOK_BACK = 600  # characters in which the quotation that a phrase stands in has opened


def doubled_words(page: Page) -> Iterator[Finding]:
    for words in page.sentences:
        for start, count in _runs(page, words, [word.key for word in words], 1, _ONLY_SPACE):
            if _word_is_slip(page, words, start, count):
                yield _once(words, start, 1, count)


def doubled_phrases(page: Page) -> Iterator[Finding]:
    for words in page.sentences:
        keys = [word.key for word in words]
        for size in range(_LONGEST, 0, -1):
            for start, count in _runs(page, words, keys, size, _SEPARATED):
                if _phrase_is_slip(page, words, start, size, count):
                    yield _once(words, start, size, count)


def _runs(
    page: Page, words: Sequence[Word], keys: Sequence[str], size: int, gap: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    """Start and count of each group of `size` words that follows itself at least once."""
    at = 0
    while at + 2 * size <= len(words):
        count = 1
        while _follows(page, words, keys, at + (count - 1) * size, size, gap):
            count += 1
        if count > 1:
            yield at, count
        at += (count - 1) * size + 1 if count > 1 else 1


def _follows(page: Page, words: Sequence[Word], keys: Sequence[str], at: int, size: int, gap: re.Pattern[str]) -> bool:
    middle, end = at + size, at + 2 * size
    if end > len(words) or keys[at] != keys[middle] or keys[at:middle] != keys[middle:end]:
        return False
    if not gap.fullmatch(page.text, words[middle - 1].end, words[middle].start):
        return False
    # Inside the phrase nothing but spaces, or "A, B, A, B" in a table would count.
    return all(
        _ONLY_SPACE.fullmatch(page.text, words[k].end, words[k + 1].start)
        for k in range(at, end - 1)
        if k + 1 != middle
    )


def _word_is_slip(page: Page, words: Sequence[Word], start: int, count: int) -> bool:
    word, second = words[start], words[start + 1]
    if not word.text.isalpha() or word.key in _LEGIT_TWICE:
        return False
    if len(word.text) == 1:
        # "a A$3 price" and "Type A a" are no doubled articles.
        return word.key == "a" and word.text == second.text and page.text[second.end : second.end + 1] == " "
    # Two capitals are a name (Bora Bora, Ni Ni) unless the word never is one.
    return word.text.islower() or word.key in _FUNCTION or count > 2


def _phrase_is_slip(page: Page, words: Sequence[Word], start: int, size: int, count: int) -> bool:
    phrase = words[start : start + size]
    keys = [word.key for word in phrase]
    if len(set(keys)) < size or " ".join(keys) in _DOUBLE_PHRASES or not any(key.isalpha() for key in keys):
        return False
    between = page.text[phrase[-1].end : words[start + size].start]
    if not between.strip():
        return size > 1 and not _SPOKEN.issuperset(keys) and keys[-1] not in _ROUNDABOUT and keys[0] != "and"
    if any(key in _SPOKEN for key in keys) or keys[0] in _POINTERS:
        return False
    # "New York, New York" and "Smith, Smith" are names and their kin.
    if size == 1:
        return count > 2 and phrase[0].text.islower() and len(keys[0]) > 4 and keys[0] not in _LEGIT_TWICE
    if count == 2 and "," in between and _is_said_on_purpose(page, words[start], words[start + 2 * size - 1]):
        return False
    return any(word.text.islower() and word.key not in _FUNCTION for word in phrase)


def _is_said_on_purpose(page: Page, first: Word, last: Word) -> bool:
    """Speech ("get inside, get inside!"), or a list whose members begin alike ("big data, big data education")."""
    if _SMALL_WORD.match(page.text, last.end):
        return True
    before = page.text[max(0, first.start - _LOOK_BACK) : first.start].rpartition("\n")[2]
    return before.count('"') % 2 == 1 or before.rfind("“") > before.rfind("”") or before.endswith(("‘", "'"))


def _once(words: Sequence[Word], start: int, size: int, count: int) -> Finding:
    last = words[start + size * count - 1]
    phrase = " ".join(word.text for word in words[start : start + size])
    times = "twice" if count == 2 else f"{count} times"
    return Finding(
        words[start].start,
        last.end,
        f"“{phrase}” stands here {times} in a row; once is enough.",
        suggestion=phrase,
    )


# "Digital Transformation of Wuhan Basic Education Digital Transformation", "a video conference in the form of video
# conferences": the head of a noun phrase comes back at its end.
_LINKS = frozenset(("of", "in", "for", "on"))
_BREAKS = frozenset(
    """
        and or but nor to from than as is are was were be been being has have had will would can could may might
        should must who which that what while when where if because not no by with between versus vs against per
        after before said says met million billion trillion thousand percent
        """.split()
)
_ECHO_REACH = 6  # words between a phrase and its echo


def echoes(page: Page) -> Iterator[Finding]:
    for words in page.sentences:
        for at in range(len(words) - 3):
            if (end := _echo(page, words, at)) is not None:
                phrase = f"{words[at].text} {words[at + 1].text}"
                reason = f"“{phrase}” comes back within one phrase; the second probably belongs to nothing."
                yield Finding(words[at].start, words[end].end, reason)


def _echo(page: Page, words: Sequence[Word], at: int) -> int | None:
    """Index of the last word of the echo of the two words at `at`, where a link word and no break lies between."""
    first = [_bare(word) for word in words[at : at + 2]]
    if any(len(key) < 4 or key in _BREAKS for key in first):
        return None
    for second in range(at + 3, min(at + 3 + _ECHO_REACH, len(words) - 1)):
        if [_bare(word) for word in words[second : second + 2]] != first:
            continue
        between = [word.key for word in words[at + 2 : second]]
        plain = all(map(partial(_touching, page.text), words[at : second + 1], words[at + 1 : second + 2]))
        ends = second + 2 == len(words) or not _touching(page.text, words[second + 1], words[second + 2])
        if plain and ends and between[0] in _LINKS and not _BREAKS.intersection(between):
            return second + 1
    return None


def _touching(text: str, first: Word, second: Word) -> bool:
    return bool(_ONLY_SPACE.fullmatch(text, first.end, second.start))


def _bare(word: Word) -> str:
    return word.key.removesuffix("s")


_WORTH_COMPARING = 6  # words; shorter sentences come back in dialogue and refrains
_NEAR = 3  # sentences


def repeated_sentences(page: Page) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], int] = {}
    for index, sentence in page.body():
        keys = tuple(word.key for word in page.sentences[index])
        if len(keys) >= _WORTH_COMPARING and index - seen.get(keys, -_NEAR - 1) <= _NEAR:
            yield Finding(sentence.start, sentence.end, "This sentence stands here a moment earlier, word for word.")
        seen[keys] = index


RULES = {
    "doubled-word": Rule(
        id="doubled-word",
        category="Fluency/Grammar",
        severity="minor",
        confidence=0.95,
        summary="the same word twice in a row",
        detect=doubled_words,
    ),
    "doubled-phrase": Rule(
        id="doubled-phrase",
        category="Accuracy/Addition",
        severity="major",
        confidence=0.9,
        summary="a phrase that follows itself, with or without a comma between",
        detect=doubled_phrases,
    ),
    "echoed-phrase": Rule(
        id="echoed-phrase",
        category="Accuracy/Addition",
        severity="minor",
        confidence=0.7,
        summary="the head of a noun phrase that comes back at its end",
        detect=echoes,
    ),
    "repeated-sentence": Rule(
        id="repeated-sentence",
        category="Accuracy/Addition",
        severity="major",
        confidence=0.85,
        summary="a sentence that comes again, word for word, within three",
        detect=repeated_sentences,
    ),
}
