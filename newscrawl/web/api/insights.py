"""Trends, tags that rise, samples and edits."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from newscrawl.index.dates import Interval
from newscrawl.index.query import Sort, Unit
from newscrawl.insights.edits import Wanted, edits
from newscrawl.insights.gaps import gaps
from newscrawl.insights.present import edit_as_json, trend_as_json
from newscrawl.insights.quotes import quotes, ticker_quotes
from newscrawl.insights.rising import last_week, rising, together
from newscrawl.insights.sample import sample
from newscrawl.insights.trend import MOST, trend
from newscrawl.items import REVISED
from newscrawl.web.answers import json_answer
from newscrawl.web.api.models import EditsModel, QuotesModel, SampleModel, ShiftsModel, TrendModel
from newscrawl.web.api.parts import archive_of
from newscrawl.web.asking import FacetName, Filters

router = APIRouter(tags=["insights"])


class TrendParameters(Filters):
    """Up to five queries over time; the filters are those of all."""

    query: list[str] = Field(default=[], description="queries to compare, up to five; without them q", max_length=MOST)
    interval: Interval | None = Field(
        None, description="without it, one that suits the time between first and last match"
    )
    unit: Unit = "articles"


@router.get("/trend", response_model=TrendModel, summary="Attention over time")
def trend_of(request: Request, asked: Annotated[TrendParameters, Query()]) -> Response:
    """Counts and shares of up to five queries on one axis; intervals in which nothing was crawled are named."""
    index = archive_of(request).index
    queries = [asked.model_copy(update={"q": query}) for query in asked.query or [asked.q]]
    requests = [archive_of(request).checked(one.request()) for one in queries]
    found = trend(index, requests, asked.interval, asked.unit)
    missing: set[str] = set()
    if found.interval:
        missing = gaps(found.starts, found.interval, archive_of(request).crawled_days(asked.site), today())
    return json_answer(request, {**trend_as_json(found), "not_crawled": sorted(missing)})


def today() -> Any:
    """Return the day it is, in UTC."""
    return datetime.now(UTC).date()


class RisingParameters(Filters):
    """What stands out: in the days from ``since`` to ``until`` against all others."""

    field: FacetName = Field("tags", description="whose values are compared")
    size: int = Field(20, ge=1, le=200)


@router.get("/tags/rising", response_model=ShiftsModel, summary="Tags that rise and fall")
def rising_tags(request: Request, asked: Annotated[RisingParameters, Query()]) -> Response:
    """Values that are more (or less) frequent in a period than in the rest, the surest first; without one: a week."""
    index = archive_of(request).index
    since, until = (asked.since, asked.until) if asked.since or asked.until else last_week(index)
    found = rising(index, asked.request(), since, until, asked.field, asked.size)
    return json_answer(request, asdict(found))


@router.get("/tags/together", response_model=ShiftsModel, summary="Tags that come with a search")
def tags_together(request: Request, asked: Annotated[RisingParameters, Query()]) -> Response:
    """Values that are more (or less) frequent in what a search finds than in all else."""
    return json_answer(request, asdict(together(archive_of(request).index, asked.request(), asked.field, asked.size)))


class SampleParameters(Filters):
    """A random sample."""

    n: int = Field(10, ge=1, le=1000, description="articles to draw")
    seed: str = Field("1", description="the same seed draws the same of the same articles", max_length=100)


@router.get("/sample", response_model=SampleModel, summary="A random sample")
def sample_of(request: Request, asked: Annotated[SampleParameters, Query()]) -> Response:
    """Articles drawn at random from all that a search finds, each as likely as any other."""
    found = sample(archive_of(request).index, asked.request(), asked.n, asked.seed)
    articles = [article.to_dict() for article in found.articles]
    return json_answer(request, {"total": found.total, "seed": found.seed, "articles": articles})


class ChangesParameters(Filters):
    """Which edits are asked for; the filters choose the articles."""

    seen_since: str | None = Field("7d", description="edits seen on or after", max_length=40)
    seen_until: str | None = Field(None, description="edits seen on or before", max_length=40)
    field: list[str] = Field(default=[], description=f"any of these was changed: {', '.join(REVISED)}", max_length=5)
    least: float = Field(0.0, ge=0, le=1, description="least share of words that was changed")
    removed: bool = Field(False, description="only edits that cut a sentence")
    limit: int = Field(50, ge=1, le=500)


@router.get("/changes", response_model=EditsModel, summary="What was edited")
def changes(request: Request, asked: Annotated[ChangesParameters, Query()]) -> Response:
    """Edits across sites, the latest first."""
    wanted = Wanted(asked.seen_since, asked.seen_until, asked.field, asked.least, asked.removed)
    found = edits(archive_of(request).index, asked.request(), wanted, asked.limit)
    return json_answer(request, {"edits": [edit_as_json(edit) for edit in found.edits], "partial": found.partial})


class QuotesParameters(Filters):
    """Whose words are asked for: `said:` and `speaker:` in the query hold for each quotation."""

    sort: Sort = Field("newest", description="the order of the articles")
    ticker: bool = Field(False, description="lines of the breaking-news ticker in the place of articles")
    limit: int = Field(20, ge=1, le=500)


@router.get("/quotes", response_model=QuotesModel, summary="Who said what")
def quotes_of(request: Request, asked: Annotated[QuotesParameters, Query()]) -> Response:
    """Quotations whose speaker is certain, of the articles that a search finds."""
    index, wanted = archive_of(request).index, asked.request(sort=asked.sort)
    if asked.ticker:
        lines = [one.to_dict() for one in ticker_quotes(index, wanted, asked.limit)]
        return json_answer(request, {"quotes": lines, "partial": False})
    found = quotes(index, wanted, asked.limit)
    return json_answer(request, {"quotes": [one.to_dict() for one in found.quotes], "partial": found.partial})
