"""The vocabulary: what a crawl yields and what the index holds. Imports nothing of the project.

Names follow schema.org NewsArticle where it has one, in snake case. Every value is plain JSON
(times are ISO 8601 strings with their offset), so that an item means the same in a Scrapy feed,
in the index and in an export.
"""

from newscrawl.items.article import (
    FEED,
    KINDS,
    MIDNIGHT,
    REVISED,
    WORDS_A_MINUTE,
    Article,
    Known,
    article_id,
)
from newscrawl.items.parts import (
    Embed,
    Image,
    Link,
    Media,
    Quote,
    Revision,
    instant,
    now,
)
from newscrawl.items.records import (
    CrawlRun,
    FrontPage,
    RankedLink,
    TickerLine,
)

__all__ = [
    "FEED",
    "KINDS",
    "MIDNIGHT",
    "REVISED",
    "WORDS_A_MINUTE",
    "Article",
    "CrawlRun",
    "Embed",
    "FrontPage",
    "Image",
    "Known",
    "Link",
    "Media",
    "Quote",
    "RankedLink",
    "Revision",
    "TickerLine",
    "article_id",
    "instant",
    "now",
]
