"""Writes drafted rules into the text of a site file; comments and all else stay as they are."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit import TOMLDocument

from newscrawl.sites.files import parse_site
from newscrawl.sites.model import Site


def with_rules(text: str, site: Site, day: str) -> str:
    """Return the text of a site file with the metadata rule and the selectors of a site.

    Raises SiteError if that would be none.
    """
    document = tomlkit.parse(text)
    if site.metadata is not None:
        _set_metadata(document, site.metadata.model_dump(exclude_defaults=True))
    if site.selectors:
        table = document.setdefault("selectors", tomlkit.table())
        for field, selectors in site.selectors.items():
            table[field] = selectors
        for field in [name for name in table if name not in site.selectors]:
            del table[field]
    changed = f"# Repaired by `newscrawl sites repair {site.name}` on {day}.\n{tomlkit.dumps(document)}"
    parse_site(changed, f"{site.name}.toml")
    return changed


def _set_metadata(document: TOMLDocument, values: dict[str, Any]) -> None:
    table = document.setdefault("metadata", tomlkit.table())
    for key, value in values.items():
        if not isinstance(value, dict):
            table[key] = value
            continue
        inner = table.setdefault(key, tomlkit.table())
        for name, one in value.items():
            inner[name] = one
