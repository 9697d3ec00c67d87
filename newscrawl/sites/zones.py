"""Guesses a newsroom's time zone from its country, its language and the offset of its times. Reads the tables of the tz
database (tzdata).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

# country domains that are not the ISO 3166 code
_DOMAINS = {"uk": "GB", "eu": "BE"}
# where papers of a language are made, the likeliest first; of one entry, it is taken without any time that tells
_LANGUAGES: dict[str, tuple[str, ...]] = {
    "ar": ("Asia/Beirut", "Asia/Riyadh", "Africa/Cairo", "Asia/Baghdad", "Asia/Dubai", "Africa/Algiers"),
    "de": ("Europe/Berlin",),
    "el": ("Europe/Athens",),
    "en": (
        "America/New_York", "Europe/London", "Asia/Kolkata", "America/Chicago", "America/Los_Angeles",
        "Australia/Sydney", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Asia/Manila", "Pacific/Auckland",
    ),
    "es": (
        "Europe/Madrid", "America/Mexico_City", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Santiago",
        "America/Caracas", "America/Havana",
    ),
    "fa": ("Asia/Tehran",),
    "fr": ("Europe/Paris", "America/Toronto", "Africa/Dakar", "Africa/Algiers"),
    "he": ("Asia/Jerusalem",),
    "hi": ("Asia/Kolkata",),
    "id": ("Asia/Jakarta",),
    "it": ("Europe/Rome",),
    "ja": ("Asia/Tokyo",),
    "ko": ("Asia/Seoul",),
    "nl": ("Europe/Amsterdam",),
    "pl": ("Europe/Warsaw",),
    "pt": ("America/Sao_Paulo", "Europe/Lisbon"),
    "ru": ("Europe/Moscow",),
    "sv": ("Europe/Stockholm",),
    "tr": ("Europe/Istanbul",),
    "uk": ("Europe/Kyiv",),
    "zh": ("Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong"),
}  # fmt: skip


_OFFSETS = tuple(f"Etc/GMT{-hours:+d}" for hours in sorted({*range(-12, 0), *range(1, 15)}, key=abs))


@dataclass(frozen=True)
class Zone:
    """A time zone, by its IANA name, and what it was guessed from."""

    name: str
    is_sure: bool
    why: str


def guess_zone(host: str, language: str, times: list[str], days: Sequence[tuple[str, date]] = ()) -> Zone:
    """Return the zone of a newsroom: one that fits both country and times is sure.

    ``times`` are ISO 8601 with offset, as the pages, feeds and sitemaps of the site write them; ``days`` are times of
    articles with the newsroom's day of each.
    """
    domain = host.rpartition(".")[2]
    of_country, of_language = zones_of_domain(domain), _LANGUAGES.get(language, ())
    aware = [when for text in times if (when := datetime.fromisoformat(text)).tzinfo]
    telling = [when for when in aware if when.utcoffset()]  # many sites write everything in UTC
    if not telling:
        local = [(datetime.fromisoformat(text).astimezone(UTC), day) for text, day in days]
        if any(when.date() != day for when, day in local):
            for names, is_sure in ((of_country, True), (of_language, False), (_OFFSETS, False)):
                if fits := next((name for name in names if _have_days(ZoneInfo(name), local)), None):
                    return Zone(fits, is_sure, f"the days of {len(local)} articles")
        if of_country:
            return Zone(of_country[0], False, f"the domain .{domain}")
        if len(of_language) == 1:
            return Zone(of_language[0], False, "the language")
        return Zone("UTC", False, "nothing tells")
    count = f"{len(telling)} times of its pages and lists"
    if fitting := _fitting(of_country, telling):
        return Zone(fitting, True, f"the domain .{domain} and {count}")
    if fitting := _fitting(of_language, telling):
        return Zone(fitting, False, f"the language and {count}")
    offset = Counter(when.utcoffset() for when in telling).most_common(1)[0][0]
    hours = int((offset.total_seconds() if offset else 0) // 3600)
    return Zone(f"Etc/GMT{-hours:+d}", False, f"the offset of {count}")


def likely_zones(host: str, language: str) -> tuple[str, ...]:
    """Return the zones that a newsroom may be in, the likeliest first: those of its country's domain, else those where
    papers of its language are made; none if neither tells.
    """
    return zones_of_domain(host.rpartition(".")[2]) or _LANGUAGES.get(language, ())


def zones_of_domain(domain: str) -> tuple[str, ...]:
    """Return the zones of a country's domain, such as ``de``, the most populous first; none of any other domain."""
    return _zones().get(_DOMAINS.get(domain, domain.upper()), ())


def _have_days(zone: tzinfo, local: Iterable[tuple[datetime, date]]) -> bool:
    return all(when.astimezone(zone).date() == day for when, day in local)


def _fitting(zones: Iterable[str], times: list[datetime]) -> str | None:
    return next(
        (
            zone
            for zone in zones
            if all(when.astimezone(ZoneInfo(zone)).utcoffset() == when.utcoffset() for when in times)
        ),
        None,
    )


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """Return country code → its zones, the most populous first, as zone.tab lists them."""
    found: dict[str, tuple[str, ...]] = {}
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            codes, _, zone = line.split("\t")[:3]
            for code in codes.split(","):
                found[code] = (*found.get(code, ()), zone)
    return found
