"""Item pipelines: clean, de-duplicate, index; and the crawl's one handle on the index."""
