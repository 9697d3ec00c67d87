"""All pages in one router."""

from __future__ import annotations

from fastapi import APIRouter

from newscrawl.web.pages import article, changes, front_pages, help, runs, saved, search, trends

router = APIRouter()
for part in (search, article, trends, changes, front_pages, runs, saved, help):
    router.include_router(part.router)
