"""Dates as pages write them: ISO 8601, RFC 5322 and date(1) in metadata, month names of many languages in the visible text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from newscrawl.text import fold

# English, Spanish, Arabic with Levantine (Syriac) and transliterated names, French, German, Italian, Portuguese,
# Dutch, Indonesian, Turkish, Russian, Polish, Swedish, Ukrainian, Czech, Greek, Finnish, Romanian, Hungarian, Croatian,
# Bulgarian, Hebrew, Hindi, Persian names of Gregorian months; folded: without accents and hamza, in lower case.
_NAMES: dict[int, str] = {
    1: "january jan enero ene كانون-الثاني يناير جانفي janvier januar janner gennaio janeiro januari ocak января stycznia січня ledna ιανουαριου tammikuuta ianuarie januara sijecnja януари ינואר जनवरी ژانويه janv gen oca sty янв",
    2: "february feb febrero شباط فبراير فيفري fevrier februar febbraio fevereiro februari subat февраля lutego лютого unora φεβρουαριου helmikuuta februarie februara veljace февруари פברואר फरवरी فوريه fevr fev sub lut фев",
    3: "march mar marzo اذار مارس mars marz marco maart maret mart марта marca березня brezna μαρτιου maaliskuuta martie marcius ozujka март מרץ मार्च mrt мар",
    4: "april apr abril abr نيسان ابريل افريل avril aprile nisan апреля kwietnia квітня dubna απριλιου huhtikuuta aprilie aprilis travnja април אפריל अप्रैल اوريل avr kwi апр",
    5: "may mayo ايار مايو ماي mai maggio maio mei maj mayis мая maja травня kvetna μαιου toukokuuta majus svibnja май מאי मई mag",
    6: "june jun junio حزيران يونيو جوان juin juni giugno junho haziran июня czerwca червня cervna ιουνιου kesakuuta iunie junius lipnja юни יוני जून ژوئن giu haz cze июн",
    7: "july jul julio تموز يوليو جويليه juillet juli luglio julho temmuz июля lipca липня cervence ιουλιου heinakuuta iulie julius srpnja юли יולי जुलाई ژوئيه juil lug tem lip июл",
    8: "august aug agosto ago اب اغسطس اوت aout augustus agustus augusti agustos августа sierpnia серпня srpna αυγουστου elokuuta augusztus kolovoza август אוגוסט अगस्त agu sie авг",
    9: "september sep sept septiembre setiembre set ايلول سبتمبر septembre settembre setembro eylul сентября wrzesnia вересня zari σεπτεμβριου syyskuuta septembrie szeptember rujna септември ספטמבר सितंबर سپتامبر eyl wrz сен сент",
    10: "october oct octubre تشرين-الاول اكتوبر octobre oktober okt ottobre outubro ekim октября pazdziernika жовтня rijna οκτωβριου lokakuuta octombrie октомври אוקטובר अक्टूबर اكتبر ott out eki paz окт",
    11: "november nov noviembre تشرين-الثاني نوفمبر novembre novembro kasim kasım ноября listopada листопада listopadu νοεμβριου marraskuuta noiembrie studenoga ноември נובמבר नवंबर نوامبر kas lis ноя нояб",
    12: "december dec diciembre dic كانون-الاول ديسمبر decembre dezember dez dicembre dezembro desember aralik aralık декабря grudnia грудня prosince δεκεμβριου joulukuuta decembrie prosinca декември דצמבר दिसंबर دسامبر ara gru дек",
}
# abbreviations that a newsroom puts after a clock; those that mean several zones are left out
_ZONES = {
    "gmt": "UTC",
    "utc": "UTC",
    "et": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "pt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "mez": "Europe/Berlin",
    "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney",
    "jst": "Asia/Tokyo",
}
MONTHS = {fold(name.replace("-", " ")): number for number, names in _NAMES.items() for name in names.split()}
_MONTH = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
# a day of the week may stand before the clock, the word for an update may not
_WORD = r"(?:(?!upd|mod|act|aggi|akt|mise|изм|обн)[^\W\d]{3,12}[,،]?)?"
_TIME = rf"(?:[\s,،|\-–]*(?:at|a las|الساعه|a|um|alle|ore|kl\.?|om|{_WORD})?\s*(?P<hour>\d{{1,2}})[:.h](?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?)?"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.\-/]*(?:of |de )?\s*(?P<month>{_MONTH})(?!\w)\.?[\s,،.\-/]*(?:de |del )?(?P<year>\d{{4}})\b{_TIME}"
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
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}})\s[a-z]{{2,5}}\s(?P<year>\d{{4}})\b(?P<half>)"
)
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

    Returns an aware time in ``zone`` (midnight where no clock is shown), or None. Of a long text only the beginning is read.
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
    if month > 12 >= day and match.re is _NUMBERS:
        month, day = day, month  # as in the United States
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    try:
        return datetime(
            int(parts["year"]), month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0), tzinfo=zone
        )
    except ValueError:
        return None


def iso_date(text: str, zone: tzinfo) -> datetime | None:
    """Read an ISO 8601 time, also with more than six digits of fraction; one without offset is in ``zone``.

    Returns None for what is no such time, or lies before 1900.
    """
    try:
        when = datetime.fromisoformat(_FRACTION.sub(r"\1", text.strip().replace(" +", "+").replace(" -", "-")))
    except ValueError:
        return None
    if when.year < 1900:
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
