"""Exports: whole results as files, streamed, however large; what they hold is said before the first row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from newscrawl.exports import FORMATS, Format, Manifest, make_manifest
from newscrawl.insights.sample import MOST, sample_or_all
from newscrawl.items import Article
from newscrawl.web.answers import json_answer
from newscrawl.web.api.models import ManifestModel
from newscrawl.web.api.parts import archive_of
from newscrawl.web.asking import FILTERS_OF_AN_ADDRESS, Address, Filters

router = APIRouter(tags=["export"])
FormatName = Literal["jsonl", "csv", "excel", "parquet", "rss", "atom"]


class ExportParameters(Filters):
    """What is exported, and how."""

    format: FormatName = Field("jsonl", description="excel is CSV that Excel opens by a double click")
    sample: int | None = Field(None, ge=1, le=MOST, description="only so many, drawn at random")
    seed: str = Field("1", max_length=100, description="of the sample")

    @property
    def drawn(self) -> tuple[int, str] | None:
        """Size and seed of the sample that is asked for."""
        return (self.sample, self.seed) if self.sample else None


@router.get("/export", summary="A whole result as a file", response_class=StreamingResponse)
def export(request: Request, asked: Annotated[ExportParameters, Query()]) -> Response:
    """Every article that matches, newest first. Newscrawl-Rows and Newscrawl-Manifest say what the file holds."""
    index, form = archive_of(request).index, FORMATS[asked.format]
    wanted = archive_of(request).checked(asked.request())
    manifest = make_manifest(index, wanted, form.most, asked.drawn)
    place = str(request.base_url) + str(Address(request.query_params.multi_items()).only(FILTERS_OF_AN_ADDRESS))
    manifest = replace(manifest, place=place)
    return stream(form, sample_or_all(index, wanted, asked.drawn, form.most), manifest)


@router.get("/export/manifest", response_model=ManifestModel, summary="What an export would hold")
def export_manifest(request: Request, asked: Annotated[ExportParameters, Query()]) -> Response:
    """The search, the time, the archive's version and the counts, without the articles."""
    form = FORMATS[asked.format]
    manifest = make_manifest(archive_of(request).index, asked.request(), form.most, asked.drawn)
    return json_answer(request, {**manifest.to_dict(), "total": manifest.articles})


def stream(form: Format, articles: Iterable[Article], manifest: Manifest) -> Response:
    """Return an export as an answer that is made while it is sent. What cannot begin is an error, not half a file."""
    pieces = form.write(articles, manifest)
    first = next(pieces, b"")
    headers = {
        "Newscrawl-Rows": str(manifest.rows),
        "Newscrawl-Manifest": json.dumps(manifest.to_dict()),  # in ASCII, as a header takes it
        "Cache-Control": "private, max-age=5",
    }
    if form.most is None:
        headers["Content-Disposition"] = f'attachment; filename="{file_name(manifest, form)}"'
    rest: Iterator[bytes] = chain([first], pieces)
    return StreamingResponse(rest, media_type=form.media_type, headers=headers)


def file_name(manifest: Manifest, form: Format) -> str:
    """Return a name for the file, of letters that every system takes."""
    asked = re.sub(r"[^a-z0-9]+", "-", str(manifest.query.get("text", "")).lower()).strip("-")[:40]
    return "-".join(part for part in ("newscrawl", asked, manifest.made_at[:10]) if part) + f".{form.extension}"
