"""How search results, articles and counts look on a terminal, and as JSON."""

from __future__ import annotations

import re
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from newscrawl.index import ArticleIndex, SearchRequest
from newscrawl.index.highlight import AFTER, BEFORE
from newscrawl.index.protocol import Bucket, Hit, SearchResult
from newscrawl.items import Article, article_id

_BAR = 30
_RTL = frozenset({"ar", "fa", "he", "ur"})


def console() -> Console:
    """A console that wraps at the terminal's width, and prints neither colours nor wraps into a pipe."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def as_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as the JSON of ``search --json``."""
    values = hit.article.to_dict()
    names = (
        "id",
        "url",
        "site",
        "language",
        "kind",
        "headline",
        "summary",
        "section",
        "region",
        "tags",
        "topics",
        "authors",
        "sources",
    )
    chosen = {name: values[name] for name in names}
    for name in ("published_at", "modified_at", "revision", "also_at", "cluster"):
        chosen[name] = values[name]
    return {**chosen, "copies": hit.copies, "score": round(hit.score, 4), "highlights": hit.highlights}


def _isolated(text: str, language: str) -> str:
    """Put right-to-left text into an isolate (Unicode TR9), so that numbers and marks around it stay in place."""
    return f"\u2067{text}\u2069" if language in _RTL and sys.stdout.isatty() else text


def _marked(text: str, style: str = "") -> Text:
    line = Text(style=style)
    for part in re.split(f"({re.escape(BEFORE)}.*?{re.escape(AFTER)})", text):
        if part.startswith(BEFORE):
            line.append(part[len(BEFORE) : -len(AFTER)], style="bold yellow")
        else:
            line.append(part)
    return line


def print_result(result: SearchResult, request: SearchRequest) -> None:
    """Print hits, facets and histogram for people."""
    out = console()
    shown = len(result.hits)
    plural = "article" if result.total == 1 else "articles"
    more = f", {request.offset + 1} to {request.offset + shown} shown" if result.total > shown and shown else ""
    once = (
        "; near copies are shown once, --copies shows all"
        if any(hit.copies for hit in result.hits) and not request.copies
        else ""
    )
    out.print(Text(f"{result.total:,} {plural}{more}{once}", style="bold"))
    for hit in result.hits:
        article = hit.article
        out.print()
        headline = hit.highlights.get("headline", [article.headline])[0]
        out.print(_marked(_isolated(headline, article.language), "bold"))
        date = (article.published_at or "no date")[:16].replace("T", " ")
        marks = [
            *(["retracted"] if article.retracted_at else []),
            *([f"revision {article.revision}"] if article.revision > 1 else []),
        ]
        facts = [date, *marks, article.site, " › ".join(article.section), ", ".join(article.authors)]
        out.print(
            Text(
                "  " + " · ".join(_isolated(f, article.language) if not f.isascii() else f for f in facts if f),
                style="dim",
            )
        )
        for fragment in hit.highlights.get("body", hit.highlights.get("summary", [article.summary or ""]))[:1]:
            if fragment:
                out.print(Text("  ") + _marked(_isolated(fragment, article.language)))
        if article.tags:
            out.print(Text("  # " + " · ".join(article.tags), style="cyan"))
        copies = (
            f"  + {hit.copies} near {'copy' if hit.copies == 1 else 'copies'}"
            if hit.copies and not request.copies
            else ""
        )
        out.print(Text(f"  {article.id[:12]}  {article.url}{copies}", style="dim"))
    for name, buckets in result.facets.items():
        out.print(Text(f"\n{name}", style="bold"))
        _bars(out, buckets)
    if result.histogram:
        out.print(Text(f"\narticles by {request.histogram}", style="bold"))
        _bars(out, result.histogram)


def copy_as_json(article: Article, similar: float) -> dict[str, Any]:
    """Return a near copy as the JSON of ``copies --json``; ``similarity`` is the share of words it has in common with the first."""
    values = article.to_dict()
    names = (
        "id",
        "url",
        "site",
        "language",
        "headline",
        "authors",
        "sources",
        "published_at",
        "first_seen_at",
        "word_count",
        "cluster",
    )
    return {
        **{name: values[name] for name in names},
        "first": article.id == article.cluster,
        "similarity": round(similar, 4),
    }


def print_copies(found: list[tuple[Article, float]]) -> None:
    """Print the near copies of one text for people."""
    out = console()
    if len(found) < 2:
        out.print("no near copies of it are in the archive")
        return
    out.print(Text(f"{len(found)} articles of one text", style="bold"))
    for article, similar in found:
        out.print()
        out.print(Text(_isolated(article.headline, article.language), style="bold"))
        date = (article.published_at or "no date")[:16].replace("T", " ")
        same = (
            "first" if article.id == article.cluster else f"{100 * similar:.0f} % of the words in common with the first"
        )
        out.print(Text(f"  {date} · {article.site} · {same}", style="dim"))
        out.print(Text(f"  {article.id[:12]}  {article.url}", style="dim"))


def _bars(out: Console, buckets: list[Bucket]) -> None:
    top = max((b.count for b in buckets), default=1) or 1
    for bucket in buckets:
        out.print(
            Text(f"  {bucket.count:>7,}  ")
            + Text("█" * round(_BAR * bucket.count / top), style="cyan")
            + Text(f" {bucket.value}")
        )


def find(index: ArticleIndex, key: str) -> Article | None:
    """Return an article by id, beginning of an id (8 digits or more), or address."""
    if "://" in key:
        from newscrawl.discovery.urls import canonicalize

        known = index.known([article_id(canonicalize(key))])
        key = next((k.id for k in known.values()), key)
    found = index.get(key)
    if found is None and len(key) >= 8 and "://" not in key:
        return next((a for a in index.scan(SearchRequest()) if a.id.startswith(key)), None)
    return found


def print_article(article: Article) -> None:
    """Print an article for people."""
    out = console()
    out.print(Text(_isolated(article.headline, article.language), style="bold"))
    facts = [
        " › ".join(article.section),
        ", ".join(article.authors),
        ", ".join(article.sources),
        article.published_at or "no date",
    ]
    out.print(Text(" · ".join(f for f in facts if f), style="dim"))
    if article.modified_at and article.modified_at != article.published_at:
        out.print(Text(f"changed {article.modified_at}, revision {article.revision}", style="dim"))
    for paragraph in [article.summary or "", *article.body]:
        if paragraph:
            out.print()
            out.print(_isolated(paragraph, article.language), markup=False)
    out.print()
    for label, values in (
        ("tags", article.tags),
        ("topics", article.topics),
        ("also at", article.also_at),
        ("other editions", article.alternates),
    ):
        if values:
            out.print(Text(f"{label}: " + " · ".join(values), style="cyan"))
    out.print(Text(f"{article.id}  {article.url}", style="dim"))


def print_stats(values: dict[str, Any]) -> None:
    """Print what an archive holds for people."""
    out = console()
    out.print(
        Text(
            f"{values['articles']:,} articles in {values['place']} ({values['engine']}, {values['bytes'] / 1e6:.1f} MB)",
            style="bold",
        )
    )
    for name in ("sites", "languages"):
        _bars(out, [Bucket(value, count) for value, count in values[name].items()])
