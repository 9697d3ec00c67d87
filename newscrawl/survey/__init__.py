"""Looks at a news site nobody here has seen, and drafts its site file; checks a site file on a sample of its pages."""
