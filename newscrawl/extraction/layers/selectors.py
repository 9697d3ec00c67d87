"""The layer of a site file's selectors: CSS, or XPath where they begin with ``/`` or ``./``. Compiled once."""

from __future__ import annotations

from datetime import tzinfo
from functools import lru_cache
from typing import Any

import cssselect
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.layers.tag_links import without_count
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import any_date, stamp
from newscrawl.extraction.words.names import person_names
from newscrawl.extraction.words.tags import clean_tags
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
    selected = site.selectors.items() if site else ()
    found = {name: _read(page.tree, name, selectors, zone) for name, selectors in selected if name != "body"}
    return {name: value for name, value in found.items() if value}


def _read(root: HtmlElement, field: str, selectors: list[str], zone: tzinfo) -> Any:
    """Return the value of a field in what the first selector finds that finds anything; empty if none does."""
    return value_of(field, [text for e in select_first(root, selectors) if (text := shown_text(e, field))], zone)


def shown_text(element: HtmlElement, field: str) -> str:
    """Return what an element says of a field: to machines, where it has that, else to readers."""
    if field in ("tags", "section") and element.tag == "a":
        return without_count(element)
    return clean(element.get("content") or element.get("datetime") or "") or element_text(element)


def value_of(field: str, texts: list[str], zone: tzinfo) -> Any:
    """Return the value that the texts of a field's elements give; empty if they give none."""
    if not texts:
        return None
    if field in ("headline", "summary", "caption"):
        return texts[0]
    if field in ("published_at", "modified_at"):
        when = any_date(texts[0], zone)
        return stamp(when, zone) if when else None
    if field == "authors":
        return person_names(texts)
    return clean_tags(texts) if field == "tags" else texts
