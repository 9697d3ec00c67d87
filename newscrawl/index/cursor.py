"""Cursors: where a walk through any number of hits goes on. To those who carry them they are opaque."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from newscrawl.errors import QueryError
from newscrawl.index.query import FROM_THE_START, SearchRequest

_ASKED = (
    "text", "tags", "topic", "section", "author", "source", "region", "site", "language", "kind", "where", "exclude",
    "since", "until", "sort", "timezone", "copies",
)  # fmt: skip


def write_cursor(request: SearchRequest, place: Mapping[str, Any]) -> str:
    """Return the cursor for a place of an engine's own (plain JSON values) in the hits of a request."""
    return base64.urlsafe_b64encode(orjson.dumps({"of": _of(request), **place})).decode().rstrip("=")


def read_cursor(request: SearchRequest) -> dict[str, Any] | None:
    """Return the place a request's cursor stands for; None at the start. Raises QueryError for a cursor that is none,
    or another request's.
    """
    text = request.cursor or ""
    if text == FROM_THE_START:
        return None
    try:
        place: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        of = place.pop("of")
    except (binascii.Error, ValueError, TypeError, AttributeError, KeyError) as error:
        raise QueryError(f"cursor: {text[:40]!r} is none; begin with {FROM_THE_START}") from error
    if of != _of(request):
        raise QueryError(f"cursor: it is that of another search; begin with {FROM_THE_START}")
    return place


def _of(request: SearchRequest) -> str:
    asked = repr([getattr(request, name) for name in _ASKED])
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def expired() -> QueryError:
    """Return the error for a walk that rested too long."""
    return QueryError(f"cursor: it has expired; begin again with {FROM_THE_START}")
