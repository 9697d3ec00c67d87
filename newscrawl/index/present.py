"""How hits, copies and versions are presented as JSON; terminal and web page have presenters of their own."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from newscrawl.index.history import Change, list_diff, versions, word_diff
from newscrawl.index.protocol import Fragment, Hit, SearchResult
from newscrawl.items import REVISED, Article

_HIT = (
    "id", "url", "site", "language", "kind", "headline", "summary", "section", "region", "tags", "topics", "authors",
    "sources", "published_at", "modified_at", "revision", "retracted_at", "also_at", "cluster",
)  # fmt: skip
_COPY = (
    "id", "url", "site", "language", "headline", "authors", "sources", "published_at", "first_seen_at", "word_count",
    "cluster",
)  # fmt: skip


def marked(fragment: Fragment, mark: Callable[[str], str], escape: Callable[[str], str] = str) -> str:
    """Return a fragment as markup: ``mark`` is put on what matched, ``escape`` on every piece of text before that."""
    parts, at = ["…" if fragment.cut_before else ""], 0
    for start, end in fragment.spans:
        parts += [escape(fragment.text[at:start]), mark(escape(fragment.text[start:end]))]
        at = end
    return "".join([*parts, escape(fragment.text[at:]), "…" if fragment.cut_after else ""])


def as_html(fragment: Fragment) -> str:
    """Return a fragment as HTML that holds no markup but ``<em>``."""
    return marked(fragment, lambda text: f"<em>{text}</em>", html.escape)


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as the JSON of ``search --json``.

    ``highlights`` is HTML: the text escaped, ``<em>`` around what matched.
    """
    values = hit.article.to_dict()
    highlights = {name: [as_html(part) for part in parts] for name, parts in hit.highlights.items()}
    chosen = {name: values[name] for name in _HIT}
    return {**chosen, "copies": hit.copies, "score": round(hit.score, 4), "highlights": highlights}


def result_as_json(result: SearchResult) -> dict[str, Any]:
    """Return what a search counted beside its hits."""
    facets = {name: [asdict(bucket) for bucket in buckets] for name, buckets in result.facets.items()}
    histogram = [asdict(bucket) for bucket in result.histogram]
    counts = {"total": result.total, "texts": result.texts, "sites": result.sites, "pageable": result.pageable}
    over_time = {"histogram": histogram, "interval": result.interval, "undated": result.undated}
    return {**counts, "partial": result.partial, "cursor": result.cursor, "facets": facets, **over_time}


def copy_as_json(article: Article, similar: float) -> dict[str, Any]:
    """Return a near copy as the JSON of ``copies --json``.

    ``similarity`` is the share of words it has in common with the first.
    """
    values = article.to_dict()
    chosen = {name: values[name] for name in _COPY}
    return {**chosen, "first": article.id == article.cluster, "similarity": round(similar, 4)}


def versions_as_json(article: Article) -> list[dict[str, Any]]:
    """Return the versions, newest first, with what each changed against the one before."""
    rows = []
    for version, older, changed in version_pairs(article):
        changes = {name: [asdict(c) for c in field_diff(older, version, name)] for name in changed if older}
        fields = {name: getattr(version, name) for name in REVISED}
        rows.append({"revision": version.revision, "crawled_at": version.crawled_at, **fields, "changes": changes})
    return rows


def version_pairs(article: Article) -> Iterator[tuple[Article, Article | None, list[str]]]:
    """Yield each version, newest first, with the one before it (None for the first), and the fields it changed."""
    found = versions(article)
    for number, version in enumerate(found):
        if number + 1 < len(found):
            yield version, found[number + 1], article.history[-1 - number].changed
        else:
            yield version, None, []


def field_diff(older: Article | None, newer: Article, name: str) -> Iterator[Change]:
    """Compare a field of two versions: texts word by word, lists such as tags entry by entry."""
    before, after = (getattr(article, name, None) for article in (older, newer))
    if name != "body" and (isinstance(before, list) or isinstance(after, list)):
        return list_diff(before or [], after or [])
    return word_diff(_text(before), _text(after))


def _text(value: str | list[str] | None) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""
