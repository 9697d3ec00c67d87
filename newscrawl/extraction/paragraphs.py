"""Makes paragraphs of text that stands between them without being one: bare text behind a box, a box of nothing but
text among paragraphs, text in elements of a site's own. Whoever looks for paragraphs would leave these out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from lxml.html import Element, HtmlElement

from newscrawl.text import is_blank, letters_in, xml_text

BLOCKS = frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
"""Elements of running text that begin on a line of their own (HTML standard, 15.3). Whatever else is met in a text
stands in a line: obsolete elements, those of word processors, and a site's own.
"""
_APART = BLOCKS.union(("iframe", "video", "audio", "object", "embed", "button", "select", "textarea", "svg", "canvas"))
_BARE = 40
"""Letters of bare text from which on it is no label."""
# two words at least, and no colon, as labels have one
_BARE_WORDS = re.compile(r"\s*[^\W\d_]{2}[^:\s]*(?:\s+[^:\s]+)+\s*")
SENTENCE = 80
"""Letters; a paragraph of more is no banner and no item of a menu."""
_READERS = re.compile(r"comment|repl(?:y|ies)|respon[sd]|discuss|review", re.I)
_AROUND = 2  # elements around a row whose names may tell that it is of readers
_TOGETHER = 5
"""Boxes of sentences side by side: a text whose paragraphs are all boxes."""
_CAPTION = 250
"""Letters of a box below which what stands beside a picture is its caption."""
_NEAR = 4
"""Levels of boxes around a caption in which its picture may stand."""
_LINKED = 0.5
"""Share of a box's letters in links from which on it is a teaser."""
_EMPHASIS = frozenset(("span", "b", "strong", "font", "em", "i"))
_PLAIN = frozenset(("div", "section", "center", "article", "main", "details", "header"))
"""Boxes whose name does not tell what they hold: they may be called paragraphs."""
_NAMED = frozenset(("body", "blockquote", "td", "form", "fieldset"))
_BOXES = _PLAIN | _NAMED
"""Boxes in which bare text is looked for."""
# an element of the site's own, by a name that can be given back to it
_OWN = re.compile(r"[a-z][a-z0-9.]*-[a-z0-9.-]*", re.ASCII)
_WHITE = re.compile("[\x0b\x0c\x1c-\x1f]")  # blanks that XML has no form for
_PICTURES = ("img", "picture", "video", "iframe")
SENTENCE_END = tuple(".!?…:\"”»)。！？؟」』’'۔।॥։።")
"""What a paragraph of sentences ends with."""


def is_block(element: HtmlElement) -> bool:
    """True if an element begins on a line of its own; those of a site's own do if they follow one another."""
    tag = element.tag
    if tag in BLOCKS:
        return True
    if not isinstance(tag, str) or "-" not in tag or not is_blank(element.tail):
        return False
    beside = (element.getnext(), element.getprevious())
    return any(other is not None and other.tag == tag and is_blank(other.tail) for other in beside)


def wrap_bare_text(tree: HtmlElement) -> list[HtmlElement]:
    """Make a paragraph of each run of text and inline elements that stands between blocks, in place; return the boxes
    that hold nothing but text. Captions are left as they are.
    """
    is_short: dict[HtmlElement, bool] = {}
    found = [box for box in _with_bare_text(tree) if not _is_caption(box, is_short)]
    leaves = []
    for box in found:
        if not is_leaf(box):
            _wrap_runs(box)
        elif box.tag not in _NAMED and box.get("hidden") is None:
            leaves.append(box)
    return leaves


def wrap_items(containers: list[HtmlElement]) -> None:
    """Make a paragraph of what an item of a list says before a list in it, in the parts of a known site's page that are
    read by structure alone: of other pages trafilatura tells what a list says.
    """
    for item in [item for container in containers for item in container.iter("li", "dd")]:
        if not is_blank(item.text) and not is_leaf(item):
            _wrap_runs(item)


def long_paragraphs(element: HtmlElement, heading: HtmlElement | None = None) -> list[tuple[HtmlElement, int]]:
    """Return the paragraphs below an element that are of sentences, with their letters; if some stand below the
    headline, then only those.
    """
    found: list[tuple[HtmlElement, int]] = []
    above: list[tuple[HtmlElement, int]] = []
    for paragraph in element.iter("p") if heading is None else element.iter("p", heading.tag):
        if paragraph is heading:
            above, found = found, []
            continue
        if paragraph.tag != "p" or next(paragraph.iterdescendants("p"), None) is not None:
            continue
        if (length := letters_in(" ".join(paragraph.text_content().split()))) > SENTENCE:
            found.append((paragraph, length))
    return found or above


def wrap_bare_words(containers: list[HtmlElement]) -> None:
    """Make paragraphs of bare words, however few, among those of a text that a site file names; one word alone is a
    label, and so is what has a colon.
    """
    for box in [box for container in containers for box in container.iter(*_BOXES)]:
        bare = (box.text, *(child.tail for child in box))
        if box.find("p") is not None and any(text and _BARE_WORDS.fullmatch(text) for text in bare):
            _wrap_runs(box)


def wrap_lines(tree: HtmlElement) -> None:
    """Make paragraphs of the lines in boxes of nothing but text and line breaks."""
    for box in dict.fromkeys(br.getparent() for br in tree.iter("br")):
        if len(box.text_content()) <= _CAPTION or not is_leaf(box):
            continue
        if box.tag in _EMPHASIS and _is_alone(box):
            box.tag = "div"
        if box.tag in _PLAIN:
            _wrap_runs(box)


def _is_alone(element: HtmlElement) -> bool:
    """True for an element of emphasis or a font that holds all text of a box."""
    box = element.getparent()
    return box.tag in _BOXES and len(box.text_content().strip()) == len(element.text_content().strip())


