"""Foreign posts and videos inside a text: posts are known by their signature, videos by their host."""

from __future__ import annotations

import re
from datetime import tzinfo

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import visible_date
from newscrawl.items import Embed
from newscrawl.urls import host_of, join

_SIGNATURE = re.compile(r"(?:—|–|--)\s*(?P<name>[^—()]+?)\s*\(@(?P<handle>\w{1,30})\)\s*(?P<date>.*)$")
_VIDEO_HOSTS = {
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "dailymotion.com": "dailymotion",
}


def post_of(quote: HtmlElement, zone: tzinfo) -> Embed | None:
    """Return the post of X/Twitter that a quote holds, known by its signature ``— name (@handle) date``."""
    text = element_text(quote)
    match = _SIGNATURE.search(text)
    if not match:
        return None
    when = visible_date(match["date"], zone)
    paragraph = quote.find(".//p")
    hrefs = [(a.get("href") or "").partition("?")[0] for a in quote.iter("a")]
    said = element_text(paragraph) if paragraph is not None else text[: match.start()].strip()
    day = when.date().isoformat() if when else None
    return Embed("x", match["name"], match["handle"], day, said, [href for href in hrefs if href])


def video_of(page: Page, frame: HtmlElement) -> Embed | None:
    """Return the video that a frame shows, if it is of a known host."""
    src = join(page.base, frame.get("src") or frame.get("data-src") or "")
    host = host_of(src).removeprefix("www.").removeprefix("player.")
    provider = _VIDEO_HOSTS.get(host)
    return Embed(provider, links=[src]) if provider else None
