"""Gives freed memory back to the system: glibc alone keeps, in a long crawl, a third more than is in use.

And looks for cycles of dead objects less often than Python does by itself, which takes a seventh of a crawl's time.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc

# mallopt(3): M_ARENA_MAX (one a thread otherwise), M_MMAP_THRESHOLD and M_TRIM_THRESHOLD (they grow otherwise)
_OPTIONS = {-8: 2, -3: 512 * 1024, -1: 1024 * 1024}
TRIM_SECONDS = 10.0
_COLLECT_AT = (10_000, 20, 20)  # see gc.set_threshold; Python's own are 700, 10, 10


def keep_little() -> None:
    """Let glibc share its memory between threads, and give large pieces back when they are free."""
    with contextlib.suppress(OSError, AttributeError):  # another C library
        for option, value in _OPTIONS.items():
            ctypes.CDLL(None).mallopt(option, value)


def trim() -> None:
    """Give back what is free between pieces in use: malloc_trim(3). Takes some milliseconds."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def collect_rarely() -> None:
    """Let Python look for dead cycles less often, and never again among what is there now: the modules and settings of
    a process that has just started, which stay. Nearly all that a crawl makes dies without being looked for.
    """
    gc.freeze()
    gc.set_threshold(*_COLLECT_AT)
