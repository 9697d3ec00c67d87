"""Near copies, in each engine: linked as one cluster, shown once, all reachable."""

from __future__ import annotations

import json
import random
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from newscrawl.delivery import crowds, linker
from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import Linker, link, link_all
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.elastic import near
from newscrawl.index.near import (
    COMMON,
    SURE,
    TELLING,
    WORTH_READING,
    StockTerms,
    copies,
    likeness,
    near_copies,
    rarest,
)
from newscrawl.items import Article, instant
from tests.conftest import article, run
from tests.index.test_contract import ENGINES
from tests.servers.elasticsearch import Node

WORDS = (
    "harbour", "council", "vote", "ferry", "budget", "winter", "bridge", "market", "teacher",
    "orchard", "signal", "valley", "engine", "lantern", "museum", "river", "station", "garden",
)  # fmt: skip


@pytest.fixture(params=ENGINES)
def where(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty index."""
    if request.param == "tantivy":
        return f"tantivy:{tmp_path_factory.mktemp('near') / 'archive'}"
    node: Node = request.getfixturevalue("elasticsearch")
    return f"{node.url}/near-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def index(where: str) -> Iterator[ArticleIndex]:
    made = open_index(where)
    yield made
    made.close()


def text(seed: int, length: int = 120) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def changed(words: list[str], share: float) -> list[str]:
    places = random.Random(3).sample(range(len(words)), round(share * len(words)))
    return [f"other{n}" if n in places else word for n, word in enumerate(words)]


def one(site: str, name: str, words: list[str], day: int = 1, **values: Any) -> Article:
    made = article(
        f"https://{site}.example/{name}", site=site, headline=f"Report {name}", body=[" ".join(words)], **values
    )
    made.published_at, made.crawled_at = f"2023-11-{day:02d}T12:00:00+00:00", "2023-12-01T00:00:00+00:00"
    return clean_article(made)


def put(index: ArticleIndex, *articles: Article) -> None:
    index.put(articles)
    link(index, articles, fresh=True)


def shown(index: ArticleIndex, **values: Any) -> list[str]:
    return [hit.article.url.rpartition("/")[2] for hit in index.search(SearchRequest(limit=100, **values)).hits]


def cluster_of(index: ArticleIndex, one: Article) -> str:
    held = index.get(one.id)
    assert held
    return held.cluster


def test_a_copy_on_another_site_is_linked_to_the_first_published_whichever_came_first(index: ArticleIndex) -> None:
    copy, stranger, first = (
        one("b", "copy", changed(text(1), 0.14), 3),
        one("b", "stranger", text(2)),
        one("a", "first", text(1), 2),
    )
    put(index, copy)
    put(index, stranger)
    put(index, first)
    assert [cluster_of(index, a) for a in (first, copy, stranger)] == [first.id, first.id, stranger.id]
    later = one("c", "later", changed(text(1), 0.05), 9)
    put(index, later)
    held = index.get(later.id)
    assert held and held.cluster == first.id
    found = copies(index, held)
    assert [a.url.rpartition("/")[2] for a, _ in found] == ["first", "copy", "later"]
    assert found[0][1] == 1.0 and 0.84 < found[1][1] < 0.88 and 0.94 < found[2][1] < 0.96


def test_texts_whose_sketches_are_nearly_the_same_are_linked_unread_others_only_after_a_comparison(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    monkeypatch.setattr(linker, "near_copies", lambda *texts: compared.append(1) or near_copies(*texts))
    first, same, similar = (
        one("a", "first", text(1), 2),
        one("b", "same", changed(text(1), 0.01), 3),
        one("c", "similar", changed(text(1), 0.12), 4),
    )
    sketch = frozenset(first.near_bands)
    assert likeness(sketch, same.near_bands) >= SURE > likeness(sketch, similar.near_bands) >= WORTH_READING
    assert likeness(sketch, one("d", "other", text(2)).near_bands) == likeness(sketch, []) == 0
    put(index, first, same)
    assert not compared and cluster_of(index, same) == first.id
    put(index, similar)
    assert compared and cluster_of(index, similar) == first.id


def test_of_many_near_copies_each_more_costs_no_more(index: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that shows one notice in the place of each text, crawled from the newest to the oldest."""
    monkeypatch.setattr(crowds, "CROWD", 40)
    work: Counter[str] = Counter()
    near, amend = index.near, index.amend
    monkeypatch.setattr(index, "near", lambda found, fresh=False: work.update(asked=len(found)) or near(found, fresh))
    monkeypatch.setattr(index, "amend", lambda changes: work.update(written=len(changes)) or amend(changes))
    notice = text(1)
    articles = [one("a", f"n{n}", [*notice, f"number{n}"], 1 + (400 - n) // 20) for n in range(400)]
    parts = [articles[start : start + 20] for start in range(0, 400, 20)]
    met = crowds.Crowds()
    for part in parts[:10]:
        index.put(part)
        link(index, part, met, fresh=True)
    for part in parts[10:]:  # by another process, which has met none
        index.put(part)
        link(index, part, met := crowds.Crowds() if part is parts[10] else met, fresh=True)
    clusters = {cluster_of(index, a) for a in articles}
    assert len(clusters) == 1 and clusters <= {a.id for a in articles[:100]}
    assert work["asked"] < 250 and work["written"] < 600
    stranger, copy = one("b", "stranger", text(2), 20), one("c", "copy", changed(notice, 0.05), 21)
    put(index, stranger)
    put(index, copy)
    assert cluster_of(index, stranger) == stranger.id and {cluster_of(index, copy)} == clusters
    assert link_all(index, lambda looked: None) == 0


def test_many_clusters_at_once_are_linked(index: ArticleIndex) -> None:
    articles = [
        one(site, f"s{seed}", changed(text(seed), 0.02 * n)) for seed in range(100) for n, site in enumerate("abc")
    ]
    index.put(articles)
    assert link_all(index, lambda looked: None) >= 200
    index.near([], fresh=True)
    assert index.search(SearchRequest()).texts == 100


def test_a_crowd_that_was_taken_down_is_joined_by_nobody(index: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "CROWD", 10)
    met, notice = crowds.Crowds(), text(1)
    articles = [one("a", f"n{n}", [*notice, f"number{n}"]) for n in range(100)]
    for part in (articles[start : start + 20] for start in range(0, 100, 20)):
        index.put(part)
        link(index, part, met, fresh=True)
    assert met.of(articles[-1]) is not None
    assert index.delete([article.id for article in articles]) == 100
    later = [one("b", f"later{n}", notice, 9 + n) for n in range(2)]
    index.put(later)
    assert link(index, later, met, fresh=True) == 1
    assert [cluster_of(index, a) for a in later] == [later[0].id] * 2


def test_of_near_copies_the_best_is_shown_and_all_can_be_reached(index: ArticleIndex) -> None:
    first, copy = one("a", "first", text(1), 2), one("b", "copy", [*changed(text(1), 0.1), "zeppelin"], 3)
    put(index, first, copy, one("a", "other", text(5), 4))
    assert shown(index, text="harbour", sort="newest") == ["other", "copy"]
    assert shown(index, text="harbour", sort="oldest") == ["first", "other"]
    assert shown(index, text="harbour", sort="oldest", copies=True) == ["first", "copy", "other"]
    assert shown(index, text="zeppelin") == ["copy"]  # only the copy has it
    assert shown(index, site="a", sort="newest") == ["other", "first"]
    assert sorted(shown(index, text=f"cluster:{first.id}")) == ["copy", "first"]
    assert shown(index, text="is:copy") == ["copy"] and sorted(shown(index, text="-is:copy")) == ["first", "other"]
    result = index.search(SearchRequest("harbour", sort="newest"))
    assert result.total == 3 and [hit.copies for hit in result.hits] == [0, 1]
    pages = [index.search(SearchRequest("harbour", sort="oldest", limit=1, offset=n)).hits for n in range(3)]
    assert [[h.article.url.rpartition("/")[2] for h in page] for page in pages] == [["first"], ["other"], []]
    assert {a.url.rpartition("/")[2] for a in index.scan(SearchRequest("harbour"))} == {"first", "copy", "other"}


def test_a_page_is_full_however_many_copies_lie_before_its_end(index: ArticleIndex) -> None:
    many = [one(f"s{n}", f"copy{n}", changed(text(1), n / 500), 1 + n % 28) for n in range(60)]
    put(index, *many, *(one("a", f"other{n}", text(100 + n), 1) for n in range(10)))
    assert len({cluster_of(index, a) for a in many}) == 1
    assert len(shown(index, text="harbour", sort="newest")) == 11
    assert index.search(SearchRequest("harbour", sort="newest", limit=3)).hits[0].copies == 59


def test_the_same_text_on_two_sites_never_stands_twice_in_a_search(index: ArticleIndex) -> None:
    put(index, one("a", "first", text(1), 2), one("b", "same", text(1), 3))
    assert len(shown(index, text="harbour")) == 1 and len(shown(index, text="harbour", copies=True)) == 2


def test_shortened_copies_are_linked_and_texts_that_quote_each_other_are_not(index: ArticleIndex) -> None:
    first, shortened = one("a", "first", text(1), 1), one("b", "short", text(1)[:70], 2)
    quoting = one("c", "quote", [*text(1)[:40], *text(7, 80)], 3)
    put(index, first, shortened, quoting)
    assert [cluster_of(index, a) for a in (shortened, quoting)] == [first.id, quoting.id]


def test_two_clusters_become_one_where_a_text_is_like_both(index: ArticleIndex) -> None:
    words = text(1, 200)
    left, right = [*changed(words[:100], 0.12), *words[100:]], [*words[:100], *changed(words[100:], 0.12)]
    left, right = changed(left, 0.12), [*right[:150], *text(9, 25), *right[175:]]
    one_, other, between = one("a", "left", left, 5), one("b", "right", right, 3), one("c", "between", words, 4)
    put(index, one_, other)
    before = {cluster_of(index, a) for a in (one_, other)}
    put(index, between)
    assert {cluster_of(index, a) for a in (one_, other, between)} == {other.id}
    assert before == {one_.id, other.id}


def test_an_article_whose_text_changes_leaves_its_cluster(index: ArticleIndex) -> None:
    first, copy = one("a", "first", text(1), 2), one("b", "copy", changed(text(1), 0.1), 3)
    put(index, first, copy)
    assert cluster_of(index, copy) == first.id
    put(index, one("b", "copy", text(6), 3))
    held = index.get(copy.id)
    assert held and held.cluster == copy.id and held.revision == 2
    put(index, one("b", "copy", [*text(6), "more"], 3))
    assert cluster_of(index, copy) == copy.id


def test_a_crawl_that_brings_an_article_again_leaves_its_cluster_alone(index: ArticleIndex) -> None:
    first, copy = one("a", "first", text(1), 2), one("b", "copy", changed(text(1), 0.1), 3)
    put(index, first, copy)
    assert index.put([one("b", "copy", changed(text(1), 0.1), 3)]) == ["unchanged"]
    assert cluster_of(index, copy) == first.id
    for tag in ("harbours", "ferries"):
        assert index.put([one("b", "copy", changed(text(1), 0.1), 3, tags=[tag])]) == ["changed"]
        assert cluster_of(index, copy) == first.id
        assert [hit.copies for hit in index.search(SearchRequest("report")).hits] == [1]


def test_copies_that_two_crawls_write_at_once_are_linked(where: str, index: ArticleIndex) -> None:
    index.prepare()
    texts = [text(n) for n in range(40)]

    def crawl(site: str, share: float) -> None:
        own = open_index(where)
        linker = Linker(own)
        for start in range(0, len(texts), 10):
            batch = [one(site, f"r{n}", changed(texts[n], share), 2 if share else 1) for n in range(start, start + 10)]
            own.put(batch)
            linker.note_written(batch)
            linker.link()
        linker.link(everything=True)
        own.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(crawl, ("a", "b"), (0.0, 0.1)))
    clusters = [article.cluster for article in index.scan(SearchRequest())]
    assert len(clusters) == 80 and sorted(clusters) == sorted(2 * [one("a", f"r{n}", texts[n]).id for n in range(40)])


def test_texts_of_a_line_or_two_are_copies_only_where_they_are_nearly_the_same(index: ArticleIndex) -> None:
    words = text(4, 30)
    first, same, alike = (
        one("a", "first", words, 1),
        one("b", "same", words, 2),
        one("c", "alike", changed(words, 0.12), 3),
    )
    put(index, first, same, alike, one("d", "short", text(8, 12)), one("e", "too", text(8, 12)))
    assert [cluster_of(index, a) for a in (same, alike)] == [first.id, alike.id]
    assert len(shown(index, text="report")) == 4


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("ar", "أعلنت وزارة النقل اليوم أن أعمال بناء الجسر الجديد ستبدأ في الربيع المقبل وأن تكلفة المشروع تبلغ مليون دينار وفق البيان الذي نشر في العاصمة مساء أمس"),
        ("ja", "市議会は火曜日に新しい橋の建設計画を承認した。工事は来年の春に始まり、費用は三億円と見込まれている。市長は記者会見で住民の理解に感謝した。"),
        ("th", "สภาเมืองอนุมัติแผนสร้างสะพานใหม่เมื่อวันอังคาร งานก่อสร้างจะเริ่มในฤดูใบไม้ผลิปีหน้า ค่าใช้จ่ายสามร้อยล้านบาท"),
    ],
)  # fmt: skip
def test_copies_are_found_in_any_writing(index: ArticleIndex, language: str, body: str) -> None:
    first = one("a", "first", body.split(" "), 1, language=language)
    copy = one("b", "copy", body.split(" "), 2, language=language)
    copy.body = [copy.body[0] + " 2023"]
    put(index, first, clean_article(copy))
    assert cluster_of(index, copy) == first.id


