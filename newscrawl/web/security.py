"""Who may ask, and what a browser may do with the answer: host names, token, rate, cross-site writes, headers.

One ASGI middleware, so that no answer passes without it. What it refuses it answers with problem details (RFC 9457).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import logging
import re
import time
from urllib.parse import urlsplit

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newscrawl.web.configuration import WebConfiguration
from newscrawl.web.problems import problem

logger = logging.getLogger(__name__)

_READING = ("GET", "HEAD", "OPTIONS", "TRACE")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:]*)(?::\d+)?")
_FREE = ("/healthz",)
"""Answered without a token: monitors ask for it."""
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=(), camera=(), microphone=(), geolocation=()",
}
WITH_IMAGES = "newscrawl.images"
"""Key of a request's scope: this page shows pictures of the news site, for the reader switched them on."""


class Guard:
    """Lets requests pass that may be answered, and sets what each answer must say."""

    def __init__(self, app: ASGIApp, configuration: WebConfiguration) -> None:
        self.app, self.configuration = app, configuration
        rate = configuration.requests_a_minute
        self._rate = RateLimitItemPerMinute(rate) if rate else None
        self._limiter = FixedWindowRateLimiter(MemoryStorage())  # forgets who has gone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                images = "'self' data: https: http:" if scope.get(WITH_IMAGES) else "'self' data:"
                headers.setdefault("Content-Security-Policy", CONTENT_POLICY.format(images=images))
                is_static = scope["path"].startswith("/static/")  # their addresses change with them
                headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if is_static else "no-store")
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope, Headers(scope=scope))
        try:
            await (refusal or self.app)(scope, receive, send_guarded)
        except Exception:
            # whoever asked gets no part of it
            logger.exception("the server met an error of its own at %s", scope["path"])
            if begun:
                raise
            await problem(500, "Not foreseen", "the server met an error of its own; its log says which")(
                scope, receive, send_guarded
            )

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        """Return what is answered in the place of a page, or None."""
        host = _HOST.fullmatch(headers.get("host", ""))
        if host is None or host[1].lower() not in self.configuration.allowed_names:
            return problem(
                421, "Unknown host", "this server does not answer to that name; see --name of newscrawl serve"
            )
        if scope["path"] in _FREE:
            return None
        if late := self._too_often(scope):
            return late
        token = self.configuration.token
        if token and not _has_token(headers, token):
            challenge = {"WWW-Authenticate": 'Basic realm="newscrawl", charset="UTF-8"'}
            return problem(
                401, "Token needed", "give the token as a Bearer token, or as the password", headers=challenge
            )
        if scope["method"] in _READING or not is_routed(scope):
            return None
        return self._refused_write(headers, token)

    def _refused_write(self, headers: Headers, token: str | None) -> ASGIApp | None:
        if not token:
            why = "nothing can be saved over the web without a token: start with --token, or use the command line"
            return problem(403, "Read-only", why)
        if _is_of_another_site(headers):
            return problem(403, "Of another site", "this was not sent by a page of this server")
        return None

    def _too_often(self, scope: Scope) -> ASGIApp | None:
        if self._rate is None or scope["path"].startswith("/static/"):
            return None
        client = _client(scope["client"][0] if scope.get("client") else "")
        if self._limiter.hit(self._rate, client):
            return None
        reset = self._limiter.get_window_stats(self._rate, client).reset_time
        return _late(self._rate.amount, reset)


def is_routed(scope: Scope) -> bool:
    """True if something answers to this method at this address; else the answer is 405, whoever asks."""
    return any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes)


def _client(address: str) -> str:
    """Return who asks: an address, of IPv6 the network that one customer has."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


def _late(amount: int, reset: float) -> ASGIApp:
    wait = max(1, round(reset - time.time()))
    why = f"at most {amount} requests a minute; try again in {wait} s"
    headers = {"Retry-After": str(wait), "X-RateLimit-Limit": str(amount)}
    return problem(429, "Too many requests", why, headers=headers, limit=amount, window_seconds=60, retry_after=wait)


def _has_token(headers: Headers, token: str) -> bool:
    """True if a request brings the token; compared in constant time."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return False
    elif kind.lower() != "bearer":
        return False
    return hmac.compare_digest(given.strip().encode(), token.strip().encode())


def _is_of_another_site(headers: Headers) -> bool:
    """True if a browser says that a write comes from another page; a program with a Bearer token says nothing."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if origin := headers.get("origin"):
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    return not headers.get("authorization", "").lower().startswith("bearer ")
