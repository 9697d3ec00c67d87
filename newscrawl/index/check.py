"""Refuses values of a search that the archive cannot hold, and names the nearest that it does: a typo must not find
nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from newscrawl.errors import QueryError
from newscrawl.index.nodes import keywords
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.text import fold


def refuse_unknown(index: ArticleIndex, request: SearchRequest, sites: Iterable[str] = ()) -> None:
    """Raise QueryError if a request names a site of which the archive holds nothing, and that is none of ``sites``."""
    asked = [node.value for node in keywords(request.tree()) if node.field == "site" and node.match == "whole"]
    if not asked:
        return
    held = index.stats().sites
    known = {fold(name): name for name in (*held, *sites)}
    for name in asked:
        if held and fold(name) not in known:
            near = difflib.get_close_matches(fold(name), known, 1)
            meant = f" (did you mean {known[near[0]]}?)" if near else ""
            raise QueryError(f"site: the archive holds nothing of {name!r}{meant}; it has {', '.join(sorted(held))}")
