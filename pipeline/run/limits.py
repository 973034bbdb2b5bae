"""Bounds on what one article may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import StageError


class OutOfTimeError(StageError):
    """A stage took too long for an article: a matter of the machine and its load, so it is tried again next time."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raises OutOfTimeError inside the block once it has taken so long.

    The bound is a signal of Unix's, which reaches the main thread only, between two steps of Python: elsewhere, and
    inside one long operation of torch, the block goes on.
    """
    timed = seconds and hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not timed:
        yield
        return

    def expire(*_: object) -> None:
        raise OutOfTimeError(f"took longer than {seconds:g} s; raise runtime.timeout, or leave the article out")

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
