"""The API answers the same from both engines, counts agree wherever they are shown, and errors are problem details."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import feedparser
import httpx
import pytest

from newscrawl.index import SearchRequest, open_index
from tests.web.conftest import HOSTILE, Served

API = "/api/v1"


def all_ids(served: Served, query: str) -> list[str]:
    lines = served.get(f"{API}/export?format=jsonl&{query}").text.splitlines()
    return [json.loads(line)["id"] for line in lines]


@pytest.mark.parametrize(
    "query",
    [
        "q=iran",
        "q=ceasefire+-football",
        "tag=Turkey",
        "lang=ar",
        "q=is:changed",
        "since=2023-11-01&until=2023-11-05",
        "site=echo",
        "",
    ],
)
def test_hits_facets_trend_walk_and_export_agree(served: Served, query: str) -> None:
    found: Any = served.json(f"{API}/search?{query}&limit=0&facet=site&histogram=day")
    ids = all_ids(served, query)
    assert found["total"] == len(ids) == len(set(ids)) > 0
    assert sum(bucket["count"] for bucket in found["facets"]["site"]) == found["total"]
    assert found["sites"] == len(found["facets"]["site"])
    assert sum(bucket["count"] for bucket in found["histogram"]) + found["undated"] == found["total"]
    facets: Any = served.json(f"{API}/facets?{query}&facet=site")
    assert facets["site"] == found["facets"]["site"]
    trend: Any = served.json(f"{API}/trend?{query}&interval=day")
    assert trend["series"][0]["counts"] == [bucket["count"] for bucket in found["histogram"]]
    assert (trend["series"][0]["total"], trend["series"][0]["texts"]) == (found["total"], found["texts"])
    manifest: Any = served.json(f"{API}/export/manifest?{query}")
    assert (manifest["rows"], manifest["texts"], manifest["sites"]) == (found["total"], found["texts"], found["sites"])
    walked, cursor = [], "*"
    while cursor:
        page: Any = served.json(f"{API}/search?{query}&limit=40&copies=true&cursor={cursor}")
        walked += [hit["id"] for hit in page["hits"]]
        cursor = page["cursor"]
    assert sorted(walked) == sorted(ids)


def test_both_engines_give_the_same_hits(embedded: str, in_elasticsearch: str) -> None:
    one, other = (open_index(url, create=False) for url in (embedded, in_elasticsearch))
    for request in (
        SearchRequest("iran", limit=500),
        SearchRequest(tags=("Turkey",), limit=500),
        SearchRequest("is:changed", limit=500),
    ):
        left, right = one.search(request), other.search(request)
        assert {hit.article.id for hit in left.hits} == {hit.article.id for hit in right.hits}
        assert (left.total, left.texts, left.sites) == (right.total, right.texts, right.sites)


def test_a_hit_has_its_marks_as_safe_html(served: Served) -> None:
    found: Any = served.json(f"{API}/search?q=alert")
    (hit,) = [hit for hit in found["hits"] if "script" in hit["headline"]]
    assert hit["highlights"]["headline"][0].startswith("&lt;script&gt;<em>alert</em>(1)")


def test_an_answer_is_not_sent_twice(served: Served) -> None:
    first = served.get(f"{API}/search?q=iran")
    assert first.headers["cache-control"] == "private, max-age=5"
    again = served.get(f"{API}/search?q=iran", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert served.get(f"{API}/search?q=turkey", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/search?q=a(", 400, "missing"),
        ("/search?q=tag:", 400, "takes a value"),
        ("/search?since=yesterdayish", 400, "is not a date"),
        ("/search?tz=Nowhere/City", 400, "no time zone"),
        ("/search?limit=5000", 422, "limit"),
        ("/search?facet=colour", 422, "facet"),
        ("/search?wrong=1", 422, "wrong"),
        ("/search?cursor=nonsense", 400, "cursor"),
        ("/search?offset=9999", 400, "export, or a cursor"),
        ("/articles/ffffffffffff", 404, "holds no article"),
        ("/articles/zz", 404, "holds no article"),
        ("/frozen/nothing", 404, "nothing is frozen"),
        ("/export?format=docx", 422, "format"),
        ("/trend?query=a&query=b&query=c&query=d&query=e&query=f", 422, "query"),
        ("/nowhere", 404, "Not Found"),
        (f"/search?q={'a' * 20000}", 422, "10000 characters"),
    ],
)
def test_errors_are_problem_details(served: Served, path: str, status: int, said: str) -> None:
    answer = served.get(API + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["title"] and said in problem["detail"]


def test_an_error_points_at_its_place(served: Served) -> None:
    problem = served.get(f"{API}/search", params={"q": "iran nofield:x turkey"}).json()
    assert "nofield:x" in "iran nofield:x turkey"[slice(*problem["place"])]


def test_an_article_has_versions_copies_likes_and_links(served: Served) -> None:
    changed: Any = served.json(f"{API}/search?q=is:changed+revision:3")
    key = changed["hits"][0]["id"]
    whole: Any = served.json(f"{API}/articles/{key[:12]}")
    assert whole["id"] == key and whole["revision"] == 3 and whole["layers"] is not None
    history: Any = served.json(f"{API}/articles/{key}/history")
    assert [version["revision"] for version in history] == [3, 2, 1]
    kinds = {change["kind"] for change in history[0]["changes"]["headline"]}
    assert {"added", "removed", "same"} >= kinds and "added" in kinds
    similar: Any = served.json(f"{API}/articles/{key}/similar?limit=3")
    assert len(similar) == 3 and key not in [one["id"] for one in similar]
    copy: Any = served.json(f"{API}/search?site=echo")
    copies: Any = served.json(f"{API}/articles/{copy['hits'][0]['id']}/copies")
    assert len(copies) == 2 and {one["site"] for one in copies} == {"echo", "almayadeen-en"} and copies[0]["first"]
    linking = next(one for one in open_index(served.index_url).scan(SearchRequest(language="en")) if one.related)
    links: Any = served.json(f"{API}/articles/{linking.id}/links")
    target = next(one for one in links["outgoing"] if one["held"])
    back: Any = served.json(f"{API}/articles/{target['held']}/links?limit=100")
    assert linking.id in [one["id"] for one in back["incoming"]]


def test_a_query_is_explained(served: Served) -> None:
    found: Any = served.get(f"{API}/explain", params={"q": "Trukey “regional conference” or المقاومة"}).json()
    assert found["total"] == 0
    assert [note["kind"] for note in found["notes"]] == ["quotes", "lowercase"]
    texts = [part["text"] for part in found["tree"]["parts"]]
    assert texts == ["Trukey", "regional conference", "or", "المقاومة"]
    forms = found["tree"]["parts"][3]["forms"]
    assert forms and all("مقاوم" in form for form in forms)
    assert "Turkey" in [one["text"] for one in found["suggestions"] if one["kind"] == "spelling"]


def test_values_are_completed(served: Served) -> None:
    found: Any = served.json(f"{API}/complete?start=Turk")
    assert found[0]["query"] == "tag:Turkey" and found[0]["count"] > 0
    assert any(one["field"] == "authors" for one in served.json(f"{API}/complete?start=rana"))  # type: ignore[attr-defined]


def test_a_sample_is_the_same_again_and_in_both_engines(served: Served, embedded: str) -> None:
    def drawn(seed: str) -> list[str]:
        found: Any = served.json(f"{API}/sample?q=iran&n=5&seed={seed}")
        return [one["id"] for one in found["articles"]]

    assert drawn("a") == drawn("a") and drawn("a") != drawn("b") and len(set(drawn("a"))) == 5
    other = open_index(embedded, create=False)
    from newscrawl.insights.sample import sample

    assert [one.id for one in sample(other, SearchRequest("iran"), 5, "a").articles] == drawn("a")


def test_tags_that_rise_are_told(served: Served) -> None:
    shifts: Any = served.json(f"{API}/tags/rising?since=2023-11-07&until=2023-11-08")
    assert shifts["here"] > 0 and shifts["there"] > shifts["here"]
    together: Any = served.json(f"{API}/tags/together?tag=Turkey&lang=en")
    assert "Turkey" not in [one["value"] for one in together["rising"]]
    by_language: Any = served.json(f"{API}/tags/together?lang=en&q=iran&field=site")
    assert by_language["rising"] == []  # of English articles, those on Iran are of no other site than the rest


def test_edits_front_pages_and_runs_are_told(served: Served) -> None:
    edits: Any = served.json(f"{API}/changes?seen_since=2023-01-01&field=headline&least=0.001")
    assert len(edits["edits"]) == 7 and edits["edits"][0]["share"] > 0  # six articles, one of them twice
    assert served.json(f"{API}/changes?seen_since=2023-01-01&least=0.99") == {"edits": [], "partial": False}
    cut: Any = served.json(f"{API}/changes?seen_since=2023-01-01&removed=true")
    assert cut["edits"] and all(edit["removed"] for edit in cut["edits"])
    pages: Any = served.json(f"{API}/frontpages?site=almayadeen-en&until=2023-11-02")
    assert [page["seen_at"][:10] for page in pages] == ["2023-11-02", "2023-11-01"]
    runs: Any = served.json(f"{API}/runs")
    assert [run["id"] for run in runs] == ["run-1", "run-0"]
    trend: Any = served.json(f"{API}/trend?q=iran&interval=day&lang=en")
    assert trend["not_crawled"] == ["2023-11-05", "2023-11-06", "2023-11-08"]


def test_an_export_says_first_what_it_holds(served: Served) -> None:
    answer = served.get(f"{API}/export?q=iran&format=csv")
    manifest = json.loads(answer.headers["newscrawl-manifest"])
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert manifest["query"] == {"text": "iran"} and manifest["schema"] and manifest["made_at"]
    assert int(answer.headers["newscrawl-rows"]) == manifest["rows"] == len(rows)
    assert json.loads(rows[0]["tags"]) and "attachment" in answer.headers["content-disposition"]


def test_no_cell_is_a_formula_and_excel_reads_arabic(served: Served) -> None:
    for form in ("csv", "excel"):
        answer = served.get(f"{API}/export?format={form}")
        assert (answer.content[:3] == b"\xef\xbb\xbf") == (form == "excel")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        cells = [cell for row in rows[1:] for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        assert "'=1+1" in cells and any("المقاومة" in cell for cell in cells)
        assert all(len(cell) <= 32_767 for cell in cells)


def test_parquet_has_typed_columns_and_its_manifest(served: Served) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(served.get(f"{API}/export?q=iran&format=parquet").content))
    found: Any = served.json(f"{API}/search?q=iran&limit=0")
    assert table.num_rows == found["total"]
    assert str(table.schema.field("published_at").type) == "timestamp[us, tz=UTC]"
    assert isinstance(table.column("tags")[0].as_py(), list)
    assert json.loads(table.schema.metadata[b"newscrawl"])["rows"] == table.num_rows


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_query_is_a_feed(served: Served, form: str) -> None:
    answer = served.get(f"{API}/export?format={form}")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and len(feed.entries) == 100
    hostile = served.get(f"{API}/export?format={form}&q=alert").text
    assert "&lt;script&gt;alert(1)" in hostile and "<script" not in hostile and "javascript:alert(4)" not in hostile
    assert all(entry.link.startswith("http") for entry in feed.entries)
    assert len(feedparser.parse(served.get(f"{API}/export?format={form}&q=nosuchword").content).entries) == 0


def test_health_metrics_and_description(served: Served) -> None:
    assert served.get("/healthz").text == "ok"
    text = served.get("/metrics").text
    assert 'newscrawl_archive_articles{site="almayadeen-en"}' in text and "newscrawl_archive_up 1.0" in text
    assert 'route="/api/v1/search"' in text or "newscrawl_http_requests_total" in text
    described: Any = served.json(f"{API}/openapi.json")
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            assert told.get("summary") and told.get("description"), f"{method} {path}"
    assert described["paths"][f"{API}/search"]["get"]["responses"]["400"]["content"]["application/problem+json"]


def test_nothing_is_taken_for_markup(served: Served) -> None:
    found: Any = served.json(f"{API}/search?q=evil")
    assert found["hits"][0]["headline"].startswith(HOSTILE[:20])


@pytest.mark.parametrize("path", ["/", f"{API}/search?q=iran", f"{API}/export?format=jsonl", f"{API}/nowhere", "/healthz", "/static/style.css"])
def test_head_is_answered_as_get_without_its_body(served: Served, path: str) -> None:
    told, whole = httpx.head(served.url + path, timeout=30), served.get(path)
    assert (told.status_code, told.content) == (whole.status_code, b"")
    for name in ("content-type", "etag", "content-security-policy", "newscrawl-rows"):
        assert told.headers.get(name) == whole.headers.get(name)
    if whole.status_code == 200:
        assert "HEAD" in httpx.put(served.url + path, timeout=30).headers.get("allow", "HEAD")
