"""Fetches the few pages a survey needs: politely, bounded, and only what robots.txt allows."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from scrapy.settings import BaseSettings
from w3lib.html import get_meta_refresh

from newscrawl.errors import SurveyError
from newscrawl.urls import host_key, host_of, is_public

TIMEOUT = 30  # seconds without a byte
LONGEST = 60  # seconds for a whole page
MOST_REDIRECTS = 8
_SPLASH = 4_000  # bytes of a page that may be nothing but a way to another
_AT_ONCE = 3.0  # seconds
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Fetched:
    """A page: the address it came from in the end, and its bytes."""

    url: str
    body: bytes
    content_type: str


class Fetcher:
    """Fetches pages of one site, one after the other, with a pause between."""

    def __init__(self, base: str, settings: BaseSettings, pause: float = 1.0) -> None:
        """``base`` is an address of the site, from which its home page may redirect elsewhere."""
        self.pause, self.agent = pause, str(settings["USER_AGENT"])
        self.largest = settings.getint("DOWNLOAD_MAXSIZE")
        self._session = requests.Session()
        self._session.headers["User-Agent"] = self.agent
        self._last = 0.0
        self.count = 0
        self.trusted = host_of(base)
        """The host that was asked for by the user: it alone may be one of this network."""
        self.hosts: set[str] | None = None
        """Hosts (see ``host_key``) that pages are fetched from; None while the home page may lead to another."""
        self._public: dict[str, bool] = {}
        self._robots: Protego | None = None
        self._robots = self._read_robots(urljoin(base, "/robots.txt"))

    def _read_robots(self, url: str) -> Protego:
        """Read robots.txt as RFC 9309 has it. Raises SurveyError while it cannot be had."""
        status, found = self._fetch(url)
        if status >= 500:
            raise SurveyError(f"{url} answers {status}: nothing may be looked at until it is back")
        return Protego.parse(found.body[: 512 * 1024].decode("utf-8", "replace") if found else "")

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that robots.txt names."""
        return list(self._robots.sitemaps) if self._robots else []

    def allows(self, url: str) -> bool:
        """True if robots.txt lets us fetch an address."""
        return self._robots is None or bool(self._robots.can_fetch(url, self.agent))

    def get(self, url: str) -> Fetched | None:
        """Return a page; None if it is not there, not allowed, of another site, or too large.

        Raises SurveyError if the site cannot be reached.
        """
        return self._fetch(url)[1] if self.allows(url) else None

    def _fetch(self, url: str) -> tuple[int, Fetched | None]:
        """Return the status of the last answer, 0 if there is none, and the page."""
        for _ in range(MOST_REDIRECTS):
            if not self._is_inside(url):
                return 0, None
            time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
            try:
                status, found, following = self._ask(url)
            except (requests.RequestException, OSError, ValueError) as error:
                if self.count == 0:
                    raise SurveyError(f"{urlsplit(url).netloc} cannot be reached: {type(error).__name__}") from error
                return 0, None
            finally:
                self._last = time.monotonic()
            if following is None:
                return status, found
            url = following
        return 0, None

    def _ask(self, url: str) -> tuple[int, Fetched | None, str | None]:
        """Ask once; return status, page, and where a redirect leads."""
        with closing(self._session.get(url, timeout=TIMEOUT, stream=True, allow_redirects=False)) as response:
            self.count += 1
            place = response.headers.get("Location")
            if response.status_code in _REDIRECTS and place:
                return response.status_code, None, urljoin(url, place)
            if response.status_code != 200:
                return response.status_code, None, None
            body = b"".join(self._read_bounded(response))
            if len(body) > self.largest:
                return 200, None, None
            if following := forwarded_to(body, response.url):
                return 200, None, following
            return 200, Fetched(response.url, body, response.headers.get("Content-Type", "")), None

    def _read_bounded(self, response: requests.Response) -> Iterator[bytes]:
        """Yield the body, little more of it than its bound; what takes too long is cut."""
        size, end = 0, time.monotonic() + LONGEST
        for chunk in response.iter_content(65_536):
            size += len(chunk)
            yield chunk
            if size > self.largest or time.monotonic() > end:
                return

    def _is_inside(self, url: str) -> bool:
        """True for an http(s) address of the site that leads where a survey may go."""
        try:
            parts, key = urlsplit(url), host_key(url)
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or (self.hosts is not None and key not in self.hosts):
            return False
        return self.may_load(url)

    def may_load(self, url: str) -> bool:
        """True for an address of the site's own host, or of one that is on the public internet."""
        if urlsplit(url).scheme in ("data", "blob", "about"):
            return True
        host = host_of(url)
        if host != self.trusted and host not in self._public:
            self._public[host] = _resolves_to_public(host)
        return host == self.trusted or self._public[host]


def forwarded_to(body: bytes, url: str) -> str | None:
    """Return where a page that is too short for a text leads at once, as home pages do that only name their editions
    (``<meta http-equiv=refresh>``, HTML standard, 4.2.5.3).
    """
    if len(body) > _SPLASH or b"refresh" not in body.lower():
        return None
    seconds, place = get_meta_refresh(body.decode("utf-8", "replace"), url)
    return place if place and place != url and (seconds or 0) <= _AT_ONCE else None


def _resolves_to_public(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # no name, or none that can be asked for
        return False
    return bool(found) and all(is_public(str(entry[4][0])) for entry in found)
