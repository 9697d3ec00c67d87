"""``body``: of a known site by structure, of any other by trafilatura, checked against the structure."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterable

from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.extraction.fields.tidy import tidy, without_heading
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page, element_text
from newscrawl.text import clean

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
# fast: without a second opinion of readability and jusText, which costs as much again and, on real pages, worsens the
# body
_OPTIONS = Extractor(output_format="python", comments=False, tables=False, fast=True, with_metadata=False)
_OPTIONS.focus = "once"  # as "balanced", but without its retries of short texts: ``better_body`` is the second opinion
_LISTING = 150  # so many lines, most of them short, are a menu and no article
_SENTENCE = 80  # letters; a paragraph of more is no banner
_LOST = 1.6
_TOLD = 3  # JSON-LD's text, so much longer than what is shown, is the text of a page made by JavaScript
# what holds no text of an article; figures, forms and asides may
_NO_TEXT = (
    "script", "style", "svg", "head", "link", "iframe", "select", "canvas", "input", "textarea", "option", "button",
    "nav", "footer", "noscript", "template", "img", "picture", "source", "video", "audio", "object", "embed", "area",
    "map",
)  # fmt: skip
# what the class of a standfirst is called in the trade
_STANDFIRST = re.compile(r"\bdek\b|deck|sub-?(?:title|head)|standfirst|summary|excerpt|description|\blede\b|intro")


def body(page: Page, layers: Layers, headline: str, summary: str | None, names: list[str]) -> Answer:
    """Return the paragraphs of the text; ``names`` are those of authors and sources, whose byline is none of it."""
    shown = layers.visible.body
    if layers.site is not None and shown and (layers.containers or layers.site.metadata):
        return Answer(shown, "site" if layers.containers else "structure")
    generic = generic_body(page, headline, summary, names)
    chosen = better_body(generic, without_heading(shown, [headline], names))
    told = layers.first("article_body", []).value
    if letters(told) > _TOLD * letters(chosen):
        return Answer(told, "json-ld")
    return Answer(chosen, "generic" if chosen is generic else "structure")


def generic_body(page: Page, headline: str = "", standfirst: str | None = None, names: Iterable[str] = ()) -> list[str]:
    """Return the paragraphs of the text, or none.

    ``headline``, ``standfirst`` and the byline with ``names`` are fields of their own and not body.
    """
    shown = element_text(page.h1) if page.h1 is not None else None
    apart = _standfirst_apart(page, standfirst) if standfirst else False
    tree = copy.deepcopy(page.tree)  # trafilatura prunes what it reads, and others read the page after it
    if shown and headline in shown:
        _cut_above(next(e for e in tree.iter("h1") if element_text(e)))
    strip_elements(tree, *_NO_TEXT, with_tail=False)  # trafilatura would do it after copying them twice
    linked = _link_texts(tree)
    try:
        document = bare_extraction(tree, options=_OPTIONS)
    except (ValueError, AttributeError, TypeError, RecursionError, AssertionError):
        return []  # a page it cannot handle has no body for us; the page is counted under its reason
    if document is None or isinstance(document, dict) or not document.text:
        return []
    lines = [text for line in document.text.split("\n") if (text := clean(line))]
    if len(lines) > _LISTING and sum(len(line) < 40 for line in lines) > 0.6 * len(lines):
        lines = [line for line in lines if len(line) > 60]  # menus with the text somewhere between them
    return tidy(lines, linked, [headline, shown or "", (standfirst or "") if apart else ""], names)


def _cut_above(heading: HtmlElement) -> None:
    """Cut the menus and banners above the headline: text is below it."""
    for element in [heading, *heading.iterancestors()]:
        for before in list(element.itersiblings(preceding=True)):
            if before.tag != "head" and not any(len(p.text_content()) > _SENTENCE for p in before.iter("p", "article")):
                element.getparent().remove(before)


def better_body(generic: list[str], shown: list[str]) -> list[str]:
    """Return trafilatura's text, or the one found by structure if that holds the former and much more: then half of it
    was lost.
    """
    if not generic or not shown:
        return generic or shown
    if letters(shown) < _LOST * 0.8 * letters(generic):
        return generic
    one, other = _shingles(generic), _shingles(shown)
    return shown if len(other) > _LOST * len(one) and len(one & other) > 0.8 * len(one) else generic


def letters(lines: list[str]) -> int:
    """Return the length of some lines."""
    return sum(map(len, lines))


def _shingles(lines: list[str]) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(lines))
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _link_texts(tree: HtmlElement) -> frozenset[str]:
    """Return the texts of a page's links."""
    return frozenset(text for a in tree.iter("a") if len(text := element_text(a)) > 1)


def _standfirst_apart(page: Page, standfirst: str) -> bool:
    """True if the summary is shown as a line of its own, by heading or in a header, and not as the first paragraph."""
    start, letter = standfirst[:20], standfirst[:1]
    for element in page.tree.iter("h2", "h3", "h4", "p", "div", "span", "strong", "em"):
        text = element.text
        if not text or letter not in text or not clean(text).startswith(start) or element_text(element) != standfirst:
            continue
        around = [element, *(e for e, _ in zip(element.iterancestors(), range(2), strict=False))]
        names = " ".join(f"{e.get('class') or ''} {e.get('itemprop') or ''}" for e in around).lower()
        return element.tag.startswith("h") or any(e.tag == "header" for e in around) or bool(_STANDFIRST.search(names))
    return False
