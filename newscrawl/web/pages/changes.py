"""Changes: what was edited in the last days, across sites."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.errors import QueryError
from newscrawl.insights.edits import Wanted, edits
from newscrawl.items import REVISED
from newscrawl.web.api.parts import archive_of
from newscrawl.web.pages.asked import filters_of, number
from newscrawl.web.pages.rendering import address_of, page

router = APIRouter(prefix="/changes")
_SHOWN = 50


@router.get("")
def changes_page(request: Request) -> Response:
    """Show the latest edits."""
    address = address_of(request)
    fields = [name for name in address.values("field") if name in REVISED]
    least = number(address, "least", 0, 0, 100)
    removed = address.get("removed") == "1"
    seen_since = address.get("seen_since")
    values: dict[str, Any] = {
        "fields": fields,
        "least": least,
        "removed": removed,
        "seen_since": seen_since,
        "all_fields": REVISED,
    }
    wanted = Wanted(seen_since or None, address.get("seen_until") or None, fields, least / 100, removed)
    try:
        found = edits(archive_of(request).index, filters_of(address).request(), wanted, _SHOWN)
    except QueryError as error:
        return page(request, "changes.html", 400, error=error, found=None, **values)
    return page(request, "changes.html", error=None, found=found, **values)
