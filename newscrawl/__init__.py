"""newscrawl: crawl news sites with Scrapy and make what they publish searchable."""

__version__ = "0.1.0"
