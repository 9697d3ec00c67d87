"""The layer of microdata (schema.org, https://html.spec.whatwg.org/multipage/microdata.html) and of microformats
(hAtom, h-entry: https://microformats.org/wiki/h-entry): times only.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import any_date, iso_date, stamp
from newscrawl.extraction.words.lexicon import either, folded
from newscrawl.text import clean, fold

_LONGEST = 80  # letters of a text that is a date
_CLASSES = {
    "published": "published_at", "dt-published": "published_at", "entry-date": "published_at",
    "modified": "modified_at", "updated": "modified_at", "dt-updated": "modified_at",
}  # fmt: skip
"""Class names of microformats → the field; believed where the element has a time for machines."""

_UPDATED = re.compile(rf"\b(?:{either(folded('updated'), plain=False)})\w*\W*$")
"""The end of what stands before the time of a change: "Last updated: "."""


def microdata_layer(page: Page, zone: tzinfo) -> Layer:
    """Read times from microdata, microformats and ``<time>`` elements; the first of each kind in the article."""
    layer: Layer = {}
    for element in page.tree.iter("time", "span", "div", "p", "meta", "abbr"):
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        field = "published_at" if "datepublished" in prop else "modified_at" if "datemodified" in prop else None
        told = element.get("datetime") or element.get("content") or element.get("title") or ""
        if field:
            when = any_date(clean(told) or element_text(element)[:_LONGEST], zone)
        else:
            field = _by_class(element) if told else None
            when = iso_date(told, zone) if field else None
        if field and when and field not in layer:
            layer[field] = stamp(when, zone)
    return layer


def _by_class(element: HtmlElement) -> str | None:
    """Return the field of an element with a time for machines, by its class or by the word before it."""
    for name in (element.get("class") or "").split():
        if name in _CLASSES:
            return _CLASSES[name]
    before = element.getprevious()
    parent = element.getparent()
    said = (before.tail if before is not None else parent.text if parent is not None else None) or ""
    return "modified_at" if element.tag == "time" and _UPDATED.search(fold(said[-_LONGEST:])) else None
