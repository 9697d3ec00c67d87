"""Parts of a page that are streamed: React sends the slow ones in hidden boxes at the end of the page, and a script
puts each in the place that was left for it (react-dom/server, ``renderToPipeableStream``).
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.extraction.elements import drop_element

MARK = re.compile(rb"""id=["']?S:""")
"""In the bytes of a page that has such parts."""
_PART = re.compile(r"S:([0-9a-f]+)")
_DEEPEST = 100  # levels at which a place may lie; the part adds its own to them
_PLACES = ("B:", "P:")  # of a part with a fallback, and of one within another part


def put_in_place(tree: HtmlElement) -> None:
    """Show the streamed parts of a page, each in its place; one without a place where it is."""
    places = {place.get("id"): place for place in tree.iter("template")}
    for part in [element for element in tree.iter("div") if element.get("hidden") is not None]:
        number = _PART.fullmatch(part.get("id") or "")
        if number is None:
            continue
        del part.attrib["hidden"]
        place = next((places[name + number[1]] for name in _PLACES if name + number[1] in places), None)
        around = list(islice(place.iterancestors(), _DEEPEST)) if place is not None else []
        if place is not None and len(around) < _DEEPEST and part not in around:
            part.tail = None
            place.addprevious(part)
            drop_element(place)
