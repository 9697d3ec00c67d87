"""How trends and edits are presented as JSON; terminal and pages have presenters of their own."""

from __future__ import annotations

from typing import Any

from newscrawl.insights.edits import Edit
from newscrawl.insights.trend import Trend


def trend_as_json(found: Trend) -> dict[str, Any]:
    """Return a trend as plain JSON values."""
    series = [
        {"q": one.request.text, "total": one.total, "texts": one.texts, "sites": one.sites, "undated": one.undated,
         "counts": one.counts, "shares": [round(share, 6) for share in one.shares]}
        for one in found.series
    ]  # fmt: skip
    values = {"interval": found.interval, "unit": found.unit, "starts": found.starts, "everything": found.everything}
    return {**values, "series": series, "partial": found.partial}


def edit_as_json(edit: Edit) -> dict[str, Any]:
    """Return an edit as plain JSON values."""
    article = edit.article
    return {
        "id": article.id, "url": article.url, "site": article.site, "language": article.language,
        "headline": article.headline, "seen_at": edit.seen_at, "revision": edit.after.revision,
        "before": edit.before.revision, "changed": edit.changed, "share": round(edit.share, 4), "removed": edit.removed,
    }  # fmt: skip
