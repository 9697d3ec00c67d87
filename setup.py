"""For scrapyd-deploy, which builds its egg by ``python setup.py``; all else stands in pyproject.toml."""

from setuptools import setup

setup()
