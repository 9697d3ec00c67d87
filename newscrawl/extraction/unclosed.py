"""Menus, asides and footers that hold the article, as they were never closed, or are called so by mistake."""

from __future__ import annotations

from newscrawl.extraction.elements import BESIDE
from newscrawl.extraction.page import Page
from newscrawl.extraction.paragraphs import long_paragraphs

_TEXT = 250  # letters of long paragraphs that make it a text


def open_unclosed(page: Page) -> None:
    """Call the menus, asides and footers boxes that hold both the headline and running text: whoever reads a page
    passes over them.
    """
    if page.h1 is None:
        return
    holds_text = False
    for element in page.h1.iterancestors(*BESIDE):  # from within: what is around a text holds it too
        holds_text = holds_text or sum(size for _, size in long_paragraphs(element)) > _TEXT
        if holds_text:
            element.tag = "div"
