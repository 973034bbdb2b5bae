"""Inputs to shards: runs of articles that are worked on, written and resumed as one.

A shard is decided by the inputs and its size alone, never by who reads it or when, and its articles have the ids that
a run in one process would give them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from math import ceil
from typing import Any

from pipeline.article import Article
from pipeline.errors import ReadError
from pipeline.read import MANY, Found, Unreadable, ids_of, is_address, read_found, to_path


@dataclass(frozen=True, slots=True)
class File:
    """An input file, as a worker on another machine finds it."""

    path: str
    origin: str
    ids: tuple[str, ...] = ()
    """Of its articles, in their order."""

    @classmethod
    def of(cls, found: Found, ids: Iterable[str] = ()) -> File:
        name = str(found.path)
        return cls(name if is_address(name) else os.path.abspath(name), found.origin, tuple(ids))  # noqa: PTH100 - links kept

    def to_json(self) -> str:
        # ASCII: a file name may hold bytes that are no UTF-8, which then have no other form.
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> File:
        return cls.from_data(json.loads(text))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> File:
        return cls(data["path"], data["origin"], tuple(data["ids"]))

    @property
    def found(self) -> Found:
        return Found(to_path(self.path), self.origin)


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in a file that may hold many articles."""

    inputs: int
    """Articles, and entries that are none."""
    wishes: tuple[tuple[str | None, int | None], ...]
    """Per article: the id that it brings, and its place in the file."""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Survey:
        data = json.loads(text)
        return cls(data["inputs"], tuple((wanted, part) for wanted, part in data["wishes"]))


_ONE = Survey(1, ((None, None),))


@dataclass(frozen=True, slots=True)
class Unit:
    """What one reader reads: a few files that make one shard, or one file that makes one or more."""

    first: int
    """Number of its first shard."""
    shards: int
    files: list[File]

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Unit:
        data = json.loads(text)
        return cls(data["first"], data["shards"], [File.from_data(file) for file in data["files"]])


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of articles, with the inputs among them that hold none."""

    number: int
    articles: tuple[Article, ...]
    unreadable: tuple[Unreadable, ...] = ()

    def to_json(self) -> str:
        # ASCII, as a lone surrogate in a text would have no other form.
        return json.dumps(
            {
                "number": self.number,
                "articles": [_plain(article) for article in self.articles],
                "unreadable": [asdict(item) for item in self.unreadable],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Shard:
        data = json.loads(text)
        articles = tuple(Article(**article) for article in data["articles"])
        return cls(data["number"], articles, tuple(Unreadable(**item) for item in data["unreadable"]))

    @property
    def name(self) -> str:
        return shard_name(self.number)

    def key(self, made_by: str) -> str:
        """Equal keys mean equal content; `made_by` is what else decides what is made of the articles."""
        return hashlib.sha256(f"{made_by}\n{self.to_json()}".encode()).hexdigest()


def shard_name(number: int) -> str:
    """Names sort as their numbers do up to a million shards."""
    return f"part-{number:06d}"


def holds_many(found: Found) -> bool:
    return found.path is not None and found.path.suffix.lower() in MANY


def survey(file: File) -> Survey:
    """Counts what is in a file and asks for the ids it wants; keeps no text."""
    wishes = _Wishes()
    inputs = sum(1 for _ in read_found([file.found], ids=wishes))
    return Survey(inputs, tuple(wishes.asked))


def plan_units(found: Sequence[Found], surveys: Mapping[str, Survey], size: int) -> list[Unit]:
    """Every file once, in order: small ones together up to `size` articles, large ones alone.

    `surveys` by origin, of the files that may hold many.
    """
    ids = ids_of(found)
    units: list[Unit] = []
    room = 0
    for item in found:
        seen = surveys.get(item.origin, _ONE)
        file = File.of(item, [ids.give(item.origin, wanted=wanted, part=part) for wanted, part in seen.wishes])
        if units and seen.inputs <= room:
            units[-1].files.append(file)
            room -= seen.inputs
        else:
            first = units[-1].first + units[-1].shards if units else 0
            units.append(Unit(first, max(1, ceil(seen.inputs / size)), [file]))
            room = size - seen.inputs  # below zero where the file is more than one shard
    return units


def read_shards(unit: Unit, size: int) -> Iterator[Shard]:
    """The shards of a unit, each once; the last takes what is left."""
    items = (item for file in unit.files for item in read_found([file.found], ids=_Given(file.ids)))
    for position in range(unit.shards):
        last = position == unit.shards - 1
        some = list(islice(items, None if last else size))
        yield Shard(
            unit.first + position,
            tuple(item for item in some if isinstance(item, Article)),
            tuple(item for item in some if isinstance(item, Unreadable)),
        )


class _Wishes:
    """Gives no ids, and remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, int | None]] = []

    def give(self, origin: str, *, wanted: str | None = None, part: int | None = None) -> str:
        self.asked.append((wanted, part))
        return origin


class _Given:
    """Gives the ids that were planned, in their order."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = iter(ids)

    def give(self, origin: str, *, wanted: str | None = None, part: int | None = None) -> str:  # noqa: ARG002 - planned
        given = next(self._ids, None)
        if given is None:
            raise ReadError("has grown while it was read; run the same command again")
        return given


def _plain(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in Article.__slots__} | {"metadata": dict(article.metadata)}
