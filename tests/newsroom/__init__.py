"""A replica news site in three editions, with invented texts: the ground truth the tests crawl.

A library of its own: it imports nothing of newscrawl. ``language.py`` holds the words,
``generator.py`` makes articles from a seed, ``newsroom.py`` is the clock and the archive,
``pages.py`` draws the pages, ``faults.py`` the moods, ``server.py`` serves all of it on loopback.
"""