def test_the_whole_archive_can_be_linked_again(index: ArticleIndex) -> None:
    first, copy = one("a", "first", text(1), 2), one("b", "copy", changed(text(1), 0.1), 3)
    index.put([first, copy, one("c", "stranger", text(2))])  # and the crawl is killed
    assert link_all(index, lambda looked: None) == 1
    assert cluster_of(index, copy) == first.id
    assert link_all(index, lambda looked: None) == 0


def test_the_command_line_shows_copies(where: str, index: ArticleIndex) -> None:
    first, copy = one("a", "first", text(1), 2), one("b", "copy", [*changed(text(1), 0.1), "zeppelin"], 3)
    put(index, first, copy, one("c", "stranger", text(2)))
    index.close()
    found = run("newscrawl.cli", "search", "harbour", "--sort", "oldest", index=where).stdout
    assert (
        found.startswith("3 articles (2 texts); near copies are shown once")
        and f"{first.url}  + 1 near copy\n" in found
        and copy.url not in found
    )
    assert copy.url in run("newscrawl.cli", "search", "harbour", "--copies", index=where).stdout
    hits = [
        json.loads(line)
        for line in run("newscrawl.cli", "search", "zeppelin", "--json", index=where).stdout.splitlines()
    ]
    assert [(hit["id"], hit["cluster"], hit["copies"]) for hit in hits] == [(copy.id, first.id, 1)]
    told = run("newscrawl.cli", "copies", copy.id[:12], index=where).stdout
    assert (
        told.splitlines()[0] == "2 articles of one text"
        and "· a · first\n" in told
        and re.search(r"· b · \d\d % of the words in common", told)
    )
    rows = [
        json.loads(line) for line in run("newscrawl.cli", "copies", copy.id, "--json", index=where).stdout.splitlines()
    ]
    assert [(row["id"], row["first"]) for row in rows] == [(first.id, True), (copy.id, False)] and rows[1][
        "similarity"
    ] < 0.95
    assert (
        run("newscrawl.cli", "copies", one("c", "stranger", text(2)).id, index=where).stdout
        == "no near copies of it are in the archive\n"
    )
    assert run("newscrawl.cli", "index", "link", index=where).stdout == "0 articles were given another cluster\n"


