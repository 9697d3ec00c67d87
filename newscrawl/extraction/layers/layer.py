"""What one layer of extraction knows of a page: field → value; empty values count as not known."""

from __future__ import annotations

from typing import Any

Layer = dict[str, Any]
