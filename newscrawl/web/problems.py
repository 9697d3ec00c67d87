"""Errors over HTTP as problem details (RFC 9457), one sentence each; on a page the same as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from newscrawl.errors import ArchiveError, ArgumentError, NewscrawlError, NotHeld, QueryError, Unavailable

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return the answer for an error; ``more`` are members of the problem's own."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(orjson.dumps(body), status, dict(headers or {}), MEDIA_TYPE)


def status_of(error: NewscrawlError) -> tuple[int, str]:
    """Return the status and the title of one of the project's own errors."""
    if isinstance(error, NotHeld):
        return 404, "Not in the archive"
    if isinstance(error, QueryError | ArgumentError):
        return 400, "Not understood"
    if isinstance(error, Unavailable):
        return 503, "The archive is busy or away"
    if isinstance(error, ArchiveError):
        return 503, "The archive cannot be read"
    return 400, "Not possible"


def problem_of(error: NewscrawlError) -> Response:
    """Return the answer for one of the project's own errors."""
    status, title = status_of(error)
    more: dict[str, Any] = {}
    if isinstance(error, QueryError) and error.place:
        more["place"] = list(error.place)
    headers = {"Retry-After": "5"} if status == 503 else {}
    return problem(status, title, str(error), headers, **more)
