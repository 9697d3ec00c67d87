"""Older versions of an article: kept small, had back whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.delivery.clean import clean_article
from newscrawl.index.history import versions, word_diff
from newscrawl.index.merge import decide
from newscrawl.items import Article
from tests.conftest import article

PARAGRAPH = st.sampled_from(
    ["one paragraph", "another one", "a third, with ten dead", "a third, with twelve dead", "أربعة أسطر"]
)
VERSION = st.fixed_dictionaries(
    {
        "headline": st.sampled_from(["A headline", "A headline, corrected"]),
        "summary": st.sampled_from([None, "a summary"]),
        "body": st.lists(PARAGRAPH, min_size=1, max_size=6),
        "tags": st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True),
    }
)


def seen(number: int, values: dict[str, object]) -> Article:
    return clean_article(article("https://x.example/1", crawled_at=f"2023-11-{number + 1:02}T00:00:00+00:00", **values))


@given(st.lists(VERSION, min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_every_version_is_had_back_as_it_was(states: list[dict[str, object]]) -> None:
    held: list[Article] = []
    kept: list[Article] = []
    for number, values in enumerate(states):
        new = seen(number, values)
        (decision,), writes = decide([new], held, ())
        if decision.outcome != "unchanged":
            kept.insert(0, new)
        held = writes or held
        if decision.outcome == "unchanged":  # nothing but case or blanks can differ; the newest spelling is shown
            kept[0] = held[0]
    found = versions(held[0])
    assert [(v.headline, v.summary, v.body, v.tags) for v in found] == [
        (v.headline, v.summary, v.body, v.tags) for v in kept
    ]
    assert [v.revision for v in found] == list(range(len(kept), 0, -1))


def test_only_what_changed_is_kept() -> None:
    first = seen(0, {"headline": "h", "body": ["one", "two", "three"], "tags": ["a"]})
    second = seen(1, {"headline": "h", "body": ["one", "two, corrected", "three", "four"], "tags": ["a"]})
    (_,), (held,) = decide([second], [first], ())
    (revision,) = held.history
    assert revision.changed == ["body"] and revision.body == [0, "two", 2]
    assert (revision.headline, revision.tags) == (None, None)
    assert (revision.crawled_at, revision.replaced_at) == (first.crawled_at, second.crawled_at)


def test_blanks_case_and_counters_of_the_crawl_are_no_change() -> None:
    first = seen(0, {"headline": "A  Headline", "body": ["some text"]})
    second = seen(5, {"headline": "A headline", "body": ["some text"]})
    (decision,), (held,) = decide([second], [first], ())
    assert decision.outcome == "unchanged" and held.history == [] and held.revision == 1


def test_a_diff_goes_word_by_word() -> None:
    changes = [
        (c.kind, c.text)
        for c in word_diff("ten people were hurt, police said", "twelve people were hurt, the police said")
    ]
    assert changes == [
        ("removed", "ten "),
        ("added", "twelve "),
        ("same", "people were hurt, "),
        ("added", "the "),
        ("same", "police said"),
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_diff_holds_both_texts(old: str, new: str) -> None:
    changes = list(word_diff(old, new))
    assert "".join(c.text for c in changes if c.kind != "removed") == new
    assert "".join(c.text for c in changes if c.kind != "added").split() == old.split()
