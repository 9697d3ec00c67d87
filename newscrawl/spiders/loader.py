"""Makes a spider of every site file; Scrapy's SPIDER_LOADER_CLASS."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from newscrawl.errors import SiteError
from newscrawl.sites import Site, load_sites
from newscrawl.sites.files import unknown_site
from newscrawl.spiders.news import NewsSpider
from newscrawl.urls import host_key

if TYPE_CHECKING:
    import builtins


class SiteSpiderLoader:
    """One spider per site file, named like the site."""

    def __init__(self, sites: dict[str, Site]) -> None:
        self.sites = sites

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SiteSpiderLoader:
        """Load the site files. Malformed ones are said on the terminal, and the others can be crawled."""
        broken: list[SiteError] = []
        try:
            loader = cls(load_sites(settings.getlist("SITES_DIRS"), broken))
        except SiteError as error:
            raise SystemExit(f"newscrawl: {error}") from error
        for line in (line for error in broken for line in str(error).splitlines()):
            print(f"newscrawl: {line}", file=sys.stderr)
        return loader

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of a site. Raises KeyError for an unknown one."""
        if spider_name not in self.sites:
            raise KeyError(unknown_site(spider_name, self.sites))
        return type("NewsSpider", (NewsSpider,), {"name": spider_name, "site": self.sites[spider_name]})

    def list(self) -> builtins.list[str]:
        """Return the names of all sites."""
        return sorted(self.sites)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the sites on whose hosts an address lies (``scrapy shell URL`` asks)."""
        host = host_key(request.url)
        return [name for name, site in self.sites.items() if host in site.page_hosts]