@pytest.mark.parametrize("published", [None, "2023-11-05T16:44:00+02:00"])
def test_a_look_up_tells_what_is_held_whatever_the_text_looks_like(index: ArticleIndex, published: str | None) -> None:
    text = '","near_bands":["00000000"],"cluster":"ffff","published_at":"1999-01-01"'
    made = one("a", "odd", [*text.split(), *WORDS, "\\", '"near_bands":[]', *WORDS])
    made.published_at = published
    clean_article(made)
    short = clean_article(one("a", "short", ["a", "line"]))
    index.put([made, short])
    (found,), none = index.near([made, short], fresh=True)
    assert (found.id, found.cluster, found.near_bands) == (made.id, made.id, made.near_bands)
    assert (found.published_at and instant(found.published_at)) == (published and instant(published))
    assert none == []


def test_terms_of_many_texts_are_left_out_if_there_are_others_and_counted_in_bounded_memory() -> None:
    stock, own = [f"s{n}" for n in range(6)], [f"o{n}" for n in range(10)]
    assert set(rarest([(COMMON + 1, t) for t in stock] + [(1, t) for t in own])) == set(own)
    assert len(rarest([(COMMON + 1, t) for t in (*stock, *own)])) == TELLING
    terms = StockTerms(most=500)
    for n in range(COMMON + 100):
        kept = terms.rarest([*stock, *(f"{n}-{k}" for k in range(10))])
    assert len(kept) == 10 and not set(kept) & set(stock)
    assert all(map(terms.is_common, stock)) and not any(map(terms.is_common, kept))
    assert len(terms._counts) <= 500


