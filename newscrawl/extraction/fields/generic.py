"""The text of a page of no known site, by trafilatura: prepared for it, read by it, tidied after it."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.etree import strip_elements, strip_tags
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.extraction.fields.doubt import CELLS
from newscrawl.extraction.fields.tidy import tidy
from newscrawl.extraction.page import Page, element_text
from newscrawl.extraction.paragraphs import BLOCKS, called_paragraphs
from newscrawl.text import clean, is_blank, letters

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
# fast: without a second opinion of readability and jusText, which costs as much again and, on real pages, worsens the
# body
_OPTIONS = Extractor(output_format="python", comments=False, tables=True, fast=True, with_metadata=False)
_OPTIONS.focus = "once"  # as "balanced", but without its retries of short texts: ``doubt`` asks for them where needed
_ALL_OPINIONS = Extractor(output_format="python", comments=False, tables=True, fast=False, with_metadata=False)
_LISTING, _LINKED = 150, 0.3  # so many lines, such a share of them links, are menus with a text between them
_ITEM = 60  # letters; a line of more is no item of a menu
_SENTENCE = 80  # letters; a paragraph of more is no banner
# what holds no text of an article; figures, forms and asides may
_NO_TEXT = (
    "script", "style", "svg", "head", "link", "iframe", "select", "canvas", "input", "textarea", "option", "button",
    "nav", "footer", "noscript", "template", "img", "picture", "source", "video", "audio", "object", "embed", "area",
    "map",
)  # fmt: skip
_MARKS = frozenset(("br", "hr", "td", "th"))  # that tell something without text
_MENU, _MENU_LINKS = 0.9, 4  # of the text of a menu, blanks aside, is links; so many at least
_DROPPED, _EMPTY = "DROPPED", "EMPTY"  # in capitals: no page has them
_MENU_BOXES = ("div", "section", "aside", "header", "article")
_HIDDEN = "//@hidden/.. | //@style[contains(translate(., ' ', ''), 'display:none')]/.."
# what the class of a standfirst is called in the trade
_STANDFIRST = re.compile(r"\bdek\b|deck|sub-?(?:title|head)|standfirst|summary|excerpt|description|\blede\b|intro")
_RULE = re.compile(r"\|?[\s|:-]*-{3}[\s|:-]*")  # the line under a table's head


def prepared(page: Page, headline: str = "") -> HtmlElement:
    """Return a copy of a page's tree without what is surely no text of it."""
    shown = element_text(page.h1) if page.h1 is not None else None
    with called_paragraphs(page.text_boxes):
        tree = copy.deepcopy(page.tree)  # trafilatura prunes what it reads, and others read the page after it
    if shown and headline in shown:
        _cut_above(next(e for e in tree.iter("h1") if element_text(e) == shown))
    strip_elements(tree, *_NO_TEXT, with_tail=False)  # trafilatura would do it after copying them twice
    _thin_out(tree)
    return tree


def generic_body(
    page: Page, tree: HtmlElement, headline: str = "", standfirst: str | None = None, names: Iterable[str] = ()
) -> list[str]:
    """Return the paragraphs of the text in a prepared tree, which is used up; or none.

    ``headline``, ``standfirst`` and the byline with ``names`` are fields of their own and not body.
    """
    return _tidied(page, tree, _OPTIONS, headline, standfirst, names)


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
    linked = _link_texts(tree)
    try:
        document = bare_extraction(tree, options=options)
    except (ValueError, AttributeError, TypeError, RecursionError, AssertionError):
        return []  # a page it cannot handle has no body for us; the page is counted under its reason
    if document is None or isinstance(document, dict) or not document.text:
        return []
    lines = [text for line in document.text.split("\n") if (text := _without_bars(clean(line)))]
    if len(lines) > _LISTING and sum(line.removeprefix("- ") in linked for line in lines) > _LINKED * len(lines):
        lines = [line for line in lines if len(line) > _ITEM]
    headings = [headline, element_text(page.h1) if page.h1 is not None else ""]
    if standfirst and apart:
        found = tidy(lines, linked, [*headings, standfirst], names)
        if letters(found) > len(standfirst):
            return found  # else it is not over the text: it is the text
    return tidy(lines, linked, headings, names)


def _without_bars(line: str) -> str:
    """Return a line of a table, which trafilatura writes as Markdown, as its cells."""
    if not line.startswith("|"):
        return line
    if _RULE.fullmatch(line):
        return ""
    return CELLS.join(cell for part in line.split("|") if (cell := part.strip()))


def _cut_above(heading: HtmlElement) -> None:
    """Cut the menus and banners above the headline: text is below it."""
    for element in [heading, *heading.iterancestors()]:
        for before in list(element.itersiblings(preceding=True)):
            if before.tag != "head" and not any(len(p.text_content()) > _SENTENCE for p in before.iter("p", "article")):
                element.getparent().remove(before)


@dataclass(slots=True)
class _Held:
    """What an element holds, without what was dropped: letters without blanks around them, letters in links, links;
    whether something in it must stay, and whether a menu was in it.
    """

    letters: int = 0
    linked: int = 0
    links: int = 0
    stays: bool = False
    had_menu: bool = False

    @property
    def is_menu(self) -> bool:
        """True for short links and little else, and for no more than the title of a menu."""
        if self.had_menu and self.letters <= _ITEM:
            return True
        return self.links >= _MENU_LINKS and _MENU * self.letters <= self.linked <= _ITEM * self.links


def _thin_out(tree: HtmlElement) -> None:
    """Drop the elements without text, and the boxes of short links: menus, and links to other articles. They are a
    third of all elements, and trafilatura looks at each many times.
    """
    elements = list(tree.iter("*"))
    all_held = {element: _Held() for element in elements}
    while len(elements) > 1:  # children before their parents; lxml takes long to let go of them in another order
        element = elements.pop()
        held, around, tag = all_held.pop(element), all_held[element.getparent()], element.tag
        if text := element.text:
            held.letters += len(text.strip())
        if tag == "a":
            held.links, held.linked = 1, held.letters
        elif tag == "p" and held.linked < held.letters:
            held.links = held.linked = 0  # links among words are no menu
        if held.letters == 0:
            around.stays |= not _drop_empty(element, held)
        elif tag in _MENU_BOXES and held.is_menu and not _begins_a_line(element):
            element.tag = _DROPPED
            held, around.had_menu = _Held(), True
        around.letters += held.letters + len((element.tail or "").strip())
        around.linked += held.linked
        around.links += held.links
    strip_elements(tree, _DROPPED, with_tail=False)
    strip_tags(tree, _EMPTY)  # their blanks stay


def _drop_empty(element: HtmlElement, held: _Held) -> bool:
    """Mark an element without text as one to drop; False if it must stay, as a line begins behind it."""
    if held.stays or element.tag in _MARKS:
        return False
    if _begins_a_line(element):
        element.tag = "br"
        return False
    element.tag = _EMPTY
    return True


def _begins_a_line(element: HtmlElement) -> bool:
    """True for a block with bare text behind it, which would be one with the line before it."""
    if element.tag not in BLOCKS or (element.getprevious() is None and is_blank(element.getparent().text)):
        return False
    after = element.getnext()
    return not is_blank(element.tail) or (after is not None and after.tag not in BLOCKS)


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
