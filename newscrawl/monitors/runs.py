"""Checks of one crawl against those of its site before it: articles, fields, layers, errors, how it ended."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from newscrawl.items import CrawlRun
from newscrawl.monitors.verdicts import Verdict

SURE = 1e-4
"""A loss is said if chance makes it less often than this."""
_LOST = 0.15
"""… and if the share has fallen by this much: with thousands of articles every small loss is no chance."""
_FEWEST = 3  # articles of a run that tell anything of its fields
_HISTORY = 20  # articles of the crawls before that make a history
_USUAL = 0.5  # a layer that gives a field in this share of articles is its usual one
_ERRORS = ("http-5", "http-429", "download", "response", "connection", "tcp", "dns", "timeout", "robots-unreachable")
"""How the reasons begin by which pages are not had though they may be there."""


def check_run(run: CrawlRun, before: Sequence[CrawlRun]) -> list[Verdict]:
    """Check a crawl that has ended against those of the same site before it."""
    history = [one for one in before if one.reason not in ("running", "killed")]
    verdicts = [_ended(run)]
    if run.reason != "killed":
        verdicts += [*_articles(run, history), *_coverage(run, history), *_layers(run, history), *_errors(run, history)]
    return verdicts


def articles_of(run: CrawlRun) -> int:
    """Return how many articles a crawl extracted."""
    return max(run.new + run.changed + run.unchanged + run.duplicate, max(run.coverage.values(), default=0))


def _ended(run: CrawlRun) -> Verdict:
    if run.reason == "killed":
        return Verdict("crawl", run.site, "", False, f"the crawl of {run.started_at} was killed")
    why = "; ".join(run.notes) or f"it ended with exit code {run.code} ({run.reason})"
    return Verdict("crawl", run.site, "", run.code in (0, None), f"the crawl of {run.started_at} failed: {why}")


def _articles(run: CrawlRun, history: Sequence[CrawlRun]) -> Iterator[Verdict]:
    """Pages that hold no article where they used to; a crawl that finds nothing new asks for few pages, and is good."""
    refused = sum(run.rejected.values()) - _unreached(run)  # what could not be had is another check's
    asked = articles_of(run) + refused
    good = [one for one in history if articles_of(one)]
    usual = [articles_of(one) / (articles_of(one) + sum(one.rejected.values())) for one in good]
    if asked < _FEWEST or not usual:
        return
    told = f"{asked:,} pages gave no article ({_reasons(run.rejected)}); before {100 * median(usual):.0f} % did"
    yield Verdict("articles", run.site, "", articles_of(run) > 0, told)


def _coverage(run: CrawlRun, history: Sequence[CrawlRun]) -> Iterator[Verdict]:
    here, there = articles_of(run), sum(map(articles_of, history))
    if here < _FEWEST or there < _HISTORY:
        return
    had = _sum(one.coverage for one in history)
    for name in sorted(had):
        share, now = min(had[name] / there, 1.0), run.coverage.get(name, 0)
        lost = is_lost(min(now, here), here, share)
        told = f"{name} is there in {_percent(now, here)} of {here:,} articles; before in {100 * share:.0f} %"
        yield Verdict("coverage", run.site, name, not lost, told)


def _layers(run: CrawlRun, history: Sequence[CrawlRun]) -> Iterator[Verdict]:
    """Fields that come from another layer than before: all of a site together, since one redesign moves many."""
    moved, checked = [], False
    for name in sorted({field for one in history for field in one.layers}):
        before = _sum(one.layers.get(name, {}) for one in history)
        present = Counter(run.layers.get(name, {}))
        layer, count = before.most_common(1)[0]
        if present.total() < _FEWEST or before.total() < _HISTORY or count / before.total() < _USUAL:
            continue
        checked = True
        if is_lost(present[layer], present.total(), count / before.total()):
            share = _percent(present[layer], present.total())
            now = present.most_common(1)[0][0]
            moved.append(f"{name} comes from {now}; from {layer} in {share}, before {_percent(count, before.total())}")
    if checked:
        told = f"the pages look redesigned: {'; '.join(moved)} (newscrawl sites repair {run.site})"
        yield Verdict("layers", run.site, "", not moved, told)


def _errors(run: CrawlRun, history: Sequence[CrawlRun]) -> Iterator[Verdict]:
    failed, asked = _failed(run), run.pages + _failed(run)
    before, pages = sum(map(_failed, history)), sum(one.pages + _failed(one) for one in history)
    if asked < _FEWEST or pages < _HISTORY:
        return
    good_share = 1 - before / pages
    lost = is_lost(asked - failed, asked, good_share)
    told = (
        f"{_percent(failed, asked)} of {asked:,} requests failed ({_reasons(run.rejected)}); "
        f"before {100 * before / pages:.0f} %"
    )
    yield Verdict("errors", run.site, "", not lost, told)


def _failed(run: CrawlRun) -> int:
    return sum(run.errors.values()) + _unreached(run)


def _unreached(run: CrawlRun) -> int:
    return sum(count for reason, count in run.rejected.items() if reason.startswith(_ERRORS))


def is_lost(count: int, size: int, share: float) -> bool:
    """True if ``count`` of ``size`` is too few, by the binomial distribution, for a share there was before."""
    if not size or count / size > share - _LOST:
        return False
    share = min(share, 1 - 1 / (size + 2))  # what was always there may be missing once
    logs = [
        math.lgamma(size + 1) - math.lgamma(k + 1) - math.lgamma(size - k + 1)
        + k * math.log(share) + (size - k) * math.log1p(-share)
        for k in range(count + 1)
    ]  # fmt: skip
    return sum(map(math.exp, logs)) < SURE


def _sum(tables: Iterable[dict[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for table in tables:
        found.update(table)
    return found


def _percent(count: int, size: int) -> str:
    return f"{100 * count / size:.0f} %"


def _reasons(table: dict[str, int]) -> str:
    found = [f"{count:,} {reason}" for reason, count in Counter(table).most_common(3)]
    return ", ".join(found) or "no reason is on record"
