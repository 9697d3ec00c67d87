"""What is due: which known articles are looked at again, and when a listing shows nothing that is wanted any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from newscrawl.items import Article, Known, instant

DUE_SHARE = 8
"""A page is due when so many parts of its age, one of them, have gone by since it was looked at."""
LISTED = "listed"
"""Among an article's validators: the time of change that a list told when its page was asked for last."""
_SETTLED = 2 * 24 * 3600
"""Seconds after a change that a list tells, by which its page is sure to show it: lists name days, or times without
their zone, and caches hold pages for a while.
"""


def is_due(article: Article, at: float) -> bool:
    """True if a page is worth looking at again at a time in seconds since 1970.

    That is when an eighth of its age has gone by since it was looked at: a story of an hour every 8 minutes, one of a
    week every day, one of a year every 6 weeks.
    """
    began = article.published_at or article.first_seen_at
    looked = article.checked_at or article.crawled_at
    if began is None or looked is None:
        return True
    return at - instant(looked) >= (at - instant(began)) / DUE_SHARE


def has_changed(known: Known, listed: datetime | None) -> bool:
    """True if a list tells a time of change that is later than that of the version the index holds (to the second).

    Not if the page was asked for because of that very time, and some days after it: many pages tell no such time.
    """
    if listed is None or known.deleted:
        return False
    held, looked = known.modified_at or known.published_at, known.checked_at or known.crawled_at
    told, told_before = int(listed.timestamp()), known.validators.get(LISTED)
    if told_before and looked and told <= instant(told_before):
        is_settling = told <= instant(looked) < told + _SETTLED  # a time to come is nothing to wait for
        if not is_settling:
            return False
    return held is None or instant(held) < told


def lies_before(days: Mapping[str, date], since: date | None, links: int) -> bool:
    """True if a listing shows only days before ``since``: what follows is older still.

    ``days`` are those of its cards, by address; ``links`` is how many articles it links to. One old card among many
    that show no day, such as a box of the editors' choice, says nothing of the others.
    """
    if since is None or not days or 2 * len(days) < links:
        return False
    return all(day < since for day in days.values())
