"""The layer of the visible page: told apart by structure, words and addresses, never by class names.

Boxes (related news, most read, …) are known by the words over them; tags and running stories by where
their links lead; posts by their signature; the body by where most of the running text stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction.page import SKIPPED, Page, element_text
from newscrawl.extraction.words.dates import iso_date, stamp, visible_date
from newscrawl.items import Embed, Link
from newscrawl.sites.model import Labels, Site
from newscrawl.text import clean, fold
from newscrawl.urls import join, resolve, to_iri

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "audio",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "label",
        "mark",
        "picture",
        "q",
        "s",
        "small",
        "source",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "video",
        "wbr",
    ]
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TEXT_TAGS = frozenset({"p", "div", "li", "pre", "td", "dd", "section", "article"})
_NOT_WALKED = SKIPPED | {"nav", "footer", "aside"}
_SIGNATURE = re.compile(r"(?:—|–|--)\s*(?P<name>[^—()]+?)\s*\(@(?P<handle>\w{1,30})\)\s*(?P<date>.*)$")
_CREDIT = re.compile(r"\s*[(（](?P<credit>[^()（）]{2,120})[)）]\s*$")
_VIDEO_HOSTS = {
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "dailymotion.com": "dailymotion",
}
_READING_TIME = re.compile(r"^\d{1,3}\s*(?:min\b|minutes?\b|minutos?\b|دقائق|دقيقة)", re.I)
_CARD_SHARE = 0.6
_PARAGRAPH = 30
_SENTENCE = 40


@dataclass(slots=True)
class Block:
    """A piece of visible text: the smallest element that holds it, and its links as (address, text)."""

    element: HtmlElement
    tag: str
    text: str
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def link_share(self) -> float:
        """How much of the text is links, 0 to 1."""
        return sum(len(text) for _, text in self.links) / max(len(self.text), 1)


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


def labelled_boxes(page: Page, labels: Labels) -> list[tuple[str, HtmlElement]]:
    """Find the boxes of a page by the words over them: (kind, the element around heading and links)."""
    kinds = labels.boxes
    found: list[tuple[str, HtmlElement]] = []
    if not kinds:
        return found
    for element in page.tree.iter("h2", "h3", "h4", "h5", "h6", "strong", "span", "div", "p", "b", "a"):
        text = element.text
        if text and len(text) < 60 and (kind := kinds.get(fold(clean(text)))):
            box = _box_around(element)
            if box is not None:
                found.append((kind, box))
    return found


def _box_around(heading: HtmlElement) -> HtmlElement | None:
    """Climb from a box's heading to the element that also holds its links; None where that is the text itself."""
    box = heading
    for _ in range(4):
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "main"):
            return None
        if any(a is not heading for a in parent.iter("a")):
            prose = sum(len(p.text_content()) for p in parent.iter("p") if next(p.iter("a"), None) is None)
            return parent if prose < 200 else None
        box = parent
    return None


def links_in(page: Page, box: HtmlElement) -> list[Link]:
    """Return a box's links, each address once, with the longest text shown for it as headline."""
    texts: dict[str, str] = {}
    for anchor in box.iter("a"):
        url = resolve(page.base, anchor.get("href") or "")
        if url:
            text = element_text(anchor)
            if len(text) > len(texts.get(url, "")):
                texts[url] = text
            else:
                texts.setdefault(url, "")
    return [Link(url, text) for url, text in texts.items() if text]


