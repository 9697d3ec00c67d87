"""The example pages of docs/extraction.md: each shows what one layer answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.extraction import extract
from newscrawl.sites import site_named

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
URL = "https://harbour-post.example/news/lifting-bridge-opens-again"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("site", ("headline", "authors", "published_at", "tags")),
        ("metadata", ("headline", "authors", "published_at", "tags", "summary")),
        ("json-ld", ("headline", "authors", "published_at", "tags", "summary", "section")),
        ("meta", ("headline", "authors", "published_at", "tags", "summary")),
        ("microdata", ("published_at",)),
        ("structure", ("headline", "authors", "published_at", "tags")),
        ("generic", ("body",)),
    ],
)
def test_each_example_page_is_answered_by_its_layer(name: str, fields: tuple[str, ...]) -> None:
    site = site_named("harbour-post", [str(EXAMPLES)]) if name in ("site", "metadata") else None
    article = extract((EXAMPLES / f"{name}.html").read_bytes(), URL, site)
    assert {field: article.layers.get(field) for field in fields} == dict.fromkeys(fields, name), article.layers
    assert article.headline == "Lifting bridge opens again after ten years"
    assert len(article.body) == 3 and article.body[0].startswith("The old lifting bridge")
    if name != "generic":
        assert (
            article.authors == ["Rana Whitlock"]
            and article.published_at
            and article.published_at.startswith("2024-05-01T14:30:00")
        )
    if name not in ("microdata", "generic"):
        assert article.tags == ["Harbour", "Bridges"]


def test_the_docs_show_every_example() -> None:
    text = (EXAMPLES.parent / "extraction.md").read_text()
    assert all(f"examples/{page.name}" in text for page in EXAMPLES.iterdir())
