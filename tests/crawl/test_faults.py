"""A site that misbehaves costs what misbehaves, counted under its reason, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Newsroom, differences, export, scrapy_crawl
from tests.newsroom.faults import ARTICLE_KINDS

REASONS = {
    "not-found": "http-404",
    "gone": "http-410",
    "redirect-loop": "redirect-loop",
    "soft-404": "soft-404",
    "huge": "download-cancelled",
    "truncated": "response-data-loss",
}


def test_all_article_faults_at_once(living_newsroom: Newsroom, tmp_path: Path) -> None:
    site, index = living_newsroom, tmp_path / "index"
    for kind in ARTICLE_KINDS:
        site.post("en", f"fault?kind={kind}")
    site.post("en", "publish?n=200")
    done = scrapy_crawl("en", site.en, index, "-s", "RETRY_TIMES=2")
    assert done.returncode == 0
    # the pages without script or with a broken one name no region anywhere else
    wrong = differences(site.truth("en"), export(index), skip=("media",))
    assert wrong == []
    for reason in REASONS.values():
        assert f"newscrawl/rejected/{reason}'" in done.stderr, (reason, done.stderr[-3000:])


@pytest.mark.parametrize("kind", ["calendar", "session-ids", "near-copy"])
def test_site_faults_cost_no_article_and_no_endless_crawl(living_newsroom: Newsroom, tmp_path: Path, kind: str) -> None:
    site, index = living_newsroom, tmp_path / "index"
    site.post("es", f"fault?kind={kind}")
    done = scrapy_crawl("es", site.es, index)
    assert done.returncode == 0
    assert differences(site.truth("es"), export(index)) == []
    asked = site.requests("es")
    assert not [path for path in asked if "calendar" in path]
    assert (
        max(count for path, count in asked.items() if path in {u.removeprefix(site.es) for u in site.truth("es")}) <= 2
    )


def test_retry_after_is_waited_for(living_newsroom: Newsroom, tmp_path: Path) -> None:
    site, index = living_newsroom, tmp_path / "index"
    site.post("en", "fault?kind=rate-limit")
    done = scrapy_crawl("en", site.en, index)
    assert "retry/reason_count/429" in done.stderr
    assert differences(site.truth("en"), export(index)) == []
    # every request that was refused waited a second; with eight at once, the crawl cannot have been shorter
    refused = int(re.search(r"'retry/reason_count/429[^']*': (\d+)", done.stderr)[1])  # type: ignore[index]
    seconds = float(done.stderr.split("'elapsed_time_seconds': ")[1].split(",")[0])
    assert seconds >= refused / 8
