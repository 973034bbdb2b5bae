"""Text left in another language or script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import regex

from pipeline.fluency.page import WORD, Page
from pipeline.fluency.rule import Finding, Rule

_FOREIGN = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{Thai}\p{Devanagari}\p{Bengali}"
    r"\p{Tamil}\p{Sinhala}\p{Georgian}\p{Armenian}\p{Khmer}\p{Myanmar}\p{Greek}"
)
_RUN = regex.compile(rf"[{_FOREIGN}](?:[\s\p{{P}}\d]*[{_FOREIGN}])*")
_MARKS = {
    "，": ",",
    "。": ".",
    "；": ";",
    "：": ":",
    "！": "!",
    "？": "?",
    "、": ",",
    "（": "(",
    "）": ")",
    "％": "%",
}
_WIDE_MARK = re.compile(f"[{''.join(_MARKS)}「」『』《》【】]")
# Entities nobody decoded, placeholders and unknown-token signs of translation engines, the replacement character.
_LEFTOVER = re.compile(r"&(?:amp|quot|nbsp|lt|gt|apos|#x?[0-9A-Fa-f]{1,6});|<(?:unk|url|pad|/?s)>|⁇|@-@|\ufffd")
_MAJORITY = 0.5
_COPIED_WORDS = 6  # shorter runs that agree are names and figures


def foreign_script(page: Page) -> Iterator[Finding]:
    text = page.text
    for paragraph in page.document.paragraphs:
        if _foreign_share(text[paragraph.start : paragraph.end]) > _MAJORITY:
            reason = "This paragraph was not translated."
            yield Finding(paragraph.start, paragraph.end, reason, severity="critical")
            continue
        for match in _RUN.finditer(text, paragraph.start, paragraph.end):
            if not _is_gloss(text, match.start(), match.end()):
                yield Finding(match.start(), match.end(), f"“{match.group()}” was left in the original script.")


def _foreign_share(text: str) -> float:
    letters = sum(character.isalpha() for character in text)
    return len(regex.findall(f"[{_FOREIGN}]", text)) / letters if letters else 0.0


def _is_gloss(text: str, start: int, end: int) -> bool:
    """A name in its own script beside its English in brackets, or a single Greek letter of a formula."""
    if regex.fullmatch(r"\p{Greek}{1,2}", text[start:end]):
        return True
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    if re.match(r"\s?\([A-Za-z]", after):
        return True
    inside = before.rfind("(") > before.rfind(")") or before.rfind("（") > before.rfind("）")
    return inside and re.match(r"[^(（\n]{0,20}[)）]", after) is not None


def wide_marks(page: Page) -> Iterator[Finding]:
    for match in page.matches(_WIDE_MARK):
        around = page.text[max(0, match.start() - 1) : match.start()] + page.text[match.end() : match.end() + 1]
        if regex.search(rf"[{_FOREIGN}]", around):
            continue  # part of an untranslated run, which has its own rule
        yield Finding(
            match.start(),
            match.end(),
            f"“{match.group()}” is a mark of Chinese typesetting.",
            _MARKS.get(match.group()),
        )


def leftovers(page: Page) -> Iterator[Finding]:
    for match in _LEFTOVER.finditer(page.document.text):  # unmasked: "&#39" looks like a handle
        plain = html.unescape(match.group()).replace("\xa0", " ") if match.group().startswith("&") else None
        yield Finding(match.start(), match.end(), f"“{match.group()}” is a leftover of the machine, not text.", plain)


def copied_source(page: Page) -> Iterator[Finding]:
    """Runs of words that stand in the original just so; only where original and translation share a script."""
    if not page.source:
        return
    known = _word_runs(page.source)
    if not known:
        return
    for words in page.sentences:
        for at in range(len(words) - _COPIED_WORDS + 1):
            run = words[at : at + _COPIED_WORDS]
            if tuple(w.key for w in run) in known and _is_prose([w.text for w in run]):
                yield Finding(run[0].start, run[-1].end, "These words are copied from the original.")


_ENGLISH = frozenset("the of and to in that is was for with on as by at from are were has have this which".split())


def _word_runs(source: str) -> frozenset[tuple[str, ...]]:
    keys = [match.group().casefold().replace("’", "'") for match in WORD.finditer(source)]
    return frozenset(tuple(keys[k : k + _COPIED_WORDS]) for k in range(len(keys) - _COPIED_WORDS + 1))


def _is_prose(words: list[str]) -> bool:
    """Mostly small letters, and no English: quotations of English in the original are copied rightly."""
    small = sum(word.islower() for word in words)
    return small * 2 > len(words) and not any(word.casefold() in _ENGLISH for word in words)


RULES = {
    "untranslated-script": Rule(
        id="untranslated-script",
        category="Accuracy/Untranslated text",
        severity="major",
        confidence=0.95,
        summary="words in another script, but for a name in brackets",
        detect=foreign_script,
    ),
    "wide-mark": Rule(
        id="wide-mark",
        category="Fluency/Punctuation",
        severity="minor",
        confidence=0.9,
        summary="full-width punctuation in English text",
        detect=wide_marks,
    ),
    "leftover-code": Rule(
        id="leftover-code",
        category="Fluency/Character encoding",
        severity="minor",
        confidence=0.95,
        summary="“&quot;”, “<unk>”, “⁇”: signs of a program in the text",
        detect=leftovers,
    ),
    "copied-source": Rule(
        id="copied-source",
        category="Accuracy/Untranslated text",
        severity="major",
        confidence=0.85,
        summary="six or more words copied from the original, where one lies beside the article",
        detect=copied_source,
    ),
}
