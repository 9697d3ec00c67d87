"""Runs: the crawls that brought the archive's articles."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.index.dates import instants
from newscrawl.web.api.parts import archive_of
from newscrawl.web.pages.rendering import address_of, page

router = APIRouter(prefix="/runs")
_SHOWN = 100


@router.get("")
def runs_page(request: Request) -> Response:
    """Show the latest crawls."""
    address = address_of(request)
    index = archive_of(request).index
    since, until = instants(address.get("since") or None, address.get("until") or None)
    found = index.records.runs(address.get("site") or None, since, until, _SHOWN)
    return page(request, "runs.html", runs=found, sites=sorted(index.stats().sites), site=address.get("site"))
