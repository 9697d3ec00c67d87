"""The language a page speaks: texts from the catalogues, numbers and dates as its readers write them.

Catalogues are gettext's PO files in ``catalogues/``, read as they are; a text that one lacks is shown in English.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from newscrawl.text import RTL

LANGUAGES = {"en": "English", "ar": "العربية", "es": "Español"}
"""Languages of the interface, each by its own name."""
_SHORT = {"day": "d MMM", "week": "d MMM", "month": "MMM yyyy", "year": "yyyy"}
_LONG = {"day": "EEEE d MMMM yyyy", "week": "d MMMM yyyy", "month": "MMMM yyyy", "year": "yyyy"}


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the texts of a language of ``LANGUAGES``."""
    if language == "en":
        return gettext.NullTranslations()
    file = resources.files(__package__).joinpath("catalogues", f"{language}.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def direction(language: str | None) -> str:
    """Return how a language is written: ``rtl`` or ``ltr``."""
    return "rtl" if (language or "").split("-")[0] in RTL else "ltr"


def negotiated(accepted: str) -> str:
    """Return the language of ``LANGUAGES`` that an Accept-Language header (RFC 9110, 12.5.4) likes best."""
    ranked = []
    for part in accepted.split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), tag.strip().replace("-", "_")))
        except ValueError:
            continue
    wanted = [tag for _, tag in sorted(ranked, key=lambda one: one[0])]
    wanted = [language for tag in wanted for language in (tag, tag.split("_")[0])]
    return negotiate_locale(wanted, list(LANGUAGES)) or "en"


@cache
def locale_of(language: str) -> Locale:
    """Return the locale of numbers and dates."""
    return Locale.parse(language)


# a page has hundreds of numbers and days, most of them the same as on the page before; digits are ASCII in every
# language, as they are in the addresses


@lru_cache(maxsize=8192)
def _number(language: str, value: float) -> str:
    return str(format_decimal(value, locale=locale_of(language), numbering_system="latn"))


@lru_cache(maxsize=8192)
def _percent(language: str, share: float) -> str:
    pattern = "0.0%" if 0 < share < 0.1 else "0%"
    return str(format_percent(share, format=pattern, locale=locale_of(language), numbering_system="latn"))


@lru_cache(maxsize=8192)
def _day(language: str, value: str, pattern: str) -> str:
    return str(format_date(date.fromisoformat(value), pattern, locale=locale_of(language)))


@dataclass(frozen=True)
class Speech:
    """How one page speaks."""

    language: str

    @property
    def direction(self) -> str:
        """How the page is laid out."""
        return direction(self.language)

    def say(self, text: str, **values: object) -> str:
        """Return a text of the page in its language, with values in their places."""
        return catalogue(self.language).gettext(text) % values if values else catalogue(self.language).gettext(text)

    def amount(self, one: str, many: str, number: int, **values: object) -> str:
        """Return a text for a number of things, which stands in it as ``%(n)s``."""
        text = catalogue(self.language).ngettext(one, many, number)
        return text % {"n": self.number(number), **values}

    def number(self, value: float) -> str:
        """Return a number with its groups."""
        return _number(self.language, value)

    def percent(self, share: float) -> str:
        """Return a share, 0 to 1, in percent."""
        return _percent(self.language, share)

    def day(self, value: str, interval: str = "day", short: bool = False) -> str:
        """Return an ISO 8601 day, or the interval that begins with it."""
        return _day(self.language, value[:10], (_SHORT if short else _LONG)[interval])

    def time(self, stamp: str | None) -> str:
        """Return an ISO 8601 time as it was in its own zone."""
        if not stamp:
            return self.say("no date")
        when = datetime.fromisoformat(stamp).replace(tzinfo=None)
        comma = "،" if self.direction == "rtl" else ","
        return str(format_datetime(when, f"d MMM yyyy{comma} HH:mm", locale=locale_of(self.language)))


def spoken_language(parameters: Mapping[str, str], cookies: Mapping[str, str], accepted: str) -> str:
    """Return the language of a page: asked for, chosen before, or the browser's own."""
    for given in (parameters.get("ui"), cookies.get("ui")):
        if given in LANGUAGES:
            return str(given)
    return negotiated(accepted)
