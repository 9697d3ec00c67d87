"""``newscrawl freeze``, ``frozen`` and ``watch``: what is saved in an archive."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from newscrawl.cli.filters import filters, make_request
from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, echo, echo_json, say
from newscrawl.errors import ArgumentError, NotTold
from newscrawl.exports import FORMATS, in_words, make_manifest
from newscrawl.index import ArticleIndex, SearchRequest
from newscrawl.messages.mail import MailServer, check_address, send_mail
from newscrawl.messages.webhook import call_webhook, check_webhook
from newscrawl.saved.frozen import freeze, frozen_result, frozen_results, kept_articles, thaw
from newscrawl.saved.notify import as_lines, finding_as_json, posted, subject
from newscrawl.saved.watches import (
    Finding,
    Watch,
    add_watch,
    expected_a_day,
    forget_watch,
    mark_told,
    run_watch,
    watches,
)


@click.command("freeze")
@filters
@click.option("--name", required=True, help="The name under which the result is kept.")
@click.pass_obj
def freeze_command(options: Options, /, query: tuple[str, ...], name: str, **values: Any) -> None:
    """Keep the articles of a search under a name that can be cited, and the text that each has now.

    newscrawl frozen NAME shows the same articles later, and says which have changed since.
    """
    index = options.open_archive()
    frozen = freeze(index, name, make_request(index, options.known_sites, query, values))
    echo(f"{amount(len(frozen.ids), 'article')} frozen as {frozen.name}")


@click.command("frozen")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--forget", is_flag=True, help="Forget the result; its articles stay.")
@click.pass_obj
def frozen_command(options: Options, name: str | None, as_json: bool, forget: bool) -> None:
    """Show all frozen results, or the articles of one, and which of them have changed since."""
    index = options.open_archive()
    if forget:
        if not name:
            raise ArgumentError("--forget takes the name of a frozen result")
        thaw(index, name)
        echo(f"{name} is forgotten")
    elif name:
        _print_frozen(index, name, as_json)
    else:
        for frozen in frozen_results(index):
            told = {"name": frozen.name, **frozen.manifest}
            asked = in_words(frozen.manifest["query"])
            line = f"{frozen.name}\t{amount(len(frozen.ids), 'article')}\t{frozen.made_at}\t{asked}"
            echo_json(told) if as_json else echo(line)


def _print_frozen(index: ArticleIndex, name: str, as_json: bool) -> None:
    frozen, changed, gone = frozen_result(index, name), 0, 0
    for one in kept_articles(index, frozen):
        changed += one.changed
        gone += one.article is None
        if as_json:
            article = one.article
            place = {"headline": article.headline, "url": article.url} if article else {"headline": None, "url": None}
            echo_json({"id": one.id, "held": article is not None, "changed": one.changed, **place})
        else:
            state = "taken down" if one.article is None else "changed" if one.changed else "as it was"
            echo(f"{one.id[:12]}  {state:10}  {one.article.headline if one.article else ''}")
    if not as_json:
        echo(
            f"{amount(len(frozen.ids), 'article')} frozen on {frozen.made_at}: {changed:,} changed, {gone:,} taken down"
        )


@click.group("watch")
def watch_group() -> None:
    """Save searches, and tell what is new since the last time."""


@watch_group.command("add")
@click.argument("name")
@filters
@click.pass_obj
def watch_add(options: Options, /, name: str, query: tuple[str, ...], **values: Any) -> None:
    """Save a search under a name, and say how many texts a day to expect."""
    index = options.open_archive()
    request = make_request(index, options.known_sites, query, values)
    watch = add_watch(index, name, request)
    echo(f"{watch.name} is saved; about {expected_a_day(index, request):.1f} texts a day are to be expected")


@watch_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def watch_list(options: Options, as_json: bool) -> None:
    """Show the saved searches, and when each was last run."""
    for watch in watches(options.open_archive()):
        if as_json:
            echo_json({name: value for name, value in asdict(watch).items() if name != "told"})
        else:
            echo(f"{watch.name}\t{watch.in_words()}\tlast run: {watch.last_run_at or 'never'}")


@watch_group.command("forget")
@click.argument("name")
@click.pass_obj
def watch_forget(options: Options, name: str) -> None:
    """Forget a saved search."""
    forget_watch(options.open_archive(), name)
    echo(f"{name} is forgotten")


@watch_group.command("run")
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
@click.option("--feed", type=click.Path(dir_okay=False, path_type=Path), help="Also write an Atom feed of what is new.")
@click.option("--mail", metavar="ADDRESS", help="Also mail what is new, if anything is.")
@click.option(
    "--smtp", envvar="NEWSCRAWL_SMTP_URL", default="smtp://localhost", show_default=True, help="The mail server."
)
@click.option("--sender", default="newscrawl@localhost", show_default=True, help="From whom mails are.")
@click.option("--webhook", metavar="URL", help="Also post what is new as JSON, if anything is.")
@click.option("--keep", is_flag=True, help="Do not mark what is shown as told: it is shown again the next time.")
@click.pass_obj
def watch_run(
    options: Options,
    names: tuple[str, ...],
    as_json: bool,
    feed: Path | None,
    mail: str | None,
    smtp: str,
    sender: str,
    webhook: str | None,
    keep: bool,
) -> None:
    """Tell what is new since the last time, each text once; all saved searches, or the named ones.

    What could not be mailed or posted is told again the next time.
    """
    index = options.open_archive()
    _check_ways(feed, mail, webhook)
    server = MailServer.from_url(smtp) if mail else None
    runs = [(watch, run_watch(index, watch)) for watch in _chosen(index, names)]
    if feed and any(findings for _, findings in runs):  # with nothing new, the last feed stays
        _write_feed(feed, index, [finding for _, findings in runs for finding in findings])
    failed = False
    for watch, findings in runs:
        _print_findings(watch, findings, as_json)
        try:
            if findings and mail and server:
                send_mail(server, sender, mail, subject(watch, findings), as_lines(watch, findings))
            if findings and webhook:
                call_webhook(webhook, posted(watch, findings))
        except NotTold as error:
            say(f"{watch.name}: {error}; it is told again the next time")
            failed = True
            continue
        if not keep:
            mark_told(index, watch, findings)
    if failed:
        raise SystemExit(1)


def _check_ways(feed: Path | None, mail: str | None, webhook: str | None) -> None:
    """Refuse what cannot be told anything, now and not on the day of the news."""
    check_webhook(webhook)
    check_address(mail, "--mail")
    if feed and not feed.absolute().parent.is_dir():
        raise ArgumentError(f"--feed: there is no folder {feed.parent}")


def _chosen(index: ArticleIndex, names: tuple[str, ...]) -> list[Watch]:
    known = {watch.name: watch for watch in watches(index)}
    if unknown := [name for name in names if name not in known]:
        raise ArgumentError(f"there is no watch {unknown[0]!r}; there are {', '.join(known) or 'none'}")
    return [known[name] for name in names] if names else list(known.values())


def _print_findings(watch: Watch, findings: list[Finding], as_json: bool) -> None:
    if as_json:
        for finding in findings:
            echo_json(finding_as_json(watch, finding))
        return
    say(f"{watch.name}: {amount(len(findings), 'new text')} since {watch.last_run_at or watch.made_at}")
    for line in as_lines(watch, findings):
        echo(line)


def _write_feed(file: Path, index: ArticleIndex, findings: list[Finding]) -> None:
    form = FORMATS["atom"]
    newest = sorted((finding.article for finding in findings), key=lambda one: one.published_at or "", reverse=True)
    manifest = make_manifest(index, SearchRequest(), len(findings))
    new = file.with_name(f".{file.name}.new")  # a reader never sees half of it
    new.write_bytes(b"".join(form.write(newest[: form.most], manifest)))
    new.replace(file)
