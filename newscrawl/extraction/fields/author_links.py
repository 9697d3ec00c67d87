"""Links to the pages of authors, which tell an author where no word does."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, element_text
from newscrawl.extraction.layers.opening import is_beside
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.names import ends_with_another, is_name, split_names
from newscrawl.text import clean, fold, unique

_AUTHOR_PATH = re.compile(
    r"/(?:authors?|reporters?|journalists?|contributors?|columnists?"
    r"|autor|autores|autore|autori|auteurs?|redakteure?|journalistes?|periodistas?)/[^/?#]|[?&]author=[^&]"
)
_PERSON_PATH = re.compile(r"/(?:by|profiles?|staff|editors?|writers?|team|personas?|experts?|users?)/(?P<slug>[^?#]+)")
_OF_ITS_OWN = frozenset(("h1", *HEADINGS, "time", "a"))  # whose words are no label of what follows
_TITLE = 10  # letters; a link of less is one to a page of its own for the author: "Email"
_SAME = 8  # so many links at most are looked at in a box
_AROUND = 3  # elements around a link in which the word before it is looked for


def leads_to_author(element: HtmlElement) -> bool:
    """True for a link to the page of an author; not of one who reviewed, edited or translated what others wrote."""
    href = element.get("href") if element.tag == "a" else None
    if not href:
        return False
    if not _AUTHOR_PATH.search(href):
        found = _PERSON_PATH.search(href)
        words = re.findall(r"\w{3,}", fold(element_text(element)))
        if not (found and len(words) > 1 and words[-1] in fold(unquote(found["slug"]))):
            return False
    return not ends_with_another(text_before(element))


def text_before(element: HtmlElement) -> str:
    """Return the words right before an element: in the element around it, or in the one before that; none of a heading,
    a time or a link.
    """
    for around in (element, *islice(element.iterancestors(), _AROUND)):
        before, parent = around.getprevious(), around.getparent()
        text = before.tail if before is not None else parent.text if parent is not None else ""
        if text := clean(text or ""):
            return text
        if before is not None and (text := element_text(before)):
            return "" if before.tag in _OF_ITS_OWN else text
    return ""


def stands_at_a_title(byline: HtmlElement) -> bool:
    """True for a byline beside the title of an article that it links to."""
    boxes = (list(islice(box.iter("a"), _SAME)) for box in (byline, *islice(byline.iterancestors(), 2)))
    links = [link for box in boxes if len(box) < _SAME for link in box]
    titles = (element_text(link) for link in (*links, *byline.iterancestors("a")) if not leads_to_author(link))
    return any(len(title) > _TITLE and not is_name(title) for title in titles)


def only_author_linked(page: Page) -> list[str]:
    """Return the name of the author to whose page all such links of a page lead; none in menus and teasers."""
    links = [link for link in page.tree.iter("a") if _AUTHOR_PATH.search(link.get("href") or "")]
    if len({(link.get("href") or "").partition("#")[0].rstrip("/") for link in links}) != 1:
        return []
    own = (link for link in links if leads_to_author(link) and not is_beside(link) and not stands_at_a_title(link))
    names = unique(name for link in own if is_name(name := element_text(link)))
    return split_names(names)[0] if len(names) == 1 else []
