"""The Elasticsearch client, and its errors in the project's own words, without credentials or requests in them."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from newscrawl.errors import ArchiveError, BatchTooLarge, Unavailable
from newscrawl.index.address import Address

logging.getLogger("elastic_transport").setLevel(
    logging.ERROR
)  # it logs each request, and each failure with a traceback

_R = TypeVar("_R")
BUSY = frozenset({408, 429, 500, 502, 503, 504})
TIMEOUT = 60  # seconds


def connect(address: Address) -> Elasticsearch:
    """Return a client; connects to nothing yet. Raises ArchiveError if INDEX_CA is no certificate."""
    login = address.credentials
    options: dict[str, Any] = {}
    if login.api_key:
        options["api_key"] = login.api_key
    elif login.user:
        options["basic_auth"] = (login.user, login.password or "")
    if login.ca:
        options["ca_certs"] = login.ca
    hosts: list[Any] = [{"scheme": address.scheme, "host": host, "port": port} for host, port in address.hosts]
    # a dead node is passed over for the next; all other failures are the outbox's to retry
    options |= {
        "request_timeout": TIMEOUT,
        "max_retries": len(hosts) - 1,
        "retry_on_status": (),
        "max_dead_node_backoff": 2,
    }
    try:
        return Elasticsearch(hosts, serializer=OrjsonSerializer(), **options)
    except (ssl.SSLError, OSError, ValueError) as error:
        raise ArchiveError(f"no client can be made for {address} ({_line(error)}); see INDEX_CA") from None


class _HasAddress(Protocol):
    address: Address


def translated(method: Callable[..., _R]) -> Callable[..., _R]:
    """Turn the client's errors, in a method of something with an address, into the project's own."""

    @wraps(method)
    def inner(self: _HasAddress, *args: Any, **kwargs: Any) -> _R:
        try:
            return method(self, *args, **kwargs)
        except (ApiError, TransportError) as error:
            raise own_error(self.address, error) from None  # the original may quote a request

    return inner


def own_error(address: Address, error: ApiError | TransportError) -> ArchiveError:
    """Return the project's error for one of the client's."""
    place = f"Elasticsearch at {address}"
    if isinstance(error, TlsError):
        return ArchiveError(f"{place}: the TLS connection failed ({_line(error)}); see INDEX_CA")
    if isinstance(error, ConnectionTimeout):
        return Unavailable(f"{place} does not answer in time")
    if isinstance(error, TransportError):
        return Unavailable(f"{place} cannot be reached ({_line(error)})")
    status, why = error.meta.status, reason(error.body)
    if status == 413:
        return BatchTooLarge(f"{place} takes no request that large")
    if status in BUSY or blocked(why):
        return Unavailable(f"{place} cannot answer now: {status} {why}")
    if status in (401, 403):
        return ArchiveError(
            f"{place} refuses these credentials ({status}); see INDEX_API_KEY, INDEX_USER and INDEX_PASSWORD"
        )
    return ArchiveError(f"{place} refused a request: {status} {why}")


def reason(body: Any) -> str:
    """Return what an error response says, its causes included, in 800 characters."""
    error = body.get("error") if isinstance(body, dict) else body
    parts: list[str] = []
    while isinstance(error, dict):
        parts.append(f"{error.get('type')}: {error.get('reason')}"[:250])  # some quote the value they refuse
        error = error.get("caused_by")
    return "; ".join(dict.fromkeys(parts or [str(error or "")[:250]]))[:800]


def blocked(why: str) -> bool:
    """True if an index takes no writes for now: while it is moved, or while the server's disk is full."""
    return "cluster_block_exception" in why


def _line(error: Exception) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text[:200]
