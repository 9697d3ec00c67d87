"""Menus, asides and footers that hold the article, as they were never closed, or are called so by mistake."""

from __future__ import annotations

from newscrawl.extraction.page import Page

_NO_TEXT = ("aside", "nav", "footer")
_PARAGRAPH = 80  # letters; less may stand in a menu
_TEXT = 250  # letters of paragraphs that make it a text


def open_unclosed(page: Page) -> None:
    """Call the menus, asides and footers boxes that hold both the headline and running text: whoever reads a page
    passes over them.
    """
    if page.h1 is None:
        return
    holds_text = False
    for element in page.h1.iterancestors(*_NO_TEXT):  # from within: what is around a text holds it too
        sizes = (len(paragraph.text_content()) for paragraph in element.iter("p"))
        holds_text = holds_text or sum(size for size in sizes if size > _PARAGRAPH) > _TEXT
        if holds_text:
            element.tag = "div"
