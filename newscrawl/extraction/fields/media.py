"""``image`` and ``media``: the main picture with caption and credit, and the video."""

from __future__ import annotations

import re

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.items import Image, Media
from newscrawl.urls import join

_NO_PICTURE = re.compile(r"avatar|gravatar|logo|icon|emoji|sprite|pixel|badge|qrcode|author|\.svg", re.I)
_SIZE = re.compile(r"[0-9]{1,6}")
_LEAST = 100  # pixels of a side


def image(page: Page, layers: Layers) -> Answer:
    """Return the main picture."""
    found = layers.first("image")
    if not found.value and layers.is_unknown:
        found = Answer(_first_picture(page), "structure")
    if not found.value:
        return Answer(None)
    caption, credit = layers.first("caption").value, layers.first("credit").value
    return Answer(Image(join(page.base, found.value), caption, credit), found.layer)


def _first_picture(page: Page) -> str | None:
    """Return the address of the first picture of the article's text: none of a menu, nor an icon or a portrait."""
    article = page.article
    if article is not None:
        article = next(article.iterancestors("main"), article)  # the picture may stand above the text
    for element in article.iter("img") if article is not None else ():
        source = element.get("src") or element.get("data-src") or ""
        marks = f"{source} {element.get('class') or ''} {element.get('alt') or ''}"
        sizes = [value for name in ("width", "height") if _SIZE.fullmatch(value := element.get(name) or "")]
        if not source or source.startswith("data:") or _NO_PICTURE.search(marks) or any(int(v) < _LEAST for v in sizes):
            continue
        if not any(e.tag in ("nav", "aside", "footer", "header") for e in element.iterancestors()):
            return source
    return None


def media(page: Page, layers: Layers) -> Answer:
    """Return the video that metadata names, else the first that is shown."""
    found = layers.first("video")
    if not found.value:
        found = Answer(_shown_video(page), "structure")
    if not found.value:
        return Answer([])
    return Answer([Media("video", join(page.base, found.value), layers.first("duration").value)], found.layer)


def _shown_video(page: Page) -> str | None:
    for video in page.tree.iter("video"):
        source = video.find("source[@src]")
        if src := video.get("src") or (source.get("src") if source is not None else None):
            return str(src)
    return None
