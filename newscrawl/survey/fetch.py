"""Fetches the few pages a survey needs: politely, bounded, and only what robots.txt allows."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego

from newscrawl.errors import SurveyError
from newscrawl.settings import DOWNLOAD_MAXSIZE, USER_AGENT

TIMEOUT = 30  # seconds


@dataclass(frozen=True)
class Fetched:
    """A page: the address it came from in the end, and its bytes."""

    url: str
    body: bytes
    content_type: str


class Fetcher:
    """Fetches pages of one site, one after the other, with a pause between."""

    def __init__(self, base: str, pause: float = 1.0) -> None:
        self.pause = pause
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._last = 0.0
        self.count = 0
        self._robots: Protego | None = None
        found = self.get(urljoin(base, "/robots.txt"))
        self._robots = Protego.parse(found.body.decode("utf-8", "replace") if found else "")

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that robots.txt names."""
        return list(self._robots.sitemaps) if self._robots else []

    def allows(self, url: str) -> bool:
        """True if robots.txt lets us fetch an address."""
        return self._robots is None or bool(self._robots.can_fetch(url, USER_AGENT))

    def get(self, url: str) -> Fetched | None:
        """Return a page; None if it is not there, not allowed, or too large. Raises SurveyError if the site cannot be reached."""
        if not self.allows(url):
            return None
        time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
        try:
            with self._session.get(url, timeout=TIMEOUT, stream=True) as response:
                self.count += 1
                if response.status_code != 200:
                    return None
                body = b""
                for chunk in response.iter_content(65536):
                    body += chunk
                    if len(body) > DOWNLOAD_MAXSIZE:
                        return None
                if body[:2] == b"\x1f\x8b":
                    body = gzip.decompress(body)
                return Fetched(response.url, body, response.headers.get("Content-Type", ""))
        except (requests.RequestException, OSError) as error:
            if self.count == 0:
                raise SurveyError(f"{urlsplit(url).netloc} cannot be reached: {type(error).__name__}") from error
            return None
        finally:
            self._last = time.monotonic()
