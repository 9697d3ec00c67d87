"""Benchmarks: each runs both sides in one run and prints a ratio. Times of one side alone mean nothing here."""
