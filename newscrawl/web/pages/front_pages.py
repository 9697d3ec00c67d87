"""The front page: what the ticker said and what was most read, from when to when, and where in the list."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.index.dates import UTC_ZONE, date_bound, instants
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
    moment = date_bound(at, "T" not in at, UTC_ZONE, "at").when.isoformat() if at else None
    kept = index.records.front_pages(site or None, since, moment or until, _SNAPSHOTS)
    addresses = sorted({one.url for one in kept}, key=lambda url: (len(url), url))  # the home page first
    place = address.get("of") if address.get("of") in addresses else next(iter(addresses), "")
    pages = [one for one in kept if one.url == place]
    moment = moment or _latest(pages)
    chosen = {
        "sites": sites,
        "site": site,
        "at": at,
        "word": word,
        "addresses": addresses,
        "place": place,
        "moment": moment,
    }
    found = {"shown": shown_at(pages, moment), "standings": standings(pages)[:_LINES], "snapshots": len(pages)}
    present = presence(pages, word) if word else {}
    return page(request, "front_pages.html", is_cut=len(kept) == _SNAPSHOTS, presence=present, **chosen, **found)


def _latest(pages: list[FrontPage]) -> str:
    return max((one.seen_at for one in pages), default="1970-01-01T00:00:00+00:00")
