"""The layer of OpenGraph (https://ogp.me), Dublin Core and plain meta tags."""

from __future__ import annotations

import re
from datetime import tzinfo
from urllib.parse import urlsplit

from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.markup import one_line
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import any_date, stamp
from newscrawl.extraction.words.names import is_label, person_names, split_names, without_credits
from newscrawl.extraction.words.tags import clean_tags
from newscrawl.urls import join

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.created",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "article.published", "date",
    "dc.date", "publication_date", "cxenseparse:recs:publishtime", "rnews:datepublished", "og:published_time",
    "citation_publication_date", "citation_online_date", "citation_date",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "cxenseparse:author",
    "citation_author",
)  # fmt: skip
_TAGS = ("article:tag", "tags", "tag")
_SUMMARIES = ("og:description", "description", "twitter:description", "dc.description")
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
    "article:modified",
)


def meta_layer(page: Page, zone: tzinfo) -> Layer:
    """Read the fields that the page's meta tags hold."""
    image = page.first_meta("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    video = page.first_meta("og:video", "og:video:url", "og:video:secure_url")
    tags = [name for name in (*_AUTHORS, *_labelled(page)) if name in page.meta]
    bylines = [without_credits(page.meta[name]) for name in tags]
    people, agencies = split_names(value for values in bylines for value in values)
    by_tag = [names for values in bylines if (names := person_names(values))] if len(tags) > 1 else []
    layer: Layer = {
        "headline": one_line(page.first_meta("og:title", "twitter:title", "dc.title", "headline") or ""),
        "summary": one_line(page.first_meta(*_SUMMARIES) or ""),
        "url": page.first_meta("og:url"),
        "image": _picture(page, image) if image else None,
        "video": join(page.base, video) if video else None,
        "tags": clean_tags(
            next((found for name in _TAGS if len(found := page.meta.get(name, [])) > 1), [])
            or next((found for name in _TAGS if (found := _split(page, name))), [])
        ),
        "keywords": _keywords(page),
        "authors": people,
        "author_tags": by_tag if len(by_tag) > 1 else None,
        "sources": agencies,
        "section": [s] if (s := page.first_meta("article:section")) else None,
        "language": _language(page),
        "paywalled": (page.first_meta("article:content_tier") or "").lower() in ("locked", "metered"),
        "published_at": _date(page, _PUBLISHED, zone),
        "modified_at": _date(page, _MODIFIED, zone),
    }
    return {field: value for field, value in layer.items() if value}


def _picture(page: Page, address: str) -> str | None:
    """Return the whole address of a picture; None for that of a home page: the theme was given no picture."""
    whole = join(page.base, address)
    return whole if urlsplit(whole).path.strip("/") or urlsplit(whole).query else None


def _labelled(page: Page) -> list[str]:
    """Return the names of the tags whose label is "Written by" or the like, as on the cards of Twitter and Slack."""
    return [f"twitter:data{n}" for n in (1, 2) if is_label(page.first_meta(f"twitter:label{n}") or "")]


def _date(page: Page, names: tuple[str, ...], zone: tzinfo) -> str | None:
    for name in names:
        for value in page.meta.get(name, ()):
            when = any_date(value, zone)
            if when:
                return stamp(when, zone)
    return None


def _split(page: Page, name: str) -> list[str]:
    return [part for value in page.meta.get(name, ()) for part in re.split(r"[,;،]", value)]


def _keywords(page: Page) -> list[str]:
    """Return the first keywords there are; search engines are told more than readers, so shown tags go before these."""
    names = ("news_keywords", "parsely-tags", "sailthru.tags", "keywords")
    return next((tags for name in names if (tags := clean_tags(_split(page, name), page.title))), [])


def _language(page: Page) -> str | None:
    declared = page.tree.get("lang") or page.first_meta("og:locale", "content-language", "language") or ""
    match = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", declared.strip())
    return match.group().lower() if match else None
