"""Regular expressions of site files: bounded in time, since some take for ever on some texts."""

from __future__ import annotations

import logging
from functools import lru_cache

import regex

logger = logging.getLogger(__name__)
SECONDS = 0.2
"""How long one pattern may look at one text."""
LONGEST = 4096
"""Letters of a text that are looked at; addresses and headings have fewer."""
_TRIALS = tuple(f"/{text}!" for part in ("a", "a-", "1", "a/", "a b ", "-", "aa1-") for text in (part * 30, part * 400))


class Pattern:
    """A compiled regular expression; ``timeouts`` counts how often it took too long, which counts as no match."""

    timeouts = 0

    def __init__(self, text: str) -> None:
        """Compile. Raises ValueError for what is no regular expression."""
        self.text = text
        try:
            self._compiled = regex.compile(text)
        except regex.error as error:
            raise ValueError(f"not a regular expression: {error}") from error

    def search(self, text: str) -> regex.Match[str] | None:
        """Return the first match in a text, or None."""
        try:
            return self._compiled.search(text[:LONGEST], timeout=SECONDS)
        except TimeoutError:
            if not self.timeouts:
                logger.warning("the pattern %r of the site file takes too long on some texts: simplify it", self.text)
            self.timeouts += 1
            Pattern.timeouts += 1
            return None


@lru_cache(maxsize=1024)
def compile_pattern(text: str) -> Pattern:
    """Return the compiled form of a site file's pattern. Raises ValueError for what is none."""
    return Pattern(text)


@lru_cache(maxsize=1024)
def check_pattern(text: str) -> str:
    """Return a pattern if it can be used. Raises ValueError if it is none, or would take too long."""
    compiled = compile_pattern(text)
    for trial in _TRIALS:
        try:
            compiled._compiled.search(trial, timeout=SECONDS)
        except TimeoutError as error:
            raise ValueError(
                "it takes for ever on some texts: do not repeat what is repeated inside, as in (a+)+"
            ) from error
    return text
