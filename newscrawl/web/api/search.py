"""Searches, their counts, and how a query was understood."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from newscrawl.index.present import hit_as_json, result_as_json
from newscrawl.index.query import FACETS, Unit
from newscrawl.insights.explain import explain
from newscrawl.web.answers import json_answer
from newscrawl.web.api.models import CompletionModel, ExplanationModel, SearchModel
from newscrawl.web.api.parts import archive_of
from newscrawl.web.asking import FacetName, Filters, SearchParameters
from newscrawl.web.completion import complete

router = APIRouter(tags=["search"])


@router.get("/search", response_model=SearchModel, summary="Search the archive")
def search(request: Request, asked: Annotated[SearchParameters, Query()]) -> Response:
    """One page of hits, and what is counted beside them. All counts are of the same search."""
    wanted = asked.search_request()
    result = archive_of(request).search(wanted)
    values = result_as_json(result)
    return json_answer(request, {**values, "unit": asked.unit, "hits": [hit_as_json(hit) for hit in result.hits]})


class FacetParameters(Filters):
    """Which values of which articles are counted."""

    facet: list[FacetName] = Field(
        default=[], description="count the values of these fields; all, if none", max_length=10
    )
    facet_size: int = Field(50, ge=1, le=1000, description="values of each facet")
    unit: Unit = Field("articles", description="what is counted")


@router.get("/facets", response_model=dict[str, list[dict[str, Any]]], summary="Count values of fields")
def facets(request: Request, asked: Annotated[FacetParameters, Query()]) -> Response:
    """The most frequent values of the named facets (of all, if none is named)."""
    wanted = asked.request(facets=tuple(asked.facet) or FACETS, facet_size=asked.facet_size, unit=asked.unit, limit=0)
    return json_answer(request, result_as_json(archive_of(request).search(wanted))["facets"])


@router.get("/explain", response_model=ExplanationModel, summary="How a query was understood")
def explain_query(request: Request, asked: Annotated[Filters, Query()]) -> Response:
    """The query as a tree, what each term finds and in which forms, what was read otherwise, and what to try."""
    return json_answer(request, asdict(explain(archive_of(request).index, asked.request())))


@router.get("/complete", response_model=list[CompletionModel], summary="Complete a value")
def complete_value(
    request: Request,
    start: Annotated[str, Query(min_length=1, max_length=100, description="the beginning of a word of the value")],
    field: Annotated[
        FacetName | None, Query(description="only of this field; else tags, topics, authors, sources")
    ] = None,
) -> Response:
    """Tags, running stories, authors and agencies that begin so, the most frequent first."""
    return json_answer(request, [asdict(one) for one in complete(archive_of(request).index, start, field)], fresh=60)
