"""``python -m bench.schedule [DAYS]``: what looking as the news come saves, and costs, against looking at fixed times.

The sections of the replica newsroom publish in the order and the proportions of its articles, 120 a day; each is looked
at every 5 minutes, every 2 hours, or adaptively between the two, by the very functions the scheduler uses. Printed are
looks, and how long after its publication an article is seen.
"""

from __future__ import annotations

import statistics
import sys
from bisect import bisect_right
from collections import defaultdict
from datetime import timedelta

from newscrawl.items import instant
from newscrawl.schedules.adaptive import next_interval
from tests.newsroom.server import editions

A_DAY = 120
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=2)


def published(days: int) -> dict[str, list[float]]:
    """Return when each section of the English edition published, in seconds."""
    edition = next(e for e in editions(A_DAY * days, 1, "127.0.0.1", 8900) if e.lang == "en")
    articles = [(instant(one["published_at"]), "/".join(one["section"])) for one in edition.truth()]
    first, last = min(articles)[0], max(articles)[0]
    found: dict[str, list[float]] = defaultdict(list)
    for when, section in articles:
        found[section].append((when - first) / (last - first) * days * 86_400)
    return {name: sorted(times) for name, times in found.items() if len(times) > 5}


def looks(times: list[float], shortest: timedelta, longest: timedelta) -> tuple[int, list[float]]:
    """Look at one listing from its first to its last article; return the looks, and the delay of each article."""
    at, interval, seen, count = times[0], shortest.total_seconds(), 0, 0
    delays: list[float] = []
    while seen < len(times):
        count += 1
        new = bisect_right(times, at) - seen
        delays += [at - when for when in times[seen : seen + new]]
        seen += new
        interval = next_interval(interval, new, shortest, longest) if longest > shortest else interval
        at += interval
    return count, delays


def main() -> None:
    """Print a line a way of looking."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    sections = published(days)
    print(f"{sum(map(len, sections.values())):,} articles in {len(sections)} sections")
    ways = {
        "every 5 minutes": (SHORTEST, SHORTEST),
        "every 2 hours": (LONGEST, LONGEST),
        "5 minutes to 2 hours": (SHORTEST, LONGEST),
    }
    most = 0
    for name, limits in ways.items():
        found = [looks(times, *limits) for times in sections.values()]
        count, delays = sum(n for n, _ in found), [delay / 60 for _, some in found for delay in some]
        most = most or count
        late = statistics.quantiles(delays, n=20)[-1]
        told = f"{name:22} {count:8,} looks ({100 * (1 - count / most):3.0f} % saved)"
        print(f"{told}   seen after {statistics.median(delays):5.1f} minutes, 95th percentile {late:6.1f}")


if __name__ == "__main__":
    main()
