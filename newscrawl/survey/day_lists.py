"""Archives by date: finds the address of the list of a day's articles, as a pattern of strftime's codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote, urlsplit

from newscrawl.text import fold
from newscrawl.urls import path_and_query

_DAY = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<s>[-/._]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])(?P<s>[-/._])(?P<m>0[1-9]|1[0-2])(?P=s)(?P<y>20\d\d)(?!\d)")
_NOTHING_ELSE = re.compile(r"(?:/|\.html?|\.php|/index\.html?)?")  # an article's address goes on with words
_LABEL = 3  # words; more are a headline
_NAMED = re.compile(
    r"\b(?:archives?|archivos?|archiv|archivio|arquivo|archief|arkiv|arsiv"
    r"|hemeroteca|calendar|calendario|kalender|архив)\b|الارشيف|ارشيف|归档|アーカイブ"
)


def named_archive(url: str, text: str) -> bool:
    """True if a link is called an archive, or leads to one."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].lower()
    return bool((len(text.split()) <= _LABEL and _NAMED.search(fold(text))) or _NAMED.fullmatch(last.partition(".")[0]))


def day_pattern(url: str) -> str | None:
    """Return the path (and query) of a day's list as a pattern, or None if an address is none: ``/archive/2023/11/08``
    → ``/archive/%Y/%m/%d``.
    """
    path = path_and_query(url)
    for form, codes in ((_DAY, ("%Y", "%m", "%d")), (_DAY_FIRST, ("%d", "%m", "%Y"))):
        found = list(form.finditer(path))
        if len(found) == 1 and _NOTHING_ELSE.fullmatch(path, found[0].end()):
            before, after = path[: found[0].start()].replace("%", "%%"), path[found[0].end() :].replace("%", "%%")
            return before + found[0]["s"].join(codes) + after
    return None


def patterns_of(urls: Iterable[str]) -> list[str]:
    """Return the different patterns of some addresses, the most frequent first."""
    found = [pattern for url in urls if (pattern := day_pattern(url))]
    return sorted(dict.fromkeys(found), key=found.count, reverse=True)


def page_of(pattern: str, published_at: str) -> str:
    """Return the path of the list of the day of an ISO 8601 time."""
    return date.fromisoformat(published_at[:10]).strftime(pattern)
