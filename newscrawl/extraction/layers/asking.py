"""Asks the witnesses of a page in their order: for each field the first that answers is believed.

site file's selectors → metadata script → JSON-LD → meta tags → microdata → what is visible
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import Any

from newscrawl.extraction.comments import drop_comments
from newscrawl.extraction.dialogs import drop_dialogs
from newscrawl.extraction.layers.json_ld import jsonld_layer
from newscrawl.extraction.layers.layer import Answer, Layer
from newscrawl.extraction.layers.meta import meta_layer
from newscrawl.extraction.layers.microdata import microdata_layer
from newscrawl.extraction.layers.script import script_layer
from newscrawl.extraction.layers.selectors import select, select_first, selected_layer
from newscrawl.extraction.layers.visible import Reader
from newscrawl.extraction.page import Page
from newscrawl.extraction.paragraphs import wrap_bare_words, wrap_items
from newscrawl.extraction.unclosed import open_unclosed
from newscrawl.items import MIDNIGHT
from newscrawl.sites.model import Site


class Layers:
    """The witnesses of one page, each heard once. Raises NotAnArticle if the metadata script says that it is none."""

    def __init__(self, page: Page, site: Site | None) -> None:
        self.site = site
        self.zone: tzinfo = site.zone if site else UTC
        self.containers = select_first(page.tree, list(site.selectors.get("body", ()))) if site else []
        """The elements that the site file names as the text."""
        self.is_unknown = site is None or site.metadata is None
        """No metadata script is described: bylines, tags and times are looked for wherever pages have them."""
        if self.containers or not self.is_unknown:
            wrap_items(self.containers or [page.tree])
            wrap_bare_words(self.containers)
        else:
            open_unclosed(page)
            drop_dialogs(page)
            drop_comments(page)
        self.script = script_layer(page, site.metadata, self.zone) if site and site.metadata else {}
        self.json_ld = jsonld_layer(page, self.zone)
        self._named: list[tuple[str, Layer]] = [
            ("site", selected_layer(page, site, self.zone)),
            ("metadata", self.script),
            ("json-ld", self.json_ld),
            ("meta", meta_layer(page, self.zone)),
        ]
        if self.is_unknown and not self._have_times():
            self._named.append(("microdata", microdata_layer(page, self.zone)))
        reader = Reader(page, site, self.zone, self.containers)
        self.visible = reader.read(self.first("summary").value, _word_count(page, site))
        self._named.append(("structure", self.visible.as_layer()))

    def _have_times(self) -> bool:
        """True if the first answers give both times, with a clock."""
        published, modified = (self.first(name).value or "" for name in ("published_at", "modified_at"))
        return bool(published and modified) and MIDNIGHT not in published

    def first(self, field: str, default: Any = None) -> Answer:
        """Return the first answer to a field."""
        return next(self.answers(field), Answer(default))

    def answers(self, field: str) -> Iterator[Answer]:
        """Yield all answers to a field, the better ones first."""
        for name, layer in self._named:
            if value := layer.get(field):
                yield Answer(value, name)


def _word_count(page: Page, site: Site | None) -> int | None:
    """Return the number of words that the page's metadata script gives, if it does."""
    if not (site and site.metadata):
        return None
    script = next(iter(select(page.tree, site.metadata.script)), None)
    match = re.search(r'"word_count"\s*:\s*"?(\d{1,9})', (script.text if script is not None else None) or "")
    return int(match[1]) if match else None
