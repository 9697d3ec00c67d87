"""Gives pages that declare an encoding which is none, or none of the web, the one that browsers would use.

Scrapy's own middlewares read pages too (``<meta http-equiv=refresh>``), and fail where Python has such a codec.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response, TextResponse

from newscrawl.encodings import FALLBACK, of_the_web


class CharsetMiddleware:
    """A downloader middleware; must see answers before the redirect middlewares do."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response, with another encoding if the declared one is not of the web."""
        if isinstance(response, TextResponse):
            try:
                usable = of_the_web(response.encoding) is not None
            except (LookupError, ValueError):
                usable = False
            if not usable:
                return response.replace(encoding=FALLBACK)
        return response
