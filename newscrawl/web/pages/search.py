"""The search page: one box, facets, a histogram, hits, and how the query was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from newscrawl.errors import QueryError
from newscrawl.index.protocol import ArticleIndex, SearchResult
from newscrawl.index.query import MAX_WINDOW, SearchRequest, Sort, Unit
from newscrawl.insights.explain import explain, notes_on
from newscrawl.web.api.parts import archive_of
from newscrawl.web.archive import Archive
from newscrawl.web.asking import FILTERS_OF_AN_ADDRESS, Address
from newscrawl.web.pages.asked import filters_of, number
from newscrawl.web.pages.chart import Chart, chart_of
from newscrawl.web.pages.facets import Facet, chosen_values, facets_of
from newscrawl.web.pages.rendering import address_of, page, speech_of
from newscrawl.web.permalink import absolute
from newscrawl.web.speech import Speech

router = APIRouter()
HITS = 10
CONTEXT_HITS = 30
SHOWN_FACETS = ("tags", "topics", "section", "authors", "speakers", "sources", "site", "language", "kind")
FACET_VALUES = 8
UNITS, SORTS, MEASURES, VIEWS = get_args(Unit), get_args(Sort), ("count", "share"), ("list", "context")


@dataclass(frozen=True)
class Pager:
    """The pages around the present one."""

    first: int
    last: int
    of: int
    previous: Address | None
    next: Address | None
    is_cut: bool
    """More hits than can be paged through: an export has all."""


@router.get("/")
def search_page(request: Request) -> Response:
    """Search, and show what was found."""
    address = address_of(request)
    speech = speech_of(request)
    choices = _choices(address)
    try:
        wanted = _wanted(address, choices)
        index = archive_of(request).index
        result = archive_of(request).search(wanted)
        doctor = explain(index, wanted) if address.get("explain") or not result.total else None
    except QueryError as error:
        return page(request, "search.html", 400, error=error, **_empty(address, choices))
    if not any(hit.highlights for hit in result.hits):
        choices["view"] = "list"  # a search without words has none in context
    values = _found(archive_of(request), address, speech, wanted, result, choices)
    return page(request, "search.html", error=None, result=result, doctor=doctor, held=_held(index, result), **values)


def _choices(address: Address) -> dict[str, str]:
    """Return what the page is to show, of what there is to choose from."""
    known = {"unit": UNITS, "sort": SORTS, "measure": MEASURES, "view": VIEWS}
    return {name: value if (value := address.get(name)) in values else values[0] for name, values in known.items()}


def _wanted(address: Address, choices: dict[str, str]) -> SearchRequest:
    hits = CONTEXT_HITS if choices["view"] == "context" else HITS
    offset = (number(address, "page", 1, 1, MAX_WINDOW // hits) - 1) * hits
    return filters_of(address).request(
        sort=choices["sort"], unit=choices["unit"], limit=hits, offset=offset, facets=SHOWN_FACETS,
        facet_size=FACET_VALUES, histogram="auto", copies=address.get("copies") == "1",
    )  # fmt: skip


def _empty(address: Address, choices: dict[str, str]) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(("result", "chart", "pager", "doctor", "permalink", "plain"))
    return {**nothing, "facets": [], "notes": [], "chosen": chosen_values(address), "held": 1, **choices}


def _found(
    archive: Archive,
    address: Address,
    speech: Speech,
    wanted: SearchRequest,
    result: SearchResult,
    choices: dict[str, str],
) -> dict[str, Any]:
    chart: Chart | None = chart_of(archive, address, speech, wanted, result, choices["measure"])
    facets: list[Facet] = facets_of(address, result)
    return {
        "chart": chart, "facets": facets, "pager": _pager(address, wanted, result), "notes": notes_on(wanted.text),
        "chosen": chosen_values(address), "permalink": absolute(address),
        "plain": address.only(FILTERS_OF_AN_ADDRESS), **choices,
    }  # fmt: skip


def _held(index: ArticleIndex, result: SearchResult) -> int:
    """Return how many articles the archive has, where nothing was found: it may be empty."""
    return result.total or index.search(SearchRequest(limit=0)).total


def _pager(address: Address, wanted: SearchRequest, result: SearchResult) -> Pager:
    first, count = wanted.offset + 1, len(result.hits)
    last = wanted.offset + count
    present = wanted.offset // wanted.limit + 1
    within = min(result.pageable, MAX_WINDOW)
    previous = address.set(page=present - 1 if present > 2 else None) if present > 1 else None
    following = address.set(page=present + 1) if last < within and last + wanted.limit <= MAX_WINDOW else None
    return Pager(first, last, result.pageable, previous, following, result.pageable > MAX_WINDOW)
