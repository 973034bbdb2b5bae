"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from pipeline.errors import WriteError

AFTER_A_FAULT = "mend that, and the same command goes on from what is done"


def write_atomic(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Write `text` so that a reader, or a kill, never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as stream:
            # A lone surrogate, legal in JSON input, has no UTF-8 form: it becomes a question mark.
            stream.write(text.encode(encoding, "replace"))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise WriteError(f"{path}: cannot be written: {error.strerror}; {AFTER_A_FAULT}") from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path


def clear_temporary(folder: Path) -> None:
    """Delete what a killed run has left half-written; no other run may be writing there."""
    for path in folder.rglob(".*.tmp"):
        path.unlink(missing_ok=True)
