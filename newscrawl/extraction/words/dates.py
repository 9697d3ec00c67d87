"""Dates as pages write them: ISO 8601, RFC 5322 and date(1) in metadata, month names of many languages in the visible
text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from newscrawl.extraction.words.date_forms import (
    AFTERNOON,
    CLOCK_BEFORE,
    FORMS,
    MONTHS,
    NUMBERS,
    SOLAR,
    SOLAR_MONTHS,
    WEEKDAY_BEFORE,
    WEEKDAYS,
)
from newscrawl.text import fold

# abbreviations that a newsroom puts after a clock; those that mean several zones are left out
_ZONES = {
    **dict.fromkeys(("gmt", "utc"), "UTC"),
    **dict.fromkeys(("et", "est", "edt"), "America/New_York"),
    **dict.fromkeys(("pt", "pst", "pdt"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest"), "Europe/Paris"),
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    "mez": "Europe/Berlin",
    "jst": "Asia/Tokyo",
}
# of the tz database (zone.tab, country US), with the older names of some
_UNITED_STATES = frozenset(
    f"America/{city}"
    for city in [
        "New_York",
        "Detroit",
        "Chicago",
        "Menominee",
        "Denver",
        "Boise",
        "Phoenix",
        "Los_Angeles",
        "Anchorage",
        "Juneau",
        "Sitka",
        "Metlakatla",
        "Yakutat",
        "Nome",
        "Adak",
    ]
) | {"Pacific/Honolulu"}
_UNITED_STATES_PARTS = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")
_OFFSET = re.compile(r"\s*(?:gmt|utc)?\s?(?P<sign>[+-])(?P<hours>0\d|1[0-4]):?(?P<minutes>[0-5]\d)\b")
_ZONE = re.compile(rf"\b(?:{'|'.join(_ZONES)})\b")
_ISO_TEXT = re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|\s?[+-]\d{2}:?\d{2})?")
_LONGEST = 400  # letters; what is longer is no date line, but the rest of a broken page
_BUDDHIST, _BUDDHIST_YEARS = 2400, 543  # years of the Thai calendar, and by how many they are ahead
_FRACTION = re.compile(r"(\.\d{6})\d+")


def visible_date(text: str, zone: tzinfo) -> datetime | None:
    """Find a date in visible text such as ``1 Nov 2023 23:50`` or ``١ تشرين الثاني ٢٠٢٣``.

    Returns an aware time in ``zone`` (midnight where no clock is shown), or None. Of a long text only the beginning is
    read.
    """
    folded = fold(text[:_LONGEST])
    match = next((found for pattern in FORMS if (found := pattern.search(folded))), None)
    if not match:
        iso = _ISO_TEXT.search(folded)
        return iso_date(iso.group().upper(), zone) if iso else None
    parts = match.groupdict()
    if parts["hour"] is None and (before := CLOCK_BEFORE.search(folded[: match.start()])):
        parts |= before.groupdict()
    if parts["hour"] and (offset := _OFFSET.match(folded, match.end())):
        zone = timezone(
            timedelta(minutes=int(offset["sign"] + offset["hours"]) * 60 + int(offset["sign"] + offset["minutes"]))
        )
    elif parts["hour"] and (named := _ZONE.search(folded)):
        zone = ZoneInfo(_ZONES[named.group()])
    try:
        day = _day_of(match, writes_month_first(zone), folded[: match.start()])
        if day is None or not _can_be_published(day[0]):
            return None
        return datetime(day[0], day[1], day[2], *_clock_of(parts), tzinfo=zone)
    except ValueError:
        return None


def _day_of(match: re.Match[str], is_month_first: bool, before: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a form that was found, in the calendar of ISO 8601; None if there is no such day,
    or ValueError. A day of the week, in the text ``before`` two numbers, goes before ``is_month_first``.
    """
    names = SOLAR_MONTHS if match.re in SOLAR else MONTHS
    year, day = int(match["year"]), int(match["day"])
    month = names.get(match["month"]) or (int(match["month"]) if match["month"].isdigit() else 0)
    if match.re in SOLAR:
        return _from_solar(year, month, day)
    if match.re is NUMBERS and day <= 12:
        if month <= 12:
            told = _told_by_weekday(before, date(year, month, day), date(year, day, month))
            is_month_first = is_month_first if told is None else told
        if month > 12 or is_month_first:
            month, day = day, month
    return year - _BUDDHIST_YEARS if year > _BUDDHIST else year, month, day


def without_weekday(text: str) -> str:
    """Return a text without the day of the week behind a comma at its end, as it stands before a day: "Rana W., Mon";
    without a comma it may be a name: "Yifan Sun".
    """
    found = WEEKDAY_BEFORE.search(fold(text))
    before = text[: found.start()].rstrip() if found and len(fold(text)) == len(text) else text
    return before.rstrip(" ,") if before == "" or before.endswith(",") else text


def _told_by_weekday(before: str, day_first: date, month_first: date) -> bool | None:
    """Return True if the day of the week that stands before two numbers is that of the second reading alone, False if
    it is that of the first alone; else None.
    """
    found = WEEKDAY_BEFORE.search(before)
    if found is None:
        return None
    number = WEEKDAYS[found["weekday"]]
    is_day_first, is_month_first = day_first.isoweekday() == number, month_first.isoweekday() == number
    return is_month_first if is_day_first != is_month_first else None


def _from_solar(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    from persiantools.jdatetime import JalaliDate  # only where a page writes its days so

    try:
        found = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return found.year, found.month, found.day


def _clock_of(parts: dict[str, str | None]) -> tuple[int, int, int]:
    """Return hour, minute and second; midnight where no clock is shown."""
    hour, half = int(parts["hour"] or 0), parts["half"] or parts["half_before"]
    if half:
        hour = hour % 12 + (12 if half[0] == "p" or half in AFTERNOON else 0)
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def writes_month_first(zone: tzinfo) -> bool:
    """True for the zones of the United States, whose newsrooms write 11/12/2019 for 12 November."""
    name = zone.key if isinstance(zone, ZoneInfo) else ""
    return name in _UNITED_STATES or name.startswith(_UNITED_STATES_PARTS)


def iso_date(text: str, zone: tzinfo) -> datetime | None:
    """Read an ISO 8601 time, also with more than six digits of fraction; one without offset is in ``zone``.

    Returns None for what is no such time, or is none of a publication.
    """
    try:
        when = datetime.fromisoformat(_FRACTION.sub(r"\1", text.strip().replace(" +", "+").replace(" -", "-")))
    except ValueError:
        return None
    if not _can_be_published(when.year):
        return None
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _can_be_published(year: int) -> bool:
    """True from 1900 to the coming year: some systems write "never" as the first or the last day that they know."""
    return 1900 <= year <= datetime.now(UTC).year + 1


def any_date(text: str, zone: tzinfo) -> datetime | None:
    """Read a date in either form."""
    return iso_date(text, zone) or visible_date(text, zone)


def stamp(when: datetime, zone: tzinfo | None) -> str:
    """Write a time as ISO 8601 to the second, with the newsroom's offset of that day where it is known."""
    if isinstance(zone, ZoneInfo) and when.tzinfo is not None:
        when = when.astimezone(zone)
    return when.replace(microsecond=0).isoformat()
