"""Reads of one alias: searches that wait for a shard that is away, and scans by point in time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from newscrawl.index.address import Address
from newscrawl.index.elastic.client import translated

WAITS = (0.1, 0.3, 0.6, 1.0)  # seconds between searches where a shard is away
PAGE = 500  # articles a page of a scan
KEEP = "5m"  # how long a scan may rest between two pages


class Reader:
    """Searches one alias of one cluster."""

    def __init__(self, client: Elasticsearch, address: Address, alias: str) -> None:
        self.client, self.address, self.alias = client, address, alias

    def ask(self, **options: Any) -> dict[str, Any]:
        """Search; wait a little for a shard that is just being made or moved.

        An answer without it would be wrong, and nobody would see.
        """
        for wait in (*WAITS, None):
            try:
                return dict(self.client.search(allow_partial_search_results=False, **options))
            except ApiError as error:
                if error.meta.status != 503 or wait is None:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def hits(self, query: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
        """Return the hits of a query; none where nothing has been written yet."""
        try:
            answer = self.ask(index=self.alias, query=query, track_total_hits=False, **options)
        except NotFoundError:
            return []
        return list(answer["hits"]["hits"])

    def pages(
        self, index: str, query: dict[str, Any], preference: str | None = None, **options: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield all hits of a query, newest first if no ``sort`` is given, by point in time and ``search_after``."""
        point = self._open(index, preference)
        if point is None:
            return
        after: list[Any] | None = None
        try:
            while True:
                hits, point = self._page(point, query, after, options)
                yield from hits
                if len(hits) < PAGE:
                    return
                after = hits[-1]["sort"]
        finally:
            self._close(point)

    @translated
    def _open(self, index: str, preference: str | None) -> str | None:
        try:
            opened = self.client.open_point_in_time(index=index, keep_alive=KEEP, preference=preference)
            return str(opened["id"])
        except NotFoundError:
            return None

    @translated
    def _page(
        self, point: str, query: dict[str, Any], after: list[Any] | None, options: Mapping[str, Any]
    ) -> tuple[list[dict[str, Any]], str]:
        answer = self.ask(
            pit={"id": point, "keep_alive": KEEP},
            query=query,
            size=PAGE,
            search_after=after,
            track_total_hits=False,
            **{"sort": order_by("newest"), **options},
        )
        return list(answer["hits"]["hits"]), str(answer["pit_id"])

    @translated
    def _close(self, point: str) -> None:
        self.client.close_point_in_time(id=point)


def order_by(sort: str) -> list[dict[str, Any]]:
    """Return the order of hits by date; undated ones come last."""
    direction = "asc" if sort == "oldest" else "desc"
    return [{"published_at": {"order": direction, "missing": "_last"}}, {"id": "asc"}]