class Reader:
    """Reads one page's visible parts. ``containers`` are the elements a site file names as the body, if any."""

    def __init__(
        self, page: Page, site: Site | None, zone: tzinfo, containers: list[HtmlElement] | None = None
    ) -> None:
        self.page, self.zone = page, zone
        self.labels = site.labels if site else Labels()
        self.tag_links = re.compile(site.tag_links) if site and site.tag_links else None
        self.topic_links = re.compile(site.topic_links) if site and site.topic_links else None
        self.boilerplate = self.labels.boilerplate_patterns
        self.containers = containers or []
        self.boxes = labelled_boxes(page, self.labels)
        self._skip = {box for _, box in self.boxes}
        self.visible = Visible()
        self.caption_text: str | None = None
        self._started = False  # the headline was passed

    def read(self, summary: str | None, word_count: int | None = None) -> Visible:
        """Read everything. ``summary`` tells the standfirst from the text; ``word_count`` is the page's own."""
        seen = self.visible
        for kind, box in self.boxes:
            if kind == "related":
                seen.related += links_in(self.page, box)
        blocks = list(self._blocks())
        seen.caption, seen.credit = self._caption(blocks)
        text = [block for block in blocks if self._is_text(block)]
        body = self._body(text, summary)
        seen.body = _trim([block.text for block in body], word_count)
        if not summary and body:
            seen.summary = self._standfirst(text[: text.index(body[0])])
        return seen

    @staticmethod
    def _standfirst(above: list[Block]) -> str | None:
        """Return the paragraph between headline and text, for pages that name no summary."""
        return next((b.text for b in above if len(b.text) >= _SENTENCE and b.link_share < 0.3), None)

    # -- walking

    def _blocks(self) -> Iterator[Block]:
        root = self.page.tree.find("body")
        self._started = self.page.h1 is None
        for block in self._walk(root if root is not None else self.page.tree, 0):
            if self._started:
                yield block
            elif block.element is self.page.h1 or block.text == element_text(self.page.h1):
                self._started = True

    def _walk(self, element: HtmlElement, depth: int) -> Iterator[Block]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or child in self._skip:
                continue
            if tag in _NOT_WALKED or (tag == "header" and child.find(".//nav") is not None):
                if tag == "iframe":
                    self._iframe(child)
                continue
            if tag == "blockquote" and self._post(child):
                continue
            if tag in _INLINE and not (child.tail or child.text or len(child)):
                continue
            if depth < 60 and _holds_blocks(child):
                yield from self._walk(child, depth + 1)
            elif not self._started and tag != "h1":
                continue  # menus above the headline
            elif text := element_text(child):
                links = [(a.get("href") or "", element_text(a)) for a in child.iter("a")]
                yield Block(child, tag, text, links)

    def _post(self, quote: HtmlElement) -> bool:
        """Take an embedded X/Twitter post, known by its signature ``— name (@handle) date``."""
        text = element_text(quote)
        match = _SIGNATURE.search(text)
        if not match:
            return False
        when = visible_date(match["date"], self.zone)
        paragraph = quote.find(".//p")
        hrefs = [(a.get("href") or "").partition("?")[0] for a in quote.iter("a")]
        words = element_text(paragraph) if paragraph is not None else text[: match.start()].strip()
        self.visible.embeds.append(
            Embed(
                "x",
                match["name"],
                match["handle"],
                when.date().isoformat() if when else None,
                words,
                [h for h in hrefs if h],
            )
        )
        return True

    def _iframe(self, frame: HtmlElement) -> None:
        src = join(self.page.base, frame.get("src") or frame.get("data-src") or "")
        host = (urlsplit(src).hostname or "").removeprefix("www.").removeprefix("player.")
        if provider := _VIDEO_HOSTS.get(host):
            self.visible.embeds.append(Embed(provider, links=[src]))

    # -- telling the parts apart

    def _is_text(self, block: Block) -> bool:
        """Take what is a field of its own out of the running text; True for what may be body."""
        text, seen = block.text, self.visible
        if any(pattern.search(text) for pattern in self.boilerplate) or text == self.caption_text:
            return False
        if len(text) < 40 and _READING_TIME.search(text):
            return False
        if self._tag_or_topic(block):
            return True  # stays as the mark where the body ends; has no text of its own
        for label in self.labels.read_more:
            if text.startswith(label) and block.links:
                seen.read_more += self._read_more(block, label)
                return False
        if len(text) < 160 and not seen.body and self._byline(block):
            return False
        return block.link_share < 0.7

    def _read_more(self, block: Block, label: str) -> list[Link]:
        found = []
        for href, text in block.links:
            url = resolve(self.page.base, href)
            headline = clean(text.removeprefix(label))
            if url and headline:
                found.append(Link(url, headline))
        return found

    def _tag_or_topic(self, block: Block) -> bool:
        if not (self.tag_links or self.topic_links) or not block.links or block.link_share < 0.7:
            return False
        hit = False
        for href, text in block.links:
            parts = urlsplit(join(self.page.base, href))
            path = to_iri(parts.path + (f"?{parts.query}" if parts.query else ""))
            if self.tag_links and self.tag_links.search(path):
                self.visible.tags.append(text)
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
        if len(text) < 40 and not seen.published_at:
            when = self._time(block) or visible_date(text, self.zone)
            if when and block.tag not in _HEADINGS:
                seen.published_at = stamp(when, self.zone)
                return True
        return False

    def _time(self, block: Block) -> datetime | None:
        machine = next((t.get("datetime") for t in block.element.iter("time") if t.get("datetime")), None)
        return iso_date(machine, self.zone) if machine else None

    def _caption(self, blocks: list[Block]) -> tuple[str | None, str | None]:
        """Find the first picture's caption, and the credit in brackets at its end."""
        alts = {clean(image.get("alt") or "") for image in self.page.tree.iter("img")}
        for block in blocks:
            if block.tag != "figcaption" and block.text not in alts:
                continue
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

    # -- the body

    def _body(self, blocks: list[Block], summary: str | None) -> list[Block]:
        blocks = self._without_standfirst(self._above_tags(blocks, summary), summary)
        container = self._container(blocks)
        cards = {card for element in container for card in self._cards(element)} if not self.containers else set()
        body = []
        for block in blocks:
            around = [block.element, *block.element.iterancestors()]
            if any(c in around for c in container) and not any(a in cards for a in around):
                body.append(block)
        while body and body[-1].tag in _HEADINGS:
            body.pop()
        return body

    @staticmethod
    def _above_tags(blocks: list[Block], summary: str | None) -> list[Block]:
        """Cut at the tags (or the running story) under the text: what follows, e.g. a blurb, is not body."""
        texts = [len(b.text) if b.link_share < 0.7 and b.text != summary else 0 for b in blocks]
        kept: list[Block] = []
        for index, block in enumerate(blocks):
            if block.link_share < 0.7:
                kept.append(block)
            elif any(n >= _PARAGRAPH for n in texts[:index]):
                several = len(block.links) > 1 or (index + 1 < len(blocks) and blocks[index + 1].link_share >= 0.7)
                if several or sum(texts[:index]) > sum(texts[index:]):
                    break
        return kept

    def _without_standfirst(self, blocks: list[Block], summary: str | None) -> list[Block]:
        """Drop the standfirst element; a paragraph of the body that repeats it stays."""
        same = [b for b in blocks if b.text == summary]
        if not same:
            return blocks
        others = [b for b in blocks if b is not same[0]]
        if len(same) == 1 and same[0].tag not in _HEADINGS:
            container = self._container(others)
            around = [same[0].element, *same[0].element.iterancestors()]
            if any(c in around for c in container):
                return blocks
        return others

    def _container(self, blocks: list[Block]) -> list[HtmlElement]:
        """Return the element in which most running text stands (or those that the site file names)."""
        if self.containers:
            return self.containers
        scores: dict[HtmlElement, float] = defaultdict(float)
        for block in blocks:
            if block.tag in _TEXT_TAGS and len(block.text) >= _PARAGRAPH:
                parent = block.element.getparent()
                if parent is not None:
                    scores[parent] += len(block.text)
                    above = parent.getparent()
                    if above is not None:
                        scores[above] += len(block.text) * 0.49
        if not scores:
            return []
        best = max(scores, key=lambda e: scores[e])
        return [best, *(e for e in scores if e is not best and _alike(e, best))]

    def _cards(self, container: HtmlElement) -> set[HtmlElement]:
        """Return the elements inside the text that are mostly links: boxes whose heading is not known."""
        found = set()
        for child in container:
            if (
                isinstance(child.tag, str)
                and child.tag in ("div", "section", "ul", "ol", "table")
                and child.find(".//a") is not None
            ):
                text = element_text(child)
                linked = sum(len(element_text(a)) for a in child.iter("a"))
                if linked >= _CARD_SHARE * max(len(text), 1):
                    found.add(child)
        return found


