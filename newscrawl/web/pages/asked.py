"""Reads what a page is asked from its address."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from newscrawl.errors import ArgumentError
from newscrawl.web.asking import Address, Filters

_Model = TypeVar("_Model", bound=BaseModel)


def filters_of(address: Address) -> Filters:
    """Return the filters in an address; other parameters are the page's own. Raises ArgumentError."""
    return read(Filters, address)


def read(model: type[_Model], address: Address) -> _Model:
    """Return a model of those parameters that it has. Raises ArgumentError that names the one that is wrong."""
    values: dict[str, object] = {}
    for name, field in model.model_fields.items():
        given = address.values(name)
        if given:
            values[name] = given if "list" in str(field.annotation) or field.annotation is None else given[-1]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise ArgumentError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def number(address: Address, name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of an address. Raises ArgumentError."""
    text = address.get(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise ArgumentError(f"{name}: {text[:40]!r} is not a number from {least:,} to {most:,}")
    return int(text)
