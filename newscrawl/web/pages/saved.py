"""Frozen results and saved searches, and the forms that make them."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from newscrawl.errors import ArgumentError
from newscrawl.exports import in_words
from newscrawl.saved.frozen import freeze, frozen_result, frozen_results, kept_articles
from newscrawl.saved.watches import watches
from newscrawl.web.api.parts import archive_of
from newscrawl.web.asking import Address
from newscrawl.web.pages.asked import filters_of, number
from newscrawl.web.pages.rendering import address_of, page

router = APIRouter()
_SHOWN = 50
_COUNTED = 1_000
_FORM_BYTES = 20_000


@router.get("/saved")
def saved_page(request: Request) -> Response:
    """Show what is saved."""
    index = archive_of(request).index
    return page(request, "saved.html", frozen=frozen_results(index), watches=watches(index))


@router.get("/frozen/{name}")
def frozen_page(request: Request, name: str) -> Response:
    """Show a frozen result: the same articles as then, and which of them have changed."""
    frozen = frozen_result(archive_of(request).index, name)
    first = (number(address_of(request), "page", 1, 1, 10_000) - 1) * _SHOWN
    kept = list(kept_articles(archive_of(request).index, frozen, first, first + _SHOWN))
    changed = None  # counted where that takes no longer than a page may
    if len(frozen.ids) <= _COUNTED:
        changed = sum(one.changed or one.article is None for one in kept_articles(archive_of(request).index, frozen))
    asked = in_words(frozen.manifest["query"])
    shown = {"kept": kept, "first": first, "shown": _SHOWN, "changed": changed, "asked": asked}
    return page(request, "frozen.html", frozen=frozen, **shown)


@router.post("/saved")
async def save(request: Request) -> Response:
    """Freeze the result of the search whose address the form names."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _FORM_BYTES:
            raise ArgumentError("the form is too long")
    form = dict(parse_qsl(body.decode("utf-8", "replace")))
    address = Address(parse_qsl(form.get("search", "").lstrip("?")))
    wanted = filters_of(address).request()
    frozen = await run_in_threadpool(freeze, archive_of(request).index, form.get("name", ""), wanted)
    return RedirectResponse(f"/frozen/{quote(frozen.name, safe='')}", 303)
