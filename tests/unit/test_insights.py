"""Answers that take several searches, where the numbers can be told by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import feedparser
import pytest

from newscrawl.errors import QueryError
from newscrawl.exports import FORMATS, make_manifest
from newscrawl.extraction.words.dates import iso_date
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.dates import UTC_ZONE, instants, next_start
from newscrawl.index.query import FROM_THE_START, time_zone
from newscrawl.insights.edits import Wanted, edits
from newscrawl.insights.explain import explain, notes_on
from newscrawl.insights.gaps import crawled_days, gaps, is_incomplete
from newscrawl.insights.rising import rising
from newscrawl.insights.significance import SIGNIFICANT, surprise
from newscrawl.insights.standing import presence, standings
from newscrawl.insights.trend import everything, trend
from newscrawl.items import CrawlRun, FrontPage, TickerLine
from newscrawl.web import charts
from tests.conftest import article


@pytest.fixture
def index(tmp_path: Path) -> ArticleIndex:
    return open_index(f"tantivy:{tmp_path}/archive")


def dated(number: int, day: str, **values: object) -> object:
    return article(
        f"http://x.example/{number}",
        headline=f"Report {number}",
        body=[f"Text {number}."],
        published_at=f"{day}T10:00:00+00:00",
        **values,
    )


def test_surprise_is_as_told_by_hand() -> None:
    assert surprise(0, 10, 0, 10) == 0.0 and surprise(1, 0, 1, 10) == 0.0
    assert surprise(5, 10, 50, 100) == pytest.approx(0.0, abs=1e-9)
    assert surprise(10, 100, 0, 100) == pytest.approx(14.3895, abs=0.001)  # 2·(10·ln 2 + 90·ln(90/95) + 100·ln(100/95))
    assert surprise(0, 100, 10, 100) == pytest.approx(-surprise(10, 100, 0, 100))


def test_a_new_tag_rises_and_a_steady_one_does_not(index: ArticleIndex) -> None:
    old = [dated(n, "2024-01-10", tags=["steady", f"tag {n % 400}"]) for n in range(400)]
    new = [dated(1000 + n, "2024-03-10", tags=["steady", "flood"]) for n in range(40)]
    index.put([*old, *new])  # type: ignore[list-item]
    found = rising(index, SearchRequest(), "2024-03-01", "2024-03-31")
    assert [one.value for one in found.rising] == ["flood"] and found.rising[0].surprise > SIGNIFICANT
    assert (found.rising[0].here, found.rising[0].there, found.here, found.there) == (40, 0, 40, 400)
    assert "steady" not in [one.value for one in found.falling]


def test_shares_are_of_all_that_could_have_been_found(index: ArticleIndex) -> None:
    index.put(
        [dated(n, "2024-01-0" + str(1 + n % 3), site=("a", "b")[n % 2], tags=["x"] if n < 6 else []) for n in range(12)]
    )  # type: ignore[misc]
    found = trend(index, [SearchRequest("tag:x"), SearchRequest("tag:x", site="a")], "day")
    assert found.starts == ["2024-01-01", "2024-01-02", "2024-01-03"] and found.everything == [4, 4, 4]
    assert found.series[0].counts == [2, 2, 2] and found.series[0].shares == [0.5] * 3
    request = SearchRequest("words", site="a", tags=("t",), since="2024", exclude={"language": ("ar",), "tags": ("u",)})
    assert everything(request) == SearchRequest(site="a", since="2024", exclude={"language": ("ar",)}, limit=0)
    with pytest.raises(QueryError, match="one to 5"):
        trend(index, [])


def test_a_date_at_the_end_of_the_calendar_breaks_nothing(index: ArticleIndex) -> None:
    index.put([dated(1, "9999-12-31"), dated(2, "2024-01-01")])  # type: ignore[list-item]
    assert index.search(SearchRequest(histogram="auto", limit=0)).interval == "year"
    assert sum(b.count for b in index.search(SearchRequest(histogram="year", limit=0)).histogram) == 2
    with pytest.raises(QueryError, match="choose a longer interval"):
        index.search(SearchRequest(histogram="day", limit=0))
    assert next_start(date(9999, 12, 31), "day") == next_start(date(9999, 6, 1), "year") == date.max
    assert iso_date("9999-12-31T00:00:00", UTC_ZONE) is None and iso_date("2024-12-31T00:00:00", UTC_ZONE) is not None


def test_a_forged_cursor_is_refused(index: ArticleIndex) -> None:
    from newscrawl.index.cursor import read_cursor, write_cursor

    index.put([dated(n, "2024-01-01") for n in range(5)])  # type: ignore[misc]
    request = SearchRequest(limit=2, cursor=FROM_THE_START)
    real = index.search(request).cursor
    place = read_cursor(replace(request, cursor=real))
    assert place is not None
    for offset in (10**14, 2**63, -1, True, 1.5, "2"):
        with pytest.raises(QueryError, match="expired"):
            index.search(replace(request, cursor=write_cursor(request, {**place, "offset": offset})))


def test_broken_runs_are_passed_over_and_gaps_are_those_since_crawling_began(index: ArticleIndex) -> None:
    for number, (begun, ended) in enumerate(
        (
            ("2024-01-02T23:00:00+00:00", "2024-01-03T01:00:00+00:00"),
            ("2024-01-06T00:00:00", "2024-01-06T01:00:00"),
            ("", ""),
        )
    ):
        index.records.keep_run(CrawlRun("a", begun, ended, "finished", id=str(number)))
    days = crawled_days(index.records, ["a"])
    assert (
        days == {date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 6)} and crawled_days(index.records, ["b"]) == set()
    )
    starts = [f"2024-01-0{n}" for n in range(1, 9)]
    assert gaps(starts, "day", days, date(2024, 1, 7)) == {"2024-01-04", "2024-01-05", "2024-01-07"}
    assert gaps(starts, "day", set(), date(2024, 1, 7)) == set() and is_incomplete(
        "2024-01-01", "month", date(2024, 1, 7)
    )


def test_a_line_stands_on_each_day_between_its_first_and_its_last() -> None:
    page = FrontPage(
        "http://x.example/",
        "a",
        "en",
        "2024-01-01T10:00:00+00:00",
        "2024-01-03T09:00:00+00:00",
        ticker=[TickerLine("Talks go on", "Cairo")],
    )
    assert presence([page], "TALKS") == {"2024-01-01": 1, "2024-01-02": 1, "2024-01-03": 1}
    assert standings([page])[0].seconds == 47 * 3600


def test_a_suggestion_leads_to_as_many_as_it_says(index: ArticleIndex) -> None:
    index.put(
        [
            dated(1, "2024-01-01", tags=["Russia"]),
            dated(2, "2024-01-01", tags=["USA"]),
            dated(3, "2024-01-01", tags=["Turkey"], site="s"),
        ]
    )  # type: ignore[list-item]
    for request in (
        SearchRequest("us rusia"),
        SearchRequest("turky", site="s"),
        SearchRequest("turky", since="1999", until="1999"),
        SearchRequest(tags=("Turky",)),
    ):
        for one in explain(index, request).suggestions:
            if one.kind == "spelling" and one.query:
                assert index.search(replace(request, text=one.query)).total == one.total, one


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("iran or turkey", ["lowercase"]), ("iran OR turkey", []), ("“war on gaza”", ["quotes"]), ('"this or that"', []), ("or", []), ("or iran", []),
     ("iran – turkey", ["ignored"]), ("well-known iran-turkey", []), ("a and b", ["lowercase"])],
)  # fmt: skip
def test_what_is_read_otherwise_is_noted(text: str, kinds: list[str]) -> None:
    assert [note.kind for note in notes_on(text)] == kinds


def test_wrong_zones_and_times_are_a_sentence(index: ArticleIndex) -> None:
    for name in ("America", "Nowhere/City", "../etc/passwd", "\0"):
        with pytest.raises(QueryError, match="no time zone"):
            time_zone(name)
    with pytest.raises(QueryError, match="beyond the calendar"):
        instants("0001-01-01T00:00+05:00", None)
    with pytest.raises(QueryError, match="is not a date"):
        edits(index, SearchRequest(), Wanted(since="garbage"))


def test_open_words_are_bounded(index: ArticleIndex) -> None:
    with pytest.raises(QueryError, match="200 are the most"):
        index.search(SearchRequest("x" * 300 + "*"))
    with pytest.raises(QueryError, match="open end"):
        index.search(SearchRequest(" ".join(f"a{n}*" for n in range(60))))
    assert index.search(SearchRequest("x" * 9_000)).total == 0


def test_no_letter_and_no_parting_of_cells_breaks_an_export(index: ArticleIndex) -> None:
    odd = article(
        "ftp://x.example/1",
        headline="A\ufffe\uffffB ;=cmd()",
        body=["x;\t=1"],
        tags=["=a", "b;=c"],
        published_at="2024-01-01T00:00:00+00:00",
    )
    index.put([odd])
    manifest = make_manifest(index, SearchRequest("\uffff A"))
    for name in ("rss", "atom"):
        feed = feedparser.parse(b"".join(FORMATS[name].write([odd], manifest)))
        assert not feed.bozo and feed.entries[0].title.startswith("AB")
    (_, row) = csv.reader(io.StringIO(b"".join(FORMATS["excel"].write([odd], manifest)).decode("utf-8-sig")))
    for part in ";".join(row).replace("\t", ";").split(";"):
        assert not part.strip().startswith(("=", "+", "@")), part


def test_bars_and_lines_stand_inside_their_frame() -> None:
    assert [charts.nice_ceiling(value) for value in (0, 0.03, 1, 3, 17, 99, 101)] == [1, 0.05, 1, 5, 20, 100, 200]
    for rtl in (False, True):
        frame = charts.plot(17, rtl)
        made = charts.bars([0, 17, 1], frame, rtl)
        assert made[0].height == 0 and made[2].height >= 1.5
        assert all(frame.left <= bar.x and bar.x + bar.width <= frame.right and bar.y >= frame.top for bar in made)
        assert (made[0].x < made[2].x) is not rtl
        assert charts.line([0, 20], frame, rtl)[1][1] == frame.top
    assert charts.bars([], charts.plot(1, False), False) == []
