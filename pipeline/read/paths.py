"""Inputs to articles, one by one; what cannot be read is said and does not stop the others."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.article import Article
from pipeline.errors import ReadError
from pipeline.read.decode import decode
from pipeline.read.find import Found, find, sidecar
from pipeline.read.formats import READERS, TEXT_ONLY, sniff
from pipeline.read.ids import GivesIds, Ids
from pipeline.read.piece import Fault, Piece, Unreadable

log = logging.getLogger(__name__)

MAX_BYTES = 100 * 2**20
# Stages take time and memory by the length of an article; this is 1.7 million words, of which no article has one in ten.
MAX_ARTICLE = 10 * 2**20
# Every line becomes a paragraph with a sentence: a million of one letter would take gigabytes.
MAX_LINES = 200_000


def read_paths(inputs: Iterable[str | Path], *, stdin: BinaryIO | None = None) -> Iterator[Article | Unreadable]:
    """Articles of files, folders, glob patterns and `-` (standard input), read as they are asked for.

    The files are listed first, so that ids do not depend on their order. Never raises for a bad input: it
    yields an `Unreadable` in its place.
    """
    yield from read_found(find(inputs), stdin=stdin)


def read_found(
    found: Sequence[Found | Unreadable], *, stdin: BinaryIO | None = None, ids: GivesIds | None = None
) -> Iterator[Article | Unreadable]:
    """The articles of what `find` has listed; `ids` where it is only a part of the run's inputs."""
    ids = ids or ids_of(found)
    for item in found:
        if isinstance(item, Unreadable):
            yield item
        else:
            yield from _read(item, ids, stdin)


def ids_of(found: Sequence[Found | Unreadable]) -> Ids:
    """The names for all articles of a run."""
    return Ids((item.stem, item.origin) for item in found if isinstance(item, Found))


def _read(file: Found, ids: GivesIds, stdin: BinaryIO | None) -> Iterator[Article | Unreadable]:
    try:
        data = _content(file, stdin)
        suffix = file.path.suffix.lower() if file.path else sniff(data)
        pieces = READERS[suffix](data)
        beside = dict(_sidecars(file.path)) if file.path else {}
        yield from (item for item in beside.values() if isinstance(item, Unreadable))
        for piece in pieces:
            yield _article(piece, file, suffix, ids, beside)
    except ReadError as error:
        yield Unreadable(file.origin, str(error))
    except OSError as error:
        yield Unreadable(file.origin, f"cannot be read: {error.strerror or error}; check its permissions")
    except Exception as error:  # whatever a hostile file makes a parser raise: the others are still to be read
        log.debug("%s", file.origin, exc_info=True)
        yield Unreadable(file.origin, f"cannot be read ({type(error).__name__}); save the article's text as .txt")


def _content(file: Found, stdin: BinaryIO | None) -> bytes:
    if file.path is None:
        data = (stdin or sys.stdin.buffer).read(MAX_BYTES + 1)
        _check_size(len(data), MAX_BYTES)
        return data
    one_article = file.path.suffix.lower() in TEXT_ONLY
    _check_size(file.path.stat().st_size, min(MAX_ARTICLE, MAX_BYTES) if one_article else MAX_BYTES)
    return file.path.read_bytes()


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise ReadError(f"is larger than {limit // 2**20} MB; split it into several files")


def _sidecars(path: Path) -> Iterator[tuple[str, str | Unreadable]]:
    for kind in ("ref", "src"):
        if beside := sidecar(path, kind):
            try:
                _check_size(beside.stat().st_size, MAX_ARTICLE)
                yield kind, decode(beside.read_bytes()).text.strip()
            except ReadError as error:
                yield kind, Unreadable(beside.as_posix(), str(error))
            except OSError as error:
                yield (
                    kind,
                    Unreadable(beside.as_posix(), f"cannot be read: {error.strerror}; check its permissions"),
                )


def _article(
    piece: Piece | Fault, file: Found, suffix: str, ids: GivesIds, beside: dict[str, str | Unreadable]
) -> Article | Unreadable:
    origin = file.origin if piece.part is None else f"{file.origin}:{piece.part}"
    if isinstance(piece, Fault):
        return Unreadable(origin, piece.reason)
    if len(piece.text) > MAX_ARTICLE:
        return Unreadable(origin, f"is longer than {MAX_ARTICLE // 2**20} million characters; split it into several")
    if piece.text.count("\n") > MAX_LINES:
        return Unreadable(origin, f"has more than {MAX_LINES:,} lines, which no article has; split it into several")
    return Article(
        id=ids.give(file.origin, wanted=piece.id, part=piece.part),
        origin=origin,
        text=piece.text,
        format=suffix.removeprefix("."),
        encoding=piece.encoding,
        title=piece.title,
        reference=piece.reference or _text(beside.get("ref")),
        source=piece.source or _text(beside.get("src")),
        metadata=piece.metadata,
    )


def _text(beside: str | Unreadable | None) -> str | None:
    return beside if isinstance(beside, str) else None
