"""``newscrawl serve``: the web page and API of an archive."""

from __future__ import annotations

import socket
import threading
import webbrowser
from contextlib import closing, suppress
from pathlib import Path

import click

from newscrawl import settings as defaults
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import say
from newscrawl.errors import ArgumentError

_LONGEST_HEAD = 512 * 1024
"""Bytes of a request's head: a query of 10,000 letters has 120,000 where each is escaped."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; others need a token.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="The port to listen at.")
@click.option(
    "--token",
    envvar="NEWSCRAWL_WEB_TOKEN",
    help="Who asks must give it, as Bearer token or password; lets results be saved.",
)
@click.option("--name", "names", multiple=True, help="A name by which the server may be asked, e.g. news.example.")
@click.option("--rate", type=click.IntRange(0), help="Requests a minute of one client; 0: any number, as on loopback.")
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
@click.option("--log", "access_log", is_flag=True, help="Print a line for each request.")
@click.pass_obj
def serve(
    options: Options,
    host: str,
    port: int,
    token: str | None,
    names: tuple[str, ...],
    rate: int | None,
    open_page: bool,
    access_log: bool,
) -> None:
    """Serve the web page and the API of the archive, until Ctrl-C.

    The archive need not be there yet. Only this machine is answered unless --host says otherwise.
    """
    import uvicorn

    from newscrawl.web import WebConfiguration, make_app

    places = (Path(defaults.OUTBOX_DIR), Path(defaults.SCHEDULE_DIR))
    app = make_app(WebConfiguration(options.index_url, host, token or None, names, rate, 10.0, *places))
    with closing(_listen(host, port)) as listener:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        say(f"the archive {options.index_url.rpartition('@')[2]} is at {address} (Ctrl-C ends)")
        if open_page:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        level = "info" if access_log else "warning"
        settings = uvicorn.Config(
            app,
            log_level=level,
            access_log=access_log,
            server_header=False,
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=_LONGEST_HEAD,
        )
        with suppress(KeyboardInterrupt):  # that is how it is meant to end
            uvicorn.Server(settings).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Open the port before anything is said. Raises ArgumentError if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named, so that answers leave at once: asyncio sets TCP_NODELAY only where it is
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ArgumentError(f"cannot listen at {host} port {port}: {error.strerror or error}") from error
    listener.listen(128)
    return listener
