"""Frozen results and saved searches. What writes needs the token (see ``security``)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from newscrawl.saved.frozen import Frozen, freeze, frozen_result, frozen_results, kept_articles
from newscrawl.saved.names import LONGEST
from newscrawl.saved.watches import add_watch, expected_a_day, watches
from newscrawl.web.answers import json_answer
from newscrawl.web.api.models import FrozenModel
from newscrawl.web.api.parts import FORBIDDEN, NOT_FOUND, archive_of
from newscrawl.web.asking import Filters

router = APIRouter(tags=["saved"])
Name = Annotated[str, Path(max_length=LONGEST, description="under which it was saved")]


class SaveParameters(Filters):
    """A search and the name under which it is saved."""

    name: str = Field(max_length=LONGEST, min_length=1)


@router.get("/frozen", response_model=list[FrozenModel], summary="All frozen results")
def all_frozen(request: Request) -> Response:
    """Their names, searches and counts."""
    return json_answer(request, [_told(frozen) for frozen in frozen_results(archive_of(request).index)])


def _told(frozen: Frozen) -> dict[str, Any]:
    return {"name": frozen.name, **frozen.manifest}


@router.post("/frozen", response_model=FrozenModel, status_code=201, responses=FORBIDDEN, summary="Freeze a result")
def freeze_result(request: Request, asked: Annotated[SaveParameters, Query()]) -> Response:
    """Keep the articles of a search, and the text each has now, under a name. Needs the token."""
    return json_answer(request, _told(freeze(archive_of(request).index, asked.name, asked.request())), status=201)


@router.get("/frozen/{name}", response_model=FrozenModel, responses=NOT_FOUND, summary="A frozen result")
def one_frozen(
    request: Request,
    name: Name,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The same articles as when it was frozen, and which of them have changed or were taken down since."""
    frozen = frozen_result(archive_of(request).index, name)
    kept = kept_articles(archive_of(request).index, frozen, offset, offset + limit)
    rows = [
        {"id": one.id, "held": one.article is not None, "changed": one.changed,
         "headline": one.article.headline if one.article else None, "url": one.article.url if one.article else None}
        for one in kept
    ]  # fmt: skip
    return json_answer(request, {**_told(frozen), "offset": offset, "items": rows})


@router.get("/watches", response_model=list[dict[str, Any]], summary="All saved searches")
def all_watches(request: Request) -> Response:
    """Their names, searches, and when each was last run."""
    rows = [
        {name: value for name, value in asdict(one).items() if name != "told"}
        for one in watches(archive_of(request).index)
    ]
    return json_answer(request, rows)


@router.post("/watches", response_model=dict[str, Any], status_code=201, responses=FORBIDDEN, summary="Save a search")
def save_watch(request: Request, asked: Annotated[SaveParameters, Query()]) -> Response:
    """Save a search, to be run by ``newscrawl watch run``; says how many texts a day to expect. Needs the token."""
    index, wanted = archive_of(request).index, asked.request()
    watch = add_watch(index, asked.name, wanted)
    return json_answer(request, {"name": watch.name, "expected_a_day": expected_a_day(index, wanted)}, status=201)
