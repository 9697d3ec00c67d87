"""Makes pages: the templates, and what every page knows of its reader and of its own address."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from newscrawl.index.present import marked
from newscrawl.index.protocol import Fragment
from newscrawl.web.asking import Address
from newscrawl.web.speech import LANGUAGES, Speech, direction, spoken_language

THEMES = ("auto", "light", "dark")
_CHOICES = {"ui": tuple(LANGUAGES), "theme": THEMES}
"""What a reader chooses for all pages, kept in a cookie of the same name."""
_YEAR = 365 * 24 * 3600


@cache
def environment() -> Environment:
    """Return the templates; what they print is escaped."""
    made = Environment(
        loader=PackageLoader("newscrawl.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "safe_url": safe_url,
        "mark": mark,
        "direction": direction,
        "host": host_of,
        "in_path": in_path,
        "listed": listed,
    }
    made.globals["static"] = static_address
    return made


def listed(values: list[str], language: str | None) -> str:
    """Return names one after the other, with the comma of their language."""
    return ("، " if direction(language) == "rtl" else ", ").join(values)


def load_templates() -> None:
    """Read all templates."""
    for name in environment().list_templates():
        environment().get_template(name)


def in_path(text: str) -> str:
    """Return a text as one segment of a path."""
    return quote(text, safe="")


@cache
def static_address(name: str) -> str:
    """Return the address of a static file, which changes with the file."""
    content = resources.files("newscrawl.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.blake2b(content, digest_size=6).hexdigest()}"


def safe_url(url: str) -> str:
    """Return an address that may be a link; empty for one that is not http(s), such as ``javascript:``."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def host_of(url: str) -> str:
    """Return the host of an address, for people."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def mark(fragment: Fragment) -> Markup:
    """Return a fragment as HTML with ``<mark>`` around what matched."""
    return Markup(marked(fragment, lambda text: f"<mark>{text}</mark>", lambda text: str(escape(text))))


def address_of(request: Request) -> Address:
    """Return the parameters of a page, those of its reader's choices aside."""
    return Address(pair for pair in request.query_params.multi_items() if pair[0] not in _CHOICES)


def speech_of(request: Request) -> Speech:
    """Return how a page is to speak."""
    accepted = request.headers.get("accept-language", "")
    return Speech(spoken_language(request.query_params, request.cookies, accepted))


def page(request: Request, template: str, code: int = 200, /, **values: Any) -> Response:
    """Return a page. A choice of language or theme in its address is kept, and the address shown without it."""
    chosen = {name: request.query_params[name] for name in _CHOICES if name in request.query_params}
    if chosen and code == 200:
        return _keep_choices(request, chosen)
    speech = speech_of(request)
    theme = request.cookies.get("theme", "auto")
    common = {
        "speech": speech, "_": speech.say, "amount": speech.amount, "languages": LANGUAGES, "path": request.url.path,
        "address": address_of(request), "theme": theme if theme in THEMES else "auto", "themes": THEMES,
        "can_save": request.app.state.configuration.token is not None,
    }  # fmt: skip
    html = environment().get_template(template).render(**{**common, **values})
    headers = {
        "Vary": "Accept-Language, Cookie",
        "Cache-Control": "private, no-cache",
        "Content-Language": speech.language,
    }
    return HTMLResponse(html, code, headers)


def _keep_choices(request: Request, chosen: dict[str, str]) -> Response:
    path = "/" + quote(request.url.path.lstrip("/"))  # two slashes would begin the name of another host
    answer = RedirectResponse(f"{path}{address_of(request)}", 303)
    for name, value in chosen.items():
        if value in _CHOICES[name]:
            answer.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def error_page(request: Request, status: int, title: str, detail: str) -> Response:
    """Return a page that says what went wrong, and what to do."""
    return page(request, "error.html", status, status=status, title=title, detail=detail)
