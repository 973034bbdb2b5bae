"""Names for articles: readable, stable, and safe as file names on every system."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

# Windows refuses these whatever the suffix.
_RESERVED = frozenset(("con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))))
_MAX_SLUG = 60
_HASH_CHARS = 8


class GivesIds(Protocol):
    """What names the articles of a file as they are read."""

    def give(self, origin: str, *, wanted: str | None = None, part: int | None = None) -> str: ...


class Ids:
    """Gives every article an id of at most 80 characters out of `a-z 0-9 -`.

    Files whose names would collide all get a short hash of their origin, so that their order does not matter.
    """

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        """`files`: stem and origin of every file of the run."""
        files = list(files)
        counts = Counter(slug(stem) for stem, _ in files)
        self._of_file = {origin: _unique(slug(stem), origin, counts) for stem, origin in files}
        self._reserved = frozenset(self._of_file.values())
        self._given: set[str] = set()

    def give(self, origin: str, *, wanted: str | None = None, part: int | None = None) -> str:
        """The id of an article: the one it brings (`wanted`), else its file's, with its place if it has one."""
        key = origin if part is None else f"{origin}:{part}"
        own = self._of_file[origin]
        name = slug(wanted) if wanted else own if part is None else f"{own}-{part}"
        if name in self._given or (name in self._reserved and name != own):
            name = _with_hash(name, key)
        while name in self._given:
            name = _with_hash(name[:_MAX_SLUG], name)
        self._given.add(name)
        return name


def slug(name: str) -> str:
    """`name` in ASCII letters, digits and hyphens; with a hash of it where it is too long, empty or reserved."""
    from slugify import slugify

    plain = str(slugify(name[:1000]))
    cut = plain[:_MAX_SLUG].rstrip("-")
    safe = cut == plain and plain not in _RESERVED and plain != ""
    return plain if safe else _with_hash(cut, name)


def _unique(name: str, origin: str, counts: Counter[str]) -> str:
    return name if counts[name] == 1 else _with_hash(name, origin)


def _with_hash(name: str, key: str) -> str:
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    return f"{name or 'article'}-{digest}"
