"""Makes a spider of every site file; Scrapy's SPIDER_LOADER_CLASS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from newscrawl.discovery.urls import host_key
from newscrawl.errors import SiteError
from newscrawl.sites import Site, load_sites
from newscrawl.spiders.news import NewsSpider

if TYPE_CHECKING:
    import builtins


class SiteSpiderLoader:
    """One spider per site file, named like the site."""

    def __init__(self, sites: dict[str, Site]) -> None:
        self.sites = sites

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SiteSpiderLoader:
        """Load the site files. A malformed one ends the command with one sentence, whatever it was to do."""
        try:
            return cls(load_sites(settings.getlist("SITES_DIRS")))
        except SiteError as error:
            raise SystemExit(f"newscrawl: {error}") from error

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of a site. Raises KeyError for an unknown one."""
        if spider_name not in self.sites:
            raise KeyError(f"unknown site {spider_name!r}; known are {', '.join(self.list())}")
        return type("NewsSpider", (NewsSpider,), {"name": spider_name, "site": self.sites[spider_name]})

    def list(self) -> builtins.list[str]:
        """Return the names of all sites."""
        return sorted(self.sites)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the sites on whose hosts an address lies (``scrapy shell URL`` asks)."""
        host = host_key(request.url)
        return [name for name, site in self.sites.items() if host in {host_key(site.base), *site.hosts}]
