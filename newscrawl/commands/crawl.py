"""``scrapy crawl SITE``: Scrapy's own command; what is wrong is said in one line before the first request."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from newscrawl.errors import NewscrawlError, Unavailable
from newscrawl.index import Credentials, open_index
from newscrawl.memory import keep_little
from newscrawl.spiders.arguments import crawl_arguments
from newscrawl.spiders.news import NewsSpider


def check_index(url: str, credentials: Credentials) -> None:
    """Make the index ready to be written to. Raises ArchiveError; not for a server that is away: articles wait for it in the outbox."""
    index = open_index(url, credentials=credentials)
    try:
        index.prepare()
    except Unavailable as error:
        print(f"newscrawl: {error}: articles will wait for it in the outbox", file=sys.stderr)
    finally:
        index.close()


class Command(crawl.Command):
    """Crawl a site."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check arguments and index, crawl, and exit with 1 if anything could not be delivered."""
        assert self.crawler_process
        keep_little()
        if len(args) != 1:
            raise UsageError("names one site; scrapy list shows them")
        try:
            spider = self.crawler_process.spider_loader.load(args[0])
            if issubclass(spider, NewsSpider):
                crawl_arguments(spider.site, **opts.spargs)
            check_index(
                self.crawler_process.settings["INDEX_URL"], Credentials.from_settings(self.crawler_process.settings)
            )
        except (NewscrawlError, KeyError) as error:
            print(f"newscrawl: {error.args[0]}", file=sys.stderr)
            self.exitcode = 2
            return
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        failed = self.crawler_process.bootstrap_failed or crawler.stats.get_value("newscrawl/undelivered", 0)
        self.exitcode = 1 if failed else 0
