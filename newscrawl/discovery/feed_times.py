"""When feeds say that articles were published, for pages that show no time of it, or a day only."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

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
        told = self._times.get(article.url)
        if told is None:
            return
        if article.published_at is None:
            found = told.astimezone(zone)
        elif MIDNIGHT in article.published_at:
            day = datetime.fromisoformat(article.published_at)
            found = told.astimezone(day.tzinfo or UTC)
            if found.date() != day.date():
                return
        else:
            return
        article.published_at, article.layers["published_at"] = found.replace(microsecond=0).isoformat(), FEED
