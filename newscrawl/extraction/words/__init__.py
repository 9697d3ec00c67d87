"""Words and names by which parts of a page are told apart, as data, and what reads them."""
