"""What stands between quotation marks, paragraph by paragraph.

The marks are those of Unicode's line-breaking class QU as newspapers use them; a paragraph may begin with a mark
without the one before having closed its own: then the quotation goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‟": "”", "＂": "＂", '"': '"', "''": "''", "``": "''"}
_MARK = re.compile(r"''|``|[“”«»„‟＂\"]")


@dataclass(frozen=True)
class Span:
    """A quotation in a paragraph: where its marks are, and whether it is closed."""

    start: int
    """Of the opening mark."""
    end: int
    """Behind the closing mark, or the paragraph's end."""
    inner_start: int
    inner_end: int
    is_closed: bool


def quoted(paragraph: str) -> list[Span]:
    """Return the quotations of a paragraph, in order; those inside others are part of them."""
    return list(_spans(paragraph))


def _spans(paragraph: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(paragraph):
        if opened is None:
            if mark.group() in _PAIRS and not _is_inch(paragraph, mark.start()):
                opened = mark
        elif mark.group() in _PAIRS[opened.group()]:
            yield Span(opened.start(), mark.end(), opened.end(), mark.start(), True)
            opened = None
    if opened is not None:
        yield Span(opened.start(), len(paragraph), opened.end(), len(paragraph), False)


def _is_inch(paragraph: str, place: int) -> bool:
    """True for the sign behind a number: 5'10", 32"."""
    return place > 0 and paragraph[place] == '"' and paragraph[place - 1].isdigit()
