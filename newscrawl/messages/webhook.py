"""Posts JSON to a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from newscrawl.errors import ArgumentError, NotTold

_SECONDS = 20.0  # that a webhook may take


def check_webhook(url: str | None) -> None:
    """Raise ArgumentError for what is no http(s) address."""
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise ArgumentError("a webhook is an http(s) address")  # what was given may be a secret


def call_webhook(url: str, body: Mapping[str, Any]) -> None:
    """Post one JSON document. Raises NotTold for any answer but 2xx."""
    import requests  # here, for a crawl that has nothing to tell starts sooner without it

    try:
        answer = requests.post(url, json=body, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotTold(f"the webhook was not reached: {type(error).__name__}") from error
    if not answer.ok:
        raise NotTold(f"the webhook answered {answer.status_code}")
