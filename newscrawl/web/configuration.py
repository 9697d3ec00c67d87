"""What a server is told when it starts: where the archive is, who may ask, and how often."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

from newscrawl.errors import ArgumentError

RATE = 600
"""Requests a minute that one client of another machine may make."""
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_TOKEN = 16
"""Letters of a token: fewer can be guessed."""


@dataclass(frozen=True)
class WebConfiguration:
    """How one server is to answer. Raises ArgumentError for what would not be safe."""

    index_url: str
    host: str = "127.0.0.1"
    token: str | None = None
    """Without it nothing can be saved over the web, and only this machine is answered."""
    names: tuple[str, ...] = ()
    """Names by which the server may be asked, beside those of this machine (the Host header)."""
    rate: int | None = None
    """Requests a minute of one client; 0: as many as it likes; None: that on loopback, else ``RATE``."""
    seconds: float = 10.0
    """How long a search may take where the engine can be told so."""
    outbox: Path | None = None
    """The folder of the outboxes of this machine, whose figures are in /metrics."""
    schedule: Path | None = None
    """The folder of this machine's schedule, likewise."""

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise ArgumentError(f"the token has {len(self.token)} letters; it takes {SHORTEST_TOKEN} or more")
        if not self.is_loopback and not self.token:
            raise ArgumentError(
                f"{self.host} can be reached from other machines: set a token (--token or NEWSCRAWL_WEB_TOKEN)"
            )

    @property
    def is_loopback(self) -> bool:
        """True if only this machine can ask."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def requests_a_minute(self) -> int:
        """How often one client may ask; 0 for as often as it likes."""
        return self.rate if self.rate is not None else 0 if self.is_loopback else RATE

    @property
    def allowed_names(self) -> frozenset[str]:
        """The names that a Host header may have, in small letters, without port."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        names = {*_LOOPBACK_NAMES, own, *self.names}
        if not self.is_loopback:
            names.add(socket.gethostname())
        return frozenset(name.lower() for name in names)
