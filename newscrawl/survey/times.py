"""The times of a site's articles as their pages tell them, and the newsroom's day of each; they tell its zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from newscrawl.extraction import Page
from newscrawl.extraction.fields.local_day import written_out
from newscrawl.extraction.fields.published import newsroom_day, told_time
from newscrawl.extraction.layers.asking import MIDNIGHT, Layers

_FIRST, _LAST = "1900", "2900"  # years; others are mistakes, and zones may have no time of them


def told_times(pages: Iterable[Page]) -> tuple[list[str], list[tuple[str, date]]]:
    """Return the times of publication (ISO 8601 with the offset that each page tells), and of those with a clock the
    newsroom's day, where the page shows it.
    """
    times = ((page, told_time(page, Layers(page, None)).value or "") for page in pages)
    told = [(page, time) for page, time in times if _FIRST < time < _LAST]
    seen = ((page, time, written_out(page, time)) for page, time in told if MIDNIGHT not in time)
    days = [(time, day) for page, time, text in seen if (day := newsroom_day(page, text))]
    return [time for _, time in told], days
