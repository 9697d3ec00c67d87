"""What a page or the API is asked, as the parameters of its address; the same names for both.

Parameters become a SearchRequest, and back: an address is a search that can be sent to somebody.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import quote_plus

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from newscrawl.index.dates import Interval
from newscrawl.index.parse import LONGEST
from newscrawl.index.query import FACETS, MAX_WINDOW, SearchRequest, Sort, Unit

_DATE = "2023-11-01, 2023-11, 2023-W44, 2023, today, a time with offset, or an age: 12h, 7d, 4w, 3m, 1y"
FILTER_NAMES = {
    "tag": "tags", "topic": "topic", "section": "section", "author": "author", "speaker": "speaker",
    "source": "source", "region": "region", "site": "site", "lang": "language", "kind": "kind",
}  # fmt: skip
"""Name of a parameter → the filter of a SearchRequest; ``not_`` before it excludes."""
FACET_PARAMETERS = {
    "tags": "tag", "topics": "topic", "section": "section", "authors": "author", "speakers": "speaker",
    "sources": "source", "region": "region", "site": "site", "language": "lang", "kind": "kind",
}  # fmt: skip
"""Facet → the parameter that narrows by it."""


def _values(told: str) -> Any:
    return Field(default=[], description=told, max_length=50)


Value = Annotated[str, StringConstraints(max_length=300)]


Values = list[Value]


class Filters(BaseModel):
    """Which articles are asked for."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        "", description="the query, as docs/search.md describes it", max_length=LONGEST, examples=["ceasefire"]
    )
    tag: Values = _values("only with all of these tags")
    topic: Values = _values("only of one of these running stories")
    section: Values = _values("only of one of these sections, e.g. Politics or News/Politics")
    author: Values = _values("only by one of these authors; a word of a name is enough")
    speaker: Values = _values("only where one of these people is quoted; a word of a name is enough")
    source: Values = _values("only from one of these agencies")
    region: Values = _values("only about one of these regions")
    site: Values = _values("only of one of these sites, e.g. almayadeen-en")
    lang: Values = _values("only in one of these languages, e.g. ar")
    kind: Values = _values("only of one of these kinds: news, opinion, analysis, …")
    not_tag: Values = _values("without this tag")
    not_topic: Values = _values("without this running story")
    not_section: Values = _values("without this section")
    not_author: Values = _values("without this author")
    not_speaker: Values = _values("without a quotation of this person")
    not_source: Values = _values("without this agency")
    not_region: Values = _values("without this region")
    not_site: Values = _values("without this site")
    not_lang: Values = _values("without this language")
    not_kind: Values = _values("without this kind")
    since: str | None = Field(
        None, description=f"published on or after: {_DATE}", max_length=40, examples=["2023-11-01"]
    )
    until: str | None = Field(
        None, description="published on or before; the whole day, week, month or year", max_length=40
    )
    tz: str | None = Field(
        None, description="whose days these are, e.g. UTC; without it the newsroom's own", max_length=60
    )

    def request(self, **more: Any) -> SearchRequest:
        """Return the search; ``more`` are other fields of it."""
        values: dict[str, Any] = {inner: tuple(getattr(self, name)) for name, inner in FILTER_NAMES.items()}
        exclude = {inner: tuple(getattr(self, f"not_{name}")) for name, inner in FILTER_NAMES.items()}
        return SearchRequest(
            text=self.q,
            exclude={name: given for name, given in exclude.items() if given},
            since=self.since or None,
            until=self.until or None,
            timezone=self.tz or None,
            **{name: given for name, given in values.items() if given},
            **more,
        )


FacetName = Literal[
    "tags", "topics", "section", "authors", "speakers", "sources", "region", "site", "language", "kind"
]  # fmt: skip
assert set(FacetName.__args__) == set(FACETS)  # type: ignore[attr-defined]


class SearchParameters(Filters):
    """A search: which articles, in which order, how many, and what is counted beside them."""

    sort: Sort = Field("relevance", description="the order of the hits")
    limit: int = Field(10, ge=0, le=1000, description="hits of one page")
    offset: int = Field(0, ge=0, le=MAX_WINDOW, description="hits to pass over; for more than 10,000 there is cursor")
    cursor: str | None = Field(
        None, description="`*` begins a walk through any number of hits; each answer names the next", max_length=8000
    )
    copies: bool = Field(False, description="all near copies; without it, of the copies of one text the best one")
    facet: list[FacetName] = Field(default=[], description="also count the values of these fields", max_length=10)
    facet_size: int = Field(10, ge=1, le=1000, description="values of each facet")
    histogram: Interval | Literal["auto"] | None = Field(None, description="also count over time")
    unit: Unit = Field("articles", description="what facets and histogram count")

    def search_request(self) -> SearchRequest:
        """Return the search as the index takes it."""
        names = ("sort", "limit", "offset", "cursor", "copies", "facet_size", "histogram", "unit")
        return self.request(facets=tuple(self.facet), **{name: getattr(self, name) for name in names})


Pairs = list[tuple[str, str]]


class Address:
    """The parameters of a page's address, in their order, and the addresses of the pages around it."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs: Pairs = [(name, value) for name, value in pairs if value]

    def values(self, name: str) -> list[str]:
        """Return all values of a parameter."""
        return [value for key, value in self.pairs if key == name]

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a parameter."""
        return next((value for key, value in reversed(self.pairs) if key == name), default)

    def set(self, **values: str | int | None) -> Address:
        """Return the address with these parameters in the place of what they were; None takes one away. The page
        begins anew.
        """
        drop = {*values, "page"}
        kept = [(name, value) for name, value in self.pairs if name not in drop]
        return Address([*kept, *((name, str(value)) for name, value in values.items() if value is not None)])

    def add(self, name: str, value: str) -> Address:
        """Return the address with one more value of a parameter."""
        return Address([*self.without(name, value).pairs, (name, value)])

    def without(self, name: str, value: str) -> Address:
        """Return the address without this value of a parameter."""
        return Address(pair for pair in self.pairs if pair != (name, value) and pair[0] != "page")

    def toggle(self, name: str, value: str) -> Address:
        """Return the address with the value, or without it where it has it."""
        return self.without(name, value) if (name, value) in self.pairs else self.add(name, value)

    def only(self, names: Iterable[str]) -> Address:
        """Return the address with these parameters alone."""
        wanted = set(names)
        return Address(pair for pair in self.pairs if pair[0] in wanted)

    def __str__(self) -> str:
        return "?" + "&".join(f"{name}={_quoted(value)}" for name, value in self.pairs)


@lru_cache(maxsize=8192)
def _quoted(value: str) -> str:
    """Return a value as it stands in an address; a page has hundreds of addresses, with few different values."""
    return quote_plus(value)


FILTERS_OF_AN_ADDRESS = tuple(Filters.model_fields)
