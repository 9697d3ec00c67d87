"""``summary``: what metadata says of the article, unless it says nothing of it."""

from __future__ import annotations

import re

from newscrawl.extraction.fields.headline import site_names
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.text import fold

_TEMPLATE = re.compile(r"\s*(?:\{\{[^{}]{0,200}\}\}|\{%[^%]{0,200}%\})")  # that a system did not fill in


def summary(page: Page, layers: Layers) -> Answer:
    """Return the first summary that is not the site's name, nor a template."""
    none = {*site_names(page), *([fold(layers.site.title)] if layers.site else [])}
    told = (one for one in layers.answers("summary") if fold(str(one.value)) not in none)
    return next((one for one in told if not _TEMPLATE.match(str(one.value))), Answer(None))
