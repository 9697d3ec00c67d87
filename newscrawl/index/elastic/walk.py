"""Walks through the hits of an Elasticsearch archive: by point in time and ``search_after``, however many there are.

Elasticsearch cannot collapse near copies in a walk, so they are passed over here: of those of one text, the one
that comes first in the order of the walk stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import ApiError, NotFoundError

from newscrawl.index.cursor import expired, read_cursor, write_cursor
from newscrawl.index.elastic.counts import cluster_sizes
from newscrawl.index.elastic.reader import KEEP, Reader
from newscrawl.index.query import SearchRequest

Hits = list[dict[str, Any]]
_LOST = (400, 404)  # what the server answers for a point that is none, or no longer one


class Walk:
    """One page of a walk: what to ask for, what of it stays, and where the next one begins."""

    def __init__(self, reader: Reader, request: SearchRequest, query: dict[str, Any], sort: list[Any]) -> None:
        self.reader, self.request, self.query, self.sort = reader, request, query, sort
        place = read_cursor(request)
        self.after: list[Any] | None = None
        self.point: str | None = None
        if place is not None:
            self.point, self.after = place.get("point"), place.get("after")
            if not isinstance(self.point, str) or not isinstance(self.after, list):
                raise expired()

    def page(self, collapse: bool) -> tuple[Hits, str | None]:
        """Return a page of hits, and the cursor of the next. Raises QueryError if the walk rested too long."""
        is_start = self.point is None
        try:
            if self.point is None:
                opened = self.reader.client.open_point_in_time(index=self.reader.alias, keep_alive=KEEP)
                self.point = str(opened["id"])
            return self._gather(collapse)
        except NotFoundError as error:
            if is_start:
                return [], None  # nothing has been written yet
            raise expired() from error
        except ApiError as error:
            if error.meta.status in _LOST and not is_start:
                raise expired() from error
            raise

    def _gather(self, collapse: bool) -> tuple[Hits, str | None]:
        limit = self.request.limit
        kept: Hits = []
        while limit:
            answer = self._ask(self.query, size=limit, search_after=self.after)
            found: Hits = list(answer["hits"]["hits"])
            firsts, room = self._firsts(found) if collapse else found, limit - len(kept)
            kept += firsts[:room]
            if len(firsts) <= room:
                if len(found) < limit:
                    break
                self.after = found[-1]["sort"]
            else:
                self.after = kept[-1]["sort"]  # what came behind it is asked for again
            if len(kept) == limit:
                return kept, write_cursor(self.request, {"point": self.point, "after": self.after})
        self.reader.client.close_point_in_time(id=self.point)
        return kept, None

    def _ask(self, query: dict[str, Any], **options: Any) -> dict[str, Any]:
        pit = {"id": self.point, "keep_alive": KEEP}
        answer = self.reader.ask(
            pit=pit, query=query, sort=self.sort, track_scores=True, track_total_hits=False, **options
        )
        self.point = str(answer["pit_id"])
        return answer

    def _firsts(self, found: Sequence[Mapping[str, Any]]) -> Hits:
        """Return those hits that are the first of their cluster."""
        sizes = cluster_sizes(self.reader, {hit["_source"]["cluster"] for hit in found})
        return [dict(hit) for hit in found if sizes.get(hit["_source"]["cluster"], 1) < 2 or self._is_first(hit)]

    def _is_first(self, hit: Mapping[str, Any]) -> bool:
        of_cluster = {"bool": {"must": [self.query], "filter": [{"term": {"cluster": hit["_source"]["cluster"]}}]}}
        first = self._ask(of_cluster, size=1)["hits"]["hits"]
        return not first or bool(first[0]["_id"] == hit["_id"])
