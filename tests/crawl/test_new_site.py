"""A site nobody here has seen: drafted, checked and crawled without a hand on its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import FAST, Newsroom, export, run
from tests.servers.beacon import Beacon
from tests.servers.cards import Cards
from tests.servers.editions import Editions
from tests.servers.gazette import Gazette
from tests.servers.portal import Portal, section_of


@pytest.mark.parametrize("javascript", [False, True], ids=["plain", "javascript"])
def test_a_new_site_is_drafted_checked_and_crawled_without_editing_its_file(tmp_path: Path, javascript: bool) -> None:
    with Gazette(24 if javascript else 60, javascript) as paper:  # a browser takes a second a page
        env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
        drafted = run("newscrawl.cli", "sites", "new", paper.base, "--name", "kuestenbote", "--pause", "0", env=env)
        assert drafted.returncode == 0, drafted.stderr
        text = (tmp_path / "sites" / "kuestenbote.toml").read_text()
        assert 'language = "de"' in text and 'timezone = "Europe/Berlin"' in text and 'title = "Küstenbote"' in text
        assert ("javascript = true" in text) == javascript and ('day_list = "/archiv/%Y/%m/%d"' in text) != javascript
        checked = run("newscrawl.cli", "sites", "check", "kuestenbote", "-n", "10", "--json", "-s", FAST[1], env=env)
        report = json.loads(checked.stdout)
        assert checked.returncode == 0, report
        assert report["coverage"]["headline"] == report["coverage"]["body"] == report["coverage"]["published_at"] == 1.0
        done = run("scrapy", "crawl", "kuestenbote", *FAST, index=tmp_path / "index", env=env)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
        found = export(tmp_path / "index")
        right = 0
        for piece in paper.pieces:
            article = found.get(paper.base + piece.path)
            right += article is not None and (article["headline"], article["body"], article["authors"], article["tags"], article["published_at"]) == (
                piece.headline, piece.body, [piece.author], piece.tags, piece.published.isoformat(),
            )  # fmt: skip
        assert right >= 0.95 * len(paper.pieces), next(iter(found.values()))
        assert len(found) == len(paper.pieces)


def test_a_site_whose_articles_only_the_query_names_is_drafted_and_crawled_whole(tmp_path: Path) -> None:
    with Portal(40) as paper:
        env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
        drafted = run("newscrawl.cli", "sites", "new", paper.base, "--name", "hafenblatt", "--pause", "0", env=env)
        assert drafted.returncode == 0, drafted.stderr
        done = run("scrapy", "crawl", "hafenblatt", *FAST, index=tmp_path / "index", env=env)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
        fields = ("headline", "body", "authors", "published_at", "section")
        found = {url: [a[name] for name in fields] for url, a in export(tmp_path / "index").items()}
        assert found == {
            paper.address_of(p): [p.headline, p.body, [p.author], p.published.isoformat(), [section_of(p)]]
            for p in paper.pieces
        }
        chosen = ("-a", "sections=Stadt und Land")
        done = run("scrapy", "crawl", "hafenblatt", *FAST, *chosen, index=tmp_path / "section", env=env)
        assert done.returncode == 0, done.stderr[-2000:]
        inside = [paper.address_of(p) for p in paper.pieces if section_of(p) == "Stadt und Land"]
        assert set(export(tmp_path / "section")) == set(inside)


def test_a_site_whose_home_page_only_greets_is_drafted_from_its_lists_and_crawled_whole(tmp_path: Path) -> None:
    with Beacon(30) as paper:
        env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
        drafted = run("newscrawl.cli", "sites", "new", paper.base, "--name", "leuchtfeuer", "--pause", "0", env=env)
        assert drafted.returncode == 0, drafted.stderr
        text = (tmp_path / "sites" / "leuchtfeuer.toml").read_text()
        assert 'title = "Leuchtfeuer"' in text and 'feeds = ["/berichte/feed.xml"]' in text, text
        done = run("scrapy", "crawl", "leuchtfeuer", *FAST, index=tmp_path / "index", env=env)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
        fields = ("headline", "body", "authors", "section")
        articles = export(tmp_path / "index").items()
        found = {url: [*(a[name] for name in fields), a["published_at"][:10]] for url, a in articles}
        assert found == {
            paper.address_of(p)[:-1]: [p.headline, p.body, [p.author], [], f"{p.published:%F}"] for p in paper.pieces
        }


def test_articles_are_found_by_their_headings_where_addresses_tell_nothing(tmp_path: Path) -> None:
    with Cards(30) as paper:
        env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
        drafted = run("newscrawl.cli", "sites", "new", paper.base, "--name", "karten", "--pause", "0", env=env)
        assert drafted.returncode == 0, drafted.stderr
        told = (tmp_path / "sites" / "karten.toml").read_text()
        assert f'add hosts = ["sport.{paper.base.removeprefix("http://")}"]' in told
        done = run("scrapy", "crawl", "karten", *FAST, index=tmp_path / "index", env=env)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
        found = {url: (a["headline"], a["body"]) for url, a in export(tmp_path / "index").items()}
        assert found == {paper.base + paper.path_of(p): (p.headline, p.body) for p in paper.pieces}


def test_an_edition_with_a_path_of_its_own_is_drafted_and_crawled_alone(tmp_path: Path) -> None:
    with Editions(30) as site:
        env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
        drafted = run("newscrawl.cli", "sites", "new", f"{site.base}/KUESTE", "--pause", "0", env=env)  # leads on
        assert drafted.returncode == 0, drafted.stderr
        (file,) = (tmp_path / "sites").iterdir()
        assert file.stem == "127-0-0-1-kueste" and 'home = "/kueste/"' in file.read_text()
        done = run("scrapy", "crawl", file.stem, *FAST, index=tmp_path / "index", env=env)
        assert done.returncode == 0, done.stderr[-2000:]
        found = export(tmp_path / "index")
        assert set(found) == {f"{site.base}/kueste{piece.path}" for piece in site.pieces}
        assert not any(article["section"] for article in found.values()), "the edition is no section"
        done = run("scrapy", "crawl", file.stem, *FAST, "-a", "discover=sections", index=tmp_path / "home", env=env)
        assert done.returncode == 0 and len(export(tmp_path / "home")) == 15, "those on its home page"


def test_the_newsroom_itself_is_drafted_so_that_a_crawl_finds_it(newsroom: Newsroom, tmp_path: Path) -> None:
    env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
    drafted = run("newscrawl.cli", "sites", "new", newsroom.es, "--name", "another", "--pause", "0", env=env)
    assert drafted.returncode == 0, drafted.stderr
    done = run("scrapy", "crawl", "another", *FAST, "-a", "max_articles=200", index=tmp_path / "index", env=env)
    assert done.returncode == 0, done.stderr[-2000:]
    truth, found = newsroom.truth("es"), export(tmp_path / "index")
    assert set(found) <= set(truth) and len(found) >= 190
    same = [
        url
        for url in found
        if found[url]["headline"] == truth[url]["headline"]
        and found[url]["published_at"][:16] == truth[url]["published_at"][:16]
    ]
    assert len(same) >= 0.95 * len(found)


def test_try_shows_each_field_with_its_layer_and_takes_selectors(newsroom: Newsroom) -> None:
    url, truth = next(iter(newsroom.truth("en").items()))
    shown = run("newscrawl.cli", "sites", "try", "almayadeen-en", url).stdout
    assert f"headline        metadata   {truth['headline']}" in shown
    shown = run("newscrawl.cli", "sites", "try", "almayadeen-en", url, "--selector", "headline=title").stdout
    assert "headline        site " in shown
    wrong = run("newscrawl.cli", "sites", "try", "almayadeen-en", url, "--selector", "headline=h1[")
    assert (
        wrong.returncode == 2 and wrong.stderr.startswith("newscrawl: --selector: ") and wrong.stderr.count("\n") == 1
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "http://127.0.0.1:1"), "cannot be reached"),
        (("new", "not a site"), "is not the address of a site"),
        (("check", "nosuch"), "unknown site 'nosuch'"),
        (("try", "almayadeen-en", "http://127.0.0.1:1/x"), "cannot be reached"),
    ],
)
def test_what_cannot_be_looked_at_is_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    done = run("newscrawl.cli", "sites", *arguments)
    assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_the_lists_of_each_day_are_read_where_a_site_has_an_archive_by_date(tmp_path: Path) -> None:
    with Gazette(60) as paper:
        (tmp_path / "kuestenbote.toml").write_text(f"""
            name = "kuestenbote"
            title = "Küstenbote"
            base = "{paper.base}"
            language = "de"
            timezone = "Europe/Berlin"
            [discovery]
            articles = ['^/\\d{{4}}/\\d\\d/\\d\\d/[^/]+\\.html$']
            archive = "/archiv/%Y/%m/%d"
        """)
        days = ("-a", "since=2024-01-10", "-a", "until=2024-01-12", "-a", "discover=sections")
        done = run(
            "scrapy",
            "crawl",
            "kuestenbote",
            *FAST,
            *days,
            index=tmp_path / "index",
            env={"NEWSCRAWL_SITES_DIRS": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr[-2000:]
        wanted = {
            paper.base + p.path for p in paper.pieces if "2024-01-10" <= p.published.date().isoformat() <= "2024-01-12"
        }
        assert set(export(tmp_path / "index")) == wanted and len(wanted) > 8
