"""What a person does on the page, in a real Chromium: by mouse, by keyboard, on a phone, in Arabic, without JavaScript."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from newscrawl.browser import find_browser
from tests.conftest import ROOT
from tests.web.conftest import Served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (ROOT / "tests" / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(""), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, page_server: Served) -> Iterator[Open]:
    """Opens pages of the server; nothing may be asked of another host, and no script may fail."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(path: str = "/", ui: str = "en", theme: str = "light", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        context.add_cookies(
            [{"name": name, "value": value, "url": page_server.url} for name, value in (("ui", ui), ("theme", theme))]
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request", lambda one: wrong.append(one.url) if not one.url.startswith((page_server.url, "data:")) else None
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                if message.type == "error" and not re.search("status of 40[04]", message.text)
                else None
            ),
        )
        page.goto(page_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def counts(page: Page) -> int:
    return int((page.locator("#counts").inner_text()).split()[0].replace(",", ""))


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_person_searches_narrows_goes_back_and_reads(open_page: Open) -> None:
    page = open_page()
    page.locator("#q").fill("iran")
    page.get_by_role("button", name="Search").click()
    everything = counts(page)
    page.get_by_role("complementary").get_by_role("link", name="Beirut", exact=True).click()
    assert 0 < counts(page) < everything and asked(page)["tag"] == ["Beirut"]
    page.go_back()
    assert counts(page) == everything
    title = page.locator("ol.hits h2 a").first
    headline = title.inner_text()
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    page.get_by_role("link", name="Search", exact=True).click()
    assert page.locator("#q").input_value() == ""


def test_a_time_is_chosen_with_the_mouse(open_page: Open) -> None:
    page = open_page("/?q=iran")
    bars = page.locator("#chart .bar .room")
    first, last = bars.nth(1).bounding_box(), bars.nth(2).bounding_box()
    assert first and last
    page.mouse.move(first["x"] + 5, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 20, steps=4)
    expect(page.locator("#chosen-time")).to_have_text("2023-11-05 – 2023-11-06")
    with page.expect_navigation():
        page.mouse.up()
    assert (asked(page)["since"], asked(page)["until"]) == (["2023-11-05"], ["2023-11-06"])
    page.locator("#chart .bar").first.click()
    assert (asked(page)["since"], asked(page)["until"]) == (["2023-11-05"], ["2023-11-05"])


@pytest.mark.parametrize(("ui", "forward"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_everything_is_reached_by_keyboard(open_page: Open, ui: str, forward: str) -> None:
    page = open_page(ui=ui)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("iran")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    everything = counts(page) if ui == "en" else 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('bar')"):
            break
    page.keyboard.press(forward)
    page.keyboard.press(f"Shift+{forward}")
    page.keyboard.press(f"Shift+{forward}")
    expect(page.locator("#chosen-time")).to_have_text("2023-11-05 – 2023-11-07")
    page.keyboard.press("Escape")
    expect(page.locator("#chosen-time")).to_have_text("")
    page.keyboard.press(f"Shift+{forward}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert (asked(page)["since"], asked(page)["until"]) == (["2023-11-07"], ["2023-11-08"])
    assert ui == "ar" or 0 < counts(page) < everything


def test_a_tag_is_completed_while_it_is_typed(open_page: Open) -> None:
    page = open_page()
    page.locator("#q").press_sequentially("Turk", delay=20)
    expect(page.locator("#values option").first).to_have_attribute("value", "tag:Turkey")


def test_two_versions_are_compared(open_page: Open) -> None:
    page = open_page("/?q=revision:3")
    page.locator("ol.hits h2 a").click()
    page.get_by_role("link", name="what was changed").first.click()
    expect(page.locator("ins").first).to_be_visible()
    assert "(updated 2)" in page.locator("h1").inner_text()
    page.get_by_label("Compare").select_option("1")
    page.get_by_role("button", name="Show").click()
    assert "From revision 1 to revision 3" in page.locator("main").inner_text()


def test_a_result_is_taken_along(open_page: Open) -> None:
    page = open_page("/?q=iran")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV", exact=True).click()
    download = waiting.value
    assert download.suggested_filename.startswith("newscrawl-iran-") and download.suggested_filename.endswith(".csv")
    assert len(Path(download.path()).read_text(encoding="utf-8").split("http://127.0.0.1:8901/")) > 10


def test_the_page_speaks_arabic_and_is_mirrored(open_page: Open) -> None:
    page = open_page("/?q=iran")
    left = page.locator("aside.facets").bounding_box()
    page.get_by_role("link", name="العربية").click()
    right = page.locator("aside.facets").bounding_box()
    assert left and right and left["x"] < 300 < 900 < right["x"]
    assert page.locator("html").get_attribute("dir") == "rtl" and "q=iran" in page.url and "ui=" not in page.url
    days = [page.locator("#chart .bar .room").nth(n).bounding_box() for n in (0, 4)]
    assert days[0] and days[1] and days[0]["x"] > days[1]["x"]  # time goes from right to left


@pytest.mark.parametrize(
    "path",
    ["/?q=iran", "/trends?query=iran&query=turkey", "/changes", "/front-pages?site=almayadeen-en", "/runs", "/help"],
)
@pytest.mark.parametrize("ui", ["en", "ar"])
def test_nothing_is_wider_than_a_phone(open_page: Open, path: str, ui: str) -> None:
    page = open_page(path, ui, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(page.url.split("?")[0].rsplit("/", 1)[0] + "/?q=revision:3")
    page.locator("ol.hits h2 a").click()
    expect(page.locator("ol.timeline")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_everything_works_without_javascript(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.locator("#q").fill("iran")
    page.get_by_role("button", name="Search").click()
    everything = counts(page)
    page.locator("details.numbers summary").click()
    page.locator("details.numbers tbody a").first.click()
    assert asked(page)["since"] == ["2023-11-04"] and 0 < counts(page) < everything
    page.get_by_role("link", name="how was this understood?").click()
    expect(page.get_by_role("heading", name="How the search was understood")).to_be_visible()


def test_the_page_does_not_shift_while_it_loads(open_page: Open) -> None:
    page = open_page("/?q=iran")
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value })"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })"
    )
    assert shift < 0.01


PLACES = ["/", "/?q=iran&tag=Beirut", "/?q=iran&view=context", "/?q=Trukey+or+iran", "/?q=a(", "/trends?query=iran&query=turkey", "/changes",
          "/front-pages?site=almayadeen-en&word=ceasefire", "/runs", "/saved", "/help", "/nowhere", "article", "compare"]  # fmt: skip


@pytest.mark.parametrize(("ui", "theme"), [("en", "light"), ("en", "dark"), ("ar", "light"), ("ar", "dark")])
def test_axe_finds_nothing_on_any_page(open_page: Open, page_server: Served, ui: str, theme: str) -> None:
    (hit,) = page_server.get("/api/v1/search?q=revision:3").json()["hits"]
    page = open_page("/", ui, theme)
    found = []
    for place in PLACES:
        path = {"article": f"/article/{hit['id']}", "compare": f"/article/{hit['id']}/compare"}.get(place, place)
        page.goto(page_server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate(AXE)
        wrong = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
        found += [
            f"{place}: {one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])}): {one['nodes'][0]['failureSummary'][:300]}"
            for one in wrong
        ]
    assert found == [], "\n".join(found)


def test_the_readme_shows_the_page_as_it_is(open_page: Open, tmp_path: Path) -> None:
    """The picture in docs/ is made here; NEWSCRAWL_PICTURES=1 writes it."""
    page = open_page("/?q=ceasefire", viewport={"width": 1100, "height": 760})
    picture = page.screenshot(path=tmp_path / "search.png")
    if os.environ.get("NEWSCRAWL_PICTURES"):
        (ROOT / "docs" / "search.png").write_bytes(picture)
    kept = (ROOT / "docs" / "search.png").read_bytes()
    assert picture[:8] == kept[:8] and len(kept) < 200_000
    size = [int.from_bytes(picture[at : at + 4]) for at in (16, 20)]
    assert size == [int.from_bytes(kept[at : at + 4]) for at in (16, 20)] == [1100, 760]
    assert re.search(r"!\[[^]]+\]\(docs/search\.png\)", (ROOT / "README.md").read_text(encoding="utf-8"))
