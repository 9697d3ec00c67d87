"""The layer of microdata (schema.org, https://html.spec.whatwg.org/multipage/microdata.html): times only."""

from __future__ import annotations

from datetime import tzinfo

from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.page import Page, element_text
from newscrawl.extraction.words.dates import any_date, stamp
from newscrawl.text import clean

_LONGEST = 80  # letters of a text that is a date


def microdata_layer(page: Page, zone: tzinfo) -> Layer:
    """Read times from microdata (schema.org) and ``<time>`` elements; the first of each kind in the article."""
    layer: Layer = {}
    for element in page.tree.iter("time", "span", "div", "p", "meta", "abbr"):
        prop = (element.get("itemprop") or element.get("property") or "").lower()
        field = "published_at" if "datepublished" in prop else "modified_at" if "datemodified" in prop else None
        if field and field not in layer:
            when = any_date(
                clean(element.get("datetime") or element.get("content") or element.get("title") or "")
                or element_text(element)[:_LONGEST],
                zone,
            )
            if when:
                layer[field] = stamp(when, zone)
    return layer
