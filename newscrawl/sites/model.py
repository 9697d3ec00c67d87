"""What a site file may say, validated on load. The reference for writing one is docs/sites.md."""

from __future__ import annotations

import zoneinfo
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit

import cssselect
from lxml import etree
from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from newscrawl.items import KINDS
from newscrawl.sites.patterns import Pattern, check_pattern, compile_pattern
from newscrawl.sites.schedule import Schedule
from newscrawl.text import fold
from newscrawl.urls import canonicalize, host_key


def _selector(value: str) -> str:
    """Check one selector: CSS, or XPath where it begins with ``/`` or ``.//``."""
    try:
        if value.startswith(("/", "./")):
            etree.XPath(value)
        else:
            cssselect.HTMLTranslator().css_to_xpath(value)
    except (etree.XPathSyntaxError, cssselect.SelectorError) as error:
        raise ValueError(f"not a selector: {error}") from error
    return value


def _path(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError("a path begins with /")
    return value


def _place(value: str) -> str:
    if not value.startswith(("/", "http://", "https://")) or (not urlsplit(value).netloc and not value.startswith("/")):
        raise ValueError("takes a path that begins with /, or a whole address")
    return value


Regex = Annotated[str, AfterValidator(check_pattern)]
Selector = Annotated[str, AfterValidator(_selector)]
Path = Annotated[str, AfterValidator(_path)]
Place = Annotated[str, AfterValidator(_place)]

SELECTABLE = (
    "headline",
    "summary",
    "body",
    "authors",
    "sources",
    "published_at",
    "modified_at",
    "section",
    "tags",
    "topics",
    "caption",
)


class Strict(BaseModel):
    """A table in which an unknown key is an error: a typo must not pass silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(Strict):
    """A section: the path of its listing, its names from the general to the special, the kind of its articles.

    Without names it is a listing only, say of all articles; their pages tell the section.
    """

    path: Path
    labels: list[str]
    kind: Literal["news", "opinion", "analysis", "blog", "feature", "video", "infograph", "gallery", "live"] = "news"
    listing: bool = True


class Discovery(Strict):
    """Where article URLs come from."""

    articles: list[Regex] = Field(min_length=1)
    ignore: list[Regex] = []
    home: Path = "/"
    """The path of the home page: of an edition, say ``/en``."""
    section_pattern: Regex | None = None
    menu: Selector = "nav a"
    sitemaps: list[Place] = []
    sitemap_month: Regex = r"(?P<year>\d{4})-(?P<month>\d{1,2})\.xml"
    feeds: list[Place] = []
    day_list: Path | None = Field(default=None, validation_alias=AliasChoices("day_list", "archive"))
    """The path of the list of a day's articles, in strftime's codes, e.g. ``/archive/%Y/%m/%d``.

    It is read for the days of since to until. Its name was ``archive``, which is still read.
    """
    page_parameter: str = "page"
    load_more: list[str] = []
    javascript: bool = False
    max_pages: int = Field(default=5000, ge=1)
    max_clicks: int = Field(default=200, ge=1)


class Metadata(Strict):
    """The page's own metadata script: where it is, and which of its keys holds which field; of several keys, as a
    redesign leaves them, the first that has a value.
    """

    script: Selector
    fields: dict[str, str | list[str]]
    classes: str | list[str] | None = None
    mappings: dict[str, Literal["topics", "region", "kind"]] = {}
    not_article: dict[str, list[str]] = {}

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, value: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        allowed = {
            "headline",
            "summary",
            "url",
            "tags",
            "image",
            "language",
            "published_at",
            "modified_at",
            "authors",
            "duration",
        }
        if unknown := sorted(set(value) - allowed):
            raise ValueError(f"no such field: {', '.join(unknown)} (there are {', '.join(sorted(allowed))})")
        return value


class Labels(Strict):
    """The words by which parts of a page are told apart, whatever their class names."""

    by: list[str] = []
    source: list[str] = []
    read_more: list[str] = []
    related: list[str] = []
    most_read: list[str] = []
    coverage: list[str] = []
    breaking: list[str] = []
    boilerplate: list[Regex] = []
    not_found: list[Regex] = []

    @cached_property
    def boxes(self) -> dict[str, str]:
        """The words over a box, folded → the kind of box."""
        kinds = ("related", "most_read", "coverage", "breaking")
        return {fold(word): kind for kind in kinds for word in getattr(self, kind)}

    @cached_property
    def boilerplate_patterns(self) -> list[Pattern]:
        """``boilerplate``, compiled."""
        return list(map(compile_pattern, self.boilerplate))

    @cached_property
    def not_found_patterns(self) -> list[Pattern]:
        """``not_found``, compiled."""
        return list(map(compile_pattern, self.not_found))


class Site(Strict):
    """One edition of a news site."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    base: str
    hosts: list[str] = []
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    timezone: str
    timezone_is_a_guess: bool = False
    tag_links: Regex | None = None
    topic_links: Regex | None = None
    discovery: Discovery
    sections: list[Section] = []
    metadata: Metadata | None = None
    labels: Labels = Labels()
    selectors: dict[str, list[Selector]] = {}
    schedule: Schedule = Schedule()

    @field_validator("base")
    @classmethod
    def _valid_base(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
            raise ValueError("takes scheme and host only, e.g. https://news.example")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _valid_timezone(cls, value: str) -> str:
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {value!r} (e.g. Asia/Beirut)") from error
        return value

    @field_validator("selectors")
    @classmethod
    def _valid_selectors(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        if unknown := sorted(set(value) - set(SELECTABLE)):
            raise ValueError(f"no such field: {', '.join(unknown)} (there are {', '.join(SELECTABLE)})")
        return value

    @model_validator(mode="after")
    def _sections_once(self) -> Site:
        paths = [section.path for section in self.sections]
        if twice := sorted({path for path in paths if paths.count(path) > 1}):
            raise ValueError(f"sections: {', '.join(twice)} stands twice")
        return self

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The newsroom's time zone."""
        return zoneinfo.ZoneInfo(self.timezone)

    def own_urls(self, lists: bool = True) -> list[str]:
        """Return an address of each host that is the site's; with ``lists`` also of those of its sitemaps and feeds."""
        scheme = urlsplit(self.base).scheme
        found = [self.base, canonicalize(self.base), *(f"{scheme}://{host}" for host in self.hosts)]
        if lists:
            places = [*self.discovery.sitemaps, *self.discovery.feeds]
            found += [place for place in places if not place.startswith("/")]
        return found

    @property
    def page_hosts(self) -> frozenset[str]:
        """The hosts (see ``host_key``) on which its pages are."""
        return frozenset(map(host_key, self.own_urls(lists=False)))

    @property
    def list_hosts(self) -> frozenset[str]:
        """The hosts on which its sitemaps and feeds may be: those of its pages, and those that the file names."""
        return frozenset(map(host_key, self.own_urls()))

    def at(self, base: str) -> Site:
        """Return this site with ``base`` (scheme, host, port) in the place of its own, and no other host.

        Raises ValueError if ``base`` is not a scheme and a host.
        """
        return self.model_copy(update={"base": self._valid_base(base), "hosts": []})


assert set(Section.model_fields["kind"].annotation.__args__) == set(KINDS)  # type: ignore[union-attr]
