"""A small reverse proxy in front of Elasticsearch: TLS, passwords and API keys, and the failures of real clusters.

The node out of published jars has no security module, so what a client shows is checked here instead.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import trustme
from aiohttp import ClientSession, web

from tests.servers.ports import free_ports

Answer = Callable[[web.Request, bytes], web.Response | None]
_HOP = {"transfer-encoding", "content-length", "connection", "content-encoding"}


class Proxy:
    """Passes requests on to ``target`` unless ``answer`` answers them itself; counts them by path."""

    def __init__(
        self,
        target: str,
        user: str | None = None,
        password: str = "",
        api_key: str | None = None,
        tls: Path | None = None,
    ) -> None:
        self.target = target
        self.allowed = set()
        if user:
            self.allowed.add("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
        if api_key:
            self.allowed.add(f"ApiKey {api_key}")
        self.answer: Answer = lambda request, body: None
        self.requests: list[str] = []
        (self.port,) = free_ports(1)
        self.ca: Path | None = None
        self._context: ssl.SSLContext | None = None
        if tls:
            authority = trustme.CA()
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("127.0.0.1", "localhost").configure_cert(self._context)
            self.ca = tls / "ca.pem"
            authority.cert_pem.write_to_path(str(self.ca))

    @property
    def url(self) -> str:
        """Its address, without credentials."""
        return f"{'https' if self._context else 'http'}://localhost:{self.port}"

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append(request.path)
        headers = {"X-Elastic-Product": "Elasticsearch"}
        if self.allowed and request.headers.get("Authorization") not in self.allowed:
            return web.json_response(
                {"error": {"type": "security_exception", "reason": "missing authentication credentials"}},
                status=401,
                headers=headers,
            )
        own = self.answer(request, body)
        if own is not None:
            own.headers.update(headers)
            return own
        assert self._session is not None
        passed = {
            key: value
            for key, value in request.headers.items()
            if key.lower() not in {*_HOP, "host", "authorization", "accept-encoding"}
        }
        async with self._session.request(
            request.method, self.target + request.path_qs, data=body, headers=passed
        ) as answer:
            kept = {key: value for key, value in answer.headers.items() if key.lower() not in _HOP}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)

    async def _serve(self) -> None:
        application = web.Application(client_max_size=200_000_000)
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._session = ClientSession()
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=self._context).start()
        self._ready.set()
        await self._ended.wait()
        await self._session.close()
        await runner.cleanup()

    def __enter__(self) -> Proxy:
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(20)
