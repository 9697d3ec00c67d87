"""Single articles: whole, their versions, near copies, like ones, and links."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from newscrawl.index.near import copies
from newscrawl.index.present import copy_as_json, hit_as_json, versions_as_json
from newscrawl.insights.relations import links, similar
from newscrawl.web.answers import json_answer
from newscrawl.web.api.models import ArticleModel, CopyModel, HitModel, LinksModel, VersionModel
from newscrawl.web.api.parts import NOT_FOUND, archive_of, held_article

router = APIRouter(prefix="/articles", tags=["articles"], responses=NOT_FOUND)
Key = Annotated[str, Path(description="the id of an article, or its beginning of 6 digits or more", max_length=64)]
Limit = Annotated[int, Query(ge=1, le=100, description="articles at most")]
_FRESH = 60


@router.get("/{key}", response_model=ArticleModel, summary="One article, whole")
def article(request: Request, key: Key) -> Response:
    """Every field that the archive holds; the fields are described in docs/article.md."""
    return json_answer(request, held_article(request, key).to_dict(), _FRESH)


@router.get("/{key}/history", response_model=list[VersionModel], summary="All versions, the newest first")
def history(request: Request, key: Key) -> Response:
    """Each version whole, with what it changed against the one before, word by word."""
    return json_answer(request, versions_as_json(held_article(request, key)), _FRESH)


@router.get("/{key}/copies", response_model=list[CopyModel], summary="Near copies, the first published first")
def near_copies(request: Request, key: Key) -> Response:
    """All articles of one text, with the share of words each has in common with the first."""
    found = copies(archive_of(request).index, held_article(request, key))
    return json_answer(request, [copy_as_json(one, alike) for one, alike in found], _FRESH)


@router.get("/{key}/similar", response_model=list[HitModel], summary="Articles on the same")
def similar_articles(request: Request, key: Key, limit: Limit = 10) -> Response:
    """Articles in the same language that share most of its tags and words; near copies aside."""
    found = similar(archive_of(request).index, held_article(request, key), limit)
    return json_answer(request, [hit_as_json(hit) for hit in found], _FRESH)


@router.get("/{key}/links", response_model=LinksModel, summary="Links out and in")
def linked(request: Request, key: Key, limit: Limit = 20) -> Response:
    """What the article links to, and the articles that link to it, the newest first."""
    found = links(archive_of(request).index, held_article(request, key), limit)
    out = [{**asdict(one.link), "kind": one.kind, "held": one.held} for one in found.outgoing]
    incoming = [hit_as_json(hit) for hit in found.incoming]
    return json_answer(request, {"outgoing": out, "incoming": incoming, "incoming_total": found.incoming_total}, _FRESH)
