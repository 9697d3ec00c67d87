"""Reads an Elasticsearch INDEX_URL and its credentials. Nothing that is printed or logged has the credentials in it.

``http(s)://[user:password@]host[:9200][,host…][/prefix]``
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.errors import ArchiveError

DEFAULT_PORT = 9200
DEFAULT_PREFIX = "newscrawl"
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]*")


@dataclass(frozen=True)
class Credentials:
    """What opens a secured cluster; each also from the environment as ``NEWSCRAWL_INDEX_…``."""

    api_key: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    """Path of a PEM file with the authority that signed the server's certificate."""

    @classmethod
    def from_settings(cls, values: Any) -> Credentials:
        """Read INDEX_API_KEY, INDEX_USER, INDEX_PASSWORD and INDEX_CA from a mapping, else from the environment."""
        names = ("API_KEY", "USER", "PASSWORD", "CA")
        return cls(
            *((values.get(f"INDEX_{name}") or os.environ.get(f"NEWSCRAWL_INDEX_{name}") or None) for name in names)
        )


@dataclass(frozen=True)
class Address:
    """Where a cluster is, and what its indices begin with."""

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    prefix: str
    credentials: Credentials = field(repr=False)

    def __str__(self) -> str:
        hosts = ",".join(f"{f'[{host}]' if ':' in host else host}:{port}" for host, port in self.hosts)
        return f"{self.scheme}://{hosts}/{self.prefix}"


def parse_address(url: str, credentials: Credentials) -> Address:
    """Return the address an INDEX_URL names. Raises ArchiveError, without the URL's password, for another form."""
    scheme, _, rest = url.partition("://")
    authority, _, path = rest.partition("/")
    login, at, hosts = authority.rpartition("@")
    if at:
        user, _, password = login.partition(":")
        credentials = Credentials(credentials.api_key, unquote(user), unquote(password), credentials.ca)
    prefix = path.strip("/") or DEFAULT_PREFIX
    if not _PREFIX.fullmatch(prefix):
        raise ArchiveError(f"INDEX_URL: the prefix {prefix!r} has to be of small letters, digits, - and _")
    if credentials.ca and not Path(credentials.ca).is_file():
        raise ArchiveError(f"INDEX_CA: there is no file {credentials.ca}")
    try:
        parts = [urlsplit(f"{scheme}://{re.sub('^https?://', '', host)}") for host in hosts.split(",")]
        found = tuple((part.hostname or "", part.port or DEFAULT_PORT) for part in parts)
    except ValueError as error:
        raise ArchiveError(f"INDEX_URL: {hosts!r} names no hosts and ports") from error
    if not all(host for host, _ in found):
        raise ArchiveError("INDEX_URL takes http(s)://[user:password@]host[:9200][,host…][/prefix]; a host is missing")
    return Address(scheme, found, prefix, credentials)
