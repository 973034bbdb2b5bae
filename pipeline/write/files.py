"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from pipeline.errors import WriteError

_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{32}\.tmp")
AFTER_A_FAULT = "mend that, and the same command goes on from what is done"


def write_atomic(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Write `text` so that a reader, or a kill, never meets half a file. Raises WriteError."""
    # A lone surrogate, legal in JSON input, has no UTF-8 form: it becomes a question mark.
    return write_whole(path, text.encode(encoding, "replace"))


def write_whole(path: Path, data: bytes) -> Path:
    """Write `data` whole or not at all, to a path of this machine or of an object store. Raises WriteError."""
    if isinstance(path, Path):
        return _write_here(path, data)
    try:
        path.write_bytes(data)  # an object is there once all of it has arrived
    except Exception as error:  # every store has its own
        reason = " ".join(str(error).split()) or type(error).__name__
        raise WriteError(f"{path}: cannot be written: {reason}; {AFTER_A_FAULT}") from None
    return path


def _write_here(path: Path, data: bytes) -> Path:
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        _remove(temporary)
        raise WriteError(f"{path}: cannot be written: {error.strerror}; {AFTER_A_FAULT}") from None
    except BaseException:
        _remove(temporary)
        raise
    return path


def clear_temporary(folder: Path) -> None:
    """Delete what a killed run has left half-written; no other run may be writing there."""
    for path in (*folder.glob(".*.tmp"), *folder.glob("*/.*.tmp")):
        if _TEMPORARY.fullmatch(path.name):
            _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):  # a file system that has become read-only refuses this, too
        path.unlink(missing_ok=True)
