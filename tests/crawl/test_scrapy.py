"""The project is plain Scrapy: its commands, feeds, job folders and settings work as Scrapy's manual says."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import FAST, ROOT, Newsroom, differences, export, run, scrapy_crawl


def test_scrapy_list_names_a_spider_per_site_file(tmp_path: Path) -> None:
    shipped = run("scrapy", "list").stdout.split()
    assert shipped == ["almayadeen-ar", "almayadeen-en", "almayadeen-es"]
    text = (ROOT / "newscrawl/sites/data/almayadeen-en.toml").read_text().replace('"almayadeen-en"', '"another"')
    (tmp_path / "another.toml").write_text(text)
    assert "another" in run("scrapy", "list", "-s", f"SITES_DIRS={tmp_path}").stdout.split()


def test_scrapy_shell_fetches_with_the_projects_settings(newsroom: Newsroom, tmp_path: Path) -> None:
    code = "print('TITLE', response.css('h1::text').get())"
    done = run("scrapy", "shell", f"{newsroom.en}/news/politics", "-c", code, index=tmp_path / "index")
    assert "TITLE None" not in done.stderr and done.returncode == 0, done.stderr[-2000:]


def test_a_crawl_that_is_interrupted_goes_on_from_its_job_folder(newsroom: Newsroom, tmp_path: Path) -> None:
    index, job = tmp_path / "index", tmp_path / "job"
    arguments = ["scrapy", "crawl", "almayadeen-en", "-a", f"base={newsroom.en}", "-a", "discover=sections,related"]
    arguments += [*FAST, "-s", f"JOBDIR={job}", "-s", "DOWNLOAD_DELAY=0.02", "-s", f"INDEX_URL=tantivy:{index}"]
    process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, stderr=subprocess.DEVNULL)
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert 0 < len(export(index)) < 500
    done = run(*arguments)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-3000:]
    assert differences(newsroom.truth("en"), export(index)) == []


def test_limits_hold(newsroom: Newsroom, tmp_path: Path) -> None:
    scrapy_crawl("en", newsroom.en, tmp_path / "a", "-a", "max_articles=30", "-o", f"{tmp_path}/a.jsonl")
    newest = sorted(newsroom.truth("en").values(), key=lambda a: a["published_at"], reverse=True)[:250]
    articles = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert 28 <= len(articles) <= 30  # the limit counts second addresses of an article too
    # newest first; on a busy machine some sections' lists come later than others' articles, and chance alone gives half
    assert len({a["url"] for a in articles} & {a["url"] for a in newest}) >= 0.67 * len(articles)
    newsroom.requests("en")
    done = scrapy_crawl("en", newsroom.en, tmp_path / "b", "-a", "max_pages=15")
    assert sum(count for path, count in newsroom.requests("en").items() if path != "/robots.txt") <= 16
    assert "'newscrawl/pages': 15," in done.stderr and "Spider closed (max_pages)" in done.stderr


def test_since_until_and_sections_restrict_a_crawl(newsroom: Newsroom, tmp_path: Path) -> None:
    index = tmp_path / "index"
    newsroom.requests("es")
    scrapy_crawl("es", newsroom.es, index, "-a", "since=2023-11-01", "-a", "until=2023-11-03")
    truth = {u: a for u, a in newsroom.truth("es").items() if "2023-11-01" <= a["published_at"][:10] <= "2023-11-03"}
    assert differences(truth, export(index)) == []
    asked = newsroom.requests("es")
    assert not any("sitemap-2023-9" in path or "sitemap-2023-10" in path for path in asked)
    scrapy_crawl("es", newsroom.es, tmp_path / "b", "-a", "sections=sports", "-a", "discover=sections")
    found = export(tmp_path / "b")
    # an article of two sections is found in both; one that stands in no listing is found by related links only
    sports = {
        u for u, a in newsroom.truth("es").items() if any("/news/sports/" in address for address in [u, *a["also_at"]])
    }
    assert set(found) <= sports
    assert len(found) >= 0.9 * len(sports) > 10


def test_front_pages_are_kept_as_snapshots(newsroom: Newsroom, tmp_path: Path) -> None:
    for lang, rank_day in (("en", "2023-11-0"), ("ar", "2023-11-0")):
        out = tmp_path / f"{lang}.jsonl"
        scrapy_crawl(
            lang, newsroom.base(lang), tmp_path / lang, "-a", "front_pages=1", "-a", "max_pages=8", "-o", str(out)
        )
        items = [json.loads(line) for line in out.read_text().splitlines()]
        page = next(i for i in items if "ticker" in i)
        assert len(page["ticker"]) == 10
        assert [bool(line["speaker"]) for line in page["ticker"]].count(True) == 8
        assert [entry["rank"] for entry in page["most_read"]] == [1, 2, 3, 4]
        assert all(e["headline"] and e["category"] and e["date"].startswith(rank_day) for e in page["most_read"])
        assert len(page["coverage"]) == 2


def test_without_a_browser_the_crawl_says_so_and_goes_on(newsroom: Newsroom, tmp_path: Path) -> None:
    done = scrapy_crawl(
        "en", newsroom.en, tmp_path / "index", "-a", "discover=sections", env={"NEWSCRAWL_BROWSER": "/no/such/browser"}
    )
    assert "needs a browser" in done.stderr and done.returncode == 0
    assert 400 < len(export(tmp_path / "index")) <= 500


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["crawl", "nowhere"], "unknown site 'nowhere'"),
        (["crawl", "almayadeen-en", "-a", "since=last tuesday"], "since: 'last tuesday' is not a day"),
        (["crawl", "almayadeen-en", "-a", "since=2023-02-30"], "since: '2023-02-30' is not a day"),
        (
            ["crawl", "almayadeen-en", "-a", "since=2023-11-02", "-a", "until=2023-11-01"],
            "since (2023-11-02) is after until",
        ),
        (["crawl", "almayadeen-en", "-a", "sections=knitting"], "no section 'knitting'"),
        (["crawl", "almayadeen-en", "-a", "discover=magic"], "no way 'magic'"),
        (["crawl", "almayadeen-en", "-a", "max_articles=-3"], "max_articles: '-3'"),
        (["crawl", "almayadeen-en", "-a", "base=ftp://x"], "base: 'ftp://x'"),
        (["crawl", "almayadeen-en", "-a", "colour=red"], "no argument 'colour'"),
        (["crawl", "almayadeen-en", "-s", "INDEX_URL=mysql:x"], "INDEX_URL takes tantivy:PATH"),
        (["crawl", "almayadeen-en", "-s", "INDEX_URL=tantivy:/proc/archive"], "/proc/archive cannot be used"),
        (["list", "-s", "SITES_DIRS=/no/such/folder"], "SITES_DIRS names a directory that does not exist"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_before_the_first_request(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = run("scrapy", *arguments, index=tmp_path / "index")
    said = [line for line in done.stderr.splitlines() if line.startswith("newscrawl: ")]
    assert done.returncode != 0
    assert len(said) == 1 and words in said[0], done.stderr
    assert "Traceback" not in done.stderr and "Crawled" not in done.stderr
