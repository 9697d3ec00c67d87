"""Addresses whose query names the article, as of sites that a script makes: ``/news/view.php?id=5``, ``/?p=5``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

# what names a list, a page of one, or a form of a page, and no article
_LIST_KEY = re.compile(
    r"cat|cat_?id|category(?:_?id)?|section(?:_?id)?|sec|tags?|author|m|month|year|day|date|page|paged|pg|pagina"
    r"|start|offset|limit|s|q|query|search|feed|format|sort|order|lang|language|itemid|page_id|replytocom|print",
    re.I,
)
_SECTION_KEY = re.compile(r"cat|cat_?id|category(?:_?id)?|section(?:_?id)?|sec|rubri[ck]\w*|channel|menu|board", re.I)
_NO_PAGE_KEY = re.compile(
    r"cat\w*|sec\w*|rubri\w*|tags?|author|sort|order|lang\w*|view|print|type|month|year|day|date|q|s", re.I
)
_LISTING = re.compile(r"list|categor|section|rubri[ck]", re.I)  # of scripts that show one
# of scripts that show no article
_LIST_SCRIPT = re.compile(
    r"list|tags?\b|categor|author|search|login|regist|print|send|share|section|rss|feed|comment|profile|user", re.I
)
_SCRIPT = re.compile(r"\.(?:php|html?|aspx?|jsp|do|cgi|cfm)$", re.I)
_ANY_BEFORE, _ANY_AFTER = r"(?:[^&]+&)*", r"(?:&.*)?"


def _pairs(url: str) -> list[tuple[str, str]]:
    """Return names and values as they are written: patterns are matched with addresses that keep their escapes."""
    parts = (part.partition("=") for part in urlsplit(url).query.split("&"))
    return [(name, value) for name, _, value in parts if name and value]


def _value(value: str) -> str | None:
    """Return the pattern of a value that may name an article: a number, or several words; None for any other."""
    if value.isdecimal():
        return r"\d+"
    if re.search(r"\d{4}", value):
        return r"[^&]*\d{4,}[^&]*"
    return "[^&]+[-_][^&]+[-_][^&]+" if len(re.findall("[-_]", value)) > 1 else None


def is_named_by_query(url: str) -> bool:
    """True if the query of an address may name an article."""
    script = unquote(urlsplit(url).path).rpartition("/")[2]
    named = any(_value(value) and not _LIST_KEY.fullmatch(key) for key, value in _pairs(url))
    return named and not _LIST_SCRIPT.search(script)


def query_pattern(url: str, key: str | None = None) -> str:
    """Return a regular expression for the query of an address; with ``key`` for any that has this parameter."""
    written = [f"{re.escape(name)}={_value(value) or '[^&]+'}" for name, value in _pairs(url) if key in (None, name)]
    return r"\?" + (f"{_ANY_BEFORE}{written[0]}{_ANY_AFTER}" if key is not None else "&".join(written))


def naming_keys(urls: Iterable[str]) -> dict[str, str]:
    """Return for each path which parameter names the article: the one that all of these addresses of it have, with the
    most different values.
    """
    by_path: dict[str, list[dict[str, str]]] = defaultdict(list)
    for url in urls:
        if is_named_by_query(url):
            by_path[urlsplit(url).path].append(dict(_pairs(url)))
    found = {}
    for path, queries in by_path.items():
        common = [key for key in queries[0] if all(key in query for query in queries)]
        named = [key for key in common if _value(queries[0][key]) and not _LIST_KEY.fullmatch(key)]
        if named:
            found[path] = max(named, key=lambda key: len({query[key] for query in queries}))
    return found


def is_section(url: str) -> bool:
    """True if the query of an address may name a section: ``/list.php?cat=3``, ``/?cat=3``."""
    path, keys = urlsplit(url).path, [key for key, _ in _pairs(url)]
    if len(keys) == 1 and _SECTION_KEY.fullmatch(keys[0]):
        return True
    return bool(keys) and bool(_SCRIPT.search(path) and _LISTING.search(path.rpartition("/")[2]))


def page_keys(listing: str, urls: Iterable[str]) -> Iterator[str]:
    """Yield the parameters that give the second page of a listing in some addresses: ``page`` of
    ``/list.php?cat=3&page=2``.
    """
    here, given = urlsplit(listing).path.rstrip("/"), set(_pairs(listing))
    for url in urls:
        more = set(_pairs(url)) - given
        if urlsplit(url).path.rstrip("/") == here and given <= set(_pairs(url)) and len(more) == 1:
            key, value = more.pop()
            if value == "2" and not _NO_PAGE_KEY.fullmatch(key):
                yield key
