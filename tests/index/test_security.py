"""TLS, passwords and API keys, checked by a proxy in front of a real node; nothing secret is printed or logged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.index import Credentials, SearchRequest, open_index
from tests.conftest import Newsroom, article, run, scrapy_crawl
from tests.servers.elasticsearch import Node
from tests.servers.proxy import Proxy

PASSWORD, KEY = "s3cret-of-the-user", "a2V5OnMzY3JldC1rZXk="


@pytest.fixture
def secured(elasticsearch: Node, tmp_path: Path) -> Iterator[Proxy]:
    with Proxy(elasticsearch.url, "writer", PASSWORD, KEY, tls=tmp_path) as proxy:
        yield proxy


def test_user_and_password_or_api_key_open_the_index(secured: Proxy, prefix: str) -> None:
    for number, login in enumerate((Credentials(user="writer", password=PASSWORD), Credentials(api_key=KEY))):
        index = open_index(
            f"{secured.url}/{prefix}",
            credentials=Credentials(login.api_key, login.user, login.password, str(secured.ca)),
        )
        assert index.put([article(f"https://x.example/{number}")]) == ["new"]
        assert index.search(SearchRequest(limit=0)).total == number + 1


def test_a_crawl_takes_its_credentials_from_the_environment(
    secured: Proxy, prefix: str, living_newsroom: Newsroom, tmp_path: Path
) -> None:
    url = f"{secured.url}/{prefix}"
    env = {
        "NEWSCRAWL_INDEX_CA": str(secured.ca),
        "NEWSCRAWL_INDEX_USER": "writer",
        "NEWSCRAWL_INDEX_PASSWORD": PASSWORD,
        "NEWSCRAWL_INDEX_URL": url,
    }
    done = scrapy_crawl("en", living_newsroom.en, url, "-s", "LOG_LEVEL=DEBUG", env=env)
    assert done.returncode == 0
    shown = run("newscrawl.cli", "stats", env=env)
    assert shown.stdout.startswith("80 articles in https://localhost:")
    for text in (done.stderr, done.stdout, shown.stdout):
        assert PASSWORD not in text


def test_credentials_in_the_url_work_and_are_not_shown(secured: Proxy, prefix: str, living_newsroom: Newsroom) -> None:
    url = secured.url.replace("://", f"://writer:{PASSWORD}@") + f"/{prefix}"
    env = {"NEWSCRAWL_INDEX_CA": str(secured.ca)}
    done = scrapy_crawl("en", living_newsroom.en, url, "-a", "max_articles=20", "-s", "LOG_LEVEL=DEBUG", env=env)
    assert done.returncode == 0 and PASSWORD not in done.stderr
    for command in (["stats"], ["index", "status"], ["search", "x"], ["index", "outbox", "status"]):
        shown = run("newscrawl.cli", *command, index=url, env=env)
        assert shown.returncode == 0 and PASSWORD not in shown.stdout + shown.stderr


@pytest.mark.parametrize(
    ("login", "said"),
    [
        (
            {"NEWSCRAWL_INDEX_USER": "writer", "NEWSCRAWL_INDEX_PASSWORD": "wr0ng-passw0rd"},
            "refuses these credentials (401)",
        ),
        ({"NEWSCRAWL_INDEX_API_KEY": "d3JvbmctcGFzc3cwcmQ="}, "refuses these credentials (401)"),
        ({}, "refuses these credentials (401)"),
        ({"NEWSCRAWL_INDEX_CA": ""}, "the TLS connection failed"),
        ({"NEWSCRAWL_INDEX_CA": __file__}, "see INDEX_CA"),
        ({"NEWSCRAWL_INDEX_CA": "/nowhere/ca.pem"}, "INDEX_CA: there is no file /nowhere/ca.pem"),
    ],
)
def test_what_does_not_open_it_is_one_sentence_before_the_first_request(
    secured: Proxy, prefix: str, login: dict[str, str], said: str
) -> None:
    env = {"NEWSCRAWL_INDEX_CA": str(secured.ca), **login}
    url = f"{secured.url}/{prefix}"
    for command in (
        ("scrapy", "crawl", "almayadeen-en", "-s", "LOG_LEVEL=ERROR"),
        ("newscrawl.cli", "stats"),
        ("newscrawl.cli", "crawl", "almayadeen-en"),
    ):
        done = run(*command, index=url, env=env)
        assert done.returncode == 2, done.stderr
        assert said in done.stderr and done.stderr.count("\n") == 1
        assert not any(
            secret and secret in done.stderr for name, secret in login.items() if not name.endswith(("CA", "USER"))
        )
