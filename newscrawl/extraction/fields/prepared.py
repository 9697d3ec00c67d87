"""A copy of a page's tree, or of its main content, as trafilatura reads it best: without what is surely no text, and
with the text called an article.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from dataclasses import dataclass

from lxml.etree import strip_elements, strip_tags
from lxml.html import Element, HtmlElement

from newscrawl.extraction.elements import DROPPED, drop_element, element_text
from newscrawl.extraction.fields.main_content import around_all_paragraphs, main_content, with_most_paragraphs
from newscrawl.extraction.page import Page, empty_tree
from newscrawl.extraction.paragraphs import (
    BLOCKS,
    SENTENCE,
    SENTENCE_END,
    called_paragraphs,
    is_leaf,
    is_of_readers,
    wrap_lines,
)
from newscrawl.text import is_blank, letters_in, xml_text

ITEM = 60
"""Letters of a line from which on it is no item of a menu."""
# what holds no text of an article; figures, forms and asides may
_NO_TEXT = (
    "script", "style", "svg", "head", "link", "iframe", "select", "canvas", "input", "textarea", "option", "button",
    "nav", "footer", "noscript", "template", "img", "picture", "source", "video", "audio", "object", "embed", "area",
    "map",
)  # fmt: skip
_FEW_PARAGRAPHS = 300  # letters; main content of less is no sure one
_LABEL = 40  # letters
_BUILDER = "elementor-widget"  # what a builder of pages calls each part of one, the text as well
# parts of classes by which trafilatura drops a box: those that boxes of text have too, and those of which none is
_DOUBTFUL = re.compile(r"slide|expand|attachment|viewport")
_SURE = re.compile(r"side-?bar|author|related|share|social|comment|widget|footer|nav|menu|letter|promo|popular", re.I)
_BOXES_TOO = 750  # letters; where paragraphs have less trafilatura takes boxes for text
_HEADING_BOXES = ("div", "center", "header")
_BELOW_HEADING = ("p", "ul", "ol", "blockquote", "table", "figure")
_HEADING = re.compile(  # a class
    r"(?:^|\s)(?:(?:sub|inter|cross|zwischen|mid|section|paragraph|text|body|story|article|content)[-_]{0,2}"
    r"(?:head(?:ing|line|er)?s?|titel|title|titre|titul[oa])|heading|intert[ií]tulo|ladillo)(?:$|\s)",
    re.I,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LAYOUT = 400  # letters; a table of less lays out no page
_IN_ONE_CELL = 0.5  # of its letters
_TABLE_PARTS = ("tbody", "thead", "tfoot", "tr", "td", "th")
_IN_TEXT = ("p", "li", "dd", "td", "blockquote")
_MARKS = frozenset(("br", "hr", "td", "th"))  # that tell something without text
_MENU, _MENU_LINKS = 0.9, 4  # of the text of a menu, blanks aside, is links; so many at least
_ARE_HIDDEN = "//body//*[@hidden]"
_HIDDEN = 1_000  # letters
_EMPTY = "EMPTY"  # in capitals: no page has it
_MENU_BOXES = ("div", "section", "aside", "header", "article")
_TEXT_BOXES = ("div", "section", "main")
_MOST = 0.5  # of the letters of main content
_NAMES, _LEVELS = {"class", "id"}, 20  # of boxes around the text


def prepared(page: Page, headline: str = "") -> HtmlElement:
    """Return a copy of a page's tree without what is surely no text of it."""
    with called_paragraphs(page.text_boxes):
        tree = copy.deepcopy(page.tree)  # trafilatura prunes what it reads, and others read the page after it
    _cut_above_headline(tree, page, headline)
    _prepare(tree)
    _name_text(tree)
    return tree


def prepared_content(page: Page, headline: str = "") -> HtmlElement | None:
    """Return a tree of nothing but a copy of a page's main content, a fraction of the page; None if nothing tells where
    that is, or it has so few paragraphs that other boxes count as text.
    """
    with called_paragraphs(page.text_boxes):
        found = main_content(page)
        if found is None:
            return None
        length = sum(letters_in(p.text_content()) for p in found.iter("p"))
        if length < _FEW_PARAGRAPHS:
            return None
        content = copy.deepcopy(found)
    _hide_names_around(content)
    content.tag = "article"
    content.set("class", "post")  # the surest name of a text: trafilatura looks for no other
    tree = empty_tree()
    tree.find("body").append(content)
    _cut_above_headline(tree, page, headline)
    _prepare(tree)
    if length < _BOXES_TOO:
        _drop_labels(tree)
    return tree


