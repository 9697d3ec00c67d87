"""The layer of JSON-LD (schema.org Article and its kinds, https://schema.org/Article)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import json_repair

from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.markup import lines
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import any_date, iso_date, stamp
from newscrawl.extraction.words.names import split_names
from newscrawl.extraction.words.tags import clean_tags
from newscrawl.text import clean, without_half_pairs
from newscrawl.urls import canonicalize

_KINDS = {
    "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "analysis",
    "reviewnewsarticle": "opinion",
    "blogposting": "blog",
    "liveblogposting": "live",
}
_TIMES = (  # field, key, and the meta tag that tells the same
    ("published_at", "datePublished", "article:published_time"),
    ("modified_at", "dateModified", "article:modified_time"),
)
_CLOCK = "%Y-%m-%d %H:%M"
_WEB = re.compile(r"https?://[^\s\[\]]+$")
# letters of JSON that are repaired, in a time that grows with their square; what is longer has lost its end tag, and is
# the rest of the page
_REPAIRED = 16_000
_MARKUP = ("<!", "]]>", "-->")
_AROUND_JSON = re.compile(r"^\s*(?://)?\s*<!\[CDATA\[|(?://)?\s*\]\]>\s*;?\s*$|^\s*<!--|-->\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def jsonld_layer(page: Page, zone: tzinfo) -> Layer:
    """Read the fields of the article that the page's JSON-LD describes: of several the one at the page's address, else
    the first.
    """
    nodes = _nodes(page)
    articles = [node for node in nodes if _is_article(node)]
    if not articles:
        return {}
    here = _place(page.url)
    article = next((node for node in articles if here in (_place(url) for url in _urls(node))), articles[0])
    people, agencies = _people(article, nodes)
    layer: Layer = {
        "headline": _text(article.get("headline")) or _text(article.get("name")),
        "summary": _text(article.get("description")),
        "authors": people,
        "sources": agencies,
        "tags": clean_tags(_keywords(article.get("keywords")), _text(article.get("headline")) or ""),
        "section": _texts(article.get("articleSection")),
        "language": _language(article.get("inLanguage")),
        "url": _url(article.get("mainEntityOfPage")) or _url(article.get("url")),
        "image": _url(article.get("image")),
        "kind": next((_KINDS[t] for t in _types(article) if t in _KINDS), None),
        "article_body": _body(article),
        "paywalled": _is_false(article.get("isAccessibleForFree")),
    }
    for field, key, tag in _TIMES:
        when = any_date(_text(article.get(key)) or "", zone)
        layer[field] = stamp(_with_offset(when, page.first_meta(tag)), zone) if when else None
    return {field: value for field, value in layer.items() if value}


def _with_offset(when: datetime, told: str | None) -> datetime:
    """Return a time with the offset that a meta tag has for the same clock: some systems write a local time as UTC."""
    other = None if when.utcoffset() else iso_date(told or "", UTC)
    return other if other is not None and f"{other:{_CLOCK}}" == f"{when:{_CLOCK}}" else when


def web_page_authors(page: Page) -> list[str]:
    """Return the people who are the authors of the web page, which some systems describe where they describe no
    article. They may be those who put it there.
    """
    nodes = _nodes(page)
    pages = [node for node in nodes if "webpage" in _types(node)]
    people = ([one for one in _authors(node, nodes) if _is_person(one)] for node in pages)
    return split_names(_names(next(filter(None, people), [])))[0]


def web_page_time(page: Page, zone: tzinfo) -> str | None:
    """Return when the web page was published, which some systems tell where they describe no article."""
    here = canonicalize(page.url)
    for node in _nodes(page):
        if "webpage" in _types(node) and here in map(canonicalize, _urls(node)):
            when = any_date(_text(node.get("datePublished")) or "", zone)
            return stamp(when, zone) if when else None
    return None


def _people(node: dict[str, Any], nodes: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the people and agencies of a node."""
    return split_names(_names(_authors(node, nodes)) or _names(node.get("creator")))


def _authors(node: dict[str, Any], nodes: list[dict[str, Any]]) -> list[Any]:
    """Return a node's authors, texts and nodes; for one without a name the person of its ``@id``."""
    described = (one for one in nodes if _is_person(one) and "name" in one)
    persons = {person["@id"]: person for person in described if isinstance(person.get("@id"), str)}
    found = []
    for entry in _list(node.get("author")):
        if isinstance(entry, dict) and "name" not in entry:
            entry = persons.get(str(entry.get("@id", "")))
        found.append(entry)
    return found


def _is_person(entry: Any) -> bool:
    return isinstance(entry, dict) and "person" in _types(entry)


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def _urls(node: dict[str, Any]) -> list[str]:
    return [url for key in ("url", "@id", "mainEntityOfPage") if (url := _url(node.get(key))) and _WEB.match(url)]


def _body(article: dict[str, Any]) -> list[str]:
    """Return the paragraphs of ``articleBody``; of a live blog those of its updates, each after its headline."""
    parts = [article.get("articleBody")]
    updates = article.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else []:
        if isinstance(update, dict):
            parts += [update.get("headline"), update.get("articleBody")]
    return [line for part in parts if isinstance(part, str) for line in lines(part)]


def _is_false(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no"))


@lru_cache(maxsize=1)  # the article of one page is looked for in them, and the author of the page
def _nodes(page: Page) -> list[dict[str, Any]]:
    scripts = (element for element in page.tree.iter("script") if "ld+json" in (element.get("type") or "").lower())
    return [node for element in scripts for node in _flatten(_parse(element.text or ""), 0)]


def _parse(text: str) -> Any:
    """Read JSON, forgiving what pages get wrong: line breaks and bare quotes in strings, CDATA, comments, commas and
    brackets too many.
    """
    if any(mark in text for mark in _MARKUP):
        text = _AROUND_JSON.sub("", text)
    text = text.strip().rstrip(";")
    text = without_half_pairs(text)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    if len(text) > _REPAIRED or not text.startswith(("{", "[")):
        return None
    try:
        return json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError):
        return None


def _flatten(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _flatten(entry, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            if isinstance(value.get(key), list | dict):
                yield from _flatten(value[key], depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [name.rpartition("/")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str)]


def _is_article(node: dict[str, Any]) -> bool:
    return any(t.endswith("article") or t in _KINDS or t == "report" for t in _types(node)) and any(
        key in node for key in ("headline", "name", "datePublished", "articleBody")
    )


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str | dict)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return clean(value) or None if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for v in values if (text := _text(v))]


def _keywords(value: Any) -> list[str]:
    texts = _texts(value)
    if len(texts) == 1:
        texts = [clean(part) for part in re.split(r"[,;|،]", texts[0])]
    return texts


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(value: Any) -> list[str]:
    names: list[str] = []
    for entry in _list(value):
        name = entry.get("name") if isinstance(entry, dict) else entry
        names += _texts(name)
    return names


def _url(value: Any) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
        return _url(value) if isinstance(value, list) else value if isinstance(value, str) else None
    return value.strip() if isinstance(value, str) else None


def _language(value: Any) -> str | None:
    text = _text(value)
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_].*)?", text or "")
    return match[1].lower() if match else None
