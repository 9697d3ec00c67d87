"""Facets as a page shows them: values with their counts, and the addresses that narrow by them or leave them out."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.index.protocol import SearchResult
from newscrawl.text import fold
from newscrawl.web.asking import FACET_PARAMETERS, FILTER_NAMES, Address


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet."""

    value: str
    count: int
    share: float
    """Of the most frequent value, 0 to 1."""
    chosen: bool
    toggle: Address
    """Narrows by the value, or no longer."""
    exclude: Address


@dataclass(frozen=True)
class Facet:
    """One facet, by the name of its parameter."""

    name: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Chosen:
    """A filter that is set, and the address without it."""

    name: str
    value: str
    excluded: bool
    remove: Address


def facets_of(address: Address, result: SearchResult) -> list[Facet]:
    """Return the facets of a result; those without any value are left out."""
    found = []
    for field, buckets in result.facets.items():
        name = FACET_PARAMETERS[field]
        chosen = {fold(value): value for value in address.values(name)}
        top = max((bucket.count for bucket in buckets), default=1) or 1
        values = []
        for bucket in buckets:
            given = chosen.get(fold(bucket.value))
            toggled = address.without(name, given) if given else address.add(name, bucket.value)
            excluded = address.add(f"not_{name}", bucket.value)
            values.append(
                FacetValue(bucket.value, bucket.count, bucket.count / top, given is not None, toggled, excluded)
            )
        if values:
            found.append(Facet(name, values))
    return found


def chosen_values(address: Address) -> list[Chosen]:
    """Return the filters that are set, in the order of the address."""
    found = []
    for name, value in address.pairs:
        plain = name.removeprefix("not_")
        if plain in FILTER_NAMES:
            found.append(Chosen(plain, value, plain != name, address.without(name, value)))
        elif name in ("since", "until"):
            found.append(Chosen(name, value, False, address.set(**{name: None})))
    return found
