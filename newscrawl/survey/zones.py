"""Guesses a newsroom's time zone from its country and the offset of its times. Reads the tables of the tz database
(tzdata).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

# country domains that are not the ISO 3166 code, and languages that point to one country where the domain does not
_DOMAINS = {"uk": "GB", "eu": "BE"}
_LANGUAGES = {
    "de": "DE",
    "it": "IT",
    "nl": "NL",
    "tr": "TR",
    "pl": "PL",
    "ja": "JP",
    "ko": "KR",
    "ru": "RU",
    "sv": "SE",
    "el": "GR",
    "he": "IL",
    "fa": "IR",
    "id": "ID",
}


def guess_zone(host: str, language: str, times: list[str]) -> tuple[str, bool]:
    """Return an IANA zone, and True if it fits both country and times; ``times`` are ISO 8601 with offset, as the site
    writes them.
    """
    country = _DOMAINS.get(host.rpartition(".")[2], host.rpartition(".")[2].upper())
    table = _zones()
    zones = table.get(country) or table.get(_LANGUAGES.get(language, ""), [])
    aware = [when for text in times if (when := datetime.fromisoformat(text)).tzinfo]
    offsets = Counter(when.utcoffset() for when in aware)
    informative = [when for when in aware if when.utcoffset()]  # many sites write everything in UTC
    for zone in zones:
        if informative and all(when.astimezone(ZoneInfo(zone)).utcoffset() == when.utcoffset() for when in informative):
            return zone, True
    if zones and not informative:
        return zones[0], False
    if offsets and informative:
        hours = int((offsets.most_common(1)[0][0] or aware[0] - aware[0]).total_seconds() // 3600)
        return (f"Etc/GMT{-hours:+d}" if hours else "UTC"), False
    return "UTC", False


def _zones() -> dict[str, list[str]]:
    """Return country code → its zones, the most populous first, as zone.tab lists them."""
    found: dict[str, list[str]] = {}
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            codes, _, zone = line.split("\t")[:3]
            for code in codes.split(","):
                found.setdefault(code, []).append(zone)
    return found
