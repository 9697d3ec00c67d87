"""The Elasticsearch engine: writes in bulk with optimistic concurrency, reads through one alias."""
