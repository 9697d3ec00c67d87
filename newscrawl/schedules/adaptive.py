"""How often a listing is looked at: the more often it brings something new, the more often, within the job's limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

SOONER, LATER = 0.5, 1.5
"""What an interval is multiplied by after a look that brought something new, and after one that did not. Where three
looks in eight bring something, it stays: 0.5 ** 3 * 1.5 ** 5 is nearly 1.
"""


@dataclass(frozen=True)
class Listing:
    """What is known of one listing of a job; times are seconds since 1970."""

    name: str
    interval: float
    """Seconds between looks, at present."""
    due_at: float
    looks: int = 0
    hits: int = 0
    """Looks that brought something new."""
    news: int = 0
    """Articles that were new."""
    since: float = 0.0
    """When it was looked at first."""


def next_interval(interval: float, new: int, shortest: timedelta, longest: timedelta) -> float:
    """Return the seconds until the next look, after one that brought so many new articles."""
    changed = interval * (SOONER if new else LATER)
    return min(max(changed, shortest.total_seconds()), longest.total_seconds())


def saved_share(listings: Iterable[Listing], shortest: timedelta, now: float) -> float | None:
    """Return the share of looks that were saved against looking at each listing every ``shortest``; None before any."""
    made = due = 0.0
    for listing in listings:
        if listing.looks:
            made += listing.looks
            due += max(listing.looks, 1 + (now - listing.since) / shortest.total_seconds())
    return 1 - made / due if due else None
