"""The layer of a site file's selectors: CSS, or XPath where they begin with ``/`` or ``./``. Compiled once."""

from __future__ import annotations

from datetime import tzinfo
from functools import lru_cache

import cssselect
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.page import Page, element_text
from newscrawl.extraction.words.dates import any_date, stamp
from newscrawl.extraction.words.names import person_names
from newscrawl.sites.model import Site
from newscrawl.text import clean


@lru_cache(maxsize=1024)
def _compile(selector: str) -> etree.XPath:
    if selector.startswith(("/", "./")):
        return etree.XPath(selector)
    return etree.XPath(cssselect.HTMLTranslator().css_to_xpath(selector))


def select(root: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements a selector finds below ``root``, in page order; texts and attributes are left out."""
    found = _compile(selector)(root)
    return [e for e in found if isinstance(e, HtmlElement)] if isinstance(found, list) else []


def select_first(root: HtmlElement, selectors: list[str]) -> list[HtmlElement]:
    """Return what the first selector that finds anything finds."""
    for selector in selectors:
        if found := select(root, selector):
            return found
    return []


def selected_layer(page: Page, site: Site | None, zone: tzinfo) -> Layer:
    """Read the fields for which the site file has selectors; ``body`` is read elsewhere."""
    layer: Layer = {}
    for field, selectors in (site.selectors if site else {}).items():
        found = select_first(page.tree, selectors)
        texts = [text for e in found if (text := clean(e.get("content") or e.get("datetime") or "") or element_text(e))]
        if not texts or field == "body":
            continue
        if field in ("headline", "summary", "caption"):
            layer[field] = texts[0]
        elif field in ("published_at", "modified_at"):
            when = any_date(texts[0], zone)
            layer[field] = stamp(when, zone) if when else None
        else:
            layer[field] = person_names(texts) if field == "authors" else texts
    return {field: value for field, value in layer.items() if value}
