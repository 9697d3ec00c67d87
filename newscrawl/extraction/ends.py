"""Ends of a page that are none: ``</html>`` in its middle, ``<html lang="en"/>``. The parser stops there, and browsers
go on (HTML standard, 13.2.6.4).
"""

from __future__ import annotations

import re

_ENDS = re.compile(rb"</(?:html|body)\s*>", re.I)
_TAIL = 200  # bytes behind the end of most pages: comments of caches, counters of visits


def without_ends(html: bytes) -> bytes:
    """Return a page of which its parser reads all."""
    for name in (b"<html", b"<body"):
        start = html.find(name)
        end = html.find(b">", start) if start >= 0 else -1
        if end > 0 and html[end - 1 : end] == b"/":
            html = html[: end - 1] + html[end:]
    ends = [end for name in (b"</html", b"</HTML") if (end := html.find(name)) >= 0]
    return _ENDS.sub(b"", html) if ends and min(ends) < len(html) - _TAIL else html