def _alike(one: HtmlElement, other: HtmlElement) -> bool:
    """True if two elements are pieces of one text: of the same class, below the same element or its children."""
    if one.tag != other.tag or not one.get("class") or one.get("class") != other.get("class"):
        return False
    parents = one.getparent(), other.getparent()
    return parents[0] is parents[1] or (
        parents[0].get("class") == parents[1].get("class") and parents[0].getparent() is parents[1].getparent()
    )


def _holds_blocks(element: HtmlElement) -> bool:
    """True if an element holds other blocks, so that its text is theirs."""
    for child in element:
        tag = child.tag
        if (
            isinstance(tag, str)
            and (tag not in _INLINE or (len(child) and _holds_blocks(child)))
            and tag not in SKIPPED
        ):
            return True
    return False


def _split(text: str) -> list[str]:
    return [part for piece in re.split(r"[,،;|]|\s\+\s", text) if (part := clean(piece))]


def _trim(paragraphs: list[str], word_count: int | None) -> list[str]:
    """Drop up to three last paragraphs if exactly that makes the body as long as the page says it is."""
    if word_count:
        counts = [len(paragraph.split()) for paragraph in paragraphs]
        for drop in range(4):
            if sum(counts[: len(counts) - drop]) == word_count:
                return paragraphs[: len(paragraphs) - drop]
    return paragraphs
