"""Where a name of a statement stands in the article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from pipeline.text.names import Name, Token
from pipeline.verify.lookup import Found
from pipeline.verify.places import Place, Places, singular

# Words that may stand between two words of a name that are neighbours in the statement: "Bank of [the People's
# Republic of] China", "Rex [Wayne] Tillerson".
MOST_BETWEEN = 3
_PARTING = re.compile(r"[,;:!?()“”\"]|\b(?:and|or)\b")
_UNCOUNTED = frozenset("of the and for in on de la a".split())


def find_name(name: Name, places: Places) -> Found:
    """The places where all words of the name stand together, or its letters for short, or what they are short for."""
    where = tuple(place for place in places if _stands(name, place))
    if not where:
        where = tuple(place for place in places if _spelt_together(name.words, place))
    if where:
        return Found(where)
    if parts := _in_parts(name.words, places):
        return Found(parts, "the article has the parts of this name, but not together")
    return Found((), _missing(name, places))


def _stands(name: Name, place: Place) -> bool:
    if name.acronym:
        word = name.words[0]
        if any(token.acronym and singular(word) == singular(token.key) for token in place.tokens):
            return True
        return _is_short_for(word.removesuffix("s"), place.tokens) or (len(word) > 4 and singular(word) in place.keys)
    return _together(name.words, place) or _short_form(name.words, place)


def _together(words: Sequence[str], place: Place) -> bool:
    """All words near each other, in either order of given and family name."""
    if not all(singular(word) in place.keys for word in words):
        return False
    positions = [[i for i, token in enumerate(place.tokens) if singular(word) == singular(token.key)] for word in words]
    reached = positions[0]
    for following in positions[1:]:
        reached = [i for i in following if any(not _parted(j, i, place) for j in _near(i, reached))]
    return bool(reached)


def _near(position: int, others: Sequence[int]) -> Iterator[int]:
    """Those of `others`, which are in order, that may be the neighbouring word of a name."""
    reach = MOST_BETWEEN + 1
    for other in others[bisect_left(others, position - reach) : bisect_right(others, position + reach)]:
        if other != position:
            yield other


def _parted(first: int, second: int, place: Place) -> bool:
    """Whether one name ends and another begins between two words: "Li Chen and Yang Wei"."""
    first, second = min(first, second), max(first, second)
    between = place.text[place.tokens[first].end : place.tokens[second].start]
    return bool(_PARTING.search(between))


def _is_short_for(letters: str, tokens: Sequence[Token]) -> bool:
    """Whether consecutive words begin with these letters, small words apart: WHO, World Health Organization."""
    counted = [token for token in tokens if token.key not in _UNCOUNTED]
    for i in range(len(counted) - len(letters) + 1):
        here = counted[i : i + len(letters)]
        if here[0].capital and all(t.key.lstrip("@")[:1] == c for t, c in zip(here, letters, strict=True)):
            return len(letters) > 1
    return False


def _short_form(words: Sequence[str], place: Place) -> bool:
    letters = "".join(word.lstrip("@")[:1] for word in words if word not in _UNCOUNTED)
    return len(letters) > 1 and any(token.acronym and token.key == letters for token in place.tokens)


def _spelt_together(words: Sequence[str], place: Place) -> bool:
    """ "Ping An" and "Pingan", "Hang-zhou" and "Hangzhou": the same letters, parted otherwise."""
    whole = "".join(words)
    for i in range(len(place.tokens)):
        built = ""
        for token in place.tokens[i : i + len(words) + 2]:
            built += token.key
            if built == whole:
                return True
            if not whole.startswith(built):
                break
    return False


def _in_parts(words: Sequence[str], places: Places) -> tuple[Place, ...]:
    """Where the parts of a long name stand: "Federal Councillor" here and "Ignazio Cassis" there.

    At most one part may be a single word; otherwise "Li Chao" and "Yang Zongkai" would make up "Li Zongkai".
    """
    found: list[Place] = []
    single = 0
    while words:
        sizes = range(len(words), 0, -1)
        size, where = next(((k, w) for k in sizes if (w := _all_together(words[:k], places))), (0, []))
        single += size == 1
        if not size or single > 1 or (size == 1 and len(words) == 1 and not found):
            return ()
        found += where
        words = words[size:]
    return tuple(dict.fromkeys(found))


def _all_together(words: Sequence[str], places: Places) -> list[Place]:
    return [place for place in places if _together(words, place)]


def _missing(name: Name, places: Places) -> str:
    known = {word for word in name.words if any(singular(word) in place.keys for place in places)}
    if not known:
        return "this name is not in the article"
    if known == set(name.words):
        return "the words of this name are in the article, but not together"
    pairs = zip(name.words, name.spelt, strict=True)
    unknown = ", ".join(dict.fromkeys(spelt for word, spelt in pairs if word not in known))
    return f"this name is not in the article; it has no “{unknown}”"
