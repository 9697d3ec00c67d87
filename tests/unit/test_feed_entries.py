"""What feeds tell of articles whose pages do not: when, by whom, about what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.feed_entries import FeedEntries
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.freshness import has_changed
from newscrawl.discovery.sitemaps import Entry
from newscrawl.index.known import known_of
from newscrawl.index.merge import decide
from newscrawl.items import Article
from newscrawl.sites.model import Site
from newscrawl.spiders.completed import complete

PAPER = Site.model_validate({
    "name": "paper", "title": "The Paper", "base": "https://paper.example", "language": "en", "timezone": "Asia/Beirut",
    "discovery": {"articles": ["^/"]},
})  # fmt: skip
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
    entries, article = FeedEntries(), shown(published)
    entries.note(URL, Entry(URL, TOLD, TOLD))
    complete(article, entries.of(article.url), PAPER)
    assert article.published_at == completed
    assert article.layers.get("published_at") == (None if published == completed else "feed")


def test_what_no_feed_lists_is_left_as_it_is() -> None:
    entries, article = FeedEntries(), shown(None)
    entries.note(f"{URL}-home", Entry(f"{URL}-home", TOLD, TOLD))
    complete(article, entries.of(article.url), PAPER)
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
    entries, first = FeedEntries(), shown(None)
    entries.note(URL, Entry(URL, TOLD, TOLD))
    complete(first, entries.of(first.url), PAPER)
    (_,), (held,) = decide([first], [], [])
    again = replace(shown(later), body=[*first.body, "A second ferry follows in the spring."])
    (_,), (now,) = decide([clean_article(again)], [held], [])
    assert now.published_at == (first.published_at if kept else later)
    assert (now.layers.get("published_at") == "feed") is kept


def test_a_change_that_only_the_feed_tells_is_kept() -> None:
    entries, first = FeedEntries(), shown("2023-11-05T00:30:00+02:00")
    later = TOLD.replace(hour=23)
    entries.note(URL, Entry(URL, later, TOLD))
    complete(first, entries.of(first.url), PAPER)
    assert (first.modified_at, first.layers["modified_at"]) == ("2023-11-05T01:30:00+02:00", "feed")
    (_,), (held,) = decide([first], [], [])
    assert not has_changed(known_of(held.to_dict()), later)
    again = clean_article(replace(shown("2023-11-05T00:30:00+02:00"), headline="The ferry returns at last"))
    (_,), (now,) = decide([again], [held], [])
    assert now.modified_at == first.modified_at
    own = clean_article(replace(again, modified_at="2023-11-05T03:00:00+02:00"))
    complete(own, entries.of(own.url), PAPER)
    assert own.modified_at == "2023-11-05T03:00:00+02:00"


FEED = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><link>{url}</link>
<dc:creator>{creator}</dc:creator><category>Ferries</category><category>Port</category><category>uncategorized</category>
</item></channel></rss>"""


def in_feed(creator: str) -> Entry:
    (entry,) = read_feed(FEED.format(url=URL, creator=creator).encode(), URL, Bounds()).entries
    return entry


@pytest.mark.parametrize(
    ("creator", "authors"),
    [
        ("Rana Whitlock", ["Rana Whitlock"]),
        ("By Rana Whitlock and Hugo Marden", ["Rana Whitlock", "Hugo Marden"]),
        ("The Paper", []),
        ("admin", []),
        ("rana", []),
        ("x" * 5_000, []),
    ],
)
def test_authors_and_tags_of_a_feed_are_those_of_an_article_whose_page_names_none(creator: str, authors: list[str]) -> None:
    bare = shown(None)
    bare.section = ["Port"]
    complete(bare, in_feed(creator), PAPER)
    assert (bare.authors, bare.tags) == (authors, ["Ferries"])
    assert bare.layers == ({"authors": "feed"} if authors else {}) | {"tags": "feed"}
    named = shown(None)
    named.authors, named.tags = ["Ines Calloway"], ["Weather"]
    complete(named, in_feed(creator), PAPER)
    assert (named.authors, named.tags, named.layers) == (["Ines Calloway"], ["Weather"], {})


def test_a_feed_in_json_tells_authors_and_tags() -> None:
    item = {"url": URL, "authors": [{"name": "Rana Whitlock"}, {"url": "/x"}, 4], "tags": ["Ferries", None, "x" * 500]}
    (entry,) = read_feed(orjson.dumps({"items": [item]}), URL, Bounds()).entries
    assert (entry.authors, entry.tags) == (("Rana Whitlock",), ("Ferries",))
    (entry,) = read_feed(orjson.dumps({"items": [{"url": URL, "authors": "Rana", "tags": 4}]}), URL, Bounds()).entries
    assert (entry.authors, entry.tags) == ((), ())


def test_what_a_feed_adds_later_is_no_change_and_stays() -> None:
    (_,), (held,) = decide([shown(None)], [], [])
    later = shown(None)
    complete(later, in_feed("Rana Whitlock"), PAPER)
    (decision,), (held,) = decide([later], [held], [])
    assert (decision.outcome, held.authors, held.revision) == ("unchanged", ["Rana Whitlock"], 1)
    (decision,), written = decide([shown(None)], [held], [])  # the feed lists it no more
    assert (decision.outcome, written) == ("unchanged", [])
    other = shown(None)
    other.authors = ["Hugo Marden"]
    (_,), (held,) = decide([other], [held], [])
    assert (held.authors, held.revision) == (["Hugo Marden"], 2)
