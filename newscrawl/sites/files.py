"""Reads site files: those shipped with the package (also from a zip or an egg) and those of ``SITES_DIRS``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from newscrawl.errors import SiteError
from newscrawl.sites.model import Site


def parse_site(text: str, file: str) -> Site:
    """Return the site a TOML text describes. Raises SiteError naming ``file``, the key and the reason."""
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{file}: not TOML: {error}") from error
    try:
        return Site.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        reason = "no such key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise SiteError(f"{file}: {key}: {reason}{more}") from error


def _read(file: Traversable) -> Site:
    try:
        return parse_site(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}") from error


@cache
def _shipped() -> dict[str, Site]:
    folder = resources.files("newscrawl.sites") / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {site.name: site for site in map(_read, files)}


def load_sites(directories: Iterable[str] = ()) -> dict[str, Site]:
    """Return all sites by name. A file of ``directories`` may replace a shipped one of the same name.

    Raises SiteError for a missing directory, a malformed file, or a name used twice in the directories.
    """
    sites = dict(_shipped())
    where: dict[str, Path] = {}
    for directory in map(Path, directories):
        if not directory.is_dir():
            raise SiteError(f"{directory}: SITES_DIRS names a directory that does not exist")
        for file in sorted(directory.glob("*.toml")):
            site = _read(file)
            if site.name in where:
                raise SiteError(f"{file}: name: {site.name!r} is used by {where[site.name]} already")
            where[site.name] = file
            sites[site.name] = site
    return sites


def site_named(name: str, directories: Iterable[str] = ()) -> Site:
    """Return one site. Raises SiteError that lists the known names."""
    sites = load_sites(directories)
    if name not in sites:
        raise SiteError(f"unknown site {name!r}; known are {', '.join(sorted(sites))}")
    return sites[name]
