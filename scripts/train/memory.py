"""Memory of a training process: glibc gives large tensors back to the system after every step and gets them again
page by page; keeping them makes a step on the CPU 1.2 to 1.5 times as fast."""

import os
import sys

_MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "268435456",
}


def keep_memory(module: str) -> None:
    """Start the module's process anew where it does not run with these settings, which are read at start-up only."""
    if sys.platform == "linux" and not _MALLOC.keys() <= os.environ.keys():
        os.execve(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]], {**os.environ, **_MALLOC})
