"""Checks before a crawl begins: what is wrong is one sentence, and nothing was asked for yet."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings, default_settings

from newscrawl import settings as own_settings
from newscrawl.delivery.outbox import outbox_folder
from newscrawl.discovery.arguments import crawl_arguments
from newscrawl.errors import ArgumentError, Unavailable
from newscrawl.index import Credentials, open_index
from newscrawl.sites.model import Site

_FOLDERS = ("OUTBOX_DIR", "WARC_DIR", "JOBDIR")


def check_settings(settings: BaseSettings) -> None:
    """Raise ArgumentError for a number that is none, and for a folder that cannot be written."""
    for name in settings:
        default = getattr(own_settings, name, getattr(default_settings, name, None))
        if isinstance(default, int | float) and not isinstance(default, bool):
            _check_number(name, settings[name], type(default))
        elif isinstance(default, bool):
            _check_switch(settings, name)
    for name in _FOLDERS:
        if (name != "WARC_DIR" and name != "OUTBOX_DIR") or settings.getbool("DELIVER"):
            _check_folder(name, settings.get(name))
    if file := settings.get("LOG_FILE"):
        _check_file("LOG_FILE", file)
    check_feeds(settings.getdict("FEEDS"))
    level = settings.get("LOG_LEVEL")
    if not isinstance(level, int) and str(level).upper() not in logging.getLevelNamesMapping():
        raise ArgumentError(f"LOG_LEVEL: {level!r} is no level; there are DEBUG, INFO, WARNING, ERROR and CRITICAL")


def _check_number(name: str, value: Any, kind: type) -> None:
    if value is None:
        return
    try:
        kind(float(value)) if kind is int else kind(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ArgumentError(f"{name}: {value!r} is not a number") from error


def _check_switch(settings: BaseSettings, name: str) -> None:
    try:
        settings.getbool(name)
    except ValueError as error:
        raise ArgumentError(f"{name}: {settings[name]!r} is neither True nor False") from error


def check_feeds(places: Iterable[object]) -> None:
    """Raise ArgumentError for a file of items that cannot be written; ``FILE:FORMAT`` is ``FILE``."""
    for place in map(str, places):
        if "://" not in place or place.startswith("file://"):
            file = re.sub(r":(?:jsonl|jsonlines|json|csv|xml|pickle|marshal)$", "", place.removeprefix("file://"))
            if file not in ("", "-", "stdout:"):
                _check_file("-o", file.partition("%(")[0])


def _check_file(name: str, file: str) -> None:
    path = Path(file).absolute()
    around = next((folder for folder in path.parents if folder.exists()), path.parent)
    only_looks_writable = around.as_posix().startswith("/proc")
    if path.is_dir() or only_looks_writable or not os.access(path if path.exists() else around, os.W_OK):
        raise ArgumentError(f"{name}: {file} cannot be written")


def _check_folder(name: str, folder: str | None) -> None:
    if not folder:
        return
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise ArgumentError(f"{name}: the folder {folder} cannot be written ({error.strerror or error})") from error


def check_run(settings: BaseSettings, site: Site | None, arguments: Mapping[str, str]) -> None:
    """Check arguments and index of a crawl. Raises NewscrawlError."""
    if site is not None:
        crawl_arguments(site, arguments)
    if settings.getbool("DELIVER"):
        check_index(settings["INDEX_URL"], Credentials.from_settings(settings))
        _check_folder("OUTBOX_DIR", str(outbox_folder(settings["OUTBOX_DIR"], settings["INDEX_URL"])))


def check_index(url: str, credentials: Credentials) -> None:
    """Make the index ready to be written to. Raises ArchiveError.

    Not for a server that is away: articles wait for it in the outbox.
    """
    index = open_index(url, credentials=credentials)
    try:
        index.prepare()
    except Unavailable as error:
        print(f"newscrawl: {error}: articles will wait for it in the outbox", file=sys.stderr)
    finally:
        index.close()
