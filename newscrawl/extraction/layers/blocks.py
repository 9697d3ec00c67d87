"""The visible text of a page in pieces, in page order, from the headline on; embedded posts and videos apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from lxml.html import HtmlElement

from newscrawl.extraction.elements import BESIDE, HEADINGS, SKIPPED, element_paragraphs, element_text
from newscrawl.extraction.layers.embeds import post_of, video_of
from newscrawl.extraction.page import Page
from newscrawl.extraction.paragraphs import BLOCKS, is_block
from newscrawl.items import Embed

_NOT_WALKED = SKIPPED | BESIDE
_ONE_LINE = HEADINGS | {"h1", "figcaption"}
_CELL = 200  # letters
CELLS = " | "
"""Stands between the cells of a table's row."""
_DEEPEST = 60  # levels; what is deeper is taken as one piece


@dataclass(slots=True)
class Block:
    """A piece of visible text: the smallest element that holds it, and its links."""

    element: HtmlElement
    tag: str
    text: str
    links: list[HtmlElement]
    link_share: float = field(init=False)
    """How much of the text is links, 0 to 1."""

    def __post_init__(self) -> None:
        linked = sum([len(element_text(link)) for link in self.links])
        self.link_share = linked / max(len(self.text), 1)


class BlockWalker:
    """Walks one page once. ``embeds`` holds the posts and videos that were passed."""

    def __init__(self, page: Page, skip: Collection[HtmlElement], zone: tzinfo) -> None:
        """What is in ``skip``, such as boxes, is passed over."""
        self.page, self.zone = page, zone
        self.embeds: list[Embed] = []
        self._skip = frozenset(skip)
        self._started = page.h1 is None  # the headline was passed
        self._heading_tag = page.h1.tag if page.h1 is not None else None

    def blocks(self) -> Iterator[Block]:
        """Yield the pieces below the headline."""
        root = self.page.tree.find("body")
        heading = element_text(self.page.h1) if self.page.h1 is not None else None
        for block in self._walk(root if root is not None else self.page.tree, 0):
            if self._started:
                yield block
            elif block.element is self.page.h1 or block.text == heading:
                self._started = True

    def _walk(self, element: HtmlElement, depth: int) -> Iterator[Block]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or child in self._skip or self._is_apart(child):
                continue
            if tag not in BLOCKS and not (child.tail or child.text or len(child)):
                continue
            if tag == "tr" and (row := _row(child)) is not None:
                yield row
            elif depth < _DEEPEST and holds_blocks(child):
                yield from self._walk(child, depth + 1)
            elif not self._started and tag != self._heading_tag:
                continue  # menus above the headline
            else:
                yield from _blocks_of(child)

    def _is_apart(self, element: HtmlElement) -> bool:
        """True for what is no running text; of posts and videos, note which they are."""
        tag = element.tag
        if tag in _NOT_WALKED or (tag == "header" and element.find(".//nav") is not None):
            found = video_of(self.page, element) if tag == "iframe" else None
        elif tag == "blockquote":
            found = post_of(element, self.zone)
            if found is None:
                return False
        else:
            return False
        if found is not None:
            self.embeds.append(found)
        return True


def _row(element: HtmlElement) -> Block | None:
    """Return a row of a table of figures as one block; None for one of a table that lays out a page."""
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    if len(cells) < 2 or any(map(holds_blocks, cells)):
        return None
    texts = [text for cell in cells if (text := element_text(cell))]
    if len(texts) < 2 or max(map(len, texts)) > _CELL:
        return None
    return Block(element, "tr", CELLS.join(texts), _links_in(element))


def _blocks_of(element: HtmlElement) -> Iterator[Block]:
    """Yield the paragraphs of an element that holds no other blocks; a heading or a caption is one."""
    if element.tag in _ONE_LINE:
        texts = [text] if (text := element_text(element)) else []
    else:
        texts = element_paragraphs(element)
    if texts:
        links = _links_in(element)
        whole = Block(element, element.tag, " ".join(texts), links)
        if len(texts) == 1:
            yield whole
            return
        left = deque(links)
        for text in texts:
            own = []
            while left and element_text(left[0]) in text:  # in the order of the lines
                own.append(left.popleft())
            part = Block(element, element.tag, text, own)
            part.link_share = whole.link_share  # a line that is a link is no list of links among lines of text
            yield part


def _links_in(element: HtmlElement) -> list[HtmlElement]:
    return [a for a in element.iter("a") if not _is_anchor(a, element)]


def _is_anchor(link: HtmlElement, element: HtmlElement) -> bool:
    """True for the name of a place, and for a link that a heading has to itself."""
    href = link.get("href")
    if href is None:
        return link.get("name") is not None or link.get("id") is not None
    return href.startswith("#") and element.tag in HEADINGS


def holds_blocks(element: HtmlElement) -> bool:
    """True if an element holds other blocks, so that its text is theirs."""
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and (is_block(child) or (len(child) and holds_blocks(child))) and tag not in SKIPPED:
            return True
    return False
