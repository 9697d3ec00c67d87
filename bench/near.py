"""``python -m bench.near [ARTICLES]``: near copies found among articles whose truth is known, and what that costs.

``prose``: words drawn by Zipf's law, with stock phrases; each article has a topic with words of its own.
``templates``: the newsroom's, in three languages, written from few templates: strangers have whole sentences in common.
A tenth as many copies are added, each on another site, with 1 to 15 % of the words replaced, left out or put in; and as
many that write of the same topic, have three sentences in ten word for word of another article, and are none. Recall
and precision are of pairs; the cost is processor time, with the embedded engine.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate, combinations
from typing import Any

from bench.articles import generate
from newscrawl.delivery.clean import clean_article
from newscrawl.delivery.linker import link
from newscrawl.extensions.memory import collect_rarely
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.near import near_bands, words
from newscrawl.items import Article
from newscrawl.text import fold

BATCH = 500


def copy_of(article: Article, share: float, rng: random.Random, words: list[str]) -> Article:
    """Return an article of another site with this share of the words changed."""
    body = []
    for paragraph in article.body:
        changed: list[str] = []
        for word in paragraph.split():
            action = rng.choice(("replace", "drop", "insert")) if rng.random() < share else "keep"
            changed += {
                "replace": [rng.choice(words)],
                "drop": [],
                "insert": [rng.choice(words), word],
                "keep": [word],
            }[action]
        body.append(" ".join(changed))
    return _other(article, f"{article.url}/copy", body)


def same_topic(article: Article, others: list[Article], rng: random.Random) -> Article:
    """Return an article of the same topic that has three sentences in ten of this one, the others of several."""
    sentences = [s for p in article.body for s in p.split(". ")]
    foreign = [s for other in rng.sample(others, 4) for p in other.body for s in p.split(". ")]
    mixed = [s if rng.random() < 0.3 else rng.choice(foreign) for s in sentences]
    return _other(article, f"{article.url}/topic", [". ".join(mixed[n : n + 3]) for n in range(0, len(mixed), 3)])


def _other(article: Article, url: str, body: list[str]) -> Article:
    return Article(
        url, site=f"other-{article.language}", language=article.language, headline=f"Report: {article.headline}",
        body=body, tags=article.tags,
        published_at=article.published_at, crawled_at=article.crawled_at,
    )  # fmt: skip


def prose(count: int, rng: random.Random) -> Iterator[Article]:
    """Yield articles of 60 to 900 words."""
    vocabulary = ["".join(rng.choices("etaoinshrdlucmfwyp", k=rng.randint(2, 10))) for _ in range(20_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    topics = [rng.sample(vocabulary[300:], 150) for _ in range(100)]
    phrases = [rng.choices(vocabulary, cum_weights=weights, k=rng.randint(3, 6)) for _ in range(400)]
    for number in range(count):
        topic, sentences = rng.choice(topics), []
        for _ in range(rng.randint(4, 45)):
            words = rng.choices(vocabulary, cum_weights=weights, k=rng.randint(8, 24))
            words = [rng.choice(topic) if rng.random() < 0.25 else word for word in words]
            sentences.append(" ".join([*rng.choice(phrases), *words] if rng.random() < 0.3 else words))
        body = [". ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
        day = f"2023-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T12:00:00+00:00"
        yield clean_article(
            Article(
                f"https://paper.example/{number}",
                site="paper",
                language="en",
                headline=sentences[0],
                body=body,
                published_at=day,
            )
        )


def made(originals: list[Article], rng: random.Random) -> tuple[list[Article], dict[str, str]]:
    """Return all articles in random order, and of each copy's id the id of its original."""
    count = len(originals)
    by_language: dict[str, list[Article]] = defaultdict(list)
    for article in originals:
        by_language[article.language].append(article)
    spoken = {
        language: [w for a in found[:200] for p in a.body for w in p.split()] for language, found in by_language.items()
    }
    long = [a for a in originals if a.word_count >= 60]
    copies = [(a, copy_of(a, rng.uniform(0.01, 0.15), rng, spoken[a.language])) for a in rng.sample(long, count // 10)]
    others = [same_topic(a, by_language[a.language], rng) for a in rng.sample(long, count // 10)]
    everything = [*originals, *(copy for _, copy in copies), *others]
    rng.shuffle(everything)
    return everything, {copy.id: original.id for original, copy in copies}


def measure(name: str, originals: list[Article], rng: random.Random) -> None:
    """Link the articles in batches as a crawl does, and print a row."""
    articles, truth = made(originals, rng)
    folded = [fold("\n".join(article.body)) for article in articles]  # not counted: the content hash needs it anyway
    begun = time.process_time()
    for text in folded:
        near_bands(words(text))
    sketching, linking, writing = time.process_time() - begun, 0.0, 0.0
    for article in articles:
        clean_article(article)
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(f"tantivy:{folder}/archive")
        amend = index.amend

        def timed(changes: Mapping[str, Mapping[str, Any]]) -> None:
            nonlocal writing
            begun = time.process_time()
            amend(changes)
            writing += time.process_time() - begun

        index.amend = timed  # type: ignore[method-assign]
        for start in range(0, len(articles), BATCH):
            batch = articles[start : start + BATCH]
            index.put(batch)
            begun = time.process_time()
            link(index, batch)
            linking += time.process_time() - begun
        clusters: dict[str, set[str]] = defaultdict(set)
        for article in index.scan(SearchRequest()):
            clusters[article.cluster].add(article.id)
    found = {frozenset(pair) for members in clusters.values() for pair in combinations(members, 2)}
    true = {frozenset(pair) for pair in truth.items()}
    cost = [
        1000 * seconds / len(articles)
        for seconds in (sketching, linking - writing, sketching + linking - writing, writing)
    ]
    print(
        f"{name:<10}{len(articles):>9,}{len(true):>8,}"
        f"{len(found & true) / len(true):>9.4f}{len(found & true) / max(len(found), 1):>11.4f}"
        f"" + "".join(f"{value:>13.2f}" for value in cost)
    )


def main() -> None:
    """Print the table."""
    collect_rarely()  # as a crawl does
    count, rng = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, random.Random(5)
    print("CPU in ms an article; ``write`` is writing the clusters of the copies into the index")
    print("            articles  copies   recall  precision       sketch      look-up          both        write")
    measure("prose", list(prose(count, rng)), rng)
    measure("templates", list(generate(count)), rng)


if __name__ == "__main__":
    main()
