"""Times that feeds tell of articles whose pages show none, or a day only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.discovery.feed_times import FeedTimes
from newscrawl.discovery.freshness import has_changed
from newscrawl.discovery.sitemaps import Entry
from newscrawl.index.known import known_of
from newscrawl.index.merge import decide
from newscrawl.items import Article

BEIRUT = ZoneInfo("Asia/Beirut")
URL = "https://paper.example/2023/the-ferry-returns"
TOLD = datetime(2023, 11, 4, 22, 30, tzinfo=UTC)  # half an hour after midnight in Beirut


def shown(published: str | None) -> Article:
    body = ["The ferry between the two ports returns after a winter in the dock, its captain said on Sunday morning."] * 3
    article = Article(URL, site="paper", headline="The ferry returns", body=body, published_at=published)
    article.crawled_at = "2023-11-05T09:00:00+00:00"
    return clean_article(article)


@pytest.mark.parametrize(
    ("published", "completed"),
    [
        (None, "2023-11-05T00:30:00+02:00"),
        ("2023-11-05T00:00:00+02:00", "2023-11-05T00:30:00+02:00"),
        ("2023-11-04T00:00:00+00:00", "2023-11-04T22:30:00+00:00"),
        ("2023-11-03T00:00:00+02:00", "2023-11-03T00:00:00+02:00"),  # the feed tells when it was sent out again
        ("2023-11-05T00:10:00+02:00", "2023-11-05T00:10:00+02:00"),
    ],
)
def test_a_feed_completes_what_a_page_does_not_tell(published: str | None, completed: str) -> None:
    times, article = FeedTimes(), shown(published)
    times.note(URL, Entry(URL, TOLD, TOLD))
    times.complete(article, BEIRUT)
    assert article.published_at == completed
    assert article.layers.get("published_at") == (None if published == completed else "feed")


def test_what_no_feed_lists_is_left_as_it_is() -> None:
    times, article = FeedTimes(), shown(None)
    times.note(f"{URL}-home", Entry(f"{URL}-home", TOLD, TOLD))
    times.complete(article, BEIRUT)
    assert article.published_at is None and "published_at" not in article.layers


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        (None, True),
        ("2023-11-05T00:00:00+02:00", True),
        ("2023-11-06T00:00:00+02:00", False),
        ("2023-11-05T08:15:00+02:00", False),
    ],
)
def test_a_time_that_a_feed_told_stays_when_the_feed_lists_the_article_no_more(later: str | None, kept: bool) -> None:
    times, first = FeedTimes(), shown(None)
    times.note(URL, Entry(URL, TOLD, TOLD))
    times.complete(first, BEIRUT)
    (_,), (held,) = decide([first], [], [])
    again = replace(shown(later), body=[*first.body, "A second ferry follows in the spring."])
    (_,), (now,) = decide([clean_article(again)], [held], [])
    assert now.published_at == (first.published_at if kept else later)
    assert (now.layers.get("published_at") == "feed") is kept


def test_a_change_that_only_the_feed_tells_is_kept() -> None:
    times, first = FeedTimes(), shown("2023-11-05T00:30:00+02:00")
    later = TOLD.replace(hour=23)
    times.note(URL, Entry(URL, later, TOLD))
    times.complete(first, BEIRUT)
    assert (first.modified_at, first.layers["modified_at"]) == ("2023-11-05T01:30:00+02:00", "feed")
    (_,), (held,) = decide([first], [], [])
    assert not has_changed(known_of(held.to_dict()), later)
    again = clean_article(replace(shown("2023-11-05T00:30:00+02:00"), headline="The ferry returns at last"))
    (_,), (now,) = decide([again], [held], [])
    assert now.modified_at == first.modified_at
    own = clean_article(replace(again, modified_at="2023-11-05T03:00:00+02:00"))
    times.complete(own, BEIRUT)
    assert own.modified_at == "2023-11-05T03:00:00+02:00"
