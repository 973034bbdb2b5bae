"""Sentence boundaries with exact offsets.

`sentencex` proposes cuts; rules here add those that it misses in translated and crawled text (no space after a
full stop) and take back those that part what belongs together (`1.` and its item, `approx.` and its number).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import regex

_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING = "\"'“‘«„(（\\[「『《"
_CLOSING = "\"'”’»)）\\]」』》"

# Cuts that sentencex does not propose.
_MISSED = (
    # "ended.The next", "ended!The next", "at 3.5.Then": no space after the mark. One capital and a small letter
    # must follow, and a whole word or number go before, or it would part "U.S.A" and "Node.JS".
    regex.compile(rf"(?:\p{{Ll}}{{2}}|\d|[{_CLOSING}])[.!?]()(?=[“\"]?\p{{Lu}}\p{{Ll}}+(?:[\s,]|$))"),
    # A full stop inside closing brackets or quotes, and a new sentence: "(He did not.) We saw."
    regex.compile(rf"\p{{L}}{{2}}\.[{_CLOSING}]+()\s+[{_OPENING}]?\p{{Lu}}"),
    # An ellipsis sign and a new sentence.
    regex.compile(rf"…[{_CLOSING}]*()\s+[{_OPENING}]?\p{{Lu}}"),
)

_ENUMERATOR = r"\(?（?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})(?:\.\d{1,2})*[.)）、]+"
_ONLY_ENUMERATOR = re.compile(rf"\s*(?:[-•*]\s*)?{_ENUMERATOR}\s*")
# "three tasks: 1. Build ...": the number belongs to what follows the colon.
_ENUMERATOR_IN_LINE = re.compile(r"(?<!\d)\s\d{1,2}\.\s*$")
# In "5:30." and "2:1." the colon is within the number.
_ENUMERATOR_AFTER_COLON = re.compile(r"(?:(?<!\d)[:;：；]\s*|[:;：；]\s+)\(?\d{1,2}[.)]\s*$")
# "It rose 3. 5 percent" is a decimal that a translator's spacing has torn apart.
_TORN_DECIMAL = re.compile(r"\b\d{1,3}\.\s+$")
_MEASURED = re.compile(
    r"\d+\s*(?:%|percent|per cent|(?:hundred |ten )?(?:thousand|million|billion|trillion)|(?:square |cubic )?"
    r"(?:kilo|centi|milli)?(?:met(?:er|re)s?|km|kg|tons?|tonnes?)\b|points?\b|times\b)",
    re.IGNORECASE,
)
_SMALL = regex.compile(r"\s*\p{Ll}")
_SMALL_OR_DIGIT = regex.compile(r"\s*[\p{Ll}\d]")
_DIGIT = re.compile(r"\s*\d")

# Always part of what follows.
_TITLES = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Gen|Maj|Col|Lt|Sgt|Capt|Cmdr|Adm|Gov|Sen|Rep|Rev|Hon|Pres|Supt|"
    r"Mt|Ft|vs|e\.g|i\.e|cf|viz|approx|ca|incl|esp|resp)\.\s*$"
)
# Part of a number that follows.
_BEFORE_NUMBER = re.compile(
    r"\b(?:No|Nos|Fig|Figs|Eq|Vol|Ch|Art|Sec|Nr|pp?|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s*$"
)
# Ends a sentence only where a new one visibly begins.
_BEFORE_SMALL = re.compile(
    r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|Ave|Rd|etc|est|dept|Dept|Univ|Assn|Bros|a\.m|p\.m|A\.M|P\.M|[A-Z]\.[A-Z])\."
    r"[,\s]*$"
)
_CLOCK = re.compile(r"\b[ap]\.m\.\s*$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(
    r"\s*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|"
    r"(?:Septem|Octo|Novem|Decem)ber|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|GMT|UTC|BST|"
    r"[CEMP][SED]?T|Beijing [Tt]ime|Moscow [Tt]ime|local [Tt]ime)\b"
)
# "www.Example.Com", "Node.Js": a name, not two sentences.
_NAME_SUFFIX = re.compile(r"(?:com|net|org|gov|edu|info|io|js|py|cn|co|uk|de|ru|es|eu)\b", re.IGNORECASE)

# Beyond this many characters, a piece that is one long quotation is cut at the sentences inside it.
_LONG = 320
_INSIDE = regex.compile(
    rf"\p{{L}}{{2}}[.!?][{_CLOSING}]*()\s+[{_OPENING}]?\p{{Lu}}|[。！？][{_CLOSING}]*()(?=[^{_CLOSING}])"
)

# "the Da (Li) Rui (Li) Railway": sentencex takes two of these for a list, and cuts at nothing else.
_SHORT_NAME = regex.compile(r"\((\p{Lu}\p{Ll})\)")

# sentencex slows down with the square of the length of text that has no spaces; it gets pages, not books.
_PAGE = re.compile(rf".{{4000,}}?[。！？][{_CLOSING}]*|.+", re.DOTALL)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of one paragraph; only whitespace lies between and around them."""
    # sentencex cannot take lone surrogates; a stand-in of the same length keeps the offsets.
    plain = _SURROGATE.sub("\ufffd", text)
    cuts = _kept(plain, sorted(_proposed(plain) | _missed(plain)))
    pieces = _trimmed(plain, cuts)
    return [part for piece in pieces for part in _parts(plain, *piece)]


