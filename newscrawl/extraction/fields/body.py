"""``body``: of a known site by structure, of any other by trafilatura, checked against the structure."""

from __future__ import annotations

import re

from newscrawl.extraction.fields.doubt import is_doubtful, more_plausible
from newscrawl.extraction.fields.generic import generic_body, untouched_body
from newscrawl.extraction.fields.tidy import without_heading
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.text import letters

_LOST = 1.6
_TOLD = 3  # JSON-LD's text, so much longer than what is shown, is the text of a page made by JavaScript


def body(page: Page, layers: Layers, headline: str, summary: str | None, names: list[str]) -> Answer:
    """Return the paragraphs of the text; ``names`` are those of authors and sources, whose byline is none of it."""
    shown = layers.visible.body
    if layers.site is not None and shown and (layers.containers or layers.site.metadata):
        return Answer(shown, "site" if layers.containers else "structure")
    generic, tree = generic_body(page, headline, summary, names)
    shown = without_heading(shown, [headline], names)
    chosen = better_body(generic, shown)
    told = layers.first("article_body", []).value
    if letters(told) > _TOLD * letters(chosen):
        return Answer(_without_boilerplate(told, layers), "json-ld")
    if is_doubtful(generic, shown, tree):
        whole = untouched_body(page, headline, summary, names)
        chosen = more_plausible(chosen, shown, whole, page.tree, summary)
    return Answer(_without_boilerplate(chosen, layers), "structure" if chosen is shown else "generic")


def _without_boilerplate(lines: list[str], layers: Layers) -> list[str]:
    """Cut the lines that the site file names as no text."""
    patterns = layers.site.labels.boilerplate_patterns if layers.site else []
    return [line for line in lines if not any(pattern.search(line) for pattern in patterns)] if patterns else lines


def better_body(generic: list[str], shown: list[str]) -> list[str]:
    """Return trafilatura's text, or the one found by structure if that holds the former and much more: then half of it
    was lost.
    """
    if not generic or not shown:
        return generic or shown
    if letters(shown) < _LOST * 0.8 * letters(generic):
        return generic
    one, other = _shingles(generic), _shingles(shown)
    return shown if len(other) > _LOST * len(one) and len(one & other) > 0.8 * len(one) else generic


def _shingles(lines: list[str]) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(lines))
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))
