"""``newscrawl index outbox``: looks after what waits for the index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from newscrawl.cli.options import Options
from newscrawl.cli.terminal import amount, echo, echo_json, say
from newscrawl.delivery.linker import Linker
from newscrawl.delivery.outbox import Outbox, OutboxStatus, outbox_folder, outbox_status
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.index import open_index
from newscrawl.settings import OUTBOX_DIR, OUTBOX_PATIENCE_SECONDS


@dataclass(frozen=True)
class _Place:
    index_url: str
    folder: Path


@click.group("outbox")
@click.option(
    "--dir", "folder", default=OUTBOX_DIR, show_default=True, help="Where outboxes are (NEWSCRAWL_OUTBOX_DIR)."
)
@click.pass_context
def outbox_group(ctx: click.Context, folder: str) -> None:
    """Look after what waits for the index."""
    options: Options = ctx.obj
    ctx.obj = _Place(options.index_url, outbox_folder(folder, options.index_url))


def _line(found: OutboxStatus) -> str:
    sending = f"; {amount(found.senders, 'crawl')} sending" if found.senders else ""
    wait = "waits" if found.waiting == 1 else "wait"
    waiting = f"{amount(found.waiting, 'article')} {wait} ({found.bytes / 1e6:.1f} MB)"
    return f"{waiting}, {amount(found.dead, 'dead letter')}{sending}"


@outbox_group.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def status(place: _Place, as_json: bool) -> None:
    """Show how many articles wait, and how many were refused."""
    found = outbox_status(place.folder)
    echo_json(vars(found)) if as_json else echo(_line(found))


@outbox_group.command()
@click.option(
    "--patience",
    default=OUTBOX_PATIENCE_SECONDS,
    show_default=True,
    help="Seconds to go on trying where nothing gets through.",
)
@click.pass_obj
def drain(place: _Place, patience: float) -> None:
    """Send what waits to the index now; exit code 1 if some of it still waits."""
    outbox = Outbox(place.folder)
    before = outbox.count
    index = open_index(place.index_url)
    sender = Sender(outbox, index, Batching(), Linker(index))
    sender.start()
    left = sender.finish(patience)
    buried = outbox.buried
    outbox.close()
    index.close()
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(sender.outcomes.items()))
    echo(f"{amount(before - left, 'article')} sent" + (f" ({outcomes})" if outcomes else ""))
    if buried:
        say(f"{amount(buried, 'dead letter')} more: see newscrawl index outbox dead")
    if left:
        say(f"{amount(left, 'article')} in the outbox still: {sender.error or 'the index was too slow'}")
        raise SystemExit(1)


@outbox_group.command()
@click.option("--json", "as_json", is_flag=True, help="Whole articles with reasons, one JSON object a line.")
@click.pass_obj
def dead(place: _Place, as_json: bool) -> None:
    """Show what the index refused, and why."""
    outbox = Outbox(place.folder)
    letters = outbox.dead()
    outbox.close()
    for letter in letters:
        if as_json:
            article = letter.article.to_dict() if letter.article else letter.text
            echo_json({"reason": letter.reason, "article": article})
        else:
            echo(f"{letter.article.url if letter.article else letter.text[:200]}\n  {letter.reason}")
    if not letters and not as_json:
        echo("no dead letters")


@outbox_group.command()
@click.pass_obj
def requeue(place: _Place) -> None:
    """Let refused articles wait again, e.g. after a change of the mapping; then drain."""
    outbox = Outbox(place.folder)
    count = outbox.requeue()
    outbox.close()
    echo(f"{amount(count, 'dead letter')} {'waits' if count == 1 else 'wait'} again")
