"""What both engines keep beside the articles: front pages, crawl runs, tombstones; and both counts of a search."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import link
from newscrawl.errors import ArchiveError, QueryError
from newscrawl.index import SearchRequest, open_index, to_pandas
from newscrawl.index.check import refuse_unknown
from newscrawl.index.compare import check, copy
from newscrawl.index.find import find_article
from newscrawl.items import CrawlRun, FrontPage, Link, RankedLink, TickerLine, article_id, now
from tests.conftest import article, run

ROOT = "https://news.example"


def front(seen_at: str, *statements: str, site: str = "paper") -> FrontPage:
    ticker = [TickerLine(statement, "Reuters") for statement in statements]
    most_read = [RankedLink(1, f"{ROOT}/a", "A headline")]
    return FrontPage(
        f"{ROOT}/", site, "en", seen_at, ticker=ticker, most_read=most_read, coverage=[Link(f"{ROOT}/c", "War")]
    )


def some(count: int, **values: Any) -> list[Any]:
    texts = [[f"number {n} is a text of its own with word{n} and other{n} in it"] for n in range(count)]
    return [clean_article(article(f"{ROOT}/{n}", headline=f"story {n}", body=texts[n], **values)) for n in range(count)]


def test_a_front_page_that_shows_the_same_is_kept_once_and_its_time_extended(place: str) -> None:
    records = open_index(place).records
    assert records.front_pages() == []
    for hour, statements in ((8, ("one",)), (9, ("one",)), (10, ("one", "two")), (11, ("one",))):
        records.keep_front_page(front(f"2024-05-01T{hour:02}:00:00+00:00", *statements))
    records.keep_front_page(front("2024-05-01T09:30:00+00:00", "one", site="other"))
    found = records.front_pages("paper")
    assert [(p.seen_at[11:13], p.last_seen_at[11:13]) for p in found] == [("11", "11"), ("10", "10"), ("08", "09")]
    assert found[-1].ticker == [TickerLine("one", "Reuters")] and found[-1].most_read[0].rank == 1
    at_half_past_eight = records.front_pages("paper", "2024-05-01T08:30:00+00:00", "2024-05-01T08:40:00+00:00")
    assert [p.seen_at[11:13] for p in at_half_past_eight] == ["08"]
    assert len(records.front_pages(limit=2)) == 2 and len(records.front_pages()) == 4


def test_runs_are_kept_and_looked_up_by_site_and_time(place: str) -> None:
    records = open_index(place).records
    for day in (1, 2, 3):
        started = f"2024-05-0{day}T00:00:00+00:00"
        run = CrawlRun(
            "paper" if day < 3 else "other", started, started, "running", id=f"run{day}", rejected={"http-404": day}
        )
        records.keep_run(run)
        run.reason, run.new = "finished", day
        records.keep_run(run)
    found = records.runs("paper")
    assert [(run.id, run.reason, run.new, run.rejected) for run in found] == [
        ("run2", "finished", 2, {"http-404": 2}),
        ("run1", "finished", 1, {"http-404": 1}),
    ]
    assert [run.id for run in records.runs(since="2024-05-02T00:00:00+00:00")] == ["run3", "run2"]


def test_a_copy_takes_front_pages_and_runs_along(place: str, tmp_path: Any) -> None:
    source, target = open_index(place), open_index(f"tantivy:{tmp_path}/copy")
    source.put(some(3))
    source.records.keep_front_page(front("2024-05-01T08:00:00+00:00", "one"))
    source.records.keep_run(
        CrawlRun("paper", "2024-05-01T00:00:00+00:00", "2024-05-01T00:01:00+00:00", "finished", id="r")
    )
    assert copy(source, target) == (3, 3)
    assert len(target.records.front_pages()) == len(target.records.runs()) == 1


def test_what_is_deleted_is_gone_and_does_not_come_back(place: str) -> None:
    index = open_index(place)
    articles = some(5)
    index.put(articles)
    gone = articles[1]
    assert index.delete([gone.id, "0" * 32]) == 1
    assert index.get(gone.id) is None and index.search(SearchRequest("story")).total == 4
    known = index.known([gone.id, articles[0].id])
    assert known[gone.id].deleted and not known[articles[0].id].deleted
    assert index.put([gone, articles[0]]) == ["deleted", "unchanged"]
    assert index.search(SearchRequest("story")).total == 4
    index.close()


def test_an_article_is_found_by_id_its_beginning_and_its_address(place: str) -> None:
    index = open_index(place)
    articles = some(40)
    index.put(articles)
    one = articles[7]
    for key in (one.id, one.id[:6], one.id[:12].upper(), one.url, f"{one.url}?utm_source=x"):
        assert find_article(index, key).id == one.id, key
    for key, said in (
        ("12345", "too short"),
        ("zzzzzz", "holds no article"),
        (f"{ROOT}/none", "holds no article"),
        ("http://[", "no address"),
    ):
        with pytest.raises(ArchiveError, match=said):
            find_article(index, key)
    many = some(300)  # some of which begin alike, with six digits or fewer
    index.put(many)
    start = one.id[:1]
    alike = sorted(a.id for a in many if a.id.startswith(start))
    assert sorted(index.ids_beginning(start, 1000)) == alike and len(index.ids_beginning(start, 2)) == 2


def test_both_counts_of_a_search_are_told_and_a_pager_does_not_run_past_the_end(place: str) -> None:
    index = open_index(place)
    text = [f"word{n}" for n in range(120)]
    copies = [
        clean_article(
            article(f"https://{name}.example/1", site=name, headline="Report", body=[" ".join([*text, name])])
        )
        for name in ("a", "b", "c")
    ]
    index.put([*copies, *some(4)])
    link(index, copies, fresh=True)
    index.close()
    index = open_index(place)
    result = index.search(SearchRequest(limit=2))
    assert (result.total, result.texts, result.pageable) == (7, 5, 5)
    pages = [index.search(SearchRequest(limit=2, offset=n)).hits for n in (0, 2, 4, 6)]
    assert [len(hits) for hits in pages] == [2, 2, 1, 0]
    everything = index.search(SearchRequest(copies=True))
    assert (everything.total, everything.texts, everything.pageable, len(everything.hits)) == (7, 5, 7, 7)
    assert index.search(SearchRequest("site:b")).texts == 1


def test_a_site_that_nobody_knows_is_refused_with_the_nearest(place: str) -> None:
    index = open_index(place)
    index.put(some(2, site="almayadeen-en"))
    for request in (SearchRequest(site="almayadeen_en"), SearchRequest("site:almayadeen_en")):
        with pytest.raises(QueryError, match="did you mean almayadeen-en"):
            refuse_unknown(index, request)
    refuse_unknown(index, SearchRequest(site=("almayadeen-en", "other")), lambda: ["other"])


def test_a_sound_archive_is_called_sound(place: str) -> None:
    index = open_index(place)
    index.put(some(3))
    assert check(index) == (3, [])


def test_articles_become_a_table(place: str) -> None:
    index = open_index(place)
    index.put(some(3, published_at="2024-05-01T10:00:00+03:00"))
    table = to_pandas(index.scan(SearchRequest()))
    assert len(table) == 3 and str(table["published_at"][0]) == "2024-05-01 07:00:00+00:00"
    assert set(table["id"]) == {article_id(f"{ROOT}/{n}") for n in range(3)}


def test_what_can_be_read_of_a_damaged_archive_is_salvaged(tmp_path: Any) -> None:
    index = open_index(f"tantivy:{tmp_path}/index")
    for one in some(6):
        index.put([one])
    stores = sorted((tmp_path / "index").glob("*.store"))
    stores[0].write_bytes(stores[0].read_bytes()[:-200] + b"x" * 100 + stores[0].read_bytes()[-100:])
    done = run("newscrawl.cli", "index", "check", index=tmp_path / "index")
    assert done.returncode in (1, 2) and "damaged" in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_a_copy_keeps_what_was_taken_down_away(place: str, tmp_path: Any) -> None:
    source, target = open_index(place), open_index(f"tantivy:{tmp_path}/copy")
    articles = some(5)
    source.put(articles)
    target.put(articles[4:])
    source.delete([articles[0].id])
    target.delete([articles[4].id])
    assert copy(source, target) == (4, 3)
    assert target.put([articles[0], articles[4], articles[1]]) == ["deleted", "deleted", "unchanged"]


def test_all_tombstones_are_told_however_many(place: str) -> None:
    index = open_index(place)
    index.prepare()
    assert index.records.tombstones() == []
    ids = [f"{number:032x}" for number in range(10_050)]
    index.records.bury(ids, now())
    assert index.records.tombstones() == ids and index.records.find_buried(ids[-3:]) == set(ids[-3:])
