"""Refuses values of a search that the archive cannot hold, and names the nearest that it does: a typo must not find
nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from newscrawl.errors import QueryError
from newscrawl.index.nodes import keywords
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.text import fold


def refuse_unknown(index: ArticleIndex, request: SearchRequest, sites: Callable[[], Iterable[str]] = tuple) -> None:
    """Raise QueryError if a request names a site or a language of which the archive holds nothing.

    ``sites`` gives those that are known besides, with a site file; it is asked only where a site is named.
    """
    asked = {name: _values(request, name) for name in ("site", "language")}
    if any(asked.values()):
        held = index.stats()
        _refuse("site", asked["site"], held.sites, sites() if asked["site"] else ())
        _refuse("lang", asked["language"], held.languages)


def _values(request: SearchRequest, field: str) -> list[str]:
    return [node.value for node in keywords(request.tree()) if node.field == field and node.match == "whole"]


def _refuse(name: str, values: Iterable[str], held: Iterable[str], others: Iterable[str] = ()) -> None:
    held = sorted(held)
    known = {fold(one): one for one in (*held, *others)}
    for value in values:
        if held and fold(value) not in known:
            near = difflib.get_close_matches(fold(value), known, 1)
            meant = f" (did you mean {known[near[0]]}?)" if near else ""
            raise QueryError(f"{name}: the archive holds nothing of {value!r}{meant}; it has {', '.join(held)}")
