"""Tells of new findings: as lines, JSON, a feed, a mail, or to a webhook."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from newscrawl.errors import ArgumentError, NewscrawlError
from newscrawl.items import now
from newscrawl.saved.watches import Finding, Watch
from newscrawl.text import escape_commands

_SECONDS = 20.0  # that a mail server or a webhook may take
_SMTP_PORTS = {"smtp": 25, "smtps": 465}


class NotTold(NewscrawlError):
    """A message did not get through; what it said is told again the next time."""


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


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over: ``smtp://[user:password@]host[:port]``, or ``smtps`` for TLS from the start."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Read an address. Raises ArgumentError, without the password, for another form."""
        try:
            parts = urlsplit(url)
            port = parts.port or _SMTP_PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise ArgumentError(
                "the mail server is named as smtp://[user:password@]host[:port], or smtps://…"
            ) from error
        if not parts.hostname:
            raise ArgumentError("the mail server's address has no host")
        user, password = (unquote(text) if text else None for text in (parts.username, parts.password))
        return cls(parts.scheme, parts.hostname, port, user, password)


def send_mail(server: MailServer, sender: str, to: str, watch: Watch, findings: Sequence[Finding]) -> None:
    """Send one mail with all findings. Raises NotTold if the server does not take it."""
    message = EmailMessage()
    message["Subject"] = _one_line(f"newscrawl: {len(findings)} new for {watch.name}")
    message["From"], message["To"] = _one_line(sender), _one_line(to)
    message.set_content("\n".join(as_lines(watch, findings)) + "\n")
    try:
        with _connect(server) as connection:
            if server.user and server.password:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotTold(f"the mail to {to} was not sent: {error}") from error


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=ssl.create_default_context())
    connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    if connection.has_extn("starttls") or (connection.ehlo() and connection.has_extn("starttls")):
        connection.starttls(context=ssl.create_default_context())
    return connection


def _one_line(text: str) -> str:
    """Return a text as it may stand in a header."""
    return " ".join(text.split())


def check_webhook(url: str | None) -> None:
    """Raise ArgumentError for what is no http(s) address."""
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise ArgumentError(f"a webhook is an http(s) address, not {url[:100]!r}")


def call_webhook(url: str, watch: Watch, findings: Sequence[Finding]) -> None:
    """Post all findings as one JSON document. Raises NotTold for any answer but 2xx."""
    body = {
        "watch": watch.name,
        "query": watch.query,
        "run_at": now(),
        "found": [finding_as_json(watch, one) for one in findings],
    }
    try:
        answer = requests.post(url, json=body, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise NotTold(f"the webhook was not reached: {type(error).__name__}") from error
    if not answer.ok:
        raise NotTold(f"the webhook answered {answer.status_code}")
