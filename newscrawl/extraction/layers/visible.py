"""The layer of the visible page: told apart by structure, words and addresses, never by class names.

Boxes (related news, most read, …) are known by the words over them; tags and running stories by where
their links lead; posts by their signature; the body by where most of the running text stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, article_around, element_text
from newscrawl.extraction.layers.blocks import Block, BlockWalker
from newscrawl.extraction.layers.boxes import labelled_boxes, links_in
from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.layers.running_text import running_text, trim_to_count
from newscrawl.extraction.layers.tag_links import tag_labels
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import iso_date, stamp, visible_date
from newscrawl.extraction.words.lexicon import either, words
from newscrawl.extraction.words.tags import clean_tags
from newscrawl.items import Embed, Link
from newscrawl.sites.model import Labels, Site
from newscrawl.sites.patterns import compile_pattern
from newscrawl.text import clean, letters_in
from newscrawl.urls import join, path_and_query, resolve, to_iri

_CREDIT = re.compile(r"\s*[(（](?P<credit>[^()（）]{2,120})[)）]\s*$")
_READING_TIME = re.compile(rf"^\d{{1,3}}\s*(?:{either(words('reading'))})\b", re.I)
_SENTENCE = 40
_PARAGRAPH = 160  # letters; a standfirst may be shorter


@dataclass(slots=True)
class Visible:
    """What the visible page says; empty where it says nothing."""

    body: list[str] = field(default_factory=list)
    summary: str | None = None
    authors: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    published_at: str | None = None
    tags: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    related: list[Link] = field(default_factory=list)
    read_more: list[Link] = field(default_factory=list)
    embeds: list[Embed] = field(default_factory=list)
    caption: str | None = None
    credit: str | None = None

    def as_layer(self) -> Layer:
        """Return the same as a layer."""
        return {name: getattr(self, name) for name in self.__slots__}


class Reader:
    """Reads one page's visible parts. ``containers`` are the elements a site file names as the body, if any."""

    def __init__(
        self, page: Page, site: Site | None, zone: tzinfo, containers: list[HtmlElement] | None = None
    ) -> None:
        self.page, self.zone = page, zone
        self.labels = site.labels if site else Labels()
        self.tag_links = compile_pattern(site.tag_links) if site and site.tag_links else None
        self.topic_links = compile_pattern(site.topic_links) if site and site.topic_links else None
        self.boilerplate = self.labels.boilerplate_patterns
        self.containers = containers or []
        self.visible = Visible()
        self.caption_text: str | None = None
        self._tag_links: list[HtmlElement] = []
        self._text_begun = False
        """A paragraph of the text was passed: what follows is no byline."""

    def read(self, summary: str | None, word_count: int | None = None) -> Visible:
        """Read everything. ``summary`` tells the standfirst from the text; ``word_count`` is the page's own."""
        seen = self.visible
        boxes = labelled_boxes(self.page, self.labels)
        for kind, box in boxes:
            if kind == "related":
                seen.related += links_in(self.page, box)
        walker = BlockWalker(self.page, [box for _, box in boxes], self.zone)
        blocks = list(walker.blocks())
        seen.embeds = walker.embeds
        seen.caption, seen.credit = self._caption(blocks)
        text = [block for block in blocks if self._is_text(block)]
        body = running_text(text, summary, self.containers)
        seen.tags = clean_tags(tag_labels(self._tag_links))
        seen.body = trim_to_count([block.text for block in body], word_count)
        if not summary and body:
            seen.summary = self._standfirst(text[: text.index(body[0])])
        return seen

    @staticmethod
    def _standfirst(above: list[Block]) -> str | None:
        """Return the paragraph between headline and text, for pages that name no summary."""
        return next((b.text for b in above if letters_in(b.text) >= _SENTENCE and b.link_share < 0.3), None)

    # -- telling the parts apart

    def _is_text(self, block: Block) -> bool:
        """Take what is a field of its own out of the running text; True for what may be body."""
        text, seen = block.text, self.visible
        if text == self.caption_text or any(pattern.search(text) for pattern in self.boilerplate):
            return False
        if len(text) < 40 and _READING_TIME.search(text):
            return False
        if self._tag_or_topic(block):
            return True  # stays as the mark where the body ends; has no text of its own
        for label in self.labels.read_more:
            if text.startswith(label) and block.links:
                seen.read_more += self._read_more(block, label)
                return False
        if len(text) < 160 and not self._text_begun and self._byline(block):
            return False
        self._text_begun |= letters_in(text) > _PARAGRAPH and block.link_share < 0.3
        return block.link_share < 0.7

    def _read_more(self, block: Block, label: str) -> list[Link]:
        found = []
        for link in block.links:
            href, text = link.get("href") or "", element_text(link)
            url = resolve(self.page.base, href)
            headline = clean(text.removeprefix(label))
            if url and headline:
                found.append(Link(url, headline))
        return found

    def _tag_or_topic(self, block: Block) -> bool:
        if not (self.tag_links or self.topic_links) or not block.links or block.link_share < 0.7:
            return False
        hit = False
        for link in block.links:
            href, text = link.get("href") or "", element_text(link)
            path = to_iri(path_and_query(join(self.page.base, href)))
            if self.tag_links and self.tag_links.search(path):
                self._tag_links.append(link)
                hit = True
            elif self.topic_links and self.topic_links.search(path) and text:
                self.visible.topics.append(text)
                hit = True
        return hit

    def _byline(self, block: Block) -> bool:
        text, seen, labels = block.text, self.visible, self.labels
        for label in labels.source:
            if text.startswith(label):
                seen.sources = seen.sources or _split(text.removeprefix(label))
                return True
        for label in labels.by:
            if text.startswith(label) and len(text) < 80 and text[len(label) :][:1] in (" ", ":") and not seen.authors:
                seen.authors = _split(text.removeprefix(label).lstrip(" :"))
                return True
        if len(text) < 40 and not seen.published_at and block.tag != "li":  # a date in a list is part of the text
            when = self._time(block) or visible_date(text, self.zone)
            if when and block.tag not in HEADINGS:
                seen.published_at = stamp(when, self.zone)
                return True
        return False

    def _time(self, block: Block) -> datetime | None:
        machine = next((t.get("datetime") for t in block.element.iter("time") if t.get("datetime")), None)
        return iso_date(machine, self.zone) if machine else None

    def _caption(self, blocks: list[Block]) -> tuple[str | None, str | None]:
        """Find the first picture's caption, and the credit in brackets at its end."""
        alts = {clean(image.get("alt") or "") for image in self.page.tree.iter("img")}
        own = article_around(self.page.h1) if self.page.h1 is not None else None
        for block in blocks:
            if block.tag != "figcaption" and block.text not in alts:
                continue
            if own is not None and article_around(block.element) is not own:
                continue  # of another story, or of the page
            image = self._picture_near(block.element)
            if image is not None and (block.tag == "figcaption" or clean(image.get("alt") or "") == block.text):
                self.caption_text = block.text
                match = _CREDIT.search(block.text)
                if match and block.text[: match.start()]:
                    return block.text[: match.start()], clean(match["credit"])
                return block.text, None
        return None, None

    @staticmethod
    def _picture_near(element: HtmlElement) -> HtmlElement | None:
        for _ in range(3):
            image = element.find(".//img")
            if image is not None:
                return image
            parent = element.getparent()
            if parent is None:
                return None
            element = parent
        return None


def _split(text: str) -> list[str]:
    return [part for piece in re.split(r"[,،;|]|\s\+\s", text) if (part := clean(piece))]
