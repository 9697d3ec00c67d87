"""Moves Elasticsearch indices to the present mapping while reads go on and no write is lost.

An index a time: make ``-v<n+1>``, copy in passes (each takes only what was written since the last, by
sequence number), then block writes to the old index for a moment, copy the last few, and let the
aliases point to the new one, all at once. Who writes meanwhile is told to wait, and the outbox does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from newscrawl.errors import ArchiveError
from newscrawl.index.elastic.client import translated
from newscrawl.index.elastic.indices import Indices
from newscrawl.index.elastic.mapping import SCHEMA, document
from newscrawl.index.elastic.reader import Reader
from newscrawl.index.protocol import Moved
from newscrawl.items import Article

BATCH = 500
PASSES = 5  # then writes are blocked, however many come in
FEW = 200  # so few articles are copied while writes are blocked


class Migration:
    """Moves the indices of one archive."""

    def __init__(
        self,
        indices: Indices,
        reader: Reader,
        progress: Callable[[str, int], None],
        mend: Callable[[Article], Article],
    ) -> None:
        self.indices, self.reader, self.progress, self.mend = indices, reader, progress, mend
        self.client, self.address = indices.client, indices.address

    @translated
    def run(self, force: bool = False, delete_old: bool = False) -> list[Moved]:
        """Move each index that has an older mapping, with ``force`` every one. Raises ArchiveError if a copy lacks
        anything.
        """
        self.indices.check(write=False)
        self.indices.put_templates(force=True)
        moved = []
        for old, aliases in sorted(self._behind_alias().items()):
            schema = self.indices.schemas()[old]
            if force or (schema is not None and schema < SCHEMA):
                moved.append(self._move(old, aliases, delete_old))
        return moved

    def _behind_alias(self) -> dict[str, dict[str, Any]]:
        found = self.client.indices.get_alias(index=f"{self.indices.alias}-*", ignore_unavailable=True)
        return {name: value["aliases"] for name, value in found.items() if self.indices.alias in value["aliases"]}

    def _move(self, old: str, aliases: dict[str, Any], delete_old: bool) -> Moved:
        new = self._next_name(old)
        self.client.indices.create(index=new)
        copied = 0
        shards = range(int(self.client.indices.get_settings(index=old)[old]["settings"]["index"]["number_of_shards"]))
        reached = dict.fromkeys(shards, -1)
        for _ in range(PASSES):
            count = self._pass(old, new, reached)
            copied += count
            self.progress(old, copied)
            if count <= FEW:
                break
        self.client.indices.add_block(index=old, block="write")  # returns when all writes under way have ended
        try:
            copied += self._pass(old, new, reached)
            total = self._compare(old, new)
            self._swap(old, new, aliases)
        except BaseException:
            self.client.indices.put_settings(index=old, settings={"index.blocks.write": None})
            raise
        if delete_old:
            self.client.indices.delete(index=old)
        return Moved(old, new, total)

    def _next_name(self, old: str) -> str:
        match = re.fullmatch(r"(.+-v)(\d+)", old)
        if match is None:
            raise ArchiveError(f"the index {old} has no version at its end; newscrawl's indices do")
        number = int(match[2]) + 1
        while self.client.indices.exists(index=f"{match[1]}{number}"):
            if self.client.indices.get_alias(index=f"{match[1]}{number}")[f"{match[1]}{number}"]["aliases"]:
                raise ArchiveError(f"the index {match[1]}{number} is in use already; is another migration going on?")
            number += 1  # left by a migration that was broken off
        return f"{match[1]}{number}"

    def _pass(self, old: str, new: str, reached: dict[int, int]) -> int:
        """Copy what was written since the last pass; note how far each shard was read."""
        self.client.indices.refresh(index=old)
        count = 0
        for shard in reached:
            batch: list[dict[str, Any]] = []
            for hit in self._since(old, shard, reached[shard]):
                reached[shard] = max(reached[shard], hit["_seq_no"])
                batch.append(hit)
                if len(batch) == BATCH:
                    self._write(new, batch)
                    count, batch = count + len(batch), []
            self._write(new, batch)
            count += len(batch)
        return count

    def _since(self, old: str, shard: int, sequence: int) -> Iterator[dict[str, Any]]:
        query = {"range": {"_seq_no": {"gt": sequence}}}
        return self.reader.pages(old, query, preference=f"_shards:{shard}", seq_no_primary_term=True)

    def _write(self, new: str, hits: list[dict[str, Any]]) -> None:
        if not hits:
            return
        operations: list[Any] = []
        for hit in hits:
            # the old index' sequence as version: a later pass overwrites, an earlier one never
            operations.append(
                {"index": {"_index": new, "_id": hit["_id"], "version": hit["_seq_no"] + 1, "version_type": "external"}}
            )
            operations.append(document(self.mend(Article.from_dict(hit["_source"]))))
        for item in self.client.bulk(operations=operations)["items"]:
            if item["index"]["status"] >= 300 and item["index"]["status"] != 409:
                raise ArchiveError(
                    f"an article could not be moved to {new}: {item['index'].get('error')}; the old index stays in use"
                )

    def _compare(self, old: str, new: str) -> int:
        self.client.indices.refresh(index=f"{old},{new}")
        counts = [int(self.client.count(index=name)["count"]) for name in (old, new)]
        if counts[0] != counts[1]:
            raise ArchiveError(f"{new} has {counts[1]:,} articles, {old} {counts[0]:,}; the old index stays in use")
        return counts[1]

    def _swap(self, old: str, new: str, aliases: dict[str, Any]) -> None:
        actions: list[dict[str, Any]] = []
        for alias, options in aliases.items():
            actions.append({"remove": {"index": old, "alias": alias}})
            actions.append({"add": {"index": new, "alias": alias, **options}})
        self.client.indices.update_aliases(actions=actions)
