"""Whether a text is English at all, as far as its commonest words tell."""

from __future__ import annotations

import re

# The words that make up four to five of every ten words of English prose, and next to none of other languages'.
# "die", "in", "me", "no" and other words that further languages have too are left out.
COMMON = frozenset(
    """
    the of and to that is for it was with as be by are this from at have has had not which but they their were been
    will would an or its he she his her said who when than there if what about more into after also could should
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")


def english_share(text: str) -> float:
    """Share of the words of a text that are common English ones, 0 to 1; English prose has about a third."""
    words = _WORD.findall(text.lower())
    return sum(word in COMMON for word in words) / len(words) if words else 0.0
