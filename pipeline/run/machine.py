"""What of this machine a run may use: less than all of it in a container."""

from __future__ import annotations

import os
from pathlib import Path

CONTROL = Path("/sys/fs/cgroup")  # of Linux, version 2, as containers see their own


def cores() -> int:
    """Those that this process may run on, as many as it may keep busy."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _read("cpu.max").partition(" ")
    return max(1, min(there, int(quota) // int(period))) if quota.isdecimal() and period.isdecimal() else there


def memory() -> int:
    """Bytes, used ones among them; 0 where the system does not say, as Windows."""
    if not hasattr(os, "sysconf"):
        return 0
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = _read("memory.max")
    return min(there, int(limit)) if limit.isdecimal() else there


def _read(name: str) -> str:
    try:
        return (CONTROL / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""
