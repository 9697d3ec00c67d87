"""Addresses that mean the same tomorrow: ages and ``today`` become the days and times they stand for."""

from __future__ import annotations

import re

from newscrawl.index.dates import date_bound
from newscrawl.index.query import time_zone
from newscrawl.web.asking import Address

_RELATIVE = r"\d{1,5}[hdwmy]|today|yesterday"
_IN_QUERY = re.compile(
    rf"[\"“«][^\"”»]*[\"”»]|(?<![\w])(?P<name>since|until|published|modified):(?P<sign>[<>]=?|\.\.)?(?P<low>{_RELATIVE})(?P<rest>\.\.)?"
    rf"(?P<high>{_RELATIVE})?(?![\w])"
)


def absolute(address: Address) -> Address:
    """Return an address whose dates are absolute. What cannot be read stays as it is."""
    zone = address.get("tz")
    changed = {
        name: _fixed(address.get(name), name == "until", zone) for name in ("since", "until") if address.get(name)
    }
    if address.get("q"):
        changed["q"] = _IN_QUERY.sub(lambda match: _fixed_in_query(match, zone), address.get("q"))  # but not in quotes
    return Address([(name, changed.get(name, value)) for name, value in address.pairs])


def _fixed_in_query(match: re.Match[str], zone: str) -> str:
    if not match["name"]:
        return match[0]
    ends = [
        _fixed(match[end], end == "high" or match["name"] == "until", zone) if match[end] else ""
        for end in ("low", "high")
    ]
    return f"{match['name']}:{match['sign'] or ''}{ends[0]}{match['rest'] or ''}{ends[1]}"


def _fixed(text: str, end: bool, zone: str) -> str:
    if not re.fullmatch(_RELATIVE, text):
        return text
    if text in ("today", "yesterday"):
        return date_bound(text, False, time_zone(zone or None)).when.date().isoformat()
    return date_bound(text, end, None).when.isoformat(timespec="minutes")
