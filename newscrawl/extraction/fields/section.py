"""``section`` and ``kind``: of a site with a file by the address, else by metadata."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.sites.model import Section, Site
from newscrawl.text import unique

_PATH_KINDS = (
    (re.compile(r"/(?:opinion|opinions|comment|commentisfree|columns?|op-?ed)/"), "opinion"),
    (re.compile(r"/(?:analysis|analisis)/"), "analysis"),
    (re.compile(r"/(?:blog|blogs)/"), "blog"),
    (re.compile(r"/(?:live|live-news|liveblog)/"), "live"),
    (re.compile(r"/(?:video|videos|watch)/"), "video"),
    (re.compile(r"/(?:gallery|galleries|photos|in-pictures)/"), "gallery"),
)
_OTHER = "news"


def section_and_kind(layers: Layers, url: str) -> tuple[Answer, Answer]:
    """Return the names of the section, from the general to the special, and the kind of the article."""
    known = _known_section(layers.site, url)
    if known:
        return Answer(list(known.labels), "site"), Answer(known.kind, "site")
    told, kind = layers.first("section", []), layers.first("kind")
    if not kind.value:
        path = urlsplit(url).path + "/"
        kind = Answer(next((name for pattern, name in _PATH_KINDS if pattern.search(path)), _OTHER))
    return Answer(unique(told.value), told.layer), Answer(str(kind.value), kind.layer)


def _known_section(site: Site | None, url: str) -> Section | None:
    """Return the section of the site file that an address lies in: of several the deepest."""
    path = unquote(urlsplit(url).path)
    inside = [
        section
        for section in (site.sections if site else ())
        if path == section.path or path.startswith(section.path.rstrip("/") + "/")
    ]
    return max(inside, key=lambda section: len(section.path), default=None)
