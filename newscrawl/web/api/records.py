"""Front pages and crawls."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from newscrawl.index.dates import instants
from newscrawl.web.answers import json_answer
from newscrawl.web.api.parts import archive_of

router = APIRouter(tags=["records"])


class RecordParameters(BaseModel):
    """Which records are asked for."""

    model_config = ConfigDict(extra="forbid")

    site: str | None = Field(None, max_length=100, description="only of this site")
    since: str | None = Field(None, max_length=40, description="from this day, time or age; days are those of UTC")
    until: str | None = Field(None, max_length=40, description="up to this day (included) or time")
    limit: int = Field(20, ge=1, le=1000)


@router.get("/frontpages", response_model=list[dict[str, Any]], summary="Front pages, the newest first")
def front_pages(request: Request, asked: Annotated[RecordParameters, Query()]) -> Response:
    """Ticker, most read and running stories as they stood; a snapshot stands from seen_at to last_seen_at."""
    since, until = instants(asked.since, asked.until)
    found = archive_of(request).index.records.front_pages(asked.site, since, until, asked.limit)
    return json_answer(request, [page.to_dict() for page in found])


@router.get("/runs", response_model=list[dict[str, Any]], summary="Crawls, the newest first")
def runs(request: Request, asked: Annotated[RecordParameters, Query()]) -> Response:
    """What each crawl did, in counts."""
    since, until = instants(asked.since, asked.until)
    found = archive_of(request).index.records.runs(asked.site, since, until, asked.limit)
    return json_answer(request, [run.to_dict() for run in found])
