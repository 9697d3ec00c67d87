"""Dates as pages write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from newscrawl.extraction.words.dates import iso_date, stamp, visible_date

BEIRUT = ZoneInfo("Asia/Beirut")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 Nov 2023 23:50", "2023-11-01T23:50:00+02:00"),
        ("8 Jul 2025", "2025-07-08T00:00:00+03:00"),
        ("November 1, 2023", "2023-11-01T00:00:00+02:00"),
        ("Published: Aug. 13th, 2024 at 9:08 pm", "2024-08-13T21:08:00+03:00"),
        ("1 de noviembre de 2023, 23:50", "2023-11-01T23:50:00+02:00"),
        ("15 Ene 2024 07:05", "2024-01-15T07:05:00+02:00"),
        ("١ تشرين الثاني ٢٠٢٣ ٢٣:٥٠", "2023-11-01T23:50:00+02:00"),
        ("1 نوفمبر 2023", "2023-11-01T00:00:00+02:00"),
        ("13 آب 2024", "2024-08-13T00:00:00+03:00"),
        ("13 اب 2024", "2024-08-13T00:00:00+03:00"),
        ("15 تموز 2023", "2023-07-15T00:00:00+03:00"),
        ("2 كانون الأول 2023", "2023-12-02T00:00:00+02:00"),
        ("2 كانون الثاني 2023", "2023-01-02T00:00:00+02:00"),
        ("٣ أغسطس ٢٠٢٣", "2023-08-03T00:00:00+03:00"),
        ("31.12.2023 10:15", "2023-12-31T10:15:00+02:00"),
        ("31-12-2023 10:15", "2023-12-31T10:15:00+02:00"),
        ("Thu, 01/12/2012 - 09:52", "2012-01-12T09:52:00+02:00"),
        ("Wed 01/11/2012", "2012-01-11T00:00:00+02:00"),
        ("Sun, 01/11/2012", "2012-11-01T00:00:00+02:00"),
        ("Mon, 01/11/2012", "2012-11-01T00:00:00+02:00"),
        ("Mon 10/10/0000", None),
        ("01. January 0001", None),
        ("Παρασκευή 6 Γενάρη 2012 | Σελίδα 2", "2012-01-06T00:00:00+02:00"),
        ("Środa, 10 kwiecień 2013 r.", "2013-04-10T00:00:00+03:00"),
        ("call 978-31-12-2023", None),
        ("31-12-20231", None),
        ("no date here", None),
        ("31 Feb 2023", None),
        ("3 Min Read", None),
    ],
)
def test_visible_dates(text: str, expected: str | None) -> None:
    when = visible_date(text, BEIRUT)
    assert (stamp(when, BEIRUT) if when else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-08-13T21:08:00.0000000", "2024-08-13T21:08:00+03:00"),  # no offset: the newsroom's time
        ("2024-08-30T22:46:00+03:00", "2024-08-30T22:46:00+03:00"),
        ("2024-01-30T20:46:00Z", "2024-01-30T22:46:00+02:00"),
        ("0001-01-01T00:00:00", None),
        ("yesterday", None),
    ],
)
def test_metadata_dates_get_the_newsrooms_offset_of_that_day(text: str, expected: str | None) -> None:
    when = iso_date(text, BEIRUT)
    assert (stamp(when, BEIRUT) if when else None) == expected
