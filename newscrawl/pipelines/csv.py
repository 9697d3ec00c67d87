"""Feed exports of articles as CSV: lists and parts as JSON in their cells, and nothing that a spreadsheet would run."""

from __future__ import annotations

from typing import Any

import orjson
from scrapy.exporters import CsvItemExporter

from newscrawl.text import safe_cell


class ArticleCsvExporter(CsvItemExporter):
    """Scrapy's exporter, which writes Python's own notation for what is no text."""

    def serialize_field(self, field: Any, name: str, value: Any) -> Any:
        """Return the text of a cell."""
        if isinstance(value, list | dict) or hasattr(value, "__slots__"):
            return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode() if value else ""
        if isinstance(value, str):
            return safe_cell(value)
        return super().serialize_field(field, name, value)
