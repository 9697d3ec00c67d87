"""The article page: a calm reading view, its metadata, versions, copies, likes and links; and two versions compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.errors import ArgumentError
from newscrawl.index.history import Change, versions
from newscrawl.index.near import copies
from newscrawl.index.present import field_diff
from newscrawl.insights.edits import changed_share, paragraph_diff
from newscrawl.insights.relations import links, similar
from newscrawl.items import REVISED, Article
from newscrawl.web.api.parts import archive_of, held_article
from newscrawl.web.pages.asked import number
from newscrawl.web.pages.rendering import address_of, page
from newscrawl.web.security import WITH_IMAGES

router = APIRouter(prefix="/article")
_COPIES = 50


@dataclass(frozen=True)
class Version:
    """One version on the time line."""

    revision: int
    seen_at: str | None
    changed: list[str]
    share: float
    """Of the words that it changed against the version before it."""
    before: int | None


@router.get("/{key}")
def article_page(request: Request, key: str) -> Response:
    """Show one article."""
    article = held_article(request, key)
    index = archive_of(request).index
    with_images = address_of(request).get("images") == "1"
    if with_images:
        request.scope[WITH_IMAGES] = True
    values = {"time_line": time_line(article), "copies": copies(index, article)[:_COPIES], "images": with_images}
    around = {"links": links(index, article), "similar": similar(index, article), "layers": _layers(article)}
    return page(request, "article.html", article=article, **values, **around)


def time_line(article: Article) -> list[Version]:
    """Return the versions of an article, the newest first."""
    found = versions(article)
    rows = []
    for place, version in enumerate(found):
        older = found[place + 1] if place + 1 < len(found) else None
        revision = article.history[-1 - place] if older else None
        seen = revision.replaced_at if revision else article.first_seen_at
        changed = revision.changed if revision else []
        share = changed_share(older, version) if older else 0.0
        rows.append(Version(version.revision, seen, changed, share, older.revision if older else None))
    return rows


def _layers(article: Article) -> dict[str, list[str]]:
    """Return for each layer the fields that it gave."""
    found: dict[str, list[str]] = {}
    for field, layer in sorted(article.layers.items()):
        found.setdefault(layer, []).append(field)
    return found


@router.get("/{key}/compare")
def compare_page(request: Request, key: str) -> Response:
    """Show what was changed between two versions of an article, or how it differs from a near copy (``with``)."""
    article = held_article(request, key)
    address = address_of(request)
    if address.get("with"):
        other = held_article(request, address.get("with"))
        return _comparison(request, other, article, article=article, known=[], other=other)
    found = {version.revision: version for version in versions(article)}
    known = sorted(found)
    newest = number(address, "to", known[-1], 1, 10**6)
    oldest = number(address, "from", known[max(0, known.index(newest) - 1)] if newest in found else known[0], 1, 10**6)
    for given in (newest, oldest):
        if given not in found:
            raise ArgumentError(f"revision {given} of this article is not kept; there are {', '.join(map(str, known))}")
    return _comparison(request, found[oldest], found[newest], article=article, known=known, other=None)


def _comparison(request: Request, before: Article, after: Article, **values: Any) -> Response:
    compared = {"fields": _fields(before, after), "paragraphs": list(paragraph_diff(before, after))}
    share = changed_share(before, after)
    return page(request, "compare.html", before=before, after=after, share=share, **compared, **values)


def _fields(before: Article, after: Article) -> dict[str, list[Change]]:
    """Return what differs in the fields beside the text."""
    found: dict[str, list[Change]] = {}
    for name in REVISED:
        if name != "body":
            changes = list(field_diff(before, after, name))
            if any(change.kind != "same" for change in changes):
                found[name] = changes
    return found
