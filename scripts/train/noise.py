"""Translation noise: the slips that make good English read like a poor machine translation.

Each function takes the words of a text and a random source and returns new words; where there is nothing to
spoil it returns them unchanged. They are the inverse of what the model learns to repair.
"""

import re
from collections.abc import Callable
from random import Random

Words = list[str]
Noise = Callable[[Words, Random], Words]

ARTICLES = ("a", "an", "the")
PREPOSITIONS = (
    *("of", "in", "on", "at", "to", "for", "with", "by", "from", "about", "into", "over", "after"),
    *("under", "against", "between", "during", "through", "as", "toward"),
)
DETERMINERS = {
    *("a", "an", "the", "this", "that", "these", "those"),
    *("his", "her", "their", "its", "our", "my", "your"),
}
AGREEMENT = {
    "is": "are", "are": "is", "was": "were", "were": "was", "has": "have", "have": "has", "does": "do", "do": "does",
    "this": "these", "these": "this", "that": "those", "many": "much", "much": "many",
}  # fmt: skip
TENSES = {
    "is": "was", "was": "is", "are": "were", "were": "are", "has": "had", "had": "has", "said": "says",
    "says": "said", "will": "would", "would": "will", "can": "could", "could": "can", "made": "make",
    "make": "made", "took": "take", "take": "took", "went": "go", "go": "went", "came": "come", "come": "came",
    "gave": "give", "give": "gave", "told": "tell", "found": "find", "held": "hold", "began": "begin",
    "became": "become", "become": "became", "been": "be", "be": "been", "got": "get", "get": "got",
    "left": "leave", "saw": "see",
}  # fmt: skip
CLUMSY = {
    "about": "regarding to", "because": "because of", "many": "a lot of many", "also": "also too",
    "but": "but however", "very": "very much", "more": "more and more", "use": "make use of",
    "help": "give help to", "discuss": "discuss about", "people": "masses", "work": "works",
    "although": "although but", "improve": "carry out the improvement of", "decided": "made the decision of",
    "include": "include such as", "main": "mainly", "important": "importance", "economic": "economy",
    "national": "nation", "information": "informations", "called": "called as", "said": "expressed that",
    "told": "said to", "increased": "increased more", "began": "started to begin", "return": "return back",
    "reason": "reason why because", "despite": "despite of",
}  # fmt: skip
_PARTS = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


def _places(words: Words, wanted: Callable[[str], bool]) -> list[int]:
    return [place for place, word in enumerate(words) if wanted(word.lower())]


def _swap(word: str, new: str) -> str:
    """Put `new` in the place of the letters of `word`, keeping its punctuation and capital."""
    match = _PARTS.match(word)
    before, core, after = match.groups() if match else ("", word, "")
    return before + (new[:1].upper() + new[1:] if core[:1].isupper() else new) + after


def _core(word: str) -> str:
    return word.strip("\"'“”‘’.,;:!?()[]")


def doubled_phrase(words: Words, random: Random) -> Words:
    """`in the city in the city`: decoders of translation systems stutter."""
    length = random.choice((1, 1, 1, 2, 2, 3))
    if len(words) <= length:
        return words
    start = random.randrange(len(words) - length)
    return (
        words[: start + length]
        + [_core(word) or word for word in words[start : start + length]]
        + words[start + length :]
    )


def dropped_article(words: Words, random: Random) -> Words:
    """Many languages have none."""
    places = _places(words, ARTICLES.__contains__)
    if not places:
        return words
    place = random.choice(places)
    rest = words[:place] + words[place + 1 :]
    if words[place][0].isupper() and place < len(rest):
        rest[place] = rest[place][:1].upper() + rest[place][1:]
    return rest


def wrong_article(words: Words, random: Random) -> Words:
    """`a` for `the` and the reverse."""
    places = _places(words, ARTICLES.__contains__)
    if not places:
        return words
    place = random.choice(places)
    return _replaced(words, place, random.choice([a for a in ARTICLES if a != words[place].lower()]))


def added_article(words: Words, random: Random) -> Words:
    """`the` where English wants none."""
    places = [p for p in range(1, len(words)) if words[p].isalpha() and words[p - 1].lower() not in DETERMINERS]
    if not places:
        return words
    place = random.choice(places)
    return [*words[:place], random.choice(("the", "the", "a")), *words[place:]]


def wrong_preposition(words: Words, random: Random) -> Words:
    """The preposition of the source language, translated word by word."""
    places = _places(words, PREPOSITIONS.__contains__)
    return _replaced(words, random.choice(places), random.choice(PREPOSITIONS)) if places else words


def dropped_preposition(words: Words, random: Random) -> Words:
    """Case endings carried the meaning; the translation lost it."""
    places = [place for place in _places(words, PREPOSITIONS.__contains__) if place]
    if not places:
        return words
    place = random.choice(places)
    return words[:place] + words[place + 1 :]


def number_slip(words: Words, random: Random) -> Words:
    """Singular for plural, and verbs that do not agree."""
    places = [p for p in _places(words, _has_number) if words[p][0].islower()]  # names keep their form
    if not places:
        return words
    place = random.choice(places)
    core = _core(words[place]).lower()
    return _replaced(words, place, AGREEMENT.get(core) or _other_number(core))


def _has_number(word: str) -> bool:
    core = _core(word)
    return core in AGREEMENT or (len(core) > 3 and core.isalpha() and core not in PREPOSITIONS)


