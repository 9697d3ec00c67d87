"""The web page and API over an archive: FastAPI, server-rendered, read-only unless a token is set."""

from newscrawl.web.app import make_app
from newscrawl.web.configuration import WebConfiguration

__all__ = ["WebConfiguration", "make_app"]
