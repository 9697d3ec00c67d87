"""The front page: what the ticker said and what was most read, from when to when, and where in the list."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.index.dates import date_bound, instants
from newscrawl.insights.standing import presence, shown_at, standings
from newscrawl.items import FrontPage
from newscrawl.web.api.parts import archive_of
from newscrawl.web.pages.rendering import address_of, page

router = APIRouter(prefix="/front-pages")
_SNAPSHOTS = 2_000
_LINES = 100


@router.get("")
def front_pages(request: Request) -> Response:
    """Show what stood on the front pages of a site, at an hour or over days."""
    address = address_of(request)
    index = archive_of(request).index
    sites = sorted(index.stats().sites)
    site = address.get("site") or (sites[0] if sites else "")
    since, until = instants(address.get("since") or None, address.get("until") or None)
    at, word = address.get("at"), address.get("word")
    pages = index.records.front_pages(site or None, since, until, _SNAPSHOTS)
    shown = (
        shown_at(pages, date_bound(at, True, None, "at").when.isoformat()) if at else shown_at(pages, _latest(pages))
    )
    return page(
        request, "front_pages.html", sites=sites, site=site, at=at, word=word, shown=shown,
        standings=standings(pages)[:_LINES], snapshots=len(pages), is_cut=len(pages) == _SNAPSHOTS,
        presence=presence(pages, word) if word else {},
    )  # fmt: skip


def _latest(pages: list[FrontPage]) -> str:
    return max((one.seen_at for one in pages), default="1970-01-01T00:00:00+00:00")
