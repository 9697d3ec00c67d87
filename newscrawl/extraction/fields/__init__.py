"""The fields of an article, one a file: a function of page and layers that returns a value and its layer."""