def _drop_labels(tree: HtmlElement) -> None:
    """Drop the boxes of a few words below the last paragraph: buttons and labels."""
    boxes: list[HtmlElement] = []
    for element in tree.iter("p", "div"):
        if element.tag == "p":
            boxes.clear()
        elif len(element) == 0:
            boxes.append(element)
    for box in boxes:
        text = box.text_content().strip()
        if letters_in(text) <= _LABEL and not text.endswith(SENTENCE_END):
            drop_element(box)


def _prepare(tree: HtmlElement) -> None:
    """Drop what is no text, and give the text forms that trafilatura keeps."""
    strip_elements(tree, *_NO_TEXT, with_tail=False)  # trafilatura would do it after copying them twice
    _keep_times(tree)
    _hide_names(tree)
    _open_tables(tree)
    _open_lists_in_cells(tree)
    _name_headings(tree)
    wrap_lines(tree)
    _drop_hidden(tree)
    _thin_out(tree)


def _cut_above_headline(tree: HtmlElement, page: Page, headline: str) -> None:
    """Cut the menus and banners above the headline: text is below it."""
    shown = element_text(page.h1) if page.h1 is not None else None
    if not shown or headline not in shown:
        return
    heading = next((e for e in tree.iter("h1") if element_text(e) == shown), None)
    for element in [heading, *heading.iterancestors()] if heading is not None else []:
        for before in list(element.itersiblings(preceding=True)):
            if before.tag != "head" and not any(_is_long(text) for text in before.iter("p", "article")):
                element.getparent().remove(before)


def _hide_names(tree: HtmlElement) -> None:
    """Drop the names of boxes of paragraphs by a part of which trafilatura takes them for no text, as it does with the
    slides of a gallery.
    """
    for box in tree.iter("div", "section"):
        names = box.get("class")
        if names and _BUILDER in names:
            names = names.replace(_BUILDER, "")
            box.set("class", xml_text(names))
        if names and _DOUBTFUL.search(names) and not _SURE.search(names) and any(map(_is_long, box.iter("p"))):
            del box.attrib["class"]


def _hide_names_around(content: HtmlElement) -> None:
    """Drop the names of the boxes that hold most of the main content: whatever they are called, it is the text; but
    comments that are longer than the text above them.
    """
    most, box = _MOST * len(content.text_content()), content
    first = next(filter(_is_long, content.iter("p")), None)
    for _ in range(_LEVELS):
        inner = next((e for e in box.iterchildren(*_TEXT_BOXES) if len(e.text_content()) > most), None)
        if inner is None or (is_of_readers(inner) and first is not None and inner not in first.iterancestors()):
            break
        box = inner
        for name in _NAMES.intersection(box.keys()):
            del box.attrib[name]


def _keep_times(tree: HtmlElement) -> None:
    """Give another name to the times that are words of a sentence: trafilatura drops all."""
    around = {element.getparent() for element in tree.iter("time")}
    sentences = {e for e in around if e.tag in _IN_TEXT and e.text_content().strip().endswith(SENTENCE_END)}
    for element in tree.iter("time"):
        if element.getparent() in sentences and not is_blank(element.tail):
            element.tag = "span"


def _open_tables(tree: HtmlElement) -> None:
    """Call the parts of tables that lay out a page boxes, and cells of nothing but text paragraphs: trafilatura makes
    one line of a cell.
    """
    cells: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for cell in tree.iter("td", "th"):
        if (table := next(cell.iterancestors("table"), None)) is not None:
            cells[table].append(cell)
    tables = frozenset(table for table, own in cells.items() if _is_layout(table, own))
    if tables:
        parts = [part for part in tree.iter(*_TABLE_PARTS) if next(part.iterancestors("table"), None) in tables]
        for element in (*parts, *tables):
            is_text = element.tag in ("td", "th") and _is_long(element) and is_leaf(element)
            element.tag = "p" if is_text else "div"


