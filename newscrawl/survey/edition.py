"""What a survey is of: a whole site, or an edition of it that has a path of its own, such as ``/en``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawl.urls import host_key, is_on_host

_SEGMENTS = 2  # of the path of an edition: "/en", "/world/english"
_NO_EDITION = frozenset(("home", "homepage", "index", "main", "start", "default"))  # other names of a site's own
_SEGMENT = re.compile(r"[a-z]+(?:[-_][a-z]+)?", re.I)


@dataclass(frozen=True)
class Edition:
    """An edition: scheme and host of its site, and the path of its home page without the last slash; "" for a whole
    site.
    """

    base: str
    path: str = ""

    @property
    def host(self) -> str:
        """The host, as sites are compared by (see ``host_key``)."""
        return host_key(self.base)

    @property
    def home(self) -> str:
        """The address of the home page."""
        return f"{self.base}{self.path}/"

    def holds(self, url: str) -> bool:
        """True if an address is one of the edition."""
        return is_on_host(url, self.host) and f"{urlsplit(url).path}/".startswith(f"{self.path}/")

    def within(self, url: str) -> str:
        """Return an address of the edition as if it were a site of its own."""
        parts = urlsplit(url)
        return parts._replace(path=parts.path.removeprefix(self.path)).geturl() if self.path else url

    def pattern(self, within: str) -> str:
        """Return the regular expression for paths that ``within`` is for those of a site of its own."""
        if within.startswith(r"^/\?"):  # a crawl compares the path without its last slash
            return f"^{re.escape(self.path)}/?{within[2:]}" if self.path else within
        return within.replace("^/", f"^{re.escape(self.path)}/", 1) if self.path else within


def path_of_edition(url: str) -> str:
    """Return the path of the edition that an address names; "" for what is no folder of words."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    is_edition = 0 < len(parts) <= _SEGMENTS and all(map(_SEGMENT.fullmatch, parts)) and parts[-1] not in _NO_EDITION
    return f"/{'/'.join(parts)}" if is_edition else ""
