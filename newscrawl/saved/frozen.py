"""Results that can be cited: the articles of a search, and the text each had, kept under a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from newscrawl.errors import ArgumentError, NotHeld
from newscrawl.exports.manifest import Manifest, make_manifest
from newscrawl.index.batches import batches
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article
from newscrawl.saved.names import checked_name

KIND = "frozen"
MOST = 100_000
"""Articles of one result."""
_CHUNK = 500


@dataclass(frozen=True)
class Frozen:
    """A result as it was when it was frozen: ids and texts, the newest first."""

    name: str
    manifest: dict[str, Any]
    ids: list[str]
    content_hashes: list[str]

    @property
    def made_at(self) -> str:
        """When it was frozen (ISO 8601)."""
        return str(self.manifest["made_at"])


@dataclass(frozen=True)
class Kept:
    """One article of a frozen result, as it is now."""

    id: str
    article: Article | None
    """None if it was taken down since."""
    changed: bool
    """Its text is another than when it was frozen."""


def freeze(index: ArticleIndex, name: str, request: SearchRequest) -> Frozen:
    """Keep a result under a name. Raises ArgumentError for a name that is taken, or a result beyond ``MOST``."""
    name = checked_name(name)
    if name in index.records.saved(KIND):
        raise _taken(name)
    manifest = make_manifest(index, request)
    found = list(islice(index.fingerprints(request), MOST + 1))
    if len(found) > MOST:
        raise ArgumentError(f"the result has more than {MOST:,} articles; narrow the search")
    if not found:
        raise ArgumentError("the search finds nothing; there is nothing to freeze")
    frozen = Frozen(name, _of(manifest, len(found)), [one.id for one in found], [one.content_hash for one in found])
    values = {key: value for key, value in asdict(frozen).items() if key != "name"}
    if not index.records.keep_saved(KIND, name, values, new=True):
        raise _taken(name)
    return frozen


def _taken(name: str) -> ArgumentError:
    return ArgumentError(f"{name!r} is frozen already; a frozen result does not change, so take another name")


def _of(manifest: Manifest, rows: int) -> dict[str, Any]:
    return {**manifest.to_dict(), "articles": rows, "rows": rows}


def frozen_results(index: ArticleIndex) -> list[Frozen]:
    """Return all frozen results, by name."""
    return [_read(name, values) for name, values in index.records.saved(KIND).items()]


def frozen_result(index: ArticleIndex, name: str) -> Frozen:
    """Return one. Raises NotHeld if nothing is frozen under that name."""
    values = index.records.saved(KIND).get(name)
    if values is None:
        raise NotHeld(f"nothing is frozen under the name {name!r}")
    return _read(name, values)


def thaw(index: ArticleIndex, name: str) -> None:
    """Forget a frozen result; its articles stay. Raises NotHeld if nothing is frozen under that name."""
    if not index.records.forget_saved(KIND, name):
        raise NotHeld(f"nothing is frozen under the name {name!r}")


def _read(name: str, values: Mapping[str, Any]) -> Frozen:
    return Frozen(name, dict(values["manifest"]), list(values["ids"]), list(values["content_hashes"]))


def kept_articles(index: ArticleIndex, frozen: Frozen, start: int = 0, stop: int | None = None) -> Iterator[Kept]:
    """Yield the articles of a frozen result, in its order, each as it is now."""
    pairs: Sequence[tuple[str, str]] = list(zip(frozen.ids, frozen.content_hashes, strict=True))[start:stop]
    for chunk in batches(pairs, _CHUNK):
        held = {article.id: article for article in index.fetch(key for key, _ in chunk)}
        for key, text in chunk:
            article = held.get(key)
            yield Kept(key, article, article is not None and article.content_hash != text)
