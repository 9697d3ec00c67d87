"""One scrapyd, by its HTTP API (scrapyd's manual, "API"); every call is bounded in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from newscrawl.errors import NewscrawlError

PROJECT = "newscrawl"
_SECONDS = 20.0


class ScrapydAway(NewscrawlError):
    """A scrapyd cannot be reached, or has no answer now; it may be asked again."""


class ScrapydRefused(NewscrawlError):
    """A scrapyd answers that it will not do what was asked, e.g. since it has no such spider."""


@dataclass(frozen=True)
class JobsOf:
    """The jobs of one scrapyd by their ids: when those that wait began to, and when those that run, where it says."""

    pending: frozenset[str]
    running: Mapping[str, str]
    finished: Mapping[str, tuple[str, str]]

    def state(self, job: str) -> str:
        """``pending``, ``running``, ``finished``, or ``unknown``."""
        for name in ("pending", "running", "finished"):
            if job in getattr(self, name):
                return name
        return "unknown"


class Scrapyd:
    """Asks one scrapyd."""

    def __init__(self, url: str) -> None:
        """``url`` is ``http(s)://[user:password@]host[:port]``. Raises ScrapydRefused for another form."""
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            is_address = False
        if not is_address:  # what was given may hold a password
            raise ScrapydRefused("SCRAPYD_URLS: a scrapyd is named as http://[user:password@]host:6800")
        host = parts.netloc.rpartition("@")[2]
        self.url = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
        """Without password: as it is shown and kept."""
        self._auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None

    def schedule(self, spider: str, job: str, arguments: Mapping[str, str], settings: Sequence[str]) -> None:
        """Ask for a crawl under an id. Raises ScrapydAway, ScrapydRefused."""
        values: dict[str, Any] = {"project": PROJECT, "spider": spider, "jobid": job, **arguments}
        self._ask("schedule", {**values, "setting": list(settings)}, post=True)

    def jobs(self) -> JobsOf:
        """Return its jobs. Raises ScrapydAway, ScrapydRefused."""
        found = self._ask("listjobs", {"project": PROJECT})
        return JobsOf(
            frozenset(job["id"] for job in found["pending"]),
            {job["id"]: str(job.get("start_time") or "") for job in found["running"]},
            {job["id"]: (str(job.get("start_time")), str(job.get("end_time"))) for job in found["finished"]},
        )

    def spiders(self) -> list[str]:
        """Return the spiders of the newest version it has. Raises ScrapydAway, ScrapydRefused."""
        return list(self._ask("listspiders", {"project": PROJECT})["spiders"])

    def waiting(self) -> int:
        """Return how many jobs wait or run, of all projects. Raises ScrapydAway, ScrapydRefused."""
        found = self._ask("daemonstatus", {})
        return int(found["pending"]) + int(found["running"])

    def cancel(self, job: str) -> str | None:
        """Cancel a job: one that waits is forgotten, one that runs ends in good order. Returns its state before."""
        state = self._ask("cancel", {"project": PROJECT, "job": job}, post=True).get("prevstate")
        return str(state) if state else None

    def _ask(self, service: str, values: Mapping[str, Any], post: bool = False) -> dict[str, Any]:
        url = f"{self.url}/{service}.json"
        how: dict[str, Any] = {"data": values} if post else {"params": values}
        try:
            answer = requests.request("POST" if post else "GET", url, auth=self._auth, timeout=_SECONDS, **how)
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ScrapydAway(f"{self.url} cannot be reached: {type(error).__name__}") from error
        if not isinstance(found, dict) or found.get("status") != "ok":
            told = str(found.get("message") if isinstance(found, dict) else found)[:300]
            if answer.status_code >= 500:
                raise ScrapydAway(f"{self.url} has no answer now: {told}")
            raise ScrapydRefused(f"{self.url} refuses {service}: {told}")
        return found


def scrapyds(urls: str) -> list[Scrapyd]:
    """Return those that the setting ``SCRAPYD_URLS`` names. Raises ScrapydRefused for another form."""
    return [Scrapyd(url.strip()) for url in urls.split(",") if url.strip()]
