"""Counts, walks, fingerprints and what is saved: the same from both engines, and in agreement with the hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import link_all
from newscrawl.errors import QueryError
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.query import FACETS, FROM_THE_START, Unit
from newscrawl.items import Article
from tests.conftest import article

WORDS = "port strike workers harbour talks minister union ferry cargo delay crane storm vessel crew captain dock".split()


def text(number: int) -> str:
    """Thirty words, of which no other number has the order."""
    return " ".join(WORDS[(number * (k + 1) + k * k) % len(WORDS)] + str(number * 31 + k) for k in range(30))


def made(number: int, site: str, body: str, day: int | None) -> Article:
    date = None if day is None else f"2024-03-{day:02}T10:00:00+02:00"
    one = article(
        f"https://{site}.example/{number}", site=site, headline=f"Port strike {number}", body=[body], published_at=date,
        tags=["strike", f"tag {number % 3}"], crawled_at="2024-04-01T00:00:00+00:00",
    )  # fmt: skip
    return clean_article(one)


@pytest.fixture
def index(place: str) -> Iterator[ArticleIndex]:
    """Thirty texts of two sites, ten of them on a third site as well; three have no date."""
    opened = open_index(place)
    articles = [made(n, ("north", "south")[n % 2], text(n), None if n < 3 else 1 + n % 7) for n in range(30)]
    articles += [made(100 + n, "echo", f"{text(n)} more", 9) for n in range(10, 20)]
    assert opened.put(articles) == ["new"] * 40
    link_all(opened, lambda count: None)
    yield opened
    opened.close()


def test_hits_counts_facets_histogram_walk_and_export_agree(index: ArticleIndex) -> None:
    for request in (
        SearchRequest("strike", tags=("tag 1",)),
        SearchRequest(site="echo"),
        SearchRequest("strike", since="2024-03-02", until="2024-03-09"),
        SearchRequest("is:copy"),
        SearchRequest("strike -site:north"),
    ):
        whole = replace(request, copies=True, limit=1000, facets=FACETS, histogram="day", facet_size=100)
        found = index.search(whole)
        exported = list(index.scan(request))
        assert found.total == len(found.hits) == len(exported)
        assert {hit.article.id for hit in found.hits} == {one.id for one in exported}
        assert found.texts == len({one.cluster for one in exported})
        assert found.sites == len({one.site for one in exported})
        assert sum(b.count for b in found.histogram) + found.undated == found.total
        assert sum(b.count for b in found.facets["site"]) == found.total
        assert [(f.id, f.content_hash) for f in index.fingerprints(request)] == [
            (one.id, one.content_hash) for one in exported
        ]
        shown = index.search(replace(request, limit=1000))
        assert len(shown.hits) == shown.pageable == (found.total if request.text == "is:copy" else found.texts)


@pytest.mark.parametrize("unit", ["articles", "texts", "sites"])
def test_facets_and_histogram_count_what_is_asked_for(index: ArticleIndex, unit: Unit) -> None:
    found = index.search(SearchRequest("strike", facets=("tags", "site"), histogram="week", unit=unit, limit=0))
    exported = list(index.scan(SearchRequest("strike")))

    def count(articles: list[Article]) -> int:
        return len({{"articles": one.id, "texts": one.cluster, "sites": one.site}[unit] for one in articles})

    assert {b.value: b.count for b in found.facets["tags"]} == {
        tag: count([one for one in exported if tag in one.tags]) for tag in ("strike", "tag 0", "tag 1", "tag 2")
    }
    assert found.undated == count([one for one in exported if not one.published_at])
    first_week = [one for one in exported if one.published_at and one.published_at < "2024-03-04"]
    assert (found.histogram[0].value, found.histogram[0].count) == ("2024-02-26", count(first_week))
    assert (found.total, found.texts, found.sites) == (40, 30, 3)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("copies", [False, True])
def test_a_walk_gives_every_hit_once_and_does_not_see_what_comes_later(
    index: ArticleIndex, sort: str, copies: bool
) -> None:
    request = SearchRequest("strike", sort=sort, copies=copies, limit=7)  # type: ignore[arg-type]
    in_one = index.search(replace(request, limit=1000))
    cursor: str | None = FROM_THE_START
    ids: list[str] = []
    while cursor:
        page = index.search(replace(request, cursor=cursor))
        ids += [hit.article.id for hit in page.hits]
        assert (page.total, page.texts) == (40, 30) or ids
        if len(ids) == 7:
            index.put([made(500, "north", text(500), 20)])
        cursor = page.cursor
    assert len(ids) == len(set(ids)) == (40 if copies else 30)
    assert set(ids) == {hit.article.id for hit in in_one.hits}
    assert index.search(SearchRequest("strike")).total == 41


def test_a_cursor_that_is_none_or_anothers_is_refused(index: ArticleIndex) -> None:
    first = index.search(SearchRequest("strike", limit=5, cursor=FROM_THE_START))
    assert first.cursor
    with pytest.raises(QueryError, match="another search"):
        index.search(SearchRequest("port", limit=5, cursor=first.cursor))
    for broken in ("", "x", "e30", first.cursor[:-9], "%%%"):
        with pytest.raises(QueryError, match="cursor"):
            index.search(SearchRequest("strike", limit=5, cursor=broken))
    closed = index.search(SearchRequest("strike", limit=1000, cursor=FROM_THE_START))
    assert closed.cursor is None


def test_years_are_an_interval(index: ArticleIndex) -> None:
    index.put([made(900, "north", text(900), 5), replace(made(901, "north", text(901), 5), published_at="2022-06-01T00:00:00+02:00")])
    found = index.search(SearchRequest(histogram="auto", limit=0))
    assert found.interval == "month" and len(found.histogram) == 22
    assert index.search(SearchRequest("strike site:south", histogram="auto", limit=0)).interval == "day"
    assert index.search(SearchRequest("nosuchword", histogram="auto", limit=0)).interval is None
    found = index.search(SearchRequest(histogram="year", limit=0)).histogram
    assert [(b.value, b.count) for b in found] == [("2022-01-01", 1), ("2023-01-01", 0), ("2024-01-01", 38)]


def test_what_is_saved_is_kept_by_kind_and_name_and_copied_with_the_archive(index: ArticleIndex, tmp_path: object) -> None:
    records = index.records
    assert records.saved("frozen") == {}
    records.keep_saved("frozen", "ب", {"ids": ["1", "2"], "n": 1.5})
    records.keep_saved("frozen", "a", {"ids": []})
    records.keep_saved("watches", "a", {"query": "strike"})
    records.keep_saved("frozen", "a", {"ids": ["3"]})
    assert list(records.saved("frozen").items()) == [("a", {"ids": ["3"]}), ("ب", {"ids": ["1", "2"], "n": 1.5})]
    assert records.forget_saved("frozen", "a") and not records.forget_saved("frozen", "a")
    assert records.saved("watches") == {"a": {"query": "strike"}} and list(records.saved("frozen")) == ["ب"]
