"""Sends mails, through a server that is named as ``smtp://[user:password@]host[:port]``, or ``smtps://…``."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from newscrawl.errors import ArgumentError, NotTold

_SECONDS = 20.0  # that a mail server may take
_SMTP_PORTS = {"smtp": 25, "smtps": 465}


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


def check_address(address: str | None, option: str) -> None:
    """Raise ArgumentError for what is no mail address."""
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ArgumentError(f"{option}: {address!r} is no mail address")


def send_mail(server: MailServer, sender: str, to: str, subject: str, lines: Sequence[str]) -> None:
    """Send one mail. Raises NotTold if the server does not take it."""
    message = EmailMessage()
    message["Subject"] = _one_line(subject)
    message["From"], message["To"] = _one_line(sender), _one_line(to)
    message.set_content("\n".join(lines) + "\n")
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
