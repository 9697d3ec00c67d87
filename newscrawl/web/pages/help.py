"""Help: what can be written in the search box, and what the API has."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.web.pages.rendering import page

router = APIRouter(prefix="/help")


@router.get("")
def help_page(request: Request) -> Response:
    """Show how searches are written, and the routes of the API."""
    described = request.app.openapi()["paths"]
    routes = [
        (method.upper(), path, told.get("summary", ""))
        for path, methods in sorted(described.items())
        for method, told in methods.items()
    ]
    return page(request, "help.html", routes=routes)
