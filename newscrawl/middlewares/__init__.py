"""Downloader middlewares: what is asked for, and how often."""
