"""``image`` and ``media``: the main picture with caption and credit, and the video."""

from __future__ import annotations

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.items import Image, Media
from newscrawl.urls import join


def image(page: Page, layers: Layers) -> Answer:
    """Return the main picture."""
    found = layers.first("image")
    if not found.value:
        return Answer(None)
    caption, credit = layers.first("caption").value, layers.first("credit").value
    return Answer(Image(join(page.base, found.value), caption, credit), found.layer)


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
