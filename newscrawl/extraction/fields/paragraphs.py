"""Makes paragraphs of text that stands between them without being one: bare text behind a box, a box of nothing but
text among paragraphs, text in elements of a site's own. trafilatura would leave these out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.html import Element, HtmlElement

from newscrawl.extraction.page import element_text
from newscrawl.text import xml_text

_BARE = 40
"""Letters of bare text from which on it is no label."""
_CAPTION = 400
"""Letters of a box's markup, blanks too, below which what stands beside a picture is its caption."""
_NEAR = 4
"""Levels of boxes around a caption in which its picture may stand."""
_LINKED = 0.5
"""Share of a box's letters in links from which on it is a teaser."""
_EMPHASIS = frozenset(("span", "b", "strong", "font", "em", "i"))
_INLINE = _EMPHASIS.union(
    ("a", "u", "sub", "sup", "code", "cite", "mark", "small", "abbr", "q", "br", "time", "s", "del", "ins", "tt"),
    ("bdi", "bdo", "wbr", "acronym", "kbd", "var", "samp", "data", "label"),
)
_BOXES = frozenset(("div", "section", "center", "article", "main", "form", "fieldset", "details", "header"))
_PICTURES = ("img", "picture", "video", "iframe")
_SENTENCE_END = tuple(".!?…:\"”»)。！？؟")


def boxes_of_text(tree: HtmlElement) -> list[HtmlElement]:
    """Return the boxes of a tree in which bare text stands, each once, without those of captions."""
    return [box for box in dict.fromkeys(_boxes(tree)) if not _is_caption(box)]


def _boxes(tree: HtmlElement) -> Iterator[HtmlElement]:
    for box in tree.iter(*_BOXES):
        if _is_long(box.text):
            yield box
        for child in box:
            if _is_long(child.tail):
                yield box
            if _is_long(child.text) and isinstance(child.tag, str):
                if child.tag in _EMPHASIS:
                    yield box
                elif "-" in child.tag:  # an element of the site's own
                    yield child


def _is_long(text: str | None) -> bool:
    return text is not None and len(text) > _BARE and len(text.strip()) > _BARE


def _is_caption(box: HtmlElement) -> bool:
    around = None
    for outer, _ in zip([box, *box.iterancestors()], range(_NEAR), strict=False):
        if len(outer.text_content()) >= _CAPTION:
            break
        around = outer
    return around is not None and next(around.iter(*_PICTURES), None) is not None


def make_paragraphs(boxes: Iterable[HtmlElement]) -> None:
    """Make paragraphs of the bare text in boxes, in place."""
    leaves = []
    for box in boxes:
        if box.tag not in _BOXES:
            box.tag = "div"
        if all(child.tag in _INLINE for child in box if isinstance(child.tag, str)):
            leaves.append(box)
        else:
            _wrap_runs(box)
    for leaf in leaves:
        _rename(leaf)


def _wrap_runs(box: HtmlElement) -> None:
    """Make a paragraph of each run of text and inline elements between the blocks of a box; two line breaks end one."""
    run = _paragraph(box.text)
    box.text = None
    box.insert(0, run)
    child = run.getnext()
    while child is not None:
        following = child.getnext()
        if child.tag not in _INLINE or (child.tag == "br" and _ends_with_break(run)):
            run = _paragraph(child.tail)
            child.tail = None
            child.addnext(run)
        else:
            run.append(child)  # with the text behind it
        child = following
    for paragraph in box.findall("p"):
        if len(paragraph) == 0 and not (paragraph.text or "").strip():
            box.remove(paragraph)


def _paragraph(text: str | None) -> HtmlElement:
    made = Element("p")
    made.text = xml_text(text) if text else None  # a page may hold control characters, which cannot be set
    return made


def _ends_with_break(run: HtmlElement) -> bool:
    return len(run) > 0 and run[-1].tag == "br" and not (run[-1].tail or "").strip()


def _rename(leaf: HtmlElement) -> None:
    """Call a box of nothing but text a paragraph where it stands among paragraphs, else a plain box."""
    parent = leaf.getparent()
    while parent is not None and len(parent) == 1 and parent.tag in _BOXES:
        parent = parent.getparent()
    text = element_text(leaf)
    linked = sum(len(element_text(link)) for link in leaf.iter("a"))
    is_among = parent is not None and parent.find("p") is not None
    if is_among and linked <= _LINKED * len(text) and text.endswith(_SENTENCE_END):
        leaf.tag = "p"
    elif leaf.tag != "article":
        leaf.tag = "div"
