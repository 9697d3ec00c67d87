"""The running text of a page, by structure: the blocks of the element in which most of it stands."""

from __future__ import annotations

from collections import defaultdict

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, element_text
from newscrawl.extraction.layers.blocks import Block
from newscrawl.text import letters_in

_TEXT_TAGS = frozenset({"p", "div", "li", "pre", "tr", "td", "dd", "section", "article"})
_CARD_TAGS = frozenset({"div", "section", "ul", "ol", "table"})
_CARD_SHARE = 0.6  # of its text that is links, of a box whose heading is not known
_PARAGRAPH = 30  # letters
_LINKED = 0.7  # share of links from which a block is no text


def running_text(blocks: list[Block], summary: str | None, containers: list[HtmlElement]) -> list[Block]:
    """Return the blocks that are the article's text; ``containers`` are the elements that a site file names, if any."""
    blocks = _without_standfirst(_above_tags(blocks, summary), summary, containers)
    container = containers or _densest(blocks)
    cards = {card for element in container for card in _cards(element)} if not containers else set()
    body = []
    for block in blocks:
        around = [block.element, *block.element.iterancestors()]
        if any(c in around for c in container) and not any(a in cards for a in around):
            body.append(block)
    while body and body[-1].tag in HEADINGS:
        body.pop()
    return body


def _above_tags(blocks: list[Block], summary: str | None) -> list[Block]:
    """Cut at the tags (or the running story) under the text: what follows, e.g. a blurb, is not body."""
    texts = [letters_in(b.text) if b.link_share < _LINKED and b.text != summary else 0 for b in blocks]
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        if block.link_share < _LINKED:
            kept.append(block)
        elif any(n >= _PARAGRAPH for n in texts[:index]):
            several = len(block.links) > 1 or (index + 1 < len(blocks) and blocks[index + 1].link_share >= _LINKED)
            if several or sum(texts[:index]) > sum(texts[index:]):
                break
    return kept


def _without_standfirst(blocks: list[Block], summary: str | None, containers: list[HtmlElement]) -> list[Block]:
    """Drop the standfirst element; a paragraph of the body that repeats it stays."""
    same = [b for b in blocks if b.text == summary]
    if not same:
        return blocks
    others = [b for b in blocks if b is not same[0]]
    if len(same) == 1 and same[0].tag not in HEADINGS:
        container = containers or _densest(others)
        around = [same[0].element, *same[0].element.iterancestors()]
        if any(c in around for c in container):
            return blocks
    return others


def _densest(blocks: list[Block]) -> list[HtmlElement]:
    """Return the element in which most running text stands, and its other pieces."""
    scores: dict[HtmlElement, float] = defaultdict(float)
    for block in blocks:
        if block.tag in _TEXT_TAGS and (length := letters_in(block.text)) >= _PARAGRAPH:
            parent = block.element.getparent()
            if parent is not None:
                scores[parent] += length
                above = parent.getparent()
                if above is not None:
                    scores[above] += length * 0.49
    if not scores:
        return []
    best = max(scores, key=lambda e: scores[e])
    return [best, *(e for e in scores if e is not best and _alike(e, best))]


def _cards(container: HtmlElement) -> set[HtmlElement]:
    """Return the elements inside the text that are mostly links: boxes whose heading is not known."""
    found = set()
    for child in container:
        if isinstance(child.tag, str) and child.tag in _CARD_TAGS and child.find(".//a") is not None:
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


def trim_to_count(paragraphs: list[str], word_count: int | None) -> list[str]:
    """Drop up to three last paragraphs if exactly that makes the body as long as the page says it is."""
    if word_count:
        counts = [len(paragraph.split()) for paragraph in paragraphs]
        for drop in range(4):
            if sum(counts[: len(counts) - drop]) == word_count:
                return paragraphs[: len(paragraphs) - drop]
    return paragraphs