@contextmanager
def called_paragraphs(boxes: list[HtmlElement]) -> Iterator[None]:
    """Call boxes of nothing but text paragraphs where they stand among paragraphs, and elements of a site's own boxes,
    for as long as the context lasts: a site's selectors go by their names.
    """
    lines = _lines_of_text(boxes)
    names = [(box, box.tag) for box in [*boxes, *lines]]
    among: dict[HtmlElement, bool] = {}
    for line in lines:
        line.tag = "p"
    for box in boxes:
        if box.tag != "p":
            box.tag = "p" if _is_paragraph(box, among) else "article" if box.tag == "article" else "div"
    try:
        yield
    finally:
        for box, name in names:
            box.tag = name


def _with_bare_text(tree: HtmlElement) -> list[HtmlElement]:
    """Return the boxes in which more text stands than a label has, their own or in emphasis. Each page pays for it."""
    found = []
    for box in tree.iter(*_BOXES):
        is_bare = _is_long(box.text)
        for child in box:
            tail, text = child.tail, child.text
            if tail and len(tail) > _BARE and not is_bare:
                is_bare = _is_long(tail)
            if text and len(text) > _BARE:
                if child.tag in _EMPHASIS:
                    is_bare = is_bare or _is_long(text)
                elif "-" in child.tag and _OWN.fullmatch(child.tag) and _is_long(text):
                    found.append(child)
        if is_bare:
            found.append(box)
    return found


def _is_long(text: str | None) -> bool:
    return text is not None and len(text) > _BARE and len(text.strip()) > _BARE


def is_leaf(box: HtmlElement) -> bool:
    """True for a box that holds nothing but text and inline elements."""
    return not any(element.tag in _APART or is_block(element) for element in islice(box.iter(), 1, None))


def _is_inline(element: HtmlElement) -> bool:
    return element.tag not in _APART and not is_block(element) and is_leaf(element)


def _is_caption(box: HtmlElement, is_short: dict[HtmlElement, bool]) -> bool:
    """True for a box beside a picture in a place with little text. ``is_short`` is what is known of elements: many
    boxes may stand in one.
    """
    around = None
    for outer, _ in zip([box, *box.iterancestors()], range(_NEAR), strict=False):
        if outer not in is_short:
            is_short[outer] = len(" ".join(outer.text_content().split())) < _CAPTION
        if not is_short[outer]:
            break
        around = outer
    return around is not None and next(around.iter(*_PICTURES), None) is not None


def _wrap_runs(box: HtmlElement) -> None:
    """Wrap the runs of a box; two line breaks end one."""
    run = _paragraph(box.text)
    box.text = None
    box.insert(0, run)
    child = run.getnext()
    while child is not None:
        following = child.getnext()
        if not _is_inline(child) or (child.tag == "br" and _ends_with_break(run)):
            run = _paragraph(child.tail)
            child.tail = None
            child.addnext(run)
        else:
            run.append(child)  # with the text behind it
        child = following
    for paragraph in box.findall("p"):
        if len(paragraph) == 0 and not paragraph.attrib and is_blank(paragraph.text):
            box.remove(paragraph)


def _paragraph(text: str | None) -> HtmlElement:
    made = Element("p")
    # a page may hold control characters, which cannot be set
    made.text = xml_text(_WHITE.sub(" ", text)) if text else None
    return made


def _ends_with_break(run: HtmlElement) -> bool:
    last = next(run.iterchildren(reversed=True), None)
    return last is not None and last.tag == "br" and is_blank(last.tail)


def _is_paragraph(box: HtmlElement, among: dict[HtmlElement, bool]) -> bool:
    """True for a box of sentences, not of links, that stands among paragraphs. ``among`` is what is known of the
    elements around.
    """
    place, parent = box, box.getparent()
    while parent is not None and parent.tag in _PLAIN and place.getnext() is None and place.getprevious() is None:
        place, parent = parent, parent.getparent()
    if parent is None:
        return False
    if parent not in among:
        among[parent] = parent.find("p") is not None
    if not among[parent] and not _stands_above_paragraphs(box):
        return False
    return box.text_content().strip().endswith(SENTENCE_END) and not _is_linked(box)


def _lines_of_text(boxes: list[HtmlElement]) -> list[HtmlElement]:
    """Return the boxes of nothing but text, however short, that stand in a row with some of sentences."""
    rows = Counter(box.getparent() for box in boxes if _is_of_sentences(box))
    texts = [row for row, count in rows.items() if count >= _TOGETHER and not _holds_readers(row)]
    found = (line for row in texts for line in row.iterchildren("div"))
    return [line for line in found if is_leaf(line) and not is_blank(line.text_content()) and not _is_linked(line)]


def _holds_readers(row: HtmlElement) -> bool:
    return any(map(is_of_readers, (row, *islice(row.iterancestors(), _AROUND))))


def is_of_readers(box: HtmlElement) -> bool:
    """True for a box whose name may be that of what readers write."""
    return _READERS.search(f"{box.get('class') or ''} {box.get('id') or ''}") is not None


def _is_of_sentences(box: HtmlElement) -> bool:
    text = box.text_content().strip()
    return len(text) > SENTENCE and text.endswith(SENTENCE_END)


def _is_linked(box: HtmlElement) -> bool:
    linked = sum(len(link.text_content()) for link in box.iter("a"))
    return linked > _LINKED * len(box.text_content().strip())


def _stands_above_paragraphs(box: HtmlElement) -> bool:
    """True for a standfirst: a long box right above the one of the paragraphs."""
    below = next(box.itersiblings(), None)
    while below is not None and below.tag == "br":
        below = below.getnext()
    return below is not None and below.find("p") is not None and letters_in(box.text_content().strip()) > SENTENCE
