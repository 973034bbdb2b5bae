"""Names in running English, found by their capitals; no model is asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import regex

from pipeline.text.nations import FORMS, LONGEST
from pipeline.text.openers import ORDINARY

_TOKEN = regex.compile(r"(?:\p{Lu}\.){2,}|[\p{L}\p{N}]+(?:['’]\p{L}{2,}(?=\P{L}|$))?")
_POSSESSIVE = regex.compile(r"['’]s?(?!\w)")
# What may stand between two words of one name.
_WITHIN = regex.compile(r"\s+|\.\s+|[-‐‑&'’.]|\s*[-‐‑&]\s*")
_HYPHENS = ("-", "‐", "‑")
_JOINERS = frozenset("of the de da di du del della van von der den la le al el bin ibn".split())
# Of adverbs, participles and plurals, which names seldom end in.
_ENDINGS = ("ly", "ing", "ings", "ed", "ies", "ments", "tions", "ors", "ists")
_MONEY = frozenset("rmb chf usd eur gbp hkd cny jpy".split())
# A new sentence, a quotation or an item of a list begins after these.
_OPENS = regex.compile(r"(?:^|[.!?:;…。！？：]\s*|\n\s*|[\"“‘«「(\[]\s*)[\"“‘«「(\[*•–—-]*\s*$")
_ENDS = regex.compile(r"['’]s?$")
_TITLES = frozenset(
    """
    mr mrs ms mx messrs dr prof professor sir dame lord lady president vice deputy prime minister ministers ministry
    premier chancellor secretary undersecretary secretaries senator senators sen sens congressman congresswoman
    representative rep reps gov governor governors mayor king queen prince princess pope bishop archbishop cardinal rev
    reverend father general gen colonel col major captain capt lieutenant lt sergeant sgt admiral commander judge
    justice attorney chief executive officer ceo cfo chairman chairwoman chair director head leader former speaker
    ambassador envoy spokesman spokeswoman spokesperson lawyer coach manager editor author majority minority party
    associate assistant acting emeritus
    """.split()
)
# Part of a title before one of these: "Health Minister", "Interior Secretary".
_OFFICES = frozenset("minister ministers ministry secretary commissioner correspondent department".split())
_FIELDS = frozenset("foreign defense defence interior finance health state education home trade justice energy".split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word folded for comparison: small letters without accents; countries and what is theirs by one key."""

    start: int
    end: int
    text: str
    key: str
    capital: bool
    acronym: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the folded words that tell it from others, its titles left out."""

    start: int
    end: int
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    """The same words as they stand in the text."""
    acronym: bool


def is_title(key: str) -> bool:
    """Whether a folded word says what somebody is: "mr", "president"."""
    return key in _TITLES


def fold(word: str) -> str:
    """Small letters, without accents, dots and possessive."""
    plain = unicodedata.normalize("NFKD", _ENDS.sub("", word).replace(".", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def tokenize(text: str) -> list[Token]:
    """The words of a text in order; "United States" is one."""
    raw = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    keys = [fold(word) for _, _, word in raw]
    tokens: list[Token] = []
    i = 0
    while i < len(raw):
        start, _, word = raw[i]
        capital = word[0].isupper()
        size = _nation(text, raw, keys, i) if capital else 0
        acronym = len(keys[i]) > 1 and word.replace(".", "").rstrip("s'’").isupper()
        key = FORMS[tuple(keys[i : i + size])] if size else keys[i]
        i += size or 1
        end = raw[i - 1][1]
        tokens.append(Token(start, end, text[start:end], key, capital, acronym and not size))
    return tokens


def _nation(text: str, raw: Sequence[tuple[int, int, str]], keys: Sequence[str], i: int) -> int:
    """How many words from here on name a country; "us" is one in capitals only."""
    for size in range(min(LONGEST, len(raw) - i), 0, -1):
        words = tuple(keys[i : i + size])
        if words not in FORMS or (len(words[0]) < 4 and size == 1 and not raw[i][2].replace(".", "").isupper()):
            continue
        if all(text[raw[k][1] : raw[k + 1][0]].strip("'’s -") == "" for k in range(i, i + size - 1)):
            return size
    return 0


def find_names(text: str, ordinary: Set[str] = frozenset()) -> list[Name]:
    """Every name in order; `ordinary` are words that are known to stand in small letters elsewhere."""
    return [name for run in _runs(text, tokenize(text), ordinary) for name in _names(run)]


def is_ordinary(key: str, known: Set[str]) -> bool:
    """Whether a capital may come from the place in the sentence alone."""
    if key.startswith("@"):
        return False
    forms = (key, key + "s", key.removesuffix("s"))
    return (
        key in ORDINARY
        or key in _JOINERS
        or (len(key) > 5 and key.endswith(_ENDINGS))
        or any(form in known for form in forms)
    )


def _runs(text: str, tokens: Sequence[Token], ordinary: Set[str]) -> Iterator[list[Token]]:
    """Capitalised words that stand together, with the small words that join them."""
    run: list[Token] = []
    joiners: list[Token] = []
    for token in tokens:
        opening = bool(_OPENS.search(text, max(0, token.start - 8), token.start))
        joined = bool(run) and _joined(text, (joiners or run)[-1], token)
        if joined and token.key.isdigit() and text[run[-1].end : token.start] in _HYPHENS:  # "COVID-19"
            run.append(token)
            continue
        if not _is_capitalised(token) or (opening and is_ordinary(token.key, ordinary)):
            if joined and not opening and token.key in _JOINERS:
                joiners.append(token)
                continue
            yield from [run] if run else []
            run, joiners = [], []
            continue
        if run and not joined:
            yield run
            run, joiners = [], []
        run += [*joiners, token] if run else [token]
        joiners = []
    yield from [run] if run else []


def _is_capitalised(token: Token) -> bool:
    return token.capital and token.key not in ("i", "a") and token.key not in _MONEY


def _joined(text: str, left: Token, right: Token) -> bool:
    between = text[left.end : right.start]
    if _POSSESSIVE.match(between) or _ENDS.search(text[left.start : left.end]):
        return False
    return bool(_WITHIN.fullmatch(between)) and not (between.startswith(".") and left.end - left.start > 3)


def _names(run: Sequence[Token]) -> Iterator[Name]:
    """Titles are dropped, and countries stand for themselves: "Italian Foreign Minister Angelino Alfano" holds two."""
    core: list[Token] = []
    for i, token in enumerate(run):
        if _is_title(run, i):
            yield from _name(core)
            core = []
        elif token.key.startswith("@"):
            yield from _name(core)
            yield Name(token.start, token.end, (token.key,), (token.text,), acronym=False)
            core = []
        else:
            core.append(token)
    yield from _name(core)


def _is_title(run: Sequence[Token], i: int) -> bool:
    """Whether a word says what somebody is; an article may put it otherwise, and in small letters."""
    keys = [token.key for token in run]
    if is_title(keys[i]):
        return True
    before_office = keys[i] in _FIELDS and i + 1 < len(keys) and keys[i + 1] in _OFFICES
    return before_office or (keys[i] == "state" and keys[max(0, i - 2) : i] == ["secretary", "of"])


def _name(core: Sequence[Token]) -> Iterator[Name]:
    while core and core[0].key in _JOINERS and not core[0].capital:
        core = core[1:]
    while core and core[-1].key in _JOINERS and not core[-1].capital:
        core = core[:-1]
    # Initials are left out, as often as not they are in one text and not in the other.
    kept = [t for t in core if not _is_initial(t, core) and (t.capital or t.key not in _JOINERS)]
    if any(not t.key.isdigit() for t in kept):
        words, spelt = tuple(t.key for t in kept), tuple(t.text for t in kept)
        yield Name(core[0].start, core[-1].end, words, spelt, acronym=len(kept) == 1 and core[0].acronym)


def _is_initial(token: Token, core: Sequence[Token]) -> bool:
    return len(core) > 1 and (len(token.key) == 1 or token.end - token.start == 2 * len(token.key))
