"""What the server counts, for Prometheus: requests, their time, and what the archive holds."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newscrawl.errors import NewscrawlError
from newscrawl.web.archive import Archive

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")  # anybody can make up others, and each would be kept
_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self.requests = Counter("newscrawl_http_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "newscrawl_http_seconds",
            "Seconds until an answer began.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.articles = Gauge(
            "newscrawl_archive_articles", "Articles in the archive.", ("site",), registry=self.registry
        )
        self.bytes = Gauge("newscrawl_archive_bytes", "Bytes of the archive.", registry=self.registry)
        self.up = Gauge("newscrawl_archive_up", "1 if the archive can be read.", registry=self.registry)

    def text(self, archive: Archive) -> bytes:
        """Return all figures in Prometheus' text format."""
        try:
            held = archive.index.stats()
            self.up.set(1)
            self.bytes.set(held.bytes)
            self.articles.clear()
            for site, count in held.sites.items():
                self.articles.labels(site).set(count)
        except NewscrawlError:
            self.up.set(0)
        return bytes(generate_latest(self.registry))


class Measure:
    """Counts requests by the route that answered them, never by their address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                self.metrics.seconds.labels(route).observe(time.perf_counter() - begun)
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self.metrics.requests.labels(route, method, str(message["status"])).inc()
            await send(message)

        await self.app(scope, receive, send_counted)
