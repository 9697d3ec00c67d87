"""Dialogs that lie over a page and are none of it: cut before the page is read."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.extraction.page import Page

_ENDS = r"(?=$|[\s_\d-])"
# the id and the classes of one that shows the text again, with its headline, for others who may publish it
_REPUBLISH = re.compile(
    rf"(?:^|\s)republi(?:sh|cation)[-_](?:tracker[-_]tool|modal|dialog|popup|overlay|widget|box|content){_ENDS}", re.I
)
_CONSENT = re.compile(  # of the systems that ask for consent to cookies
    r"(?:^|\s)(?:cookie-?(?:law|notice|consent|banner|bar|popup|modal)|cli-modal|cky-(?:consent|modal|overlay|notice)"
    r"|cmplz-(?:cookiebanner|manage-consent)|onetrust-(?:consent|banner|pc)|didomi-(?:host|popup|notice)|CybotCookiebotDialog"
    rf"|qc-cmp\w*|fc-consent|sp_message|moove_gdpr|iubenda-cs|gdpr-(?:modal|banner|popup)){_ENDS}",
    re.I,
)
_COOKIES = "cookie"  # in nearly every language


def drop_dialogs(page: Page) -> None:
    """Drop the dialogs of a page: those for others who may publish its text, and those about cookies."""
    page.drop([box for box in page.tree.iter("div", "section") if _is_dialog(box)])


def _is_dialog(box: HtmlElement) -> bool:
    names = f"{box.get('id') or ''} {box.get('class') or ''}"
    if _REPUBLISH.search(names):
        return True
    return bool(_CONSENT.search(names)) and _COOKIES in box.text_content().lower() and not _holds_article(box)


def _holds_article(box: HtmlElement) -> bool:
    """True for a box around the page's own text, whose class tells that there is a dialog."""
    return next(box.iter("h1", "article", "main"), None) is not None
