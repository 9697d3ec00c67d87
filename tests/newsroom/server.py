"""Serves the three editions on loopback: Arabic, English, Spanish on a port and the next two."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.newsroom.faults import KINDS
from tests.newsroom.newsroom import Edition
from tests.newsroom.pages import Pages

ORDER = ("ar", "en", "es")
ROBOTS = "User-agent: *\nDisallow: /news/internal/\nDisallow: /search\nSitemap: {root}/sitemaps/all.xml\n"
HUGE = 30 * 1024 * 1024


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class EditionServer:
    """The HTTP face of one edition; counts what is asked of it in ``requests``."""

    def __init__(self, edition: Edition, classes: str, slow: float, latency: float = 0.0) -> None:
        self.edition, self.slow, self.latency = edition, slow, latency
        self.pages, self.classes = Pages(edition, classes), classes
        self.requests: Counter[str] = Counter()
        self.sections = {s.path: s for s in edition.sections}

    def app(self) -> web.Application:
        """Build the aiohttp application of this edition."""
        app = web.Application(middlewares=[self.late] if self.latency else [])
        app.add_routes(
            [
                web.get("/_newsroom/truth", self.truth),
                web.get("/_newsroom/requests", self.count),
                web.post("/_newsroom/{act:publish|edit|retract}", self.act),
                web.post("/_newsroom/fault", self.fault),
                web.get("/robots.txt", self.robots),
                web.get("/sitemaps/all.xml", self.sitemap_index),
                web.get(r"/sitemaps/all/sitemap-{year:\d+}-{month:\d+}.xml", self.sitemap),
                web.get("/{name:rss|rss.xml}", self.feed),
                web.get("/_more/{section:.+}", self.more),
                web.get(r"/calendar/{year:\d+}/{month:\d+}{rest:.*}", self.calendar),
                web.get("/{path:.*}", self.page),
            ]
        )
        return app

    @web.middleware
    async def late(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let an answer begin later, as one from far away does."""
        if not request.path.startswith("/_newsroom"):
            await asyncio.sleep(self.latency)
        return await handler(request)

    # -- control

    async def truth(self, request: web.Request) -> web.StreamResponse:
        """Answer the articles as JSON lines."""
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson; charset=utf-8"})
        await response.prepare(request)
        for article in self.edition.truth():
            await response.write(json.dumps(article, ensure_ascii=False).encode() + b"\n")
        return response

    async def count(self, request: web.Request) -> web.Response:
        """Answer how often each path was asked for since the last call."""
        counted = dict(self.requests)
        self.requests.clear()
        return web.json_response(counted)

    async def act(self, request: web.Request) -> web.Response:
        """Publish, edit or retract ``n`` articles; answer their addresses."""
        act = {"publish": self.edition.publish, "edit": self.edition.edit, "retract": self.edition.retract}
        n = _number(request, "n", 1)
        paths = act[request.match_info["act"]](n)
        return web.json_response({"urls": [self.edition.root + path for path in paths]})

    async def fault(self, request: web.Request) -> web.Response:
        """Switch a mood on or off."""
        kind, on = request.query.get("kind", ""), request.query.get("on", "1") not in ("0", "false")
        if kind not in KINDS:
            raise web.HTTPBadRequest(text=f"no such fault: {kind!r}; there are {', '.join(KINDS)}\n")
        if on and kind == "near-copy" and kind not in self.edition.faults.on:
            self.edition.publish_copy()
        (self.edition.faults.on.add if on else self.edition.faults.on.discard)(kind)
        if kind == "redesign-classes":
            self.pages = Pages(self.edition, "alternative" if on else self.classes)
        return web.json_response({"on": sorted(self.edition.faults.on)})

    # -- the site

    def _counted(self, request: web.Request) -> None:
        self.requests[request.path_qs if request.path.startswith(("/news?", "/_more")) else request.path] += 1
        if "away" in self.edition.faults.on:
            raise web.HTTPServiceUnavailable(text="back soon\n")
        if "rate-limit" in self.edition.faults.on and self.edition.faults.every("rate", 20):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "1"}, text="slow down\n")

    async def robots(self, request: web.Request) -> web.Response:
        """Answer robots.txt with its forbidden area."""
        self.requests[request.path] += 1
        if "away" in self.edition.faults.on:
            raise web.HTTPServiceUnavailable(text="back soon\n")
        return web.Response(text=ROBOTS.format(root=self.edition.root))

    async def sitemap_index(self, request: web.Request) -> web.Response:
        """Answer the sitemap index."""
        self._counted(request)
        return web.Response(text=self.pages.sitemap_index(), content_type="application/xml")

    async def sitemap(self, request: web.Request) -> web.Response:
        """Answer a month's sitemap."""
        self._counted(request)
        year, month = int(request.match_info["year"]), int(request.match_info["month"])
        return web.Response(text=self.pages.sitemap(year, month), content_type="application/xml")

    async def feed(self, request: web.Request) -> web.Response:
        """Answer the feed."""
        self._counted(request)
        return web.Response(text=self.pages.feed(), content_type="application/rss+xml")

    async def more(self, request: web.Request) -> web.Response:
        """Answer what the "Load more" button fetches."""
        self._counted(request)
        section = self.sections.get(request.match_info["section"])
        if section is None:
            raise web.HTTPNotFound
        return web.json_response(self.pages.more(section, _number(request, "page", 2)))

    async def calendar(self, request: web.Request) -> web.Response:
        """Answer a month of the endless calendar, while that mood is on."""
        self._counted(request)
        if "calendar" not in self.edition.faults.on:
            raise web.HTTPNotFound
        year, month = int(request.match_info["year"]), int(request.match_info["month"])
        return _html(self.pages.calendar(year, max(1, min(12, month))))

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Answer everything else: home, sections, tags, articles, plain pages."""
        self._counted(request)
        path = request.path
        if path == "/":
            return _html(self.pages.home())
        number = self.edition.by_path.get(path)
        if number is not None:
            return await self._article(request, number)
        if path.startswith("/news") and "tags" in request.query:
            return _html(self.pages.tag(request.query["tags"]))
        section = self.sections.get(path.strip("/"))
        if section is not None:
            return _html(self.pages.listing(section, _number(request, "page", 1)))
        if path.startswith(("/authors/", "/page/", "/coverage", "/region/", "/news/internal/")) or path == "/news":
            return _html(self.pages.plain(path.rpartition("/")[2].replace("-", " ").title()))
        return _html(self.pages.plain("404", self.edition.words.not_found), status=404)

    async def _article(self, request: web.Request, number: int) -> web.StreamResponse:
        brief = self.edition.briefs[number]
        if brief.retracted:
            return _html(self.pages.plain("410", self.edition.words.not_found), status=410)
        mood = self.edition.faults.of(number)
        if mood == "not-found":
            return _html(self.pages.plain("404", self.edition.words.not_found), status=404)
        if mood == "gone":
            return _html(self.pages.plain("410", self.edition.words.not_found), status=410)
        if mood == "soft-404":
            return _html(self.pages.plain("404", self.edition.words.not_found))
        if mood == "redirect-loop":
            raise web.HTTPFound(request.path)
        if mood == "flaky" and self.edition.faults.first_time(request.path):
            raise web.HTTPInternalServerError(text="now and then\n")
        if mood == "slow":
            await asyncio.sleep(self.slow)
        if mood == "huge":
            return await _huge(request)
        html = self.pages.article(brief, mood)
        if mood == "truncated":
            return await _truncated(request, html)
        etag = f'"{number}-{brief.revision}"'  # of the text, as publishing systems have it: boxes around it change all the time
        if "no-validators" in self.edition.faults.on:
            return _html(html)
        if request.headers.get("If-None-Match") == etag:
            self.requests["not modified"] += 1
            return web.Response(status=304, headers={"ETag": etag})
        charset = "iso-8859-1" if mood == "wrong-charset" else "utf-8"
        return web.Response(body=html.encode(), headers={"Content-Type": f"text/html; charset={charset}", "ETag": etag})


async def _huge(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
    await response.prepare(request)
    chunk = b"<p>" + b"blah " * 13_000 + b"</p>"
    with contextlib.suppress(ConnectionError):  # who asks may have enough
        for _ in range(HUGE // len(chunk)):
            await response.write(chunk)
    return response


async def _truncated(request: web.Request, html: str) -> web.StreamResponse:
    body = html.encode()
    response = web.StreamResponse(
        headers={"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    await response.write(body[: len(body) // 3])
    if request.transport is not None:
        request.transport.close()
    return response


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html")


def _number(request: web.Request, name: str, default: int) -> int:
    try:
        value = int(request.query.get(name, default))
    except ValueError:
        value = 0
    if value < 1:
        raise web.HTTPBadRequest(text=f"{name} takes a whole number from 1\n")
    return value


def editions(articles: int, seed: int, host: str, port: int) -> list[Edition]:
    """Make the three editions, each knowing the others' addresses."""
    ports = ["" if port + n == 80 else f":{port + n}" for n in range(len(ORDER))]
    made = [Edition(lang, articles, seed, f"http://{host}{ports[n]}") for n, lang in enumerate(ORDER)]
    for edition in made:
        edition.others = {other.lang: other for other in made if other is not edition}
    return made


async def serve(
    articles: int,
    seed: int,
    host: str,
    port: int,
    classes: str = "normal",
    slow: float = 2.0,
    latency: float = 0.0,
    name: str | None = None,
) -> None:
    """Serve the three editions until SIGTERM; prints one line when ready. ``name`` is the host its pages name."""
    runners = []
    for edition in editions(articles, seed, name or host, port):
        runner = web.AppRunner(EditionServer(edition, classes, slow, latency).app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        number = ORDER.index(edition.lang)
        await web.TCPSite(runner, host, port + number).start()
        runners.append(runner)
        print(f"{edition.site} http://{host}:{port + number}", flush=True)
    ended = asyncio.Event()
    # not an exception from the handler of a signal: it may come up in the midst of an answer, which then never ends
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    try:
        await ended.wait()
    finally:
        for runner in runners:
            await runner.cleanup()
