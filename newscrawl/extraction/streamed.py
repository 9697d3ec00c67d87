"""Parts of a page that are streamed: React sends the slow ones in hidden boxes at the end of the page, and a script
puts each in the place that was left for it (react-dom/server, ``renderToPipeableStream``).
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.extraction.elements import drop_element

_MARK = re.compile(rb"""id=["']?S:""")
# what is shown until the part is there, up to the comment that ends it
_FALLBACK = re.compile(rb"""(<template id=["']?B:[0-9a-f]{1,8}["']?></template>).{0,4000}?<!--/\$-->""", re.S)
_PART = re.compile(r"S:([0-9a-f]+)")
_PLACES = ("B:", "P:")  # of a part with a fallback, and of one within another part
_DEEPEST = 250  # levels of a page, as the parser goes


def is_streamed(html: bytes) -> bool:
    """True for the bytes of a page that has such parts."""
    return _MARK.search(html) is not None


def without_fallbacks(html: bytes) -> bytes:
    """Return a page without what its parts stand for: "Loading …"."""
    return _FALLBACK.sub(rb"\1", html)


def put_in_place(tree: HtmlElement) -> None:
    """Show the streamed parts of a page, each in its place; one without a place where it is."""
    places = {place.get("id"): place for place in tree.iter("template")}
    for part in [element for element in tree.iter("div") if element.get("hidden") is not None]:
        number = _PART.fullmatch(part.get("id") or "")
        if number is None:
            continue
        del part.attrib["hidden"]
        name = next((name for kind in _PLACES if (name := kind + number[1]) in places), "")
        place = places.pop(name, None)
        around = list(place.iterancestors()) if place is not None else []
        if place is None or not around or around[-1] is not tree or part in around:
            continue
        if len(around) + _height(part) <= _DEEPEST:
            part.tail = None
            place.addprevious(part)
            drop_element(place)


def _height(element: HtmlElement) -> int:
    """Return how many levels lie below an element."""
    levels = {element: 0}
    for inner in element.iterdescendants():
        levels[inner] = levels[inner.getparent()] + 1
    return max(levels.values())
