"""The layer of the page's own metadata script, as the site file describes it (``[metadata]``)."""

from __future__ import annotations

import json
from datetime import tzinfo
from typing import Any

from newscrawl.errors import NotAnArticle
from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.layers.selectors import select
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import iso_date, stamp
from newscrawl.sites.model import Metadata
from newscrawl.text import clean, without_half_pairs


def script_layer(page: Page, metadata: Metadata, zone: tzinfo) -> Layer:
    """Read the metadata script; an absent or broken one gives an empty layer.

    Raises NotAnArticle if the script says that the page is none (``not_article``).
    """
    data = _load(page, metadata.script)
    if not data:
        return {}
    classes = _classes(_of_keys(data, metadata.classes)) if metadata.classes else []
    for mapping, values in metadata.not_article.items():
        if any(name == mapping and value in values for name, value in classes):
            raise NotAnArticle("not-article-type")
    layer: Layer = {}
    for field, key in metadata.fields.items():
        value = _value(field, _of_keys(data, key), zone)
        if value:
            layer[field] = value
    for name, value in classes:
        field_name = metadata.mappings.get(name)
        if field_name:
            layer.setdefault(field_name, []).append(value)
    return layer


def _of_keys(data: dict[str, Any], keys: str | list[str]) -> Any:
    """Return the value of a key; of several, the first that has one."""
    if isinstance(keys, str):
        return data.get(keys)
    return next((value for key in keys if (value := data.get(key))), None)


def _load(page: Page, selector: str) -> dict[str, Any]:
    for element in select(page.tree, selector):
        try:
            data = json.loads(without_half_pairs(element.text or ""), strict=False)
        except ValueError:
            continue
        if isinstance(data, dict):
            return data
    return {}


def _classes(value: Any) -> list[tuple[str, str]]:
    """Read the list of ``{"mapping": …, "value": …}``, ignoring what has another shape."""
    if not isinstance(value, list):
        return []
    found = []
    for entry in value:
        if isinstance(entry, dict) and isinstance(entry.get("mapping"), str) and isinstance(entry.get("value"), str):
            text = clean(entry["value"])
            if text:
                found.append((entry["mapping"], text))
    return found


def _value(field: str, value: Any, zone: tzinfo) -> Any:
    if value is None or value == "":
        return None
    if field == "tags":
        parts = value if isinstance(value, list) else str(value).replace("،", ",").split(",")
        return [text for part in parts if isinstance(part, str) and (text := clean(part))]
    if field == "authors":
        parts = value if isinstance(value, list) else [value]
        return [text for part in parts if isinstance(part, str) and (text := clean(part))]
    if field in ("published_at", "modified_at"):
        when = iso_date(str(value), zone)
        return stamp(when, zone) if when else None
    if field == "duration":
        return _seconds(value)
    return clean(str(value)) if isinstance(value, str | int) else None


def _seconds(value: Any) -> int | None:
    """Read a length: a number of seconds, also as a string, or ``mm:ss`` / ``hh:mm:ss``."""
    try:
        total = 0.0
        for part in str(value).split(":"):
            total = total * 60 + float(part)
        return int(total) or None
    except (ValueError, OverflowError):
        return None
