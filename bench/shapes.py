"""``python -m bench.shapes [PAGES] [--lost]``: how much of a text is kept whose pieces are marked up in different ways.

Each page's story is put together of 5 to 12 pieces, two sentences each, in markup that is met among paragraphs: boxes,
emphasis, lists, tables, line breaks, bare text behind pictures, headings and advertisements. Counted are the sentences
found in the text: by us on a page of no known site and of one whose site file names the story, and by trafilatura.
``--lost`` names the shapes whose sentences were not found.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable

import trafilatura

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.sites.model import Site

WORDS = (
    "council bridge river winter budget harbour ferry market teacher orchard signal valley engine lantern museum "
    "station garden letter window paper bread morning evening road captain doctor"
).split()
WRAPPED = [
    "p", "p span", "p font", "p strong", "p em", "p u", "p q", "p cite", "p mark", "p small", "p ins", "p data", "div",
    "div p", "div div", "div div p", "div span", "div b", "span", "span p", "font", "b", "i", "tt", "center", "section",
    "section p", "article p", "main p", "blockquote", "blockquote p", "ul li", "ul li p", "pre", "table tr td",
    "table tr td p", "details p", "x-text", "x-text p", "hgroup p", "ins p",
]  # fmt: skip
BEFORE = [
    "<h2>A heading</h2>", "<h3>Hm.</h3>", "<div>Hm.</div>", "<section>Hm.</section>", "<header>Hm.</header>",
    "<footer>Hm.</footer>", "<aside>Hm.</aside>", "<center>Hm.</center>", "<nav><a href=b>b</a></nav>",
    "<pre>Hm.</pre>", "<table><tr><td>Hm.</table>", "<dl><dt>Hm.</dl>", "<form><input></form>", "<button>Hm.</button>",
    "<x-ad>Hm.</x-ad>", "<div><script>a</script></div>", "<noscript>Hm.</noscript>", "<video src=a></video>",
    "<details>Hm.</details>", "<figure><img src=a><figcaption>A caption</figcaption></figure>",
    "<article>Hm.</article>", "<br><br>", "<!-- ad -->",
]  # fmt: skip
TEMPLATES = [
    "<p><img src=a>{}</p>", "<div><img src=a>{}</div>", "<div><a name=x></a>{}</div>", "<p><time>Monday</time> {}</p>",
    "<div><h3>A heading</h3>{}</div>", "<div><div><img src=a></div>{}</div>", "<p>{}<sup><a href='#1'>1</a></sup></p>",
    "<dl><dt>Word</dt><dd>{}</dd></dl>", "{}<br><br>", "<div>Hm.</div>{} <b>and more</b> of it.",
    "<blockquote>{}<p>Hm.</p></blockquote>", "<blockquote><p>Hm.</p>{}</blockquote>", "<ul><li>{}<ul><li>Hm.</ul></ul>",
    "<p>{}<o:p></o:p></p>", "<p><x-link>Hm.</x-link> {}</p>", "<p><strike>Hm.</strike> {}</p>",
]  # fmt: skip
HEADLINE = "The bridge is closed for the winter"
SITE = Site.model_validate(
    {
        "name": "paper", "title": "The Paper", "base": "https://paper.example", "language": "en", "timezone": "UTC",
        "discovery": {"articles": ["^/2024/"]}, "selectors": {"body": ["div.story"]},
    }
)  # fmt: skip


def shapes() -> list[str]:
    """Return the pieces of markup, each with a place for the text."""
    wrapped = []
    for tags in WRAPPED:
        names = tags.split()
        wrapped.append("".join(f"<{name}>" for name in names) + "{}" + "".join(f"</{name}>" for name in names[::-1]))
    return [*wrapped, *(f"{before}{{}}" for before in BEFORE), *TEMPLATES]


def sentence(number: int, rng: random.Random) -> str:
    """Return a sentence that begins with its number."""
    return f"Number{number} says that the {' '.join(rng.choices(WORDS, k=20))} were seen, and it was told to all. "


def page(pieces: list[str], rng: random.Random) -> str:
    """Return a page whose story has these pieces."""
    story = "".join(piece.format(sentence(n, rng) + sentence(n, rng)) for n, piece in enumerate(pieces))
    return (
        f"<html><head><title>{HEADLINE} - The Paper</title></head><body><div class=menu><a href=/a>Home</a> "
        f"<a href=/b>World</a></div><div class=main><h1>{HEADLINE}</h1><div class=story>{story}</div></div>"
        "<div class=foot>All rights reserved</div></body></html>"
    )


def ours(html: str, site: Site | None) -> str:
    """Return our text of a page; none where it is refused."""
    try:
        return " ".join(extract(html, "https://paper.example/2024/bridge", site).body)
    except NotAnArticle:
        return ""


WAYS: dict[str, Callable[[str], str]] = {
    "newscrawl, no known site": lambda html: ours(html, None),
    "newscrawl, known site": lambda html: ours(html, SITE),
    "trafilatura": lambda html: trafilatura.extract(html) or "",
}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pages", type=int, nargs="?", default=500)
    options.add_argument("--lost", action="store_true")
    chosen = options.parse_args()
    rng, every = random.Random(11), shapes()
    found, lost, told = Counter[str](), {way: Counter[str]() for way in WAYS}, 0
    for _ in range(chosen.pages):
        pieces = rng.choices(every, k=rng.randint(5, 12))
        html = page(pieces, rng)
        told += 2 * len(pieces)
        for way, read in WAYS.items():
            text = read(html)
            for n, piece in enumerate(pieces):
                count = min(2, text.count(f"Number{n} "))
                found[way] += count
                lost[way][piece] += 2 - count
    print(f"{told:,} sentences on {chosen.pages:,} pages, in {len(every)} shapes")
    for way in WAYS:
        print(f"{way:26}{found[way] / told:7.3f} found")
        if chosen.lost:
            print("".join(f"    {count:4} {piece}\n" for piece, count in lost[way].most_common(12) if count), end="")


if __name__ == "__main__":
    main()
