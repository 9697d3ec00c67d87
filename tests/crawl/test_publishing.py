"""Sites of ordinary publishing systems: drafted and crawled without a hand on the file, and compared with what was
published. Built for the kind, not for these: other themes are tried elsewhere.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import FAST, export, run
from tests.publishing.sites import BUILDERS, TITLE, Post, posts, served

SHOWS_NO_AUTHOR = ("landscape",)


def differences(post: Post, found: dict[str, Any], theme: str) -> list[str]:
    author = [TITLE] if theme in SHOWS_NO_AUTHOR else [post.author]
    pairs = {
        "headline": (found["headline"], post.headline),
        "published_at": (datetime.fromisoformat(found["published_at"] or "1970-01-01T00:00:00Z"), datetime.fromisoformat(post.published_at)),
        "body": (found["body"], post.body),
        "authors": (found["authors"], author),
        "tags": (sorted(found["tags"]), sorted(post.tags)),
        "section": (found["section"], [post.section]),
    }  # fmt: skip
    return [f"{name}: {here!r} instead of {there!r}" for name, (here, there) in pairs.items() if here != there]


@pytest.mark.parametrize("theme", BUILDERS)
def test_a_site_is_drafted_and_each_article_found_with_what_its_theme_shows(theme: str, tmp_path: Path) -> None:
    written = posts(24)
    with served(tmp_path / "site", theme, written) as base:
        env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
        drafted = run("newscrawl.cli", "sites", "new", base, "--name", "chronicle", "--pause", "0", env=env)
        assert drafted.returncode == 0, drafted.stderr
        draft = (tmp_path / "sites" / "chronicle.toml").read_text()
        zone = ZoneInfo(re.search(r'^timezone = "(.+)"$', draft, re.M)[1])  # of English papers, none is made in Beirut
        for when in (datetime.fromisoformat(post.published_at) for post in written[1::2]):  # just after midnight
            assert when.astimezone(zone).date() == when.date(), zone
        assert f'title = "{TITLE}"' in draft and "Next" not in draft and "Previous" not in draft, draft
        done = run("scrapy", "crawl", "chronicle", *FAST, index=tmp_path / "index", env=env)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
    found = export(tmp_path / "index")
    by_headline = {article["headline"]: article for article in found.values()}
    missing = [post.headline for post in written if post.headline not in by_headline]
    assert missing == [], (missing, sorted(by_headline), draft)
    assert len(found) == len(written), sorted(set(by_headline) - {post.headline for post in written})
    wrong = {post.slug: told for post in written if (told := differences(post, by_headline[post.headline], theme))}
    assert wrong == {}
