"""How search results, articles and counts look on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from newscrawl.cli.terminal import amount, console, isolate, paint, place_line
from newscrawl.index.protocol import ArchiveStats, Bucket, Fragment, Hit, SearchResult
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article
from newscrawl.text import escape_commands

_SHOWN = ("said", "body", "summary")
"""Of these the first in which something matched is shown under a hit."""

_BAR = 30
_MATCH = "bold yellow"


def print_result(result: SearchResult, request: SearchRequest) -> None:
    """Print hits, facets and histogram for people."""
    out = console()
    out.print(Text(_headline(result, request), style="bold"))
    for hit in result.hits:
        out.print()
        _print_hit(out, hit, request)
    for name, buckets in result.facets.items():
        out.print(Text(f"\n{name}", style="bold"))
        _print_bars(out, buckets)
    if result.histogram:
        out.print(Text(f"\narticles by {request.histogram}", style="bold"))
        _print_bars(out, result.histogram)


def _headline(result: SearchResult, request: SearchRequest) -> str:
    parts = [amount(result.total, "article")]
    if result.texts != result.total:
        parts[0] += f" ({amount(result.texts, 'text')})"
    if result.hits and result.pageable > len(result.hits):
        parts.append(f"{request.offset + 1:,} to {request.offset + len(result.hits):,} shown")
    shown = ", ".join(parts)
    once = any(hit.copies for hit in result.hits) and not request.copies
    return shown + ("; near copies are shown once, --copies shows all" if once else "")


def _print_hit(out: Console, hit: Hit, request: SearchRequest) -> None:
    article = hit.article
    headline = hit.highlights.get("headline")
    out.print(
        _mark(headline[0], article.language, "bold") if headline else paint(article.headline, "bold", article.language)
    )
    date = (article.published_at or "no date")[:16].replace("T", " ")
    marks = ["retracted"] if article.retracted_at else []
    marks += [f"revision {article.revision}"] if article.revision > 1 else []
    facts = [date, *marks, article.site, " › ".join(article.section), ", ".join(article.authors)]
    shown = [
        isolate(escape_commands(f), article.language) if not f.isascii() else escape_commands(f) for f in facts if f
    ]
    out.print(Text("  " + " · ".join(shown), style="dim"))
    for fragment in next((found for name in _SHOWN if (found := hit.highlights.get(name))), [])[:1]:
        out.print(Text("  ") + _mark(fragment, article.language))
    if not hit.highlights.keys() & set(_SHOWN) and article.summary:
        out.print(Text("  ") + paint(article.summary, language=article.language))
    if article.tags:
        out.print(paint("  # " + " · ".join(article.tags), "cyan"))
    copies = f"  + {amount(hit.copies, 'near copy', 'near copies')}" if hit.copies and not request.copies else ""
    out.print(place_line(article, copies), soft_wrap=True)


def _mark(fragment: Fragment, language: str, style: str = "") -> Text:
    """Return a fragment with what matched in another colour."""
    opened, closed = isolate("\0", language).split("\0")
    line = Text(opened + ("…" if fragment.cut_before else ""), style=style)
    at = 0
    for start, end in fragment.spans:
        line.append(escape_commands(fragment.text[at:start]))
        line.append(escape_commands(fragment.text[start:end]), style=_MATCH)
        at = end
    line.append(escape_commands(fragment.text[at:]) + ("…" if fragment.cut_after else "") + closed)
    return line


def print_copies(found: list[tuple[Article, float]]) -> None:
    """Print the near copies of one text for people."""
    out = console()
    if len(found) < 2:
        out.print("no near copies of it are in the archive")
        return
    out.print(Text(f"{len(found)} articles of one text", style="bold"))
    for article, similar in found:
        out.print()
        out.print(paint(article.headline, "bold", article.language))
        date = (article.published_at or "no date")[:16].replace("T", " ")
        is_first = article.id == article.cluster
        same = "first" if is_first else f"{100 * similar:.0f} % of the words in common with the first"
        out.print(Text(f"  {date} · {article.site} · {same}", style="dim"))
        out.print(place_line(article), soft_wrap=True)


def _print_bars(out: Console, buckets: list[Bucket]) -> None:
    top = max((bucket.count for bucket in buckets), default=1) or 1
    for bucket in buckets:
        bar = Text("█" * round(_BAR * bucket.count / top), style="cyan")
        out.print(Text(f"  {bucket.count:>7,}  ") + bar + paint(f" {bucket.value}"))


def print_article(article: Article, copies: int) -> None:
    """Print an article for people; ``copies`` is how many near copies of it the archive holds."""
    out = console()
    language = article.language
    out.print(paint(article.headline, "bold", language))
    facts = [" › ".join(article.section), ", ".join(article.authors), ", ".join(article.sources)]
    out.print(paint(" · ".join(fact for fact in [*facts, article.published_at or "no date"] if fact), "dim"))
    for state in _states(article, copies):
        out.print(Text(state, style="yellow"))
    for paragraph in [article.summary or "", *article.body]:
        if paragraph:
            out.print()
            out.print(paint(paragraph, language=language))
    out.print()
    lists = {
        "tags": article.tags,
        "topics": article.topics,
        "also at": article.also_at,
        "other editions": article.alternates,
    }
    for label, values in lists.items():
        if values:
            out.print(paint(f"{label}: " + " · ".join(values), "cyan"), soft_wrap=True)
    out.print(Text(f"{article.id}  {escape_commands(article.url)}", style="dim"), soft_wrap=True)


def _states(article: Article, copies: int) -> list[str]:
    """Return what a reader must know before they quote an article."""
    found = []
    if article.retracted_at:
        found.append(f"retracted: its page was found gone {article.retracted_at}")
    if article.revision > 1:
        where = f"see newscrawl history {article.id[:12]}"
        found.append(f"changed after it was first seen: this is revision {article.revision}, {where}")
    elif article.modified_at and article.modified_at != article.published_at:
        found.append(f"changed by its site {article.modified_at}, before it was first seen here")
    if copies:
        found.append(f"{amount(copies, 'near copy', 'near copies')}, see newscrawl copies {article.id[:12]}")
    if article.paywalled:
        found.append("its text is not free: what is here may be its beginning")
    return found


def print_stats(stats: ArchiveStats) -> None:
    """Print what an archive holds for people."""
    out = console()
    size = f"{stats.engine}, {stats.bytes / 1e6:.1f} MB"
    out.print(Text(f"{amount(stats.articles, 'article')} in {stats.place} ({size})", style="bold"))
    for counts in (stats.sites, stats.languages):
        _print_bars(out, [Bucket(value, count) for value, count in counts.items()])
