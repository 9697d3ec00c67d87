"""Where a page does not end: at ``</html>`` in its middle, at ``<html lang="en"/>``, or below 255 elements that were
never closed. The parser stops there, and browsers go on (HTML standard, 13.2.6.4).
"""

from __future__ import annotations

import re

_ENDS = re.compile(rb"</(?:html|body)\s*>", re.I)
_HTML = re.compile(rb"</html", re.I)
NESTED = (
    re.compile(rb"</?(?:font|b|i|u|em|strong|span|big|small|center)\b[^<>]*>", re.I),
    re.compile(rb"</?(?:div|section|blockquote|ul|ol|table|tbody|tr|td)\b[^<>]*>", re.I),
    re.compile(rb"</?a\b[^<>]*>", re.I),
)
"""Tags without which a page is less deep, those first that mean least."""
# bytes, and of a page, behind an end that is none: caches, counters and hosts add something behind those that are
_LEAST, _SHARE = 200, 0.1


def without_ends(html: bytes) -> bytes:
    """Return a page of which its parser reads all; NUL is no sign of a text (HTML standard, 13.2.6.4.7)."""
    if b"\0" in html:
        html = html.replace(b"\0", b"")
    for name in (b"<html", b"<body"):
        start = html.find(name)
        start = html.find(name.upper()) if start < 0 else start
        end = html.find(b">", start) if start >= 0 else -1
        if end > 0 and html[end - 1 : end] == b"/":
            html = html[: end - 1] + html[end:]
    last = max(0, len(html) - max(_LEAST, int(len(html) * _SHARE)))  # behind it, an end is one
    is_in_middle = html.find(b"</html", 0, last) >= 0
    if not is_in_middle and html.find(b"</H", 0, last) >= 0:  # a page of capitals, or of both
        is_in_middle = _HTML.search(html, 0, last) is not None
    return _ENDS.sub(b"", html) if is_in_middle else html
