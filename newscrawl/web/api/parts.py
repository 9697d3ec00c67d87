"""What the routes of the API have in common."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from newscrawl.index.find import find_article
from newscrawl.items import Article
from newscrawl.web.api.models import ProblemModel
from newscrawl.web.archive import Archive
from newscrawl.web.problems import MEDIA_TYPE


def archive_of(request: Request) -> Archive:
    """Return the archive of the server."""
    archive: Archive = request.app.state.archive
    return archive


def held_article(request: Request, key: str) -> Article:
    """Return an article by its id or the beginning of it. Raises NotHeld."""
    return find_article(archive_of(request).index, key)


def _told(*statuses: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    schema = {"schema": ProblemModel.model_json_schema()}
    return {status: {"description": told, "content": {MEDIA_TYPE: schema}} for status, told in statuses}


PROBLEMS = _told(
    (400, "The query, a value or a date cannot be understood"),
    (401, "A token is needed"),
    (422, "A parameter is unknown or out of its bounds"),
    (429, "Too many requests; Retry-After says when to ask again"),
    (503, "The archive is away, missing or damaged"),
)
FORBIDDEN = _told((403, "Nothing can be saved without a token, or by a page of another site"))
NOT_FOUND = _told((404, "The archive holds no such article"))
