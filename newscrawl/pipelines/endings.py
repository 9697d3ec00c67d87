"""Notices lines that end many articles of a site, such as "Log in to comment": they are hardly part of the texts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from scrapy.crawler import Crawler

from newscrawl.items import Article
from newscrawl.runs.record import PREFIX
from newscrawl.sites.patterns import LAST_LINES, literal, whole_line

_LEAST, _SHARE = 10, 0.3  # articles that a line has to end, and the share of all
_LONGEST = 200  # letters; longer lines are text
_KEPT = 5_000  # different lines that are counted; then those seen once are forgotten


class EndingsPipeline:
    """Counts the last lines of a crawl's articles, and says which come back."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.lines: Counter[str] = Counter()
        self.articles = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> EndingsPipeline:
        """Build the pipeline."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Count the last lines of an article."""
        if isinstance(item, Article) and len(item.body) > LAST_LINES:
            self.articles += 1
            self.lines.update({line for line in item.body[-LAST_LINES:] if len(line) <= _LONGEST})
            if len(self.lines) > _KEPT:
                self.lines = Counter({line: count for line, count in self.lines.items() if count > 1})
        return item

    def close_spider(self) -> None:
        """Note the line that comes back most, with what to do about it."""
        line, count = next(iter(self.lines.most_common(1)), ("", 0))
        if count >= max(_LEAST, _SHARE * self.articles):
            told = f"{line[:80]!r} ends {count} of {self.articles} articles; if it is no part of them"
            add = f"add to the site file: [labels] boilerplate = [{literal(whole_line(line))}]"
            self.crawler.stats.set_value(f"{PREFIX}repeated_ending", f"{told}, {add}")
