"""The pages: one file a page, each a view of the same searches that the API answers."""
