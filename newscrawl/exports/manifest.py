"""What an exported file holds: the search, when it was asked, of which archive, and how much it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from newscrawl import __version__
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.items import now

_NOT_ASKED = (
    "limit", "offset", "facets", "facet_size", "histogram", "unit", "highlight", "copies", "cursor", "seconds", "where",
    "sort",
)  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """The first thing to know of an export."""

    query: dict[str, Any]
    """The search, by the names of ``SearchRequest``; what was not asked for is left out."""
    made_at: str
    """ISO 8601, in UTC."""
    archive: str
    """The archive's kind of engine."""
    schema: int | None
    """Version of the archive's schema or mapping."""
    newscrawl: str
    """Version of this program."""
    articles: int
    """Rows of the file, but for a sample or a feed, which have ``rows``."""
    texts: int
    sites: int
    rows: int
    sample: dict[str, Any] | None = None
    """Size and seed of a random sample."""
    place: str | None = None
    """Address of the page that shows the search."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)


def make_manifest(
    index: ArticleIndex, request: SearchRequest, most: int | None = None, sample: tuple[int, str] | None = None
) -> Manifest:
    """Count what an export will hold: at most ``most`` rows; ``sample`` is size and seed of a random one."""
    bounds = [bound for bound in (most, sample[0] if sample else None) if bound is not None]
    found = index.search(replace(request, limit=0, facets=(), histogram=None, cursor=None))
    held = index.status()
    return Manifest(
        query=_asked(request),
        made_at=now(),
        archive=index.engine,
        schema=held[0].version if held else None,
        newscrawl=__version__,
        articles=found.total,
        texts=found.texts,
        sites=found.sites,
        rows=min([found.total, *bounds]),
        sample={"size": sample[0], "seed": sample[1]} if sample else None,
    )


def _asked(request: SearchRequest) -> dict[str, Any]:
    values = {f.name: getattr(request, f.name) for f in fields(request) if f.name not in _NOT_ASKED}
    return {name: value if isinstance(value, str) else _plain(value) for name, value in values.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: list(values) for name, values in value.items()}
    return list(value)


def in_words(query: Mapping[str, Any]) -> str:
    """Return the search of a manifest for people; "everything" for one that asks for nothing."""
    parts = [text] if (text := query.get("text")) else []
    for name, value in query.items():
        if name == "exclude":
            parts += [f"without {inner}: {', '.join(values)}" for inner, values in value.items()]
        elif name != "text":
            parts.append(f"{name}: {value if isinstance(value, str) else ', '.join(map(str, value))}")
    return "; ".join(parts) or "everything"
