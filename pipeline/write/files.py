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
    """Write `text` so that a reader, or a kill, never meets half a file."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            # A lone surrogate, legal in JSON input, has no UTF-8 form: it becomes a question mark.
            stream.write(text.encode(encoding, "replace"))
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
