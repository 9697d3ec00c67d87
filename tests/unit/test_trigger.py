"""When a job is due: what was missed is made up for once, and never in the quiet hours of its site."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from newscrawl.schedules.plan import Job
from newscrawl.schedules.trigger import JobTrigger
from newscrawl.sites.schedule import parse_cadence

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
BEIRUT = ZoneInfo("Asia/Beirut")  # three hours ahead in May


def trigger(cadence: str, **job: object) -> JobTrigger:
    parts = {"zone": BEIRUT, "listings": ("feed",), "arguments": {}, **job}
    return JobTrigger(Job("harbour", "feed", parse_cadence(cadence), **parts), lambda: 600.0)  # type: ignore[arg-type]


def test_a_job_that_never_ran_is_due_at_once_and_then_after_its_pause() -> None:
    assert trigger("10m").get_next_fire_time(None, NOON) == NOON
    assert trigger("10m").get_next_fire_time(NOON, NOON) == NOON + timedelta(minutes=10)


def test_what_was_missed_for_hours_is_made_up_for_by_one_run() -> None:
    missed = trigger("10m").get_next_fire_time(NOON - timedelta(hours=5), NOON)
    assert missed == NOON
    assert trigger("10m").get_next_fire_time(missed, NOON) == NOON + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 5, 4, 20, 30, tzinfo=UTC), datetime(2026, 5, 5, 2, 0, tzinfo=UTC)),  # 23:30 there
        (datetime(2026, 5, 4, 19, 0, tzinfo=UTC), datetime(2026, 5, 4, 19, 0, tzinfo=UTC)),
    ],
)
def test_a_run_waits_for_the_end_of_the_quiet_hours_of_its_newsroom(now: datetime, due: datetime) -> None:
    assert trigger("10m", quiet=((time(23), time(5)),)).get_next_fire_time(None, now) == due


def test_a_cron_line_is_of_the_newsrooms_clock() -> None:
    assert trigger("0 6 * * *").get_next_fire_time(None, NOON) == datetime(2026, 5, 5, 3, tzinfo=UTC)


def test_jitter_puts_a_run_off_and_never_before_its_time() -> None:
    due = [trigger("10m", jitter=timedelta(minutes=2)).get_next_fire_time(NOON, NOON) for _ in range(50)]
    assert all(timedelta(minutes=10) <= when - NOON <= timedelta(minutes=12) for when in due)
    assert len(set(due)) > 1
