"""A page → an Article, in layers. ``extract`` is pure: no network, no index."""

from newscrawl.extraction.extract import extract, extract_page
from newscrawl.extraction.page import Page

__all__ = ["Page", "extract", "extract_page"]
