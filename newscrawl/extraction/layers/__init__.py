"""The witnesses of a page, one a file: what each says of the article's fields."""
