"""A site that means harm, on loopback: each case is a few paths of it, small for the tests and large for the bench."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Route = bytes | Callable[["Request"], None]
WORDS = "The ferry was late again and nobody on the quay could say why, so the harbour master wrote it down. " * 6
XML = b'<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


class Request(BaseHTTPRequestHandler):
    """Answers one request from the routes of the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # head and body go in two pieces; the second would wait 40 ms for the first's receipt
    )
    server: _Server

    def do_GET(self) -> None:
        """Answer a path, with its query or without."""
        routes = self.server.routes
        self.server.asked.append(self.path)
        route = routes.get(self.path) or routes.get(self.path.partition("?")[0])
        route = route or next(
            (r for start, r in routes.items() if start.endswith("*") and self.path.startswith(start[:-1])), None
        )
        with contextlib.suppress(OSError):
            if route is None:
                self.answer(b"not here", status=404)
            elif isinstance(route, bytes):
                self.answer(route)
            else:
                route(self)

    def answer(self, body: bytes, kind: str | None = None, status: int = 200, **headers: str) -> None:
        """Send an answer; its kind is guessed from the body."""
        guessed = "application/xml" if body.startswith(b"<?xml") else "text/html; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", kind or guessed)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, place: str) -> None:
        """Send the reader elsewhere."""
        self.answer(b"", status=302, Location=place)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    routes: dict[str, Route]
    asked: list[str]


@dataclass
class HostileSite:
    """A running site. ``asked`` are the paths that were asked for."""

    routes: dict[str, Route] = field(default_factory=dict)
    discovery: str = ""
    """More lines for the table [discovery] of its site file."""

    def __enter__(self) -> HostileSite:
        self._server = _Server(("127.0.0.1", 0), Request)
        self._server.routes, self._server.asked = self.routes, []
        self.routes.setdefault("/robots.txt", b"User-agent: *\nAllow: /\n")
        self.routes.setdefault("/", page("Home", links=["/a/first"]))
        self.routes.setdefault("/a/*", lambda request: request.answer(article(request.path)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in their order."""
        return self._server.asked

    def site_file(self, folder: Path) -> Path:
        """Write the site file; return its folder."""
        text = f"""
            name = "hostile"
            title = "The Hostile Post"
            base = "{self.base}"
            language = "en"
            timezone = "UTC"
            [discovery]
            articles = ['^/a/[^/]+$']
            {self.discovery}
        """
        (folder / "hostile.toml").write_text(text)
        return folder


def page(title: str, text: str = "", links: Any = (), head: str = "") -> bytes:
    """An HTML page."""
    anchors = "\n".join(f'<a href="{link}">{link[-40:]}</a>' for link in links)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{text}{anchors}</main></body></html>"
    ).encode()


def article(name: str, text: str = WORDS, links: Any = (), head: str = "") -> bytes:
    """An article with a text of its own."""
    date = '<meta property="article:published_time" content="2024-05-01T10:00:00+00:00">'
    body = "".join(f"<p>{part} {name}.</p>" for part in (text[:300], text[300:]))
    return page(f"A story of {name}", body, links, date + head)


def sitemap(urls: Any) -> bytes:
    """A sitemap of some addresses."""
    rows = b"".join(b"<url><loc>%s</loc></url>" % url.encode() for url in urls)
    return XML + b"<urlset " + NAMESPACE + b">" + rows + b"</urlset>"


def sitemap_index(urls: Any) -> bytes:
    """A sitemap index of some sitemaps."""
    rows = b"".join(b"<sitemap><loc>%s</loc></sitemap>" % url.encode() for url in urls)
    return XML + b"<sitemapindex " + NAMESPACE + b">" + rows + b"</sitemapindex>"


def gzip_bomb(megabytes: int) -> bytes:
    """A gzip file that unpacks to so many megabytes of one sitemap."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    parts = [packer.compress(XML + b"<urlset " + NAMESPACE + b">")]
    parts += [packer.compress(b" " * 1_000_000) for _ in range(megabytes)]
    return b"".join([*parts, packer.compress(b"</urlset>"), packer.flush()])


def packed(body: bytes) -> bytes:
    """A body as a gzip file."""
    return gzip.compress(body, 6)


def _stream(request: Request, head: bytes, part: bytes, pause: float, seconds: float) -> None:
    """Send a part again and again; a bound in time keeps the server from living on."""
    request.close_connection = True
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    request.wfile.write(head)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        request.wfile.write(part)
        if pause:
            request.wfile.flush()
            time.sleep(pause)


def endless_headers(seconds: float) -> Callable[[Request], None]:
    """An answer whose headers have no end."""
    part = b"".join(b"X-Filler-%d: %s\r\n" % (n, b"x" * 200) for n in range(200))
    return lambda request: _stream(request, b"HTTP/1.1 200 OK\r\n", part, 0, seconds)


def endless_chunks(seconds: float, pause: float = 0.0) -> Callable[[Request], None]:
    """An answer of one byte a chunk, without end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    part = b"1\r\nx\r\n" * (1 if pause else 500)
    return lambda request: _stream(request, head, part, pause or 0.01, seconds)


def endless_body(seconds: float, line: bytes, pause: float = 0.0) -> Callable[[Request], None]:
    """A text without length and without end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    return lambda request: _stream(request, head, line * (1 if pause else 2000), pause, seconds)


def numbered(count: int, start: str = "/a/story-") -> Iterator[str]:
    """Paths of articles."""
    return (f"{start}{n}" for n in range(count))
