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
# one of these is in every such name, and most pages have none: quicker than a pattern for each box
_HINTS = (
    "cookie", "republi", "cli-modal", "cky-", "cmplz-", "onetrust-", "didomi-", "qc-cmp", "fc-consent", "sp_message",
    "gdpr", "iubenda-cs",
)  # fmt: skip
_COOKIES = "cookie"  # in nearly every language


def drop_dialogs(page: Page) -> None:
    """Drop the dialogs of a page: those for others who may publish its text, and those about cookies."""
    boxes = [(box, f"{box.get('id') or ''} {box.get('class') or ''}") for box in page.tree.iter("div", "section")]
    all_names = "\n".join(names for _, names in boxes).lower()
    if any(hint in all_names for hint in _HINTS):
        page.drop([box for box, names in boxes if _is_dialog(box, names)])


def _is_dialog(box: HtmlElement, names: str) -> bool:
    if _REPUBLISH.search(names):
        return True
    return bool(_CONSENT.search(names)) and _COOKIES in box.text_content().lower() and not _holds_article(box)


def _holds_article(box: HtmlElement) -> bool:
    """True for a box around the page's own text, whose class tells that there is a dialog."""
    return next(box.iter("h1", "article", "main"), None) is not None
