"""Makes the application: routes, errors, guards. What a route does is in ``api/`` and ``pages/``."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from newscrawl import __version__
from newscrawl.errors import NewscrawlError
from newscrawl.index.query import FACETS, SearchRequest
from newscrawl.web.api import articles, export, insights, records, saved, search
from newscrawl.web.api.parts import PROBLEMS
from newscrawl.web.archive import Archive
from newscrawl.web.configuration import WebConfiguration
from newscrawl.web.crawl_metrics import CrawlMetrics
from newscrawl.web.heads import Heads
from newscrawl.web.metrics import CONTENT_TYPE, Measure, Metrics
from newscrawl.web.pages import routes as pages
from newscrawl.web.pages.rendering import error_page, load_templates
from newscrawl.web.problems import problem, problem_of, status_of
from newscrawl.web.security import Guard, is_routed
from newscrawl.web.speech import LANGUAGES, Speech

API = "/api/v1"
THREADS = max(4, (os.cpu_count() or 1) + 2)
"""Requests that are worked on at once. Others wait their turn: more at once would all be later."""
_ABOUT = """Full-text search over an archive of news. All counts are of the same search: articles, different texts (near
copies once) and sites. Errors are problem details (RFC 9457)."""


def make_app(configuration: WebConfiguration) -> FastAPI:
    """Return the application for an archive, which need not be there yet."""
    archive, metrics = Archive(configuration.index_url, configuration.seconds), Metrics()
    metrics.registry.register(CrawlMetrics(archive, configuration.outbox, configuration.schedule))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        threading.Thread(target=warm_up, args=(archive,), daemon=True).start()
        yield
        archive.close()

    app = FastAPI(
        title="newscrawl", version=__version__, description=_ABOUT, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )  # fmt: skip
    app.state.archive, app.state.configuration = archive, configuration
    for part in (search, articles, insights, records, export, saved):
        app.include_router(part.router, prefix=API, responses=PROBLEMS)
    app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    _add_state(app, archive, metrics)
    _add_errors(app)
    app.add_middleware(Heads)
    app.add_middleware(Guard, configuration=configuration)
    app.add_middleware(Measure, metrics=metrics)
    return app


def warm_up(archive: Archive) -> None:
    """Read templates, catalogues and the index before the first reader asks for them: they take half a second."""
    load_templates()
    for language in LANGUAGES:
        speech = Speech(language)
        speech.amount("%(n)s article", "%(n)s articles", 1)
        speech.time("2023-11-01T00:00:00+00:00")
    with suppress(NewscrawlError):
        archive.search(SearchRequest("a", facets=FACETS, histogram="auto"))
    gc.collect()
    gc.freeze()  # what is there now stays: to look through it again would hold a reader up for 60 ms now and then


def _add_state(app: FastAPI, archive: Archive, metrics: Metrics) -> None:
    @app.get("/healthz", include_in_schema=False)
    def health() -> Response:
        """200 while the archive can be read, 503 while it cannot."""
        try:
            archive.index.get("0" * 32)
        except NewscrawlError:  # who may not ask for the reason asks for this
            return problem(503, "Not ready", "the archive cannot be read")
        return PlainTextResponse("ok")

    @app.get("/metrics", include_in_schema=False)
    def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(archive), media_type=CONTENT_TYPE)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def allowed_methods(request: Request) -> list[str]:
    """Return the methods that an address answers to, whichever route has them (RFC 9110, 10.2.1)."""
    found = [method for method in ("GET", "POST") if is_routed({**request.scope, "method": method})]
    return ["HEAD", *found] if "GET" in found else found


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(NewscrawlError)
    def own(request: Request, error: NewscrawlError) -> Response:
        if _is_api(request):
            return problem_of(error)
        status, title = status_of(error)
        return error_page(request, status, title, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors())
        if _is_api(request):
            return problem(422, "A parameter is wrong", told)
        return error_page(request, 422, "A parameter is wrong", told)

    @app.exception_handler(HTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        title = {404: "No such page", 405: "Not done that way"}.get(error.status_code, "Not possible")
        if error.status_code == 405:
            return problem(405, title, str(error.detail), {"Allow": ", ".join(allowed_methods(request))})
        if _is_api(request):
            return problem(error.status_code, title, str(error.detail), dict(error.headers or {}))
        return error_page(request, error.status_code, title, str(error.detail))
