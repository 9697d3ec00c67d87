"""How well a site file reads pages whose articles are known: what the index held of them before a redesign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract_page
from newscrawl.items import Article
from newscrawl.sites.model import Site
from newscrawl.survey.places import KnownPage, same

COMPARED = ("headline", "summary", "authors", "sources", "published_at", "modified_at", "tags", "topics", "region")
"""Fields that a rule can mend, and whose values do not change with a page's look."""


@dataclass(frozen=True)
class Score:
    """Of how many pages a field is known, and of how many it is read as it is known to be."""

    known: int = 0
    right: int = 0
    from_layer: int = 0
    """… and by the layer that gave it before."""

    @property
    def share(self) -> float:
        """The share of pages on which it is right."""
        return self.right / self.known if self.known else 1.0


def scores(pages: Iterable[KnownPage], site: Site) -> Mapping[str, Score]:
    """Return how well each field is read with a site file."""
    found = dict.fromkeys(COMPARED, Score())
    for one in pages:
        try:
            article: Article | None = extract_page(one.page, site)
        except NotAnArticle:
            article = None
        for field in COMPARED:
            known = getattr(one.truth, field)
            if not known:
                continue
            before = found[field]
            right = article is not None and same(field, getattr(article, field), known)
            layer = article.layers.get(field) if article else None
            same_layer = right and layer == one.truth.layers.get(field)
            found[field] = Score(before.known + 1, before.right + right, before.from_layer + same_layer)
    return found
