"""The settings of the project, read one way by commands, scheduler and web page: as ``scrapy`` reads them.

Defaults are in ``newscrawl.settings``; the environment goes before them, ``-s NAME=VALUE`` before that.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from scrapy.settings import Settings

from newscrawl.errors import ArgumentError

MODULE = "newscrawl.settings"


def project_settings(pairs: Iterable[str] = (), index_url: str | None = None) -> Settings:
    """Return the settings; ``pairs`` are NAME=VALUE. Raises ArgumentError for a pair that is none."""
    settings = Settings()
    settings.setmodule(MODULE, priority="project")
    if index_url is not None:
        settings.set("INDEX_URL", index_url, priority="project")
    for pair in pairs:
        name, value = split_pair("-s", pair)
        settings.set(name, value.split(os.pathsep) if name == "SITES_DIRS" else value, priority="cmdline")
    return settings


def split_pair(option: str, text: str) -> tuple[str, str]:
    """Return name and value of NAME=VALUE. Raises ArgumentError that names the option."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentError(f"{option} takes NAME=VALUE, not {text!r}")
    return name, value
