"""What the user named, to files: folders walked, patterns matched, sidecars put beside their articles."""

from __future__ import annotations

import difflib
import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.read.formats import MANY, READERS
from pipeline.read.piece import Unreadable
from pipeline.read.remote import is_address, paths_at

STDIN = "-"
_SIDECAR = re.compile(r"(?P<stem>.+)\.(?P<kind>ref|src)\.txt", re.IGNORECASE)
SUPPORTED = " ".join(READERS)
# Line ends would make two errors of one, and escapes are commands to the terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read; `path` is None for standard input."""

    path: Path | None
    origin: str

    @property
    def stem(self) -> str:
        return self.path.stem if self.path else "stdin"


def find(inputs: Iterable[str | Path]) -> list[Found | Unreadable]:
    """Every file that the inputs name, once, in their order; folders and patterns sorted by path.

    A sidecar (`x.ref.txt`, `x.src.txt`) is left out where its article is among them; in a folder it is never
    an article. Named alone, it is read like any file.
    """
    found = _once(item for name in inputs for item in _expand(str(name)))
    articles = {_place(item.path) for item in found if isinstance(item, Found) and item.path}
    return [item for item in found if isinstance(item, Unreadable) or _article_of(item.path) not in articles]


def sidecar(path: Path, kind: str) -> Path | None:
    """The reference (`ref`) or original (`src`) beside an article, if there is one."""
    if path.suffix.lower() in MANY:
        return None
    beside = path.with_name(f"{path.stem}.{kind}.txt")
    return beside if beside != path and beside.is_file() else None


def _once(found: Iterable[Found | Unreadable]) -> list[Found | Unreadable]:
    """Without what was named twice, under whatever path."""
    seen: dict[str, Found | Unreadable] = {}
    for item in found:
        path = item.path if isinstance(item, Found) else None
        key = _real(path) if path else f"{item.origin}\0"
        seen.setdefault(key, item)
    return list(seen.values())


def _expand(name: str) -> Iterator[Found | Unreadable]:
    if name == STDIN:
        yield Found(None, "stdin")
        return
    if is_address(name):
        yield from _remote(name)
        return
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield from _matches(name) if glob.has_magic(name) else [_missing(path)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield Unreadable(_printable(path), f"cannot be opened: {reason}; check the path and its permissions")
    else:
        yield from _walk(path) if stat.S_ISDIR(mode) else [_explicit(path, mode)]


def _explicit(path: Path, mode: int) -> Found | Unreadable:
    if not stat.S_ISREG(mode):
        return Unreadable(_printable(path), "is not a regular file; give its content on standard input with -")
    if path.suffix.lower() not in READERS:
        kind = f"type '{path.suffix}'" if path.suffix else "a name without a suffix"
        return Unreadable(_printable(path), f"has {kind}, which is not read; convert to one of: {SUPPORTED}")
    return _found(path)


def _missing(path: Path) -> Unreadable:
    near: list[str] = []
    if path.parent.is_dir() and os.access(path.parent, os.R_OK):
        near = difflib.get_close_matches(path.name, [other.name for other in path.parent.iterdir()], n=1, cutoff=0.8)
    hint = f"did you mean {_printable(path.parent / near[0])}?" if near else "check the path"
    return Unreadable(_printable(path), f"does not exist; {hint}")


def _matches(pattern: str) -> Iterator[Found | Unreadable]:
    paths = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - absolute patterns too
    supported = [path for path in paths if path.is_file() and path.suffix.lower() in READERS]
    files = [path for path in supported if not _beside_article(path)]
    folders = [path for path in paths if path.is_dir()]
    if not files and not folders:
        yield Unreadable(pattern, f"matches no file of these types: {SUPPORTED}; check the pattern")
    yield from map(_found, files)
    for folder in folders:
        # `**` matches every folder on the way: an empty one is no mistake there.
        yield from (item for item in _walk(folder) if isinstance(item, Found) or "**" not in pattern)


def _beside_article(path: Path) -> bool:
    """Whether a path is the sidecar of an article, which a pattern need not have matched as well."""
    match = _SIDECAR.fullmatch(path.name)
    return match is not None and any(path.with_name(match["stem"] + suffix).is_file() for suffix in READERS)


def _walk(folder: Path) -> Iterator[Found | Unreadable]:
    """Supported files below `folder`, sorted; hidden ones and sidecars left out, every folder entered once."""
    problems: list[Unreadable] = []

    def note(error: OSError) -> None:
        problems.append(
            Unreadable(_printable(Path(error.filename)), f"cannot be listed: {error.strerror}; check permissions")
        )

    paths = sorted(_files_below(folder, note))
    yield from problems
    yield from _apart(paths)
    if not paths and not problems:
        yield Unreadable(_printable(folder), f"holds no article; supported are: {SUPPORTED}")


def _remote(address: str) -> Iterator[Found | Unreadable]:
    """Supported files at an address of an object store, as `_walk` has them of a folder."""
    try:
        found = paths_at(address)
    except Exception as error:  # every store has its own; the other inputs are still to be read
        reason = " ".join(str(error).split()) or type(error).__name__
        yield Unreadable(address, f"cannot be listed: {reason}; check the address and your access to it")
        return
    paths = [path for path in found if path.suffix.lower() in READERS and not path.name.startswith(".")]
    yield from _apart(paths)
    if not paths:
        yield Unreadable(address, f"holds no article; supported are: {SUPPORTED}")


def _apart(paths: Sequence[Path]) -> Iterator[Found | Unreadable]:
    """The articles, then the sidecars that have none."""
    articles = [path for path in paths if not _SIDECAR.fullmatch(path.name)]
    places = set(map(_place, articles))
    yield from map(_found, articles)
    for path in paths:
        if _SIDECAR.fullmatch(path.name) and _article_of(path) not in places:
            yield Unreadable(_printable(path), "has no article of that name beside it; add or rename one")


def _files_below(folder: Path, note: object) -> Iterator[Path]:
    entered: set[str] = set()
    for parent, folders, files in os.walk(folder, onerror=note, followlinks=True):  # type: ignore[arg-type]
        # A link back to a parent would be walked for ever.
        entered.add(os.path.realpath(parent))
        folders[:] = [
            name for name in folders if not name.startswith(".") and os.path.realpath(Path(parent, name)) not in entered
        ]
        for name in files:
            path = Path(parent, name)
            if not name.startswith(".") and path.suffix.lower() in READERS and path.is_file():
                yield path


def _found(path: Path) -> Found:
    return Found(path, _printable(path))


def _real(path: Path) -> str:
    """One name for a file however it is reached; an object store knows no links."""
    return os.path.realpath(path) if isinstance(path, Path) else str(path)


def _place(path: Path) -> tuple[str, str]:
    """Where an article stands, its suffix aside: what its sidecars share with it."""
    return _real(path.parent), path.stem


def _article_of(path: Path | None) -> tuple[str, str] | None:
    match = _SIDECAR.fullmatch(path.name) if path else None
    return (_real(path.parent), match["stem"]) if path and match else None


def _printable(path: Path) -> str:
    """The path with `/`, fit to be written as UTF-8 on one line of a terminal even where the file name is not."""
    name = path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _CONTROL.sub("\ufffd", name)
