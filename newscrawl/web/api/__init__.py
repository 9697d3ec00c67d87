"""The API under ``/api/v1``: the same searches, counts and articles as the pages, as JSON."""
