"""Names of people: what stands before and after them in a byline is cut, what is no name is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.text import clean, unique

_BY = re.compile(
    r"^(?:(?:written|reported|posted|edited|photographs?|text|words|story)\s+)?(?:by|por|par|von|di|da|door|bởi|от|текст|بقلم|الكاتب)\b\s*:?\s*",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:[,;|•·/]|\s(?:and|y|et|und|e|en|og|och)\s|\s&\s|\s+و(?=\S+\s))\s*", re.I)
_JUNK = re.compile(
    r"https?:|www\.|@|\d{3,}|^(?:admin|administrator|staff|editor|editors|redaktion|redaction|webmaster|user|guest|contributor|author|unknown|none|null|follow|updated?|published)$",
    re.I,
)


def person_names(values: Iterable[str]) -> list[str]:
    """Return the names in bylines: ``["By Rana W. and Hugo M."]`` → ``["Rana W.", "Hugo M."]``."""
    names: list[str] = []
    for value in values:
        text = _BY.sub("", clean(value))
        names += [part for part in _SPLIT.split(text) if part and not _JUNK.search(part) and 2 < len(part) < 60]
    return unique(names)
