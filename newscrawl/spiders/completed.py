"""Completes articles whose pages do not show what the site's feed tells: when, by whom, about what."""

from __future__ import annotations

from datetime import datetime, tzinfo

from newscrawl.discovery.sitemaps import Entry
from newscrawl.extraction.words.names import is_full_name, split_names
from newscrawl.extraction.words.tags import clean_tags
from newscrawl.items import FEED, MIDNIGHT, Article
from newscrawl.sites.model import Site
from newscrawl.text import fold


def complete(article: Article, told: Entry | None, site: Site) -> None:
    """Give an article what its entry in a feed tells and its page does not."""
    if told is None:
        return
    _complete_times(article, told, site.zone)
    none = {fold(site.title), fold(article.site)}
    authors = [name for name in split_names(told.authors)[0] if is_full_name(name) and fold(name) not in none]
    if authors and not (article.authors or article.sources):
        article.authors, article.layers["authors"] = authors, FEED
    none |= {*map(fold, article.section), fold(article.kind)}
    tags = [tag for tag in clean_tags(told.tags, article.headline) if fold(tag) not in none]
    if tags and not article.tags:
        article.tags, article.layers["tags"] = tags, FEED


def _complete_times(article: Article, told: Entry, zone: tzinfo) -> None:
    """Give an article without a time that of its feed, in a newsroom's zone; one with a day only, if the feed names the
    same day. The time of a later change as well, so that it is not taken for a new one each time.
    """
    if told.published is None:
        return
    day = article.published_at
    zone = (datetime.fromisoformat(day).tzinfo if day else None) or zone
    found = told.published.astimezone(zone).isoformat(timespec="seconds")
    if day is None or (MIDNIGHT in day and found[:10] == day[:10]):
        article.published_at, article.layers["published_at"] = found, FEED
    if article.modified_at is None and told.modified and told.modified > told.published:
        article.modified_at = told.modified.astimezone(zone).isoformat(timespec="seconds")
        article.layers["modified_at"] = FEED
