"""New findings of a watch, as lines and as JSON: what is printed, mailed and posted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newscrawl.items import now
from newscrawl.saved.watches import Finding, Watch
from newscrawl.text import escape_commands


def as_lines(watch: Watch, findings: Sequence[Finding]) -> list[str]:
    """Return findings as lines for people."""
    lines = []
    for finding in findings:
        article = finding.article
        copies = f" (+ {len(finding.copies)} near copies)" if finding.copies else ""
        date = (article.published_at or "no date")[:16].replace("T", " ")
        lines += [f"{article.headline}{copies}", f"  {date} · {article.site} · {article.id[:12]}", f"  {article.url}"]
    return [escape_commands(line) for line in lines]


def finding_as_json(watch: Watch, finding: Finding) -> dict[str, Any]:
    """Return one finding as plain JSON values."""
    article = finding.article
    return {
        "watch": watch.name, "id": article.id, "url": article.url, "site": article.site, "headline": article.headline,
        "summary": article.summary, "published_at": article.published_at, "tags": article.tags,
        "copies": [{"id": one.id, "url": one.url, "site": one.site} for one in finding.copies],
    }  # fmt: skip


def subject(watch: Watch, findings: Sequence[Finding]) -> str:
    """Return the subject of a mail."""
    return f"newscrawl: {len(findings)} new for {watch.name}"


def posted(watch: Watch, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what a webhook gets."""
    found = [finding_as_json(watch, one) for one in findings]
    return {"watch": watch.name, "query": watch.query, "run_at": now(), "found": found}
