"""Shows that something goes on: a count that is written over itself on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time

TERMINAL_SECONDS = 0.2
LINE_SECONDS = 10.0


class Progress:
    """Counts articles of one task, on stderr."""

    def __init__(self, what: str, noun: str = "articles", shown: bool = True) -> None:
        self.what, self.noun, self.shown = what, noun, shown
        self._terminal = sys.stderr.isatty()
        self._next = time.monotonic() + (TERMINAL_SECONDS if self._terminal else LINE_SECONDS)
        self._written = False

    def show(self, count: int) -> None:
        """Show a count, if it is time to."""
        if not self.shown or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + (TERMINAL_SECONDS if self._terminal else LINE_SECONDS)
        line = f"{self.what} {count:,} {self.noun}"
        print(f"\r{line}" if self._terminal else line, end="" if self._terminal else "\n", file=sys.stderr, flush=True)
        self._written = True

    def end(self) -> None:
        """Clear the line."""
        if self._written and self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
