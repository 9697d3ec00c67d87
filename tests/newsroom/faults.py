"""The moods of the replica: which requests misbehave, and how. All off until switched on."""

from __future__ import annotations

import random

# moods of one article in a few; while such a mood is on, some articles have it
ARTICLE_KINDS = (
    "not-found",
    "gone",
    "redirect-loop",
    "soft-404",
    "broken-json",
    "no-script",
    "no-date",
    "wrong-charset",
    "huge",
    "slow",
    "flaky",
    "truncated",
)
# moods of the whole site
SITE_KINDS = (
    "rate-limit",
    "calendar",
    "session-ids",
    "near-copy",
    "away",
    "no-validators",
    "redesign-classes",
    "redesign-script",
    "redesign-meta",
)
KINDS = ARTICLE_KINDS + SITE_KINDS
# an article in one of these moods cannot be had
LOST = frozenset({"not-found", "gone", "redirect-loop", "soft-404", "huge", "truncated"})
SHARE = 40


class Faults:
    """Which moods are on, and which article has which."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.on: set[str] = set()
        self.seen: dict[str, int] = {}

    def of(self, number: int) -> str | None:
        """Return the mood of an article, or None. At most one of ``SHARE`` articles has a given mood."""
        if not self.on:
            return None
        draw = random.Random(f"{self.seed}:fault:{number}").randrange(SHARE)
        if draw < len(ARTICLE_KINDS) and ARTICLE_KINDS[draw] in self.on:
            return ARTICLE_KINDS[draw]
        return None

    def first_time(self, key: str) -> bool:
        """True the first time a key is asked for: a flaky page answers the second time."""
        self.seen[key] = self.seen.get(key, 0) + 1
        return self.seen[key] == 1

    def every(self, key: str, n: int) -> bool:
        """True for each ``n``-th call with this key."""
        self.seen[key] = self.seen.get(key, 0) + 1
        return self.seen[key] % n == 0
