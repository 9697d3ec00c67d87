"""The text of a page of no known site, by trafilatura: read by it, tidied after it."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterable

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.extraction.elements import element_text, link_texts
from newscrawl.extraction.fields.prepared import ITEM, prepared, prepared_content
from newscrawl.extraction.fields.tidy import tidy
from newscrawl.extraction.layers.blocks import CELLS
from newscrawl.extraction.page import Page
from newscrawl.text import clean, letters

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
# fast: without a second opinion of readability and jusText, which costs as much again and, on real pages, worsens the
# body
_OPTIONS = Extractor(output_format="python", comments=False, tables=True, fast=True, with_metadata=False)
_OPTIONS.focus = "once"  # as "balanced", but without its retries of short texts: ``doubt`` asks for them where needed
_ALL_OPINIONS = Extractor(output_format="python", comments=False, tables=True, fast=False, with_metadata=False)
_START = 12  # letters by which a line is known that its author began with a dash: trafilatura adds one to all items
_ENOUGH = 250  # letters found in main content; after less the whole page is read
_LISTING, _LINKED = 150, 0.3  # so many lines, such a share of them links, are menus with a text between them
_HIDDEN = "//@hidden/.. | //@style[contains(translate(., ' ', ''), 'display:none')]/.."
# what the class of a standfirst is called in the trade
_STANDFIRST = re.compile(r"\bdek\b|deck|sub-?(?:title|head)|standfirst|summary|excerpt|description|\blede\b|intro")
_RULE = re.compile(r"\|?[\s|:-]*-{3}[\s|:-]*")  # the line under a table's head


def generic_body(
    page: Page, headline: str = "", standfirst: str | None = None, names: Iterable[str] = ()
) -> tuple[list[str], HtmlElement]:
    """Return the paragraphs of the text, and the tree that holds it: of the page's main content, or of the whole page
    where that has not enough.

    ``headline``, ``standfirst`` and the byline with ``names`` are fields of their own and not body.
    """
    content = prepared_content(page, headline)
    if content is not None:
        found = _tidied(page, content, _OPTIONS, headline, standfirst, names)
        if len(found) > 1 and letters(found) > _ENOUGH:
            return found, content
    return _tidied(page, prepared(page, headline), _OPTIONS, headline, standfirst, names), page.tree


def untouched_body(page: Page, headline: str, standfirst: str | None, names: Iterable[str]) -> list[str]:
    """Return the paragraphs that trafilatura finds with all its opinions; only hidden parts of the page are cut."""
    tree = copy.deepcopy(page.tree)
    for element in tree.xpath(_HIDDEN):
        element.clear(keep_tail=True)
    return _tidied(page, tree, _ALL_OPINIONS, headline, standfirst, names)


def _tidied(
    page: Page, tree: HtmlElement, options: Extractor, headline: str, standfirst: str | None, names: Iterable[str]
) -> list[str]:
    apart = _standfirst_apart(page, standfirst) if standfirst else False
    dashed = {clean(text)[:_START] for text in tree.itertext() if text.lstrip().startswith("-")}
    linked = frozenset(text for text in link_texts(tree) if len(text) > 1)
    try:
        document = bare_extraction(tree, options=options)
    except (ValueError, AttributeError, TypeError, RecursionError, AssertionError):
        return []  # a page it cannot handle has no body for us; the page is counted under its reason
    if document is None or isinstance(document, dict) or not document.text:
        return []
    lines = [text for line in document.text.split("\n") if (text := _without_bars(clean(line)))]
    if len(lines) > _LISTING and sum(line.removeprefix("- ") in linked for line in lines) > _LINKED * len(lines):
        lines = [line for line in lines if len(line) > ITEM]
    headings = [headline, element_text(page.h1) if page.h1 is not None else ""]
    found = tidy(lines, linked, [*headings, standfirst], names) if standfirst and apart else []
    if letters(found) <= len(standfirst or ""):  # it is not over the text: it is the text
        found = tidy(lines, linked, headings, names)
    return [line if line[:_START] in dashed else line.removeprefix("- ") for line in found]


def _without_bars(line: str) -> str:
    """Return a line of a table, which trafilatura writes as Markdown, as its cells."""
    if not line.startswith("|"):
        return line
    if _RULE.fullmatch(line):
        return ""
    return CELLS.join(cell for part in line.split("|") if (cell := part.strip()))


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
