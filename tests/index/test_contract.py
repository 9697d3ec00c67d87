"""What every engine must find: the same cases run against each engine of ``ENGINES``."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.errors import QueryError
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from newscrawl.index.present import as_html
from newscrawl.items import Article, Embed, Image, article_id
from tests.conftest import article
from tests.servers.elasticsearch import Node

ENGINES = ("tantivy", "elasticsearch")
ROOT = "https://news.example"


def one(name: str, headline: str, body: list[str], **values: Any) -> Article:
    values.setdefault("published_at", "2023-11-01T12:00:00+02:00")
    values.setdefault("crawled_at", "2023-11-02T00:00:00+00:00")
    return clean_article(article(f"{ROOT}/{name}", headline=headline, body=body, **values))


ARTICLES = [
    one("e1", "Turkey and Iran propose a regional conference", ["Ministers met in Ankara.", "The conferences will continue, they said."],
        tags=["Turkey", "Iran", "war on Gaza"], topics=["War on Gaza"], section=["News", "Politics"], authors=["Rana Whitlock"], sources=["Agencies"],
        published_at="2023-11-01T23:50:00+02:00", summary="A proposal for peace."),
    one("e2", "Port workers strike in Beirut", ["Workers' demands were not met; the strikes go on.", "It's about 8,700 people."],
        tags=["Lebanon", "economy"], section=["News", "Economy"], authors=["Hugo Marden"], published_at="2023-11-02T00:30:00+02:00"),
    one("e3", "Football: Iran beat Turkey", ["A late goal decided the match in Tehran."], tags=["football", "Iran"], section=["News", "Sports"],
        published_at="2023-11-07T20:00:00+02:00"),
    one("e4", "Opinion: who is who", ["To be or not to be is the question."], kind="opinion", section=["Articles", "Opinion"],
        authors=["Sila Okoro"], published_at="2023-10-29T01:00:00+02:00", tags=["war on gaza"]),
    one("e5", "An undated note", ["Nothing is known of its date."], published_at=None),
    one("e6", "Pictures from Türkiye", ["One line."], kind="gallery", image=Image("https://x/1.jpg", "Olive harvest near Izmir", "AFP"),
        embeds=[Embed("x", "TRT Planet", "trtplanet", "2023-11-01", "Breaking: earthquake reported")], published_at="2023-12-24T10:00:00+02:00"),
    one("a1", "تركيا وإيران تقترحان مؤتمراً إقليمياً", ["أكد المتحدث أن المقاومة والحكومة اتفقتا.", "وقال أحمد إنّ المؤتمرات ستستمر."],
        language="ar", tags=["تركيا", "إيران", "المقاومة"], section=["الأخبار", "سياسة"], site="test-ar", published_at="2023-11-01T10:00:00+02:00"),
    one("a2", "مستشفى جديدة في القاهرة", ["افتتحت الوزارة مستشفى على ١٢ طابقاً.", "والمقاومة للمرض ممكنة."], language="ar", tags=["صحة"],
        section=["الأخبار", "صحة"], site="test-ar", published_at="2023-11-03T10:00:00+02:00"),
    one("s1", "Turquía e Irán proponen una conferencia", ["Las elecciones y la elección de los ministros.", "El canciller viajó a La Habana."],
        language="es", tags=["Turquía", "Irán"], section=["Noticias", "Política"], site="test-es", published_at="2023-11-01T09:00:00+02:00"),
    one("s2", "Niños y niñas juegan al fútbol", ["El partido terminó sin goles en España."], language="es", tags=["fútbol"],
        section=["Noticias", "Deportes"], site="test-es", published_at="2023-11-05T09:00:00+02:00"),
    one("e7", "Technological change, possibly", ["As it is."], published_at="2023-11-08T09:00:00+02:00"),
    one("f1", "Élections à Genève", ["Les électeurs ont voté dimanche."], language="fr", site="test-fr", published_at="2023-11-06T09:00:00+01:00"),
    one("j1", "東京で地震", ["東京で大きな地震がありました。"], language="ja", site="test-ja", published_at="2023-11-06T09:00:00+09:00"),
]  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], ArticleIndex]:
    """Makes empty indices of one engine."""
    if request.param == "tantivy":
        return lambda: open_index(f"tantivy:{tmp_path_factory.mktemp('contract')}")
    node: Node = request.getfixturevalue("elasticsearch")
    return lambda: open_index(f"{node.url}/contract-{uuid.uuid4().hex[:12]}")


@pytest.fixture(scope="module")
def index(make: Callable[[], ArticleIndex]) -> Iterator[ArticleIndex]:
    made = make()
    assert made.put(ARTICLES) == ["new"] * len(ARTICLES)
    yield made
    made.close()


ALL = "e1 e2 e3 e4 e5 e6 e7 a1 a2 s1 s2 f1 j1"
CASES: list[tuple[dict[str, Any], str]] = [
    # words, in any case, stemmed
    ({"text": "Iran"}, "e1 e3 s1"),  # Irán is the same word
    ({"text": "iran turkey"}, "e1 e3"),
    ({"text": "CONFERENCE"}, "e1"),
    ({"text": "conferences"}, "e1"),
    ({"text": "strikes"}, "e2"),
    ({"text": "striking"}, "e2"),
    ({"text": "worker"}, "e2"),
    ({"text": "workers'"}, "e2"),
    ({"text": "minister"}, "e1"),
    ({"text": "8,700"}, "e2"),
    ({"text": "it's"}, "e2 e5 e7"),
    ({"text": "Turkiye"}, "e6"),
    ({"text": "harvest"}, "e6"),
    ({"text": "earthquake"}, "e6"),
    ({"text": "technology"}, "e7"),
    ({"text": "possible"}, "e7"),
    ({"text": '"as it is"'}, "e7"),
    ({"text": "nosuchword"}, ""),
    ({"text": ""}, ALL),
    # Arabic: article, conjunction, letter forms, digits
    ({"text": "مقاومة"}, "a1 a2"),
    ({"text": "والمقاومة"}, "a1 a2"),
    ({"text": "المقاومه"}, "a1 a2"),
    ({"text": "احمد"}, "a1"),
    ({"text": "أحمد"}, "a1"),
    ({"text": "ايران"}, "a1"),
    ({"text": "مؤتمر"}, "a1"),
    ({"text": "مستشفي"}, "a2"),
    ({"text": "مُسْتَشْفَى"}, "a2"),
    ({"text": "12"}, "a2"),
    ({"text": "١٢"}, "a2"),
    ({"text": "القاهره"}, "a2"),
    ({"text": "حكومة"}, "a1"),
    # Spanish: plural, gender, accents
    ({"text": "conferencias"}, "s1"),
    ({"text": "ministro"}, "s1"),
    ({"text": "turquia"}, "s1"),
    ({"text": "habana"}, "s1"),
    ({"text": "ninos"}, "s2"),
    ({"text": "espana"}, "s2"),
    ({"text": "partidos"}, "s2"),
    # other languages
    ({"text": "electeur"}, "f1"),
    ({"text": "geneve"}, "f1"),
    ({"text": "東京"}, "j1"),
    ({"text": "地震"}, "j1"),
    # phrases
    ({"text": '"regional conference"'}, "e1"),
    ({"text": '"conference regional"'}, ""),
    ({"text": '"to be or not to be"'}, "e4"),
    ({"text": '"who is who"'}, "e4"),
    ({"text": '"Ankara conferences"'}, ""),
    ({"text": '"El canciller"'}, "s1"),
    ({"text": "“regional conference”"}, "e1"),
    # not, or, brackets, prefixes, fields
    ({"text": "iran -football"}, "e1 s1"),
    ({"text": "iran NOT football"}, "e1 s1"),
    ({"text": "-iran", "language": "en"}, "e2 e4 e5 e6 e7"),
    ({"text": "strike OR goal"}, "e2 e3"),
    ({"text": "(strike OR goal) tehran"}, "e3"),
    ({"text": "confer*"}, "e1 s1"),
    ({"text": "conferences*"}, "e1"),
    ({"text": "مقاوم*"}, "a1 a2"),
    ({"text": "turk*"}, "e1 e3 e6"),
    ({"text": "headline:iran"}, "e1 e3 s1"),
    ({"text": "body:iran"}, ""),
    ({"text": "summary:peace"}, "e1"),
    ({"text": 'headline:"Iran propose"'}, "e1"),
    ({"text": 'tag:"war on Gaza"'}, "e1 e4"),
    ({"text": "author:okoro"}, "e4"),
    ({"text": "author:oko"}, ""),
    ({"text": 'author:"sila okoro"'}, "e4"),
    ({"text": "lang:ar مؤتمر"}, "a1"),
    ({"text": "kind:gallery"}, "e6"),
    ({"text": "words:10.."}, "e1 e2 a1 s1"),
    ({"text": "iran since:2023-11-02"}, "e3"),
    # punctuation and signs alone ask for nothing
    ({"text": "Turkey & Iran – propose…: --"}, "e1"),
    ({"text": "🔥 football 🔥"}, "e3"),
    ({"text": "iran🔥 turkey"}, "e1 e3"),
    # habits of other query languages
    ({"text": "iran AND football"}, "e3"),
    ({"text": "iran && football"}, "e3"),
    ({"text": "strike || goal"}, "e2 e3"),
    ({"text": "iran !football"}, "e1 s1"),
    ({"text": "tag:Turk*"}, "e1"),
    ({"text": "tag:(Turkey OR football)"}, "e1 e3"),
    ({"text": "tag:(Turkey Iran)"}, "e1"),
    ({"text": "headline:(iran turkey)"}, "e1 e3"),
    ({"text": 'headline:("regional conference" OR football)'}, "e1 e3"),
    ({"text": '"conference Turkey"~5'}, "e1"),
    ({"text": '"Turkey propose"~2'}, "e1"),
    ({"text": '"Turkey propose"~1'}, ""),
    ({"text": '"propose Turkey"~2'}, "e1"),
    ({"text": '"a goal late"~1'}, "e3"),
    ({"text": 'author:"sila okoro"'}, "e4"),
    ({"text": "author:Rana"}, "e1"),
    ({"text": "words:>10"}, "e2 a1 s1"),
    ({"text": "words:>=10"}, "e1 e2 a1 s1"),
    ({"text": "words:<4"}, "e6 e7 j1"),
    ({"text": "published:>2023-11-07"}, "e6 e7"),
    ({"text": "published:<=2023-10"}, "e4"),
    ({"text": "iran since:20231102"}, "e3"),
    # filters
    ({"tags": ("turkey",)}, "e1"),
    ({"tags": ("Turkey", "IRAN")}, "e1"),
    ({"tags": ("ايران",)}, "a1"),
    ({"tags": ("turquia",)}, "s1"),
    ({"topic": "war on gaza"}, "e1"),
    ({"section": "politics"}, "e1"),
    ({"section": "News"}, "e1 e2 e3"),
    ({"section": "News/Sports"}, "e3"),
    ({"source": "agencies"}, "e1"),
    ({"site": "test-es"}, "s1 s2"),
    ({"language": "ar"}, "a1 a2"),
    ({"kind": "opinion"}, "e4"),
    ({"site": ("test-es", "test-fr")}, "s1 s2 f1"),
    ({"language": ("ar", "es"), "kind": ("news", "opinion")}, "a1 a2 s1 s2"),
    ({"author": ("rana", "Hugo Marden")}, "e1 e2"),
    ({"language": "en", "exclude": {"tags": ("iran",), "kind": ("gallery",)}}, "e2 e4 e5 e7"),
    ({"text": "a<b*"}, "e3"),
    ({"until": "20231101", "since": "2023/11/01"}, "e1 a1 s1"),
    ({"since": "2023-W44", "until": "2023-W44"}, "e1 e2 a1 a2 s1 s2"),
    ({"text": "iran", "tags": ("Turkey",), "since": "2023-11-01", "until": "2023-11-07"}, "e1"),
    # days are the newsroom's: 00:30 on 2 November there is 1 November in UTC
    ({"since": "2023-11-02", "until": "2023-11-02"}, "e2"),
    ({"since": "2023-11-01", "until": "2023-11-01"}, "e1 a1 s1"),
    ({"since": "2023-11-01", "until": "2023-11-01", "timezone": "UTC"}, "e1 e2 a1 s1"),
    ({"since": "2023-12"}, "e6"),
    ({"until": "2023-10"}, "e4"),
    ({"since": "2023", "until": "2023", "language": "fr"}, "f1"),
    ({"since": "2023-11-01T22:00:00+00:00", "until": "2023-11-01T23:00:00+00:00"}, "e2"),
]


def names(articles: list[Article]) -> list[str]:
    return [a.url.rpartition("/")[2] for a in articles]


@pytest.mark.parametrize(("request_values", "expected"), CASES, ids=[str(values) for values, _ in CASES])
def test_a_search_finds_exactly(index: ArticleIndex, request_values: dict[str, Any], expected: str) -> None:
    result = index.search(SearchRequest(limit=100, **request_values))
    assert sorted(names([hit.article for hit in result.hits])) == sorted(expected.split())
    assert result.total == len(expected.split())
    assert sorted(names(list(index.scan(SearchRequest(**request_values))))) == sorted(expected.split())


def test_sorting_puts_undated_articles_last(index: ArticleIndex) -> None:
    newest = names([h.article for h in index.search(SearchRequest(sort="newest", limit=100)).hits])
    oldest = names([h.article for h in index.search(SearchRequest(sort="oldest", limit=100)).hits])
    assert newest[0] == "e6" and oldest[0] == "e4" and newest[-1] == oldest[-1] == "e5"
    assert newest[:-1] == oldest[-2::-1]


def test_a_match_in_the_headline_counts_more(index: ArticleIndex) -> None:
    hits = index.search(SearchRequest("conference")).hits
    assert hits[0].article.headline.endswith("conference") and hits[0].score > 0


def test_pages_follow_each_other_without_gap(index: ArticleIndex) -> None:
    whole = names([h.article for h in index.search(SearchRequest(sort="newest", limit=13)).hits])
    pages = [index.search(SearchRequest(sort="newest", limit=5, offset=n)) for n in (0, 5, 10)]
    assert [name for page in pages for name in names([h.article for h in page.hits])] == whole
    assert {page.total for page in pages} == {13}


def test_facets_count_values_whatever_their_case(index: ArticleIndex) -> None:
    facets = index.search(SearchRequest(facets=("tags", "language", "kind"))).facets
    tags = {bucket.value: bucket.count for bucket in facets["tags"]}
    assert tags.get("Iran", tags.get("Irán")) == 3 and tags.get("war on Gaza", tags.get("war on gaza")) == 2
    assert {b.value: b.count for b in facets["language"]} == {"en": 7, "ar": 2, "es": 2, "fr": 1, "ja": 1}
    assert index.search(SearchRequest("iran", facets=("kind",))).facets["kind"][0].count == 3


@pytest.mark.parametrize(
    ("interval", "zone", "expected"),
    [
        ("month", None, {"2023-10-01": 1, "2023-11-01": 10, "2023-12-01": 1}),
        ("week", None, {"2023-10-23": 1, "2023-10-30": 6, "2023-11-06": 4, "2023-12-18": 1}),
        ("day", "UTC", {"2023-10-28": 1, "2023-11-01": 4}),
        ("day", None, {"2023-10-29": 1, "2023-11-01": 3, "2023-11-02": 1}),
    ],
)
def test_a_histogram_counts_by_the_newsrooms_or_another_calendar(
    index: ArticleIndex, interval: Any, zone: str | None, expected: dict[str, int]
) -> None:
    buckets = {b.value: b.count for b in index.search(SearchRequest(histogram=interval, timezone=zone)).histogram}
    assert sum(buckets.values()) == 12
    assert {day: buckets[day] for day in expected} == expected
    assert interval == "day" or {day: n for day, n in buckets.items() if n} == expected


@pytest.mark.parametrize(
    ("query", "field", "marked"),
    [
        ("conference", "headline", "<em>conference</em>"),
        ("conference", "body", "The <em>conferences</em> will"),
        ("احمد", "body", "<em>أحمد</em>"),
        ("مقاومة", "body", "<em>والمقاومة</em>"),
        ('"not to be"', "body", "<em>not</em> <em>to</em> <em>be</em>"),
        ("turqu*", "headline", "<em>Turquía</em>"),
    ],
)
def test_highlights_show_the_original_text(index: ArticleIndex, query: str, field: str, marked: str) -> None:
    hits = index.search(SearchRequest(query)).hits
    assert any(marked in fragment for hit in hits for fragment in map(as_html, hit.highlights.get(field, [])))


@pytest.mark.parametrize(
    "values",
    [
        {"text": '"open'}, {"text": "(a"}, {"text": "a)"}, {"text": "OR"}, {"text": "colour:red"}, {"text": "words:many"}, {"text": "-"}, {"text": "conf?r*"}, {"text": "con*ence"}, {"text": "*nce"}, {"text": "tag:"}, {"text": "words:300..100"},
        {"text": "is:nonsense"}, {"text": "kind:newz"}, {"text": "lang:english"}, {"kind": "nope"}, {"text": "(" * 2000 + "a" + ")" * 2000},
        {"text": "a " * 6000}, {"text": '"a b c d"~5'}, {"exclude": {"colour": ("red",)}},
        {"since": "soon"}, {"since": "2023-11-02", "until": "2023-11-01"}, {"timezone": "Mars/Base"}, {"limit": 10_001}, {"offset": -1}, {"facets": ("body",)},
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_understood_is_refused_with_a_sentence(
    index: ArticleIndex, values: dict[str, Any]
) -> None:
    if values == {"text": "-"}:
        assert index.search(SearchRequest("-")).total == 0  # a dash is no word, and nothing is asked
        return
    with pytest.raises(QueryError, match=r"\w+"):
        index.search(SearchRequest(**values))


def test_get_and_known_answer_by_id(index: ArticleIndex) -> None:
    wanted = [a.id for a in ARTICLES[:3]]
    assert index.get(wanted[0]) and index.get("0" * 32) is None
    known = index.known([*wanted, "0" * 32])
    assert set(known) == set(wanted)
    assert known[wanted[0]].content_hash == ARTICLES[0].content_hash


def test_put_tells_new_changed_unchanged_and_duplicate(make: Callable[[], ArticleIndex]) -> None:
    index = make()
    long = [
        "Twenty words are needed, lest two bulletins of one line be taken for one and the same by mere chance, as might happen."
    ]
    first = one("p", "A headline", long)
    assert index.put([first]) == ["new"]
    assert index.put([one("p", "A headline", long)]) == ["unchanged"]
    assert index.put([one("p", "A headline", [*long, "More."], crawled_at="2023-12-01T00:00:00+00:00")]) == ["changed"]
    assert index.put([one("q", "A headline", [*long, "More."])]) == ["duplicate"]
    held = index.get(first.id)
    assert held and held.revision == 2 and held.first_seen_at == "2023-11-02T00:00:00+00:00"
    assert held.also_at == [f"{ROOT}/q"]
    assert set(index.known([article_id(f"{ROOT}/q")])) == {article_id(f"{ROOT}/q")}
    assert index.search(SearchRequest()).total == 1
