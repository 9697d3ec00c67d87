"""When feeds say that articles were published, for pages that show no time of it, or a day only."""

from __future__ import annotations

from datetime import datetime, tzinfo

from newscrawl.items import FEED, MIDNIGHT, Article

_MOST = 20_000  # articles of one crawl whose times are kept


class FeedTimes:
    """What the feeds of one crawl say, by the canonical addresses of the articles."""

    def __init__(self) -> None:
        self._times: dict[str, datetime] = {}

    def note(self, url: str, published: datetime) -> None:
        """Keep what a feed says of one article; of more than some thousands, those that came first."""
        if len(self._times) < _MOST:
            self._times.setdefault(url, published)

    def complete(self, article: Article, zone: tzinfo) -> None:
        """Give an article without a time that of its feed, in a newsroom's zone; one with a day only, if the feed names
        the same day.
        """
        told, day = self._times.get(article.url), article.published_at
        if told is None or (day and MIDNIGHT not in day):
            return
        found = told.astimezone(datetime.fromisoformat(day).tzinfo if day else zone).isoformat(timespec="seconds")
        if day is None or found[:10] == day[:10]:
            article.published_at, article.layers["published_at"] = found, FEED
