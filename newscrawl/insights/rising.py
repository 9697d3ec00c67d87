"""Tags (or other values) that stand out: in a period against the rest of the time, or beside a search against all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from newscrawl.index.protocol import ArticleIndex, SearchResult
from newscrawl.index.query import SearchRequest
from newscrawl.insights.significance import SIGNIFICANT, surprise
from newscrawl.insights.trend import everything
from newscrawl.text import fold

FEWEST = 3
"""Articles in which a value must stand to be said to rise."""
_SPOKEN = 0.05  # share of what a search finds that makes a language one of its own
_COUNTED = 10_000  # values of each side, the most frequent: as many as an engine counts


@dataclass(frozen=True)
class Shift:
    """A value whose frequency differs between two sets of articles."""

    value: str
    here: int
    """Articles of the period (the search) that have it."""
    share_here: float
    there: int
    share_there: float
    surprise: float
    """See ``significance.surprise``: above 0 it rises, below it falls."""


@dataclass(frozen=True)
class Shifts:
    """What rises and what falls, the surest first, and of how many articles that is said."""

    here: int
    there: int
    rising: list[Shift]
    falling: list[Shift]


def rising(
    index: ArticleIndex,
    request: SearchRequest,
    since: str | None,
    until: str | None,
    field: str = "tags",
    size: int = 20,
) -> Shifts:
    """Compare a period with the rest of what a search finds; both ends of the period are included."""
    whole = replace(request, since=None, until=None)
    return _compare(index, replace(whole, since=since, until=until), whole, field, size)


def last_week(index: ArticleIndex) -> tuple[str, str]:
    """Return the first and the last of the last seven days on which the archive has articles, none of them to come."""
    newest = index.search(SearchRequest(sort="newest", limit=1, highlight=False)).hits
    day = datetime.now(UTC).date()
    if newest and newest[0].article.published_at:
        day = min(day, date.fromisoformat(newest[0].article.published_at[:10]))
    return (day - timedelta(days=6)).isoformat(), day.isoformat()


def together(index: ArticleIndex, request: SearchRequest, field: str = "tags", size: int = 20) -> Shifts:
    """Return the values that come with what a search finds more (or less) often than with all else of the same sites,
    languages and days; without a choice of languages, those are the ones that it finds.
    """
    languages = index.search(replace(request, limit=0, facets=("language",), histogram=None, cursor=None))
    spoken = [one.value for one in languages.facets["language"] if one.count >= _SPOKEN * languages.total]
    whole = everything(request)
    if not request.language and spoken:  # else every English tag would come with an English word
        whole = replace(whole, language=tuple(spoken))
    found = _compare(index, request, whole, field, size + len(request.tags))
    asked = {fold(tag) for tag in request.tags}
    kept = [one for one in found.rising if fold(one.value) not in asked][:size]
    return replace(found, rising=kept, falling=found.falling[:size])


def _compare(index: ArticleIndex, part: SearchRequest, whole: SearchRequest, field: str, size: int) -> Shifts:
    here, all_of_it = (_count(index, request, field) for request in (part, whole))
    in_part, in_whole = ({fold(b.value): b for b in result.facets[field]} for result in (here, all_of_it))
    found = []
    size_here, size_there = here.total, all_of_it.total - here.total
    for key in {**in_part, **in_whole}:
        count = in_part[key].count if key in in_part else 0
        there = max(0, in_whole[key].count - count) if key in in_whole else 0
        score = surprise(count, size_here, there, size_there)
        if abs(score) >= SIGNIFICANT and (count >= FEWEST if score > 0 else there >= FEWEST):
            value = (in_part if key in in_part else in_whole)[key].value
            found.append(Shift(value, count, count / size_here, there, there / size_there, score))
    found.sort(key=lambda one: (-abs(one.surprise), one.value))
    ups, downs = ([one for one in found if (one.surprise > 0) is up][:size] for up in (True, False))
    return Shifts(size_here, size_there, ups, downs)


def _count(index: ArticleIndex, request: SearchRequest, field: str) -> SearchResult:
    return index.search(
        replace(
            request,
            limit=0,
            offset=0,
            facets=(field,),
            facet_size=_COUNTED,
            histogram=None,
            unit="articles",
            cursor=None,
        )
    )
