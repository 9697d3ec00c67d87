"""Selectors of site files: CSS, or XPath where they begin with ``/`` or ``./``. Compiled once."""

from __future__ import annotations

from functools import lru_cache

import cssselect
from lxml import etree
from lxml.html import HtmlElement


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> etree.XPath:
    if selector.startswith(("/", "./")):
        return etree.XPath(selector)
    return etree.XPath(cssselect.HTMLTranslator().css_to_xpath(selector))


def select(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements a selector finds below ``root``, in page order; texts and attributes are left out."""
    found = _compiled(selector)(root)
    return [e for e in found if isinstance(e, HtmlElement)] if isinstance(found, list) else []


def select_first(root: HtmlElement, selectors: list[str]) -> list[HtmlElement]:
    """Return what the first selector that finds anything finds."""
    for selector in selectors:
        if found := select(root, selector):
            return found
    return []
