"""``scrapy crawl SITE``: Scrapy's own command; what is wrong is said in one line before the first request."""

from __future__ import annotations

import argparse
import logging
import sys

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from newscrawl.cluster.addon import check_redis
from newscrawl.errors import NewscrawlError
from newscrawl.extensions.memory import collect_rarely, keep_little
from newscrawl.runs.checks import check_run, check_settings
from newscrawl.runs.record import exit_code
from newscrawl.spiders.news import NewsSpider


class Command(crawl.Command):
    """Crawl a site."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check arguments, settings and index, crawl, and exit with 1 if the crawl failed, or left anything
        undelivered.
        """
        assert self.crawler_process
        keep_little()
        if len(args) != 1:
            raise UsageError("names one site; scrapy list shows them")
        settings = self.crawler_process.settings
        try:
            check_settings(settings)
            spider = self.crawler_process.spider_loader.load(args[0])
            check_redis(settings)
            check_run(settings, spider.site if issubclass(spider, NewsSpider) else None, opts.spargs)
        except (NewscrawlError, KeyError) as error:
            self._refuse(str(error.args[0]))
            return
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        collect_rarely()
        self.crawler_process.start()
        self.exitcode = 1 if self.crawler_process.bootstrap_failed or exit_code(crawler.stats.get_stats()) else 0

    def _refuse(self, why: str) -> None:
        """Say why nothing is crawled: on the terminal, and in the log where that is a file (as under scrapyd)."""
        assert self.crawler_process
        print(f"newscrawl: {why}", file=sys.stderr)
        if self.crawler_process.settings.get("LOG_FILE"):
            logging.getLogger("newscrawl").error("%s", why)
        self.exitcode = 2
