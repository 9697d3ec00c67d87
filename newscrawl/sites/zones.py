"""Guesses a newsroom's time zone from its country, its language and the offset of its times. Reads the tables of the tz
database (tzdata).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

# country domains that are not the ISO 3166 code
_DOMAINS = {"uk": "GB", "eu": "BE"}
# where most papers of a country are made, where the tz database lists another zone first
_MAIN = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CD": "Africa/Kinshasa",
    "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "MN": "Asia/Ulaanbaatar", "NZ": "Pacific/Auckland",
    "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip
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


_SURE = 3  # articles whose day is another one than in UTC
_NEARLY = 0.9
_NIGHT = range(1, 6)  # hours
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
        if zone := _zone_of_days(of_country, of_language, local):
            return zone
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


@cache
def zone_named(name: str) -> ZoneInfo:
    """Return a zone of the tz database; ``ZoneInfo`` itself keeps no more than eight at hand."""
    return ZoneInfo(name)


def zones_of_domain(domain: str) -> tuple[str, ...]:
    """Return the zones of a country's domain, such as ``de``, the likeliest first; none of any other domain."""
    return _zones().get(_DOMAINS.get(domain, domain.upper()), ())


def _zone_of_days(
    of_country: Sequence[str], of_language: Sequence[str], local: list[tuple[datetime, date]]
) -> Zone | None:
    """Return the zone in which articles have their days, if some have another day than in UTC."""
    apart = sum(when.date() != day for when, day in local)
    for names in (of_country, of_language, _OFFSETS) if apart else ():
        fitting = [name for name in names if _have_days(zone_named(name), local)]
        offsets = {tuple(when.astimezone(zone_named(name)).utcoffset() for when, _ in local) for name in fitting}
        if fitting:
            is_sure = names is of_country and apart >= _SURE and len(offsets) == 1
            best = min(fitting, key=lambda name: _at_night(zone_named(name), local))
            return Zone(best, is_sure, f"the days of {len(local)} articles")
    return None


def _at_night(zone: tzinfo, local: list[tuple[datetime, date]]) -> int:
    """Return how many of some times lie in the hours of a zone in which newsrooms publish least."""
    return sum(when.astimezone(zone).hour in _NIGHT for when, _ in local)


def _have_days(zone: tzinfo, local: list[tuple[datetime, date]]) -> bool:
    """True if nearly all of some times fall on their days in a zone."""
    return sum(when.astimezone(zone).date() == day for when, day in local) >= _NEARLY * len(local)


def _fitting(zones: Iterable[str], times: list[datetime]) -> str | None:
    return next(
        (
            zone
            for zone in zones
            if all(when.astimezone(zone_named(zone)).utcoffset() == when.utcoffset() for when in times)
        ),
        None,
    )


@lru_cache(maxsize=1)
def _zones() -> dict[str, tuple[str, ...]]:
    """Return country code → its zones, as zone.tab lists them, after the main one where that is another."""
    found: dict[str, tuple[str, ...]] = {code: (zone,) for code, zone in _MAIN.items()}
    text = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            codes, _, zone = line.split("\t")[:3]
            for code in codes.split(","):
                if zone != _MAIN.get(code):
                    found[code] = (*found.get(code, ()), zone)
    return found
