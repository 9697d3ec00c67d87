"""How trends, rising tags, explanations, samples and edits look on a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from newscrawl.cli.terminal import amount, console, paint, place_line, say
from newscrawl.index.query import FACETS
from newscrawl.insights.edits import LOOKED_AT, Edits
from newscrawl.insights.explain import Explanation, Part
from newscrawl.insights.rising import Shift, Shifts
from newscrawl.insights.sample import Sample
from newscrawl.insights.trend import Trend

FIELDS = FACETS
_LEVELS = " ▁▂▃▄▅▆▇█"


def print_trend(found: Trend, share: bool) -> None:
    """Print a line of bars a query, and the numbers of each interval."""
    out = console()
    top = max((max(one.shares if share else one.counts, default=0) for one in found.series), default=0) or 1
    for one in found.series:
        values = one.shares if share else one.counts
        counts = f"{amount(one.total, 'article')}, {amount(one.texts, 'text')}, {amount(one.sites, 'site')}"
        out.print(paint(one.request.text or "everything", "bold") + Text(f"  {counts}", style="dim"))
        out.print(Text("  " + "".join(_LEVELS[round(8 * value / top)] for value in values), style="cyan"))
        if one.undated:
            out.print(Text(f"  {amount(one.undated, 'article')} without a date not shown", style="dim"))
    if not found.starts:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(f"{found.interval} from")
    for one in found.series:
        table.add_column(paint(one.request.text or "everything"), justify="right")
    for number, start in enumerate(found.starts):
        cells = [f"{100 * s.shares[number]:.1f} %" if share else f"{s.counts[number]:,}" for s in found.series]
        table.add_row(start, *cells)
    out.print(table)


def print_shifts(found: Shifts) -> None:
    """Print what rises and what falls."""
    out = console()
    out.print(Text(f"{amount(found.here, 'article')} against {found.there:,} others", style="bold"))
    for said, shifts in (("rising", found.rising), ("falling", found.falling)):
        out.print(Text(f"\n{said}", style="bold"))
        if not shifts:
            out.print("  no more than chance would have it")
        for one in shifts:
            out.print(Text(f"  {_shares(one)}  ") + paint(one.value))


def _shares(one: Shift) -> str:
    return f"{100 * one.share_here:5.1f} % ({one.here:,})  elsewhere {100 * one.share_there:5.1f} % ({one.there:,})"


def print_explanation(found: Explanation) -> None:
    """Print the tree of a query, and what to try."""
    out = console()
    out.print(Text(amount(found.total, "article"), style="bold"))
    _print_part(found.tree, 1)
    for note in found.notes:
        said = {
            "quotes": "curly quotes were read as quotes",
            "lowercase": f"{note.text!r} was read as a word; perhaps you mean: {note.instead}",
            "ignored": f"{note.text!r} has no letter and was passed over",
        }[note.kind]
        out.print(paint(f"note: {said}"))
    for one in found.suggestions:
        said = {"without": "without", "spelling": "spelt", "as": "as"}[one.kind]
        out.print(paint(f"try {said} {one.text}: {amount(one.total, 'article')}"))


_SAID = {
    "all": "all of", "any": "any of", "not": "not", "word": "the word", "phrase": "the phrase",
    "near": "near each other",
    "prefix": "beginning with", "beginning": "beginning with", "value": "the value", "name": "the name",
    "range": "from … to",
}  # fmt: skip


def _print_part(part: Part, depth: int) -> None:
    empty = {"all": "everything", "any": "nothing: it has no word"}
    said = _SAID[part.kind] if part.text or part.parts else empty.get(part.kind, part.kind)
    line = f"{'  ' * depth}{said} {part.text}".rstrip() + (f" in {part.asked}" if part.asked else "")
    counted = f"  {amount(part.hits, 'article')}" if part.hits is not None else ""
    forms = f", found as {', '.join(part.forms)}" if part.forms else ""
    console().print(paint(line) + paint(counted + forms, "dim"))
    for inner in part.parts:
        _print_part(inner, depth + 1)


def print_sample(found: Sample) -> None:
    """Print the articles of a sample."""
    out = console()
    drawn = f"{len(found.articles):,} of {amount(found.total, 'article')}, drawn with seed {found.seed}"
    out.print(paint(drawn, "bold"))
    for article in found.articles:
        out.print()
        out.print(paint(article.headline, "bold", article.language))
        date = (article.published_at or "no date")[:16].replace("T", " ")
        out.print(Text(f"  {date} · {article.site}", style="dim"))
        out.print(place_line(article), soft_wrap=True)


def print_edits(found: Edits) -> None:
    """Print edits, the latest first."""
    out = console()
    if not found.edits:
        out.print("no such edit has been seen")
    for edit in found.edits:
        article = edit.article
        out.print(paint(article.headline, "bold", article.language))
        what = f"{', '.join(edit.changed)} · {100 * edit.share:.1f} % of the words"
        out.print(Text(f"  {edit.seen_at[:16].replace('T', ' ')} · {article.site} · {what}", style="dim"))
        for sentence in edit.removed[:3]:
            out.print(Text("  ") + paint(f"[-{sentence}-]", "red", article.language))
        out.print(place_line(article), soft_wrap=True)
    if found.partial:
        say(f"only the {LOOKED_AT:,} changed articles published last were looked at; narrow the search for others")
