"""What a crawl run is: how one is started and followed, its record; pages kept as WARC, and how they are replayed."""