def _other_number(core: str) -> str:
    if core.endswith("ies"):
        return core[:-3] + "y"
    if core.endswith("s") and not core.endswith("ss"):
        return core[:-1]
    return core[:-1] + "ies" if core.endswith("y") and core[-2] not in "aeou" else core + "s"


def tense_slip(words: Words, random: Random) -> Words:
    """The wrong time: Chinese, for one, does not mark it on the verb."""
    places = [p for p in _places(words, _has_tense) if words[p][0].islower()]
    if not places:
        return words
    place = random.choice(places)
    core = _core(words[place]).lower()
    return _replaced(words, place, TENSES.get(core) or _other_tense(core, random))


def _has_tense(word: str) -> bool:
    core = _core(word)
    return core in TENSES or (len(core) > 4 and core.isalpha() and core.endswith(("ed", "ing")))


def _other_tense(core: str, random: Random) -> str:
    stem = core[:-2] if core.endswith("ed") else core[:-3]
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls":
        stem = stem[:-1]
    return stem + random.choice(("", "s", "ing" if core.endswith("ed") else "ed"))


def moved_words(words: Words, random: Random) -> Words:
    """A short phrase in the wrong place, a few words away."""
    if len(words) < 5:
        return words
    length = random.choice((1, 1, 2, 3))
    start = random.randrange(len(words) - length)
    phrase, rest = words[start : start + length], words[:start] + words[start + length :]
    place = min(max(start + random.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)), 0), len(rest) - 1)
    return rest[:place] + phrase + rest[place:]


def literal_order(words: Words, random: Random) -> Words:
    """`the capital of China` -> `the China's capital`: modifiers before the noun, as in the source."""
    places = [p for p in _places(words, "of".__eq__) if 0 < p < len(words) - 1]
    if not places:
        return words
    place = random.choice(places)
    end = place + 2 if words[place + 1].lower() not in DETERMINERS else min(place + 3, len(words))
    owner = words[place + 1 : end]
    tail = _PARTS.match(owner[-1])
    closing = tail.group(3) if tail else ""
    owner[-1] = owner[-1][: len(owner[-1]) - len(closing)] + random.choice(("'s", "", " of"))
    return words[: place - 1] + owner + [words[place - 1] + closing] + words[end:]


def fronted_tail(words: Words, _: Random) -> Words:
    """A closing phrase moved to the front: time and place come first in many languages."""
    places = [p for p in _places(words, ("in", "on", "at", "after", "by", "during").__contains__) if p > 2]
    if not places or not 2 <= len(words) - places[-1] <= 7:
        return words
    tail, rest = words[places[-1] :], words[: places[-1]]
    closing = tail[-1][-1] if tail[-1][-1] in ".!?" else ""
    tail = [tail[0].capitalize(), *tail[1:-1], tail[-1].rstrip(".!?")]
    return [*tail, rest[0][:1].lower() + rest[0][1:], *rest[1:-1], rest[-1] + closing]


def dropped_word(words: Words, random: Random) -> Words:
    """A small word that the system left out."""
    places = [p for p in _places(words, _is_small) if p]
    if not places:
        return words
    place = random.choice(places)
    return words[:place] + words[place + 1 :]


def _is_small(word: str) -> bool:
    return word.isalpha() and len(word) <= 4


def clumsy_wording(words: Words, random: Random) -> Words:
    """Wordy, doubled or literal expressions in place of the plain one."""
    places = _places(words, CLUMSY.__contains__)
    return _replaced(words, (place := random.choice(places)), CLUMSY[words[place].lower()]) if places else words


def spacing_slip(words: Words, random: Random) -> Words:
    """Loose or missing spaces at punctuation, and lost capitals."""
    place = random.randrange(len(words))
    word = words[place]
    if word[-1:] in ",.;:" and len(word) > 1:
        return [*words[:place], f"{word[:-1]} {word[-1]}", *words[place + 1 :]]
    return [*words[:place], word.lower() if random.random() < 0.5 else word.capitalize(), *words[place + 1 :]]


def _replaced(words: Words, place: int, new: str) -> Words:
    return [*words[:place], _swap(words[place], new), *words[place + 1 :]]


NOISES: dict[str, tuple[Noise, float]] = {
    "doubled_phrase": (doubled_phrase, 1.0),
    "dropped_article": (dropped_article, 2.0),
    "wrong_article": (wrong_article, 1.0),
    "added_article": (added_article, 1.0),
    "wrong_preposition": (wrong_preposition, 1.5),
    "dropped_preposition": (dropped_preposition, 1.0),
    "number_slip": (number_slip, 1.5),
    "tense_slip": (tense_slip, 1.5),
    "moved_words": (moved_words, 1.2),
    "literal_order": (literal_order, 1.2),
    "fronted_tail": (fronted_tail, 0.6),
    "dropped_word": (dropped_word, 0.6),
    "clumsy_wording": (clumsy_wording, 1.0),
    "spacing_slip": (spacing_slip, 0.6),
}
_FUNCTIONS = [noise for noise, _ in NOISES.values()]
_WEIGHTS = [weight for _, weight in NOISES.values()]
WORDS_PER_SLIP = 9  # HTER of the real translations is 0.2-0.3, and one slip touches about two words


def corrupt(text: str, random: Random) -> str:
    """Spoil a text at a strength that varies from a single slip to a thorough mess."""
    words = text.split()
    slips = 1 + int(len(words) / WORDS_PER_SLIP * random.random() * 2)
    for noise in random.choices(_FUNCTIONS, _WEIGHTS, k=slips):
        words = noise(words, random) or words
    return " ".join(words)
