"""JSON answers with what lets a client ask again cheaply: ETag and Cache-Control (RFC 9110, 9111)."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

FRESH_SECONDS = 5
"""How long an answer may be kept: as long as a new article takes to be found."""


def json_answer(request: Request, value: Any, fresh: int = FRESH_SECONDS, status: int = 200) -> Response:
    """Return a value as JSON; 304 without it where the client has the same already."""
    body = orjson.dumps(value)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={fresh}"}
    held = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and (tag in held or held == ["*"]):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, "application/json")
