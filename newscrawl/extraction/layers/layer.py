"""What one witness says of a page, and what became of asking all of them."""

from __future__ import annotations

from typing import Any, NamedTuple

Layer = dict[str, Any]
"""Field → value; empty values count as not known."""


class Answer(NamedTuple):
    """The value of a field, and the name of the layer that gave it; None where none did."""

    value: Any
    layer: str | None = None