def _proposed(text: str) -> set[int]:
    from sentencex import get_sentence_boundaries

    text = _SHORT_NAME.sub(r"-\1-", text)
    return {
        page.start() + boundary["end_index"]
        for page in _PAGE.finditer(text)
        for boundary in get_sentence_boundaries("en", page[0])
    }


def _missed(text: str) -> set[int]:
    return {match.start(1) for pattern in _MISSED for match in pattern.finditer(text, overlapped=True)}


def _kept(text: str, cuts: Iterable[int]) -> list[int]:
    kept: list[int] = []
    last = 0
    for cut in cuts:
        if not _joins(text, last, cut):
            kept.append(cut)
            last = cut
    return kept


def _joins(text: str, start: int, cut: int) -> bool:
    """Whether what stands on both sides of a cut is one sentence; `start` is where the left one begins."""
    # The longest pattern looks back a few words; slicing more would make long paragraphs slow.
    left, right = text[max(start, cut - 80) : cut], text[cut : cut + 40]
    if not right.strip():
        return False
    if _ONLY_ENUMERATOR.fullmatch(text, start, cut) or _ENUMERATOR_AFTER_COLON.search(left):
        return True
    if _TORN_DECIMAL.search(left) and _MEASURED.match(right):
        return True
    if _ENUMERATOR_IN_LINE.search(left) and _SMALL.match(right):
        return True
    return _abbreviates(left, right) or _is_one_name(left, right)


def _abbreviates(left: str, right: str) -> bool:
    if _TITLES.search(left):
        return True
    if _CLOCK.search(left) and _AFTER_CLOCK.match(right):
        return True
    if _BEFORE_NUMBER.search(left) and _DIGIT.match(right):
        return True
    return bool(_BEFORE_SMALL.search(left) and _SMALL_OR_DIGIT.match(right))


def _is_one_name(left: str, right: str) -> bool:
    """A dot within a web address or a file name."""
    if left[-1:].isspace() or right[:1].isspace():
        return False
    word = left.split()[-1] if left.split() else ""
    address = "@" in word or "/" in word or word.lower().startswith("www.")
    return address or (word.endswith(".") and bool(_NAME_SUFFIX.match(right)))


def _trimmed(text: str, cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in [*cuts, len(text)]:
        piece = text[start:cut]
        if stripped := piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)
        start = cut


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= _LONG:
        yield start, end
        return
    inner = (match.end(match.lastindex or 0) - start for match in _INSIDE.finditer(text, start, end))
    piece = text[start:end]
    yield from ((start + a, start + b) for a, b in _trimmed(piece, _kept(piece, inner)))
