"""A second crawl brings what is new and what changed, and downloads nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

from tests.conftest import Newsroom, differences, export, run, scrapy_crawl


def articles_asked(newsroom: Newsroom, lang: str, truth: dict[str, object]) -> set[str]:
    base = newsroom.base(lang)
    return {base + path for path in newsroom.requests(lang)} & set(truth)


def test_the_second_crawl_brings_20_new_and_10_edited_and_no_other(living_newsroom: Newsroom, tmp_path: Path) -> None:
    site, index = living_newsroom, tmp_path / "index"
    scrapy_crawl("en", site.en, index)
    before = site.truth("en")
    assert differences(before, export(index)) == []
    new = set(site.post("en", "publish?n=20")["urls"])
    edited = set(site.post("en", "edit?n=10")["urls"])
    site.requests("en")
    scrapy_crawl("en", site.en, index)
    truth = site.truth("en")
    assert articles_asked(site, "en", truth) == new | edited
    found = export(index)
    assert differences(truth, found) == []
    assert {url for url, a in found.items() if a["revision"] == 2} == edited - new
    assert all(found[url]["first_seen_at"] <= found[url]["crawled_at"] for url in found)


def test_nothing_is_downloaded_twice_when_nothing_changed(living_newsroom: Newsroom, tmp_path: Path) -> None:
    site, index = living_newsroom, tmp_path / "index"
    scrapy_crawl("ar", site.ar, index)
    site.requests("ar")
    done = scrapy_crawl("ar", site.ar, index)
    assert articles_asked(site, "ar", site.truth("ar")) == set()
    assert "'newscrawl/articles/new'" not in done.stderr


def test_refresh_reads_young_articles_again_without_a_sitemap(living_newsroom: Newsroom, tmp_path: Path) -> None:
    site, index = living_newsroom, tmp_path / "index"
    scrapy_crawl("en", site.en, index, "-a", "discover=sections,related")
    edited = set(site.post("en", "edit?n=5")["urls"])
    scrapy_crawl("en", site.en, index, "-a", "discover=sections,related")
    assert not [a for a in export(index).values() if a["revision"] == 2]
    scrapy_crawl("en", site.en, index, "-a", "discover=sections,related", "-a", "refresh=9000d")
    assert {url for url, a in export(index).items() if a["revision"] == 2} == edited


def test_changes_and_retractions_are_kept_and_can_be_asked_for(living_newsroom: Newsroom, place: str) -> None:
    site, index = living_newsroom, place
    scrapy_crawl("en", site.en, index)
    before = site.truth("en")
    edited = set(site.post("en", "edit?n=5")["urls"])
    gone = set(site.post("en", "retract?n=3")["urls"])
    scrapy_crawl("en", site.en, index, "-a", "refresh=9000d")
    truth, found = site.truth("en"), export(index)
    assert {url for url, a in found.items() if a["retracted_at"]} == gone
    assert {url for url in found if url not in gone} == set(truth)
    assert set(export(index, "is:changed")) == edited - gone and set(export(index, "is:retracted")) == gone
    for url in edited - gone:
        done = run("newscrawl.cli", "history", url, "--json", index=index)
        newest, oldest = (json.loads(line) for line in done.stdout.splitlines())
        for name in ("headline", "summary", "body", "tags"):
            assert (newest[name], oldest[name]) == (truth[url][name], before[url][name])
        assert newest["changes"] and oldest["changes"] == {}
        shown = run("newscrawl.cli", "history", url, index=index).stdout
        assert "revision 2, seen 20" in shown and ("{+" in shown or "[-" in shown)
    for url in gone:
        assert found[url]["body"] == before[url]["body"]
        assert "retracted: found gone" in run("newscrawl.cli", "history", url, index=index).stdout


def test_two_crawls_at_once_into_one_index_lose_nothing(living_newsroom: Newsroom, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    site, index = living_newsroom, tmp_path / "index"
    with ThreadPoolExecutor(4) as pool:
        langs = ("ar", "en", "es", "en")
        done = list(pool.map(lambda lang: scrapy_crawl(lang, site.base(lang), index, "-s", "INDEX_BATCH_ARTICLES=10"), langs))
    assert [d.returncode for d in done] == [0, 0, 0, 0]
    truth = {**site.truth("ar"), **site.truth("en"), **site.truth("es")}
    assert differences(truth, export(index)) == []


def test_what_only_known_articles_lead_to_is_found_by_a_later_crawl(living_newsroom: Newsroom, place: str) -> None:
    """Article 52 stands in no listing; the pages that lead to it are known, and not downloaded again."""
    site, ways = living_newsroom, ("-a", "discover=sections,related")
    truth = site.truth("en")
    hidden = list(truth)[52]
    section = urlsplit(hidden).path.split("/")[2]
    others = ",".join(sorted({urlsplit(url).path.split("/")[2] for url in truth if len(urlsplit(url).path.split("/")) == 4} - {section}))
    scrapy_crawl("en", site.en, place, *ways, "-a", f"sections={others}")
    held = set(export(place))
    assert hidden not in held and len(held) > 40
    site.requests("en")
    scrapy_crawl("en", site.en, place, *ways)
    assert differences(truth, export(place)) == []
    assert articles_asked(site, "en", truth) == set(truth) - held
