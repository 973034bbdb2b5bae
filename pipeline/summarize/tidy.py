"""Cleaning up an article sentence for use on its own. Words are only ever left out, never added or changed."""

from __future__ import annotations

import re

from pipeline.summarize.dateline import drop_dateline
from pipeline.text.words import count_words

SPACED_HYPHEN = re.compile(r"(?<=[A-Za-z]) -(?=[a-z])")
SPACE_BEFORE_MARK = re.compile(r"\s+(?=[,;:.!?](?:\s|$))")
DOUBLED_STOP = re.compile(r"(?<!\.)\.(?:\s?\.)(?![.\w])")
# A pair of straight quotes with the space on the wrong side of the first.
ASTRAY_QUOTE = re.compile(r"^([^\"]*\w)\" (\w[^\"]*)\"([^\"]*)$")
NO_SPACE_AFTER = re.compile(r"(?<=[a-z]{2})([,;])(?=[A-Za-z]{2})")
# Two to six words said twice or more in a row, with or without a comma between.
DOUBLED_PHRASE = re.compile(r"\b((?:[^\W\d]+(?:[-'’][^\W\d]+)*\s+){1,5}[^\W\d]+(?:[-'’][^\W\d]+)*)(?:,?\s+\1\b)+", re.I)
# "delayeddelayed", "last buslast bus"; bounded, as a run of letters would take time by the square of its length
GLUED_DOUBLE = re.compile(r"\b(\w{1,40}(?: \w{1,40}){0,3})\1\b")
SHORTEST_GLUED = 5  # letters
DOUBLED_WORD = re.compile(r"\b([A-Za-z][a-z]+)(?: (?=[a-z])(?i:\1)\b)+")
# Words that English does say twice in a row.
RIGHTLY_DOUBLED = frozenset({"had", "that", "very", "so", "far", "many", "much", "ha", "no", "long", "really", "in"})

# "a video conference in the form of video conferences"
ECHO = re.compile(r"\b((?:\w+ ){1,3}\w{3,}?)(s?),? in the (?:form|way|manner) of (?:an? |the )?\1s?\b", re.I)

CONNECTIVE = re.compile(
    r"(?:it (?:is|was|has been) (?:reported|understood|learned|learnt|said|known)(?: that)?,? "
    r"|it (?:is noted|is worth noting|is worth mentioning|should be noted),? that |(?:we )?recall(?:,| that),? "
    r"|(?:according to (?:(?:the|media|news) )?reports?|reportedly|however|in addition|moreover|furthermore|besides|meanwhile|therefore|thus"
    r"|also|at the same time|in particular|in fact|as a result|on the other hand|of course|finally|nevertheless"
    r"|additionally|indeed|consequently|hence|then|now|basically|generally speaking|in short), "
    r"|(?:and|but|so) (?=[a-z])(?!(?<=[Ss]o )(?:far|long|many|much)\b))",
    re.I,
)
ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
LONG_ASIDE = 4  # words; a shorter one is mostly an abbreviation or a number worth keeping

# Who passed the news on: ', "Interfax" writes.'
SOURCE_TAIL = re.compile(
    r", (?:as )?[\"“]?(?:[A-Z][\w'’.-]*[\"”]?,? ){1,3}(?:writes|reports|reported|informs)(?=[.!?]?$)"
)
END_MARK = re.compile(r"[.!?。！？][\"”’)]*$")


def tidy(sentence: str) -> str:
    """The sentence with slips of spacing mended, doubled phrases said once, no dateline and no leading connective."""
    text = drop_dateline(collapse_doubles(mend_spacing(sentence)))
    text = SOURCE_TAIL.sub("", text)
    text = ASIDE.sub(lambda aside: "" if count_words(aside.group()) >= LONG_ASIDE else aside.group(), text)
    while match := CONNECTIVE.match(text):
        text = text[match.end() :]
    return capitalise(mend_spacing(text))


def mend_spacing(text: str) -> str:
    """Single spaces, none before a mark or inside a compound, one after a comma."""
    text = SPACED_HYPHEN.sub("-", " ".join(text.split()))
    text = NO_SPACE_AFTER.sub(r"\1 ", SPACE_BEFORE_MARK.sub("", text))
    return ASTRAY_QUOTE.sub(r'\1 "\2"\3', DOUBLED_STOP.sub(".", text))


def collapse_doubles(text: str) -> str:
    """Words and phrases that stand there twice in a row, said once; numbers are left alone."""
    shorter = DOUBLED_WORD.sub(_first_word, GLUED_DOUBLE.sub(_once, DOUBLED_PHRASE.sub(r"\1", text)))
    shorter = ECHO.sub(r"\1\2", shorter)
    return text if shorter == text else collapse_doubles(shorter)


def _first_word(found: re.Match[str]) -> str:
    return found.group() if found.group(1).lower() in RIGHTLY_DOUBLED else found.group(1)


def _once(found: re.Match[str]) -> str:
    """The doubled text once; "couscous" and 20202020 are what they are."""
    once = found.group(1)
    return once if len(once) >= SHORTEST_GLUED and any(map(str.isalpha, once)) else found.group()


def capitalise(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def finish(text: str) -> str:
    """The text with a full stop where it has no end mark."""
    text = text.rstrip(" ,;:-—")
    return text if END_MARK.search(text) else text + "."


def balanced(text: str) -> bool:
    """Whether quotes and brackets come in pairs."""
    pairs = (("“", "”"), ("(", ")"), ("（", "）"), ("[", "]"))
    return text.count('"') % 2 == 0 and all(text.count(left) == text.count(right) for left, right in pairs)


def close_quotes(text: str) -> str:
    """The text without a straight quote at its end that nothing opens."""
    return text.removesuffix('"') if text.count('"') % 2 else text
