"""Scrapy's add-on by which the setting ``REDIS_URL`` makes a crawl one of many workers."""

from __future__ import annotations

from scrapy.settings import BaseSettings

from newscrawl.errors import ArgumentError

_INSTALL = "REDIS_URL is set, and scrapy-redis is not installed: pip install 'newscrawl[cluster]'"


def check_redis(settings: BaseSettings) -> None:
    """Wait for Redis, where the settings name one. Raises ArgumentError for a wrong address, RedisAway if it does not
    come.
    """
    if url := settings.get("REDIS_URL"):
        _check_installed()
        from newscrawl.cluster.server import Server

        Server.at(url, settings.getfloat("REDIS_PATIENCE_SECONDS")).ask(lambda client: client.ping())


def _check_installed() -> None:
    try:
        import scrapy_redis  # noqa: F401
    except ImportError as error:
        raise ArgumentError(_INSTALL) from error


class ClusterAddon:
    """Puts the shared scheduler in the place of Scrapy's, and one rate a host in the place of one a process."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Change the settings of one crawl."""
        if not settings.get("REDIS_URL") or not settings.getbool("DELIVER"):
            return
        changes = {
            "SCHEDULER": "newscrawl.cluster.scheduler.ClusterScheduler",
            "CLUSTER_DELAY": settings.getfloat("DOWNLOAD_DELAY"),
            "CLUSTER_AUTOTHROTTLE": settings.getbool("AUTOTHROTTLE_ENABLED"),
            "CLUSTER_HOST_REQUESTS": settings.getint("CLUSTER_HOST_REQUESTS")
            or settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            # the rate is kept in Redis, before a request is handed out
            "AUTOTHROTTLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
        }
        above_all = settings.maxpriority() + 1
        for name, value in changes.items():
            settings.set(name, value, priority=above_all)
