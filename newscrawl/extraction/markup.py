"""The lines of a text that may hold markup, as pages describe their own text in JSON-LD: plain, with tags, or with tags
that are escaped.
"""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from newscrawl.extraction.elements import SKIPPED
from newscrawl.extraction.paragraphs import BLOCKS
from newscrawl.text import clean, xml_text

# the end of an element, which plain text has none of; one that ends the page is no part of a text
_CLOSING = re.compile(r"</(?!body|html)[a-z][a-z0-9-]*\s*>", re.I)
_BLOCK = re.compile(rf"</?(?:{'|'.join(BLOCKS)}|br)\b[^<>]*>", re.I)


def lines(text: str) -> list[str]:
    """Return the lines of a text, cleaned; of one with markup what a reader sees of it, without lines that are
    nothing but a link.
    """
    if "&lt;/" in text and not _CLOSING.search(text):
        text = html.unescape(text)
    found = _shown(xml_text(text)) if _CLOSING.search(text) else _BLOCK.sub("\n", text).split("\n")
    return [line for part in found if (line := clean(part))]


def one_line(text: str) -> str:
    """Return a title or a description, which should have no markup, without what it has."""
    return " ".join(lines(text)) if "<" in text else text


def _shown(text: str) -> list[str]:
    # a line ends where the text has a block, or else where it has an end of line
    text = text.replace("\n", " ") if _BLOCK.search(text) else text.replace("\n", "<br>")
    try:
        # as a page, not as a fragment: a broken title may have swallowed half of one, with a <body> of its own
        tree: HtmlElement = document_fromstring(f"<html><body><div>{text}</div></body></html>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        _add(parts, element, event)
    linked = {clean(link.text_content()) for link in tree.iter("a")}
    return [line for line in "".join(parts).split("\n") if clean(line) not in linked]


def _add(parts: list[str], element: HtmlElement, event: str) -> None:
    """Add the text at the start or the end of an element."""
    is_shown = isinstance(element.tag, str) and element.tag not in SKIPPED
    if element.tag in BLOCKS or element.tag == "br":
        parts.append("\n")
    if event == "start" and is_shown:
        parts.append(element.text or "")
    elif event != "start":
        parts.append(element.tail or "")
