"""Requests as JSON: what stands in Redis can be read by anybody, and loading it runs nothing, as a pickle may."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from newscrawl.items import Known

_TAG = "~"


def dumps(values: dict[str, Any]) -> bytes:
    """Return the JSON of a request's ``to_dict``. Raises TypeError for what has no form, ValueError for one with a
    body.
    """
    if values.get("body"):
        raise ValueError("a request with a body is not shared")
    headers = {
        name.decode("latin-1"): [value.decode("latin-1") for value in found]
        for name, found in values.get("headers", {}).items()
    }
    rest = {key: value for key, value in values.items() if key not in ("body", "headers")}
    return orjson.dumps({**rest, "headers": headers}, default=_form, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def loads(text: bytes) -> dict[str, Any]:
    """Return what ``dumps`` was given."""
    values: dict[str, Any] = _restore(orjson.loads(text))
    return {**values, "body": b""}


def _form(value: Any) -> Any:
    if isinstance(value, Known):
        return {_TAG: "known", **asdict(value)}
    if type(value).__name__ == "PageMethod":  # scrapy-playwright's, which few crawls load
        return {_TAG: "page-method", "method": value.method, "args": value.args, "kwargs": value.kwargs}
    if isinstance(value, bytes):
        return value.decode("latin-1")
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _restore(value: Any) -> Any:
    if isinstance(value, list):
        return [_restore(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _restore(one) for key, one in value.items() if key != _TAG}
    if value.get(_TAG) == "known":
        return Known(**{**found, "links": tuple(found["links"])})
    if value.get(_TAG) == "page-method":
        from scrapy_playwright.page import PageMethod

        return PageMethod(found["method"], *found["args"], **found["kwargs"])
    return found
