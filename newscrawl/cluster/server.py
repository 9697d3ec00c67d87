"""The connection to Redis: scripts that each do one step as a whole, and patience while Redis is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import AuthenticationError, BusyLoadingError, ReadOnlyError, RedisError
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as TooSlow

from newscrawl.errors import ArgumentError, NewscrawlError

logger = logging.getLogger(__name__)
_T = TypeVar("_T")
_PASSING = (Away, TooSlow, BusyLoadingError, ReadOnlyError)
_PAUSE = 0.2
_SCRIPTS = ("push", "pop", "done", "beat", "seed", "leave", "counts", "take", "note")
_NEEDED = {"beat": "give_back", "leave": "give_back"}
"""What stands before a script: functions that several have, since scripts cannot call each other."""


class RedisAway(NewscrawlError):
    """Redis cannot be reached, or does not do what it is asked; the text names its place."""


def connect(url: str) -> Redis:
    """Return a client. Raises ArgumentError for an address that is none; nothing is asked for yet."""
    try:
        return Redis.from_url(url, socket_timeout=10, socket_connect_timeout=5, health_check_interval=30)
    except ValueError as error:
        raise ArgumentError("REDIS_URL: takes redis://[user:password@]host[:port][/number]") from error


def shown(url: str) -> str:
    """Return an address without its password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class Server:
    """Asks Redis, and waits while it is away; what was asked is asked again, which all our scripts bear."""

    def __init__(self, client: Redis, place: str, patience: float) -> None:
        """``place`` is the address as it is shown, ``patience`` how many seconds a call may wait."""
        self.client, self.place, self.patience = client, place, patience
        folder = resources.files("newscrawl.cluster") / "scripts"
        texts = {name: (folder / f"{name}.lua").read_text(encoding="utf-8") for name in (*_SCRIPTS, *_NEEDED.values())}
        self._scripts: dict[str, Any] = {
            name: client.register_script(texts.get(_NEEDED.get(name, ""), "") + texts[name]) for name in _SCRIPTS
        }
        self.is_away = False
        """It could not be reached the last time it was asked."""
        self.away_since: float | None = None

    @classmethod
    def at(cls, url: str, patience: float) -> Server:
        """Return that of an address. Raises ArgumentError for one that is none; nothing is asked for yet."""
        return cls(connect(url), shown(url), patience)

    def run(self, script: str, *arguments: str | bytes | float, patient: bool = True) -> Any:
        """Run a script. Raises RedisAway when it is away for longer than one has patience; at once without it."""
        return self.ask(lambda client: self._scripts[script](args=arguments, client=client), patient)

    def ask(self, call: Callable[[Redis], _T], patient: bool = True) -> _T:
        """Let a call ask the client. Raises RedisAway like ``run``."""
        end = time.monotonic() + (self.patience if patient else 0)
        while True:
            try:
                found = call(self.client)
            except AuthenticationError as error:
                raise RedisAway(f"{self.place} does not take the user and password") from error
            except _PASSING as error:
                if not self.is_away and self.patience > 0:
                    logger.warning("%s is away (%s): waiting for it", self.place, error)
                self.is_away = True
                self.away_since = self.away_since or time.monotonic()
                if time.monotonic() > end:
                    raise RedisAway(f"{self.place} cannot be reached: {error}") from error
                time.sleep(_PAUSE)
                continue
            except RedisError as error:
                raise RedisAway(f"{self.place} does not take what it is given: {error}") from error
            if self.is_away:
                logger.warning("%s is back", self.place)
            self.is_away, self.away_since = False, None
            return found
