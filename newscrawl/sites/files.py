"""Reads site files: those shipped with the package (also from a zip or an egg) and those of ``SITES_DIRS``."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from newscrawl.errors import ArgumentError, SiteError
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
        raise SiteError("\n".join(f"{file}: {_reason(found)}" for found in error.errors())) from error


def _reason(error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"]) or "the file"
    reason = "no such key" if error["type"] == "extra_forbidden" else error["msg"].removeprefix("Value error, ")
    return f"{key}: {reason}"


def _read(file: Traversable) -> Site:
    try:
        return parse_site(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"{file}: cannot be read: {error}") from error


@cache
def _load_shipped() -> dict[str, Site]:
    folder = resources.files("newscrawl.sites") / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {site.name: site for site in map(_read, files)}


def load_sites(directories: Iterable[str] = (), broken: list[SiteError] | None = None) -> dict[str, Site]:
    """Return all sites by name. A file of ``directories`` may replace a shipped one of the same name.

    Raises SiteError for a missing directory, a malformed file, or a name used twice in the directories; with
    ``broken`` what is wrong with a file is put there, and the other files are read.
    """
    sites = dict(_load_shipped())
    where: dict[str, Path] = {}
    for file in _files(directories):
        try:
            site = _read(file)
            if site.name in where:
                raise SiteError(f"{file}: name: {site.name!r} is used by {where[site.name]} already")
        except SiteError as error:
            if broken is None:
                raise
            broken.append(error)
            continue
        where[site.name] = file
        sites[site.name] = site
    return sites


def _files(directories: Iterable[str]) -> Iterator[Path]:
    for directory in map(Path, directories):
        if not directory.is_dir():
            raise SiteError(f"{directory}: SITES_DIRS names a directory that does not exist")
        yield from sorted(directory.glob("*.toml"))


def site_source(name: str, directories: Iterable[str] = ()) -> str:
    """Return the text of a site's file. Raises SiteError for a site that is not known."""
    site_named(name, directories)
    shipped = resources.files("newscrawl.sites") / "data"
    for file in [*_files(directories), *shipped.iterdir()]:
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            if f'"{name}"' in text and tomllib.loads(text).get("name") == name:
                return text
    raise SiteError(f"the file of {name} is gone")


def site_named(name: str, directories: Iterable[str] = ()) -> Site:
    """Return one site, whatever is wrong with the files of others. Raises SiteError that names the nearest one."""
    broken: list[SiteError] = []
    sites = load_sites(directories, broken)
    if name in sites:
        return sites[name]
    own = [error for error in broken if Path(str(error).partition(": ")[0]).stem == name]
    raise own[0] if own else SiteError(unknown_site(name, sites))


def site_at(name: str, base: str | None, directories: Iterable[str] = ()) -> Site:
    """Return one site, with ``base`` (scheme, host, port) in the place of its own if it is given.

    Raises SiteError, and ArgumentError for a base that is none.
    """
    site = site_named(name, directories)
    try:
        return site.at(base) if base else site
    except ValueError as error:
        raise ArgumentError(f"--base: {base!r}: takes scheme, host and port, e.g. http://127.0.0.1:8901") from error


def unknown_site(name: str, sites: Iterable[str]) -> str:
    """Return the sentence for a name that no site has."""
    known = sorted(sites)
    near = difflib.get_close_matches(name, known, 1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return f"unknown site {name!r}{meant}; known are {', '.join(known)}"