def _open_lists_in_cells(tree: HtmlElement) -> None:
    """Make one line of a list in a table's cell: trafilatura drops the values that are listed in a row."""
    for item in list(tree.iter("ul", "ol", "li")):
        if next(item.iterancestors("td", "th"), None) is not None:
            item.tag, item.tail = "span", xml_text(f" {item.tail or ''}")


def _name_headings(tree: HtmlElement) -> None:
    """Call boxes of a few words between two paragraphs headings if their class does, or they are set in bold:
    trafilatura drops them. Others may be labels, as those over advertisements.
    """
    for box in tree.iter(*_HEADING_BOXES):
        if (_HEADING.search(box.get("class") or "") or _is_bold(box)) and _is_between_paragraphs(box):
            is_brief = 2 < len(box.text_content().strip()) <= SENTENCE
            if is_brief and is_leaf(box) and next(box.iter("a"), None) is None:
                box.tag = "h4"


def _is_bold(box: HtmlElement) -> bool:
    """True for a box of nothing but bold words; "Photo: AFP" is no heading."""
    if len(box) != 1 or box[0].tag not in ("b", "strong") or not is_blank(box.text) or not is_blank(box[0].tail):
        return False
    text = box.text_content().strip()
    return _LETTERS.search(text) is not None and ":" not in text[:-1]


def _is_between_paragraphs(box: HtmlElement) -> bool:
    before, after = box.getprevious(), box.getnext()
    return before is not None and after is not None and before.tag == "p" and after.tag in _BELOW_HEADING


def _is_long(element: HtmlElement) -> bool:
    return letters_in(element.text_content()) > SENTENCE


def _is_layout(table: HtmlElement, cells: list[HtmlElement]) -> bool:
    """True for a table that holds most of its text in one of its cells, as no table of figures does."""
    size = len(table.text_content())
    if size < _LAYOUT or any(cell.tag == "th" for cell in cells):
        return False
    return any(len(cell.text_content()) > _IN_ONE_CELL * size for cell in cells)


def _name_text(tree: HtmlElement) -> None:
    """Call the element an article in which most paragraphs stand, if it is in none and no text is above it; and nothing
    else.

    From a page that does not name its text, trafilatura takes nothing but paragraphs, and no heading; from one that
    calls teasers articles, these.
    """
    place = with_most_paragraphs(tree)
    if place is None and next(tree.iter("article"), None) is None:
        place = around_all_paragraphs(tree)
    if place is None:
        return
    for teaser in list(tree.iter("article")):
        teaser.tag = "div"
    if place.tag in _TEXT_BOXES:
        place.tag = "article"
    elif place.tag == "body":
        made = Element("article")
        made.text, place.text = xml_text(place.text or ""), None
        made.extend(list(place))
        place.append(made)


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
        if self.had_menu and self.letters <= ITEM:
            return True
        return self.links >= _MENU_LINKS and _MENU * self.letters <= self.linked <= ITEM * self.links


def _drop_hidden(tree: HtmlElement) -> None:
    """Drop what is hidden, unless it is so much that it must be the text, which a script shows."""
    hidden = tree.xpath(_ARE_HIDDEN)
    if 0 < sum(len(element.text_content()) for element in hidden) < _HIDDEN:
        for element in hidden:
            if not _begins_a_line(element):
                element.tag = DROPPED
        strip_elements(tree, DROPPED, with_tail=False)


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
            element.tag = DROPPED
            held, around.had_menu = _Held(), True
        around.letters += held.letters + len((element.tail or "").strip())
        around.linked += held.linked
        around.links += held.links
    strip_elements(tree, DROPPED, with_tail=False)
    strip_tags(tree, _EMPTY)  # their blanks stay


def _drop_empty(element: HtmlElement, held: _Held) -> bool:
    """Mark an element without text as one to drop; False if it must stay, as a line begins behind it."""
    if held.stays or element.tag in _MARKS:
        return False
    if _begins_a_line(element):
        element.text = element.text or " "  # trafilatura drops what is behind an element that has nothing
        return False
    element.tag = _EMPTY
    return True


def _begins_a_line(element: HtmlElement) -> bool:
    """True for a block with bare text behind it, which would be one with the line before it."""
    if element.tag not in BLOCKS or (element.getprevious() is None and is_blank(element.getparent().text)):
        return False
    after = element.getnext()
    return not is_blank(element.tail) or (after is not None and after.tag not in BLOCKS)
