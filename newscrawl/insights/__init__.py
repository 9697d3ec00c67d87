"""Answers that take several searches: trends, tags that rise, how a query was understood, samples, edits, links."""
