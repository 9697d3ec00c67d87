"""Scrapy commands of the project: ``crawl`` with arguments checked first and an honest exit code."""
