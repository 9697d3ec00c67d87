"""Drafts rules for a redesigned site: a metadata script whose keys hold what is known, and selectors for the rest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement
from pydantic import ValidationError

from newscrawl.extraction.layers.script import script_layer
from newscrawl.extraction.layers.selectors import select
from newscrawl.sites.model import SELECTABLE, Metadata, Site
from newscrawl.survey.places import KnownPage, find_place, same

ENOUGH = 0.6
"""A rule is taken if it gives what is known on this share of the pages: some articles were edited meanwhile."""
_MOST_KEYS = 60


def draft_metadata(pages: Sequence[KnownPage], site: Site) -> Metadata | None:
    """Return the metadata rule of the new pages, with the old one before it; None if no script holds enough."""
    best: Metadata | None = None
    for selector in _scripts(pages):
        fields = {name: key for name in _fields(site) if (key := _key(pages, site, selector, name))}
        if fields and (best is None or len(fields) > len(best.fields)):
            best = Metadata(script=selector, fields=dict(fields))
    if best is None:
        return None
    classes = _classes_key(pages, best.script)
    return _joined(site.metadata, best.model_copy(update={"classes": classes}))


def _fields(site: Site) -> list[str]:
    usual = ("headline", "summary", "url", "tags", "image", "language", "published_at", "modified_at", "authors")
    return list(dict.fromkeys([*usual, *(site.metadata.fields if site.metadata else ())]))


def _scripts(pages: Sequence[KnownPage]) -> list[str]:
    """Return selectors of scripts that hold a JSON object on most pages; JSON-LD has a layer of its own."""
    found: Counter[str] = Counter()
    for one in pages:
        for script in one.page.tree.iter("script"):
            kind = script.get("type") or ""
            if isinstance(_json(script), dict) and "ld+json" not in kind and (script.get("id") or kind):
                found[f"script#{script.get('id')}" if script.get("id") else f'script[type="{kind}"]'] += 1
    return [selector for selector, count in found.items() if count >= ENOUGH * len(pages) and _is_valid(selector)]


def _json(script: HtmlElement) -> Any:
    try:
        return json.loads(script.text or "", strict=False)
    except ValueError:
        return None


def _is_valid(selector: str) -> bool:
    try:
        Metadata(script=selector, fields={})
    except ValidationError:
        return False
    return True


def _objects(pages: Sequence[KnownPage], selector: str) -> Iterator[tuple[KnownPage, dict[str, Any]]]:
    for one in pages:
        for element in select(one.page.tree, selector):
            if isinstance(data := _json(element), dict):
                yield one, data
                break


def _key(pages: Sequence[KnownPage], site: Site, selector: str, field: str) -> str | None:
    """Return the key under which a script holds a field: that which is right most often, and often enough."""
    rights: Counter[str] = Counter()
    known = 0
    for one, data in _objects(pages, selector):
        value = _known_value(one, field)
        known += bool(value)
        for key in list(data)[:_MOST_KEYS] if value else ():
            found = script_layer(one.page, Metadata(script=selector, fields={field: key}), site.zone).get(field)
            rights[key] += _agrees(field, found, value)
    key, count = rights.most_common(1)[0] if rights else ("", 0)
    return key if known and count >= ENOUGH * known else None


def _known_value(one: KnownPage, field: str) -> Any:
    if field == "image":
        return one.truth.image and one.truth.image.url
    if field == "duration":
        return next((media.duration for media in one.truth.media if media.duration), None)
    return getattr(one.truth, field)


def _agrees(field: str, found: Any, known: Any) -> bool:
    if field in ("tags", "authors") and isinstance(found, list):  # the script may repeat some
        found = list({str(part).casefold(): part for part in found}.values())
    return same(field, found, known)


def _classes_key(pages: Sequence[KnownPage], selector: str) -> str | None:
    """Return the key of the list of ``{"mapping": …, "value": …}``."""
    keys: Counter[str] = Counter()
    for _, data in _objects(pages, selector):
        for key, value in data.items():
            if isinstance(value, list) and value and all(_is_class(entry) for entry in value):
                keys[key] += 1
    return keys.most_common(1)[0][0] if keys else None


def _is_class(entry: Any) -> bool:
    return isinstance(entry, dict) and {"mapping", "value"} <= set(entry)


def _joined(old: Metadata | None, new: Metadata) -> Metadata:
    """Return a rule that reads pages of before and after the redesign: kept ones may be replayed."""
    if old is None:
        return new
    scripts = list(dict.fromkeys([*old.script.split(", "), new.script]))
    names = dict.fromkeys([*old.fields, *new.fields])
    fields = {name: _keys(old.fields.get(name), new.fields.get(name)) for name in names}
    classes = _keys(old.classes, new.classes) if old.classes or new.classes else None
    return old.model_copy(update={"script": ", ".join(scripts), "fields": fields, "classes": classes})


def _keys(*given: str | list[str] | None) -> str | list[str]:
    found = list(dict.fromkeys(key for keys in given if keys for key in ([keys] if isinstance(keys, str) else keys)))
    return found[0] if len(found) == 1 else found


def draft_selectors(pages: Sequence[KnownPage], site: Site, fields: Sequence[str]) -> dict[str, list[str]]:
    """Return a selector for each of these fields for which one is right on enough pages."""
    places = [find_place(pages, field, site.zone) for field in fields if field in SELECTABLE]
    return {place.field: [place.selector] for place in places if place and place.right >= ENOUGH * place.known}
