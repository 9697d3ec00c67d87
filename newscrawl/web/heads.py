"""HEAD for every page and answer (RFC 9110, 9.3.2): that of GET, of which the body is neither sent nor made to its
end.
"""

from __future__ import annotations

from anyio import CancelScope
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Answers HEAD by GET, and stops when the head is sent: an export may have a million rows."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        with CancelScope() as rest:

            async def send_head(message: Message) -> None:
                if message["type"] == "http.response.start":
                    await send(message)
                    await send({"type": "http.response.body", "body": b""})
                    rest.cancel()

            await self.app({**scope, "method": "GET"}, receive, send_head)
