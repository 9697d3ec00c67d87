"""Scrapy extensions: the crawl's connection to the index, the pages that are kept, the record of the run, memory."""
