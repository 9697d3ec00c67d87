"""One crawl by many workers: frontier and filter of duplicates in Redis, with leases and one rate a host."""
