"""A second crawl brings what is new and what changed, and downloads nothing else."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.index import SearchRequest, open_index
from tests.conftest import FAST, ROOT, Newsroom, differences, export, run, scrapy_crawl
from tests.servers.gazette import Gazette


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
        done = list(
            pool.map(lambda lang: scrapy_crawl(lang, site.base(lang), index, "-s", "INDEX_BATCH_ARTICLES=10"), langs)
        )
    assert [d.returncode for d in done] == [0, 0, 0, 0]
    truth = {**site.truth("ar"), **site.truth("en"), **site.truth("es")}
    assert differences(truth, export(index)) == []


def test_what_only_known_articles_lead_to_is_found_by_a_later_crawl(living_newsroom: Newsroom, place: str) -> None:
    """Article 52 stands in no listing; the pages that lead to it are known, and not downloaded again."""
    site, ways = living_newsroom, ("-a", "discover=sections,related")
    truth = site.truth("en")
    hidden = list(truth)[52]
    section = urlsplit(hidden).path.split("/")[2]
    others = ",".join(
        sorted(
            {urlsplit(url).path.split("/")[2] for url in truth if len(urlsplit(url).path.split("/")) == 4} - {section}
        )
    )
    scrapy_crawl("en", site.en, place, *ways, "-a", f"sections={others}")
    held = set(export(place))
    assert hidden not in held and len(held) > 40
    site.requests("en")
    scrapy_crawl("en", site.en, place, *ways)
    assert differences(truth, export(place)) == []
    assert articles_asked(site, "en", truth) == set(truth) - held


def test_an_article_that_has_not_changed_is_asked_for_and_not_downloaded(living_newsroom: Newsroom, place: str) -> None:
    site, ways = living_newsroom, ("-a", "discover=sections", "-a", "refresh=9000d")
    scrapy_crawl("en", site.en, place)
    edited = set(site.post("en", "edit?n=5")["urls"])
    held = export(place)
    assert all(article["validators"]["etag"] and article["checked_at"] is None for article in held.values())
    site.requests("en")
    scrapy_crawl("en", site.en, place, *ways)
    asked = site.requests("en")
    truth = site.truth("en")
    found = export(place)
    assert differences(truth, found) == []
    assert asked["not modified"] == len(truth) - len(edited)
    assert {url for url, a in found.items() if a["revision"] == 2} == edited
    assert all(article["checked_at"] for article in found.values())
    assert all(found[url]["crawled_at"] == held[url]["crawled_at"] for url in found if url not in edited)


def test_a_page_that_comes_back_the_same_is_not_extracted_again(living_newsroom: Newsroom, place: str) -> None:
    site, ways = living_newsroom, ("-a", "discover=sections", "-a", "refresh=9000d")
    site.post("en", "fault?kind=no-validators&on=1")
    scrapy_crawl("en", site.en, place)
    truth = site.truth("en")
    again = scrapy_crawl("en", site.en, place, *ways)
    assert f"'newscrawl/not_modified': {len(truth)}" in again.stderr
    assert "newscrawl/layer/" not in again.stderr, "a page was extracted"
    site.post("en", "fault?kind=redesign-classes&on=1")  # other bytes, the same articles
    third = scrapy_crawl("en", site.en, place, *ways)
    assert "newscrawl/not_modified" not in third.stderr
    assert differences(truth, export(place)) == []
    assert "'newscrawl/not_modified'" in scrapy_crawl("en", site.en, place, *ways).stderr, "the new bytes are known"


class Touched(Gazette):
    """A paper whose sitemap tells a change of each article, of which its page tells nothing; ``asked`` counts pages."""

    asked = 0
    touched = timedelta(days=1)

    def answer(self, path: str) -> tuple[str, str]:
        """See ``Gazette``."""
        self.asked += path.endswith(".html")
        body, kind = super().answer(path)
        if path == "/karte.xml":
            for piece in self.pieces:
                told = piece.published.isoformat()
                body = body.replace(f"<lastmod>{told}", f"<lastmod>{(piece.published + self.touched).isoformat()}")
        return body, kind


def test_a_change_that_only_the_sitemap_tells_is_looked_for_once(place: str, tmp_path: Path) -> None:
    with Touched(12) as paper:
        (tmp_path / "sites").mkdir()
        (tmp_path / "sites" / "bote.toml").write_text(
            f'name = "bote"\ntitle = "Küstenbote"\nbase = "{paper.base}"\nlanguage = "de"\ntimezone = "Europe/Berlin"\n'
            "[discovery]\narticles = ['^/2\\d+/']\nsitemaps = ['/karte.xml']\n"
        )
        env, asked = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}, []
        for days in (1, 1, 2, 2):
            paper.touched, paper.asked = timedelta(days=days), 0
            done = run("scrapy", "crawl", "bote", *FAST, "-a", "discover=sitemap", index=place, env=env)
            assert done.returncode == 0, done.stderr[-2000:]
            asked.append(paper.asked)
        assert asked == [12, 0, 12, 0]


def test_refresh_auto_looks_at_what_is_due(living_newsroom: Newsroom, place: str) -> None:
    site, ways = living_newsroom, ("-a", "discover=sections", "-a", "refresh=auto")
    scrapy_crawl("es", site.es, place)
    week = (datetime.now(UTC) - timedelta(days=7)).isoformat(timespec="seconds")
    today = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    index = open_index(place if ":" in place else f"tantivy:{place}")
    articles = list(index.scan(SearchRequest()))
    resting, waiting = articles[:5], articles[5:10]
    changes = {a.id: {"published_at": week, "crawled_at": today} for a in resting}
    changes |= {a.id: {"published_at": week, "crawled_at": week} for a in waiting}
    index.amend(changes)
    index.close()
    site.requests("es")
    scrapy_crawl("es", site.es, place, *ways)
    assert articles_asked(site, "es", site.truth("es")) == {a.url for a in waiting}


def test_sitemaps_and_feeds_are_found_where_the_site_file_names_none(newsroom: Newsroom, tmp_path: Path) -> None:
    text = (ROOT / "newscrawl/sites/data/almayadeen-en.toml").read_text().replace('"almayadeen-en"', '"bare"')
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "bare.toml").write_text(re.sub(r"(?m)^(sitemaps|feeds) = .*\n", "", text))
    truth = newsroom.truth("en")

    def crawl(ways: str) -> set[str]:
        index = tmp_path / ways
        newsroom.requests("en")
        run(
            "scrapy",
            "crawl",
            "bare",
            "-a",
            f"base={newsroom.en}",
            "-a",
            f"discover={ways}",
            *FAST,
            "-s",
            f"SITES_DIRS={tmp_path / 'sites'}",
            index=index,
        )
        return set(export(index))

    assert crawl("sitemap") == {article["url"] for article in truth.values()}
    crawl("sections,feed")
    assert newsroom.requests("en")["/rss"] == 1
