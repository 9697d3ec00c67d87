"""Dates as pages write them: ISO 8601, RFC 5322 and date(1) in metadata, month names of many languages in the visible
text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from newscrawl.extraction.words.lexicon import either, months, words
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
MONTHS = months()
_MONTH = either(MONTHS)
# a day of the week may stand before the clock, the word for an update may not
_WORD = r"(?:(?!upd|mod|act|aggi|akt|mise|изм|обн)[^\W\d]{3,12}[,،]?)?"
_CLOCK = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
_TIME = rf"(?:[\s,،|\-–]*(?:{either(words('clock'))}|a|kl|{_WORD})?\s*{_CLOCK})?"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.\-/]*(?:of |de )?\s*(?P<month>{_MONTH})(?!\w)\.?"
    rf"[\s,،.\-/]*(?:de |del )?(?P<year>\d{{4}})\b{_TIME}"
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_MONTH})(?!\w)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b{_TIME}"
)
_NUMBERS = re.compile(rf"\b(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.](?P<year>\d{{4}})\b{_TIME}")
_IDEOGRAPHS = re.compile(
    rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_TIME}"
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)[./]\s?(?P<month>\d{{1,2}})[./]\s?(?P<day>\d{{1,2}})(?!\d)\.?{_TIME}"
)
# of date(1): "Tue Nov 19 08:05:00 CET 2019"
_YEAR_LAST = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}})"
    rf"\s[a-z]{{2,5}}\s(?P<year>\d{{4}})\b(?P<half>)"
)
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
_CLOCK_BEFORE = re.compile(
    r"\b(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?:(?P<half>[ap])\.?\s?m\b\.?)?[^\d]{0,20}$"
)
_ZONE = re.compile(rf"\b(?:{'|'.join(_ZONES)})\b")
_ISO_TEXT = re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|\s?[+-]\d{2}:?\d{2})?")
_LONGEST = 400  # letters; what is longer is no date line, but the rest of a broken page
_FORMS = (_DAY_FIRST, _YEAR_LAST, _MONTH_FIRST, _IDEOGRAPHS, _YEAR_FIRST, _NUMBERS)
_FRACTION = re.compile(r"(\.\d{6})\d+")


def visible_date(text: str, zone: tzinfo) -> datetime | None:
    """Find a date in visible text such as ``1 Nov 2023 23:50`` or ``١ تشرين الثاني ٢٠٢٣``.

    Returns an aware time in ``zone`` (midnight where no clock is shown), or None. Of a long text only the beginning is
    read.
    """
    folded = fold(text[:_LONGEST])
    match = next((found for pattern in _FORMS if (found := pattern.search(folded))), None)
    if not match:
        iso = _ISO_TEXT.search(folded)
        return iso_date(iso.group().upper(), zone) if iso else None
    parts = match.groupdict()
    if parts["hour"] is None and (before := _CLOCK_BEFORE.search(folded[: match.start()])):
        parts |= before.groupdict()
    if parts["hour"] and (offset := _OFFSET.match(folded, match.end())):
        zone = timezone(
            timedelta(minutes=int(offset["sign"] + offset["hours"]) * 60 + int(offset["sign"] + offset["minutes"]))
        )
    elif parts["hour"] and (named := _ZONE.search(folded)):
        zone = ZoneInfo(_ZONES[named.group()])
    month, day = (
        MONTHS.get(parts["month"]) or (int(parts["month"]) if parts["month"].isdigit() else 0),
        int(parts["day"]),
    )
    if match.re is _NUMBERS and day <= 12 and (month > 12 or writes_month_first(zone)):
        month, day = day, month
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    try:
        return datetime(
            int(parts["year"]), month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0), tzinfo=zone
        )
    except ValueError:
        return None


def writes_month_first(zone: tzinfo) -> bool:
    """True for the zones of the United States, whose newsrooms write 11/12/2019 for 12 November."""
    name = zone.key if isinstance(zone, ZoneInfo) else ""
    return name in _UNITED_STATES or name.startswith(_UNITED_STATES_PARTS)


def iso_date(text: str, zone: tzinfo) -> datetime | None:
    """Read an ISO 8601 time, also with more than six digits of fraction; one without offset is in ``zone``.

    Returns None for what is no such time, or lies before 1900 or after the coming year.
    """
    try:
        when = datetime.fromisoformat(_FRACTION.sub(r"\1", text.strip().replace(" +", "+").replace(" -", "-")))
    except ValueError:
        return None
    if not 1900 <= when.year <= datetime.now(UTC).year + 1:  # 9999-12-31 is how some systems say "never"
        return None
    return when if when.tzinfo else when.replace(tzinfo=zone)


def any_date(text: str, zone: tzinfo) -> datetime | None:
    """Read a date in either form."""
    return iso_date(text, zone) or visible_date(text, zone)


def stamp(when: datetime, zone: tzinfo | None) -> str:
    """Write a time as ISO 8601 to the second, with the newsroom's offset of that day where it is known."""
    if isinstance(zone, ZoneInfo) and when.tzinfo is not None:
        when = when.astimezone(zone)
    return when.replace(microsecond=0).isoformat()
