"""Who said what: direct quotations in the text of an article, with their speakers."""

from newscrawl.extraction.quotations.find import find_quotes

__all__ = ["find_quotes"]
