"""The last layer: trafilatura finds the body of a page of which nothing else is known."""

from __future__ import annotations

import copy
import logging

from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.extraction.page import Page, element_text
from newscrawl.text import clean

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
_OPTIONS = Extractor(output_format="python", comments=False, tables=False, fast=False, with_metadata=False)


def generic_body(page: Page) -> list[str]:
    """Return the paragraphs trafilatura takes for the text, or none. It works on a copy: it prunes its tree."""
    try:
        document = bare_extraction(copy.deepcopy(page.tree), options=_OPTIONS)
    except (ValueError, AttributeError, TypeError, RecursionError, AssertionError):
        return []  # a page it cannot handle has no body for us; the page is counted under its reason
    if document is None or isinstance(document, dict) or not document.text:
        return []
    lines = [text for line in document.text.split("\n") if (text := clean(line))]
    headline = element_text(page.h1) if page.h1 is not None else None
    return lines[1:] if lines[:1] == [headline] else lines
