"""Regular expressions of site files: bounded in time, since some take for ever on some texts."""

from __future__ import annotations

import json
import logging
import re
from functools import lru_cache

import regex

logger = logging.getLogger(__name__)
SECONDS = 0.2
"""How long one pattern may look at one text."""
LAST_LINES = 3
"""Lines at the end of an article that may be no part of its text: boilerplate."""
LONGEST = 4096
"""Letters of a text that are looked at; addresses and headings have fewer."""
_TRIALS = tuple(f"/{text}!" for part in ("a", "a-", "1", "a/", "a b ", "-", "aa1-") for text in (part * 30, part * 400))


_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,)")
_WITHOUT_END = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\})")
_FEW = 2
"""Repeats without end in a pattern, up to which a text of ``LONGEST`` letters is soon searched."""
_SHORT = 256
"""Letters of a text that is soon searched with twice as many."""


class Pattern:
    """A compiled regular expression. ``timeouts`` counts how often any took too long, which counts as no match."""

    timeouts = 0

    def __init__(self, text: str) -> None:
        """Compile. Raises ValueError for what is no regular expression."""
        self.text = text
        self._said = False
        try:
            self._bounded = regex.compile(text)
        except regex.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        self._quick, self._longest = _quick_form(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text, or None."""
        if self._quick and len(text) <= self._longest:
            return self._quick.search(text)
        try:
            found: re.Match[str] | None = self._bounded.search(text[:LONGEST], timeout=SECONDS)
            return found
        except TimeoutError:
            if not self._said:
                logger.warning("the pattern %r of the site file takes too long on some texts: simplify it", self.text)
            self._said = True
            Pattern.timeouts += 1
            return None

    def is_endless(self, text: str) -> bool:
        """True if a search in a text takes too long."""
        try:
            self._bounded.search(text, timeout=SECONDS)
        except TimeoutError:
            return True
        return False


def _quick_form(text: str) -> tuple[re.Pattern[str] | None, int]:
    """Return the standard library's form of a pattern, which is faster and has no bound, and for how long a text.

    Only repeats inside a repeat take for ever; a few beside each other cost a power of the text's length.
    """
    if _REPEATED_GROUP.search(text):
        return None, 0
    repeats = len(_WITHOUT_END.findall(text))
    longest = LONGEST if repeats <= _FEW else _SHORT if repeats <= 2 * _FEW else 0
    try:
        return re.compile(text), longest
    except (re.error, RecursionError):  # of what only the other has
        return None, 0


@lru_cache(maxsize=1024)
def compile_pattern(text: str) -> Pattern:
    """Return the compiled form of a site file's pattern. Raises ValueError for what is none."""
    return Pattern(text)


@lru_cache(maxsize=1024)
def check_pattern(text: str) -> str:
    """Return a pattern if it can be used. Raises ValueError if it is none, or would take too long."""
    compiled = compile_pattern(text)
    if any(map(compiled.is_endless, _TRIALS)):
        raise ValueError("it takes for ever on some texts: do not repeat what is repeated inside, as in (a+)+")
    return text


def literal(pattern: str) -> str:
    """Return a pattern as a string of TOML: a literal one where it holds no quote."""
    return f"'{pattern}'" if "'" not in pattern else json.dumps(pattern, ensure_ascii=False)


def whole_line(text: str) -> str:
    """Return the pattern of a line that is exactly this text."""
    return f"^{re.escape(text)}$"