def test_an_article_whose_page_told_another_language_before_is_still_linked(index: ArticleIndex) -> None:
    first, later = one("a", "first", text(7)), one("b", "later", text(7, 119), day=2, language="de")
    index.put([first, later])
    index.near([], fresh=True)
    again = one("a", "first", [*text(7), "corrected"], language="de")  # it stays in the index of English
    again.crawled_at = "2023-12-02T00:00:00+00:00"
    assert index.put([again]) == ["changed"]
    assert link(index, [again], fresh=True) == 1
    assert index.fetch([later.id])[0].cluster == first.id


def test_a_language_that_has_no_index_yet_is_asked_for_in_vain(index: ArticleIndex) -> None:
    index.put([one("a", "held", text(8))])
    assert index.near([one("b", "stranger", text(9), language="fi")], fresh=True) == [[]]


@pytest.mark.parametrize(("most", "requests"), [(12, [1, 1]), (1, [1, 30, 30])])
def test_many_texts_are_looked_for_at_once_and_each_alone_where_that_finds_too_much(
    elasticsearch: Node, monkeypatch: pytest.MonkeyPatch, most: int, requests: list[int]
) -> None:
    monkeypatch.setattr(near, "EACH", most)
    monkeypatch.setattr(near, "FEWEST", 1)
    made: list[int] = []
    search = near.Neighbours._search
    monkeypatch.setattr(near.Neighbours, "_search", lambda self, asked: made.append(len(asked)) or search(self, asked))
    with closing(open_index(f"{elasticsearch.url}/near-{uuid.uuid4().hex[:12]}")) as index:
        texts = [[f"w{n}x{k}" for k in range(120)] for n in range(30)]
        firsts = [one("a", f"first{n}", words) for n, words in enumerate(texts)]
        later = [one("b", f"later{n}", [*words, "edited"], day=2) for n, words in enumerate(texts)]
        index.put([*firsts, *later])
        found = index.near(later, fresh=True)
        assert [[hit.id for hit in hits] for hits in found] == [[b.id, a.id] for a, b in zip(firsts, later, strict=True)]
        assert index.near(later) == found
        assert made == requests  # what found too much is not tried again at once
