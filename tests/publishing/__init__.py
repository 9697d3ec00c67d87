"""Sites made with ordinary publishing systems, out of the newsroom's articles: Hexo and Pelican with their stock themes.

The systems are installed by ``make publishing`` from the package registries: Hexo into ``hexo/node_modules``, Pelican into
a virtual environment of its own.
"""
