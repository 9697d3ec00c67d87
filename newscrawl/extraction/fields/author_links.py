"""Links to the pages of authors, which tell an author where no word does."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.names import ends_with_another, is_name
from newscrawl.text import clean, fold, unique

_AUTHOR_PATH = re.compile(
    r"/(?:authors?|reporters?|journalists?|contributors?|columnists?"
    r"|autor|autores|autore|autori|auteurs?|redakteure?|journalistes?|periodistas?)/[^/?#]"
)
_PERSON_PATH = re.compile(r"/(?:by|profiles?|staff|editors?|writers?|team|personas?|experts?|users?)/(?P<slug>[^?#]+)")
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
    """Return the words right before an element: in the element around it, or in the one before that."""
    for around in (element, *islice(element.iterancestors(), _AROUND)):
        before, parent = around.getprevious(), around.getparent()
        text = before.tail if before is not None else parent.text if parent is not None else ""
        if text := clean(text or ""):
            return text
        if before is not None and (text := element_text(before)):
            return text
    return ""


def only_author_linked(page: Page) -> list[str]:
    """Return the name of the author to whose page all such links of a page lead."""
    links = [link for link in page.tree.iter("a") if _AUTHOR_PATH.search(link.get("href") or "")]
    if len({(link.get("href") or "").partition("#")[0].rstrip("/") for link in links}) != 1:
        return []
    names = unique(name for link in links if is_name(name := element_text(link)) and leads_to_author(link))
    return names if len(names) == 1 else []
