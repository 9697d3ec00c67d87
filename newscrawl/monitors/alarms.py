"""Alarms: what is wrong at present, kept in the archive: each is told once when it begins and once when it ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from newscrawl.errors import NotTold
from newscrawl.index.protocol import RecordStore
from newscrawl.items import now
from newscrawl.messages.mail import MailServer, send_mail
from newscrawl.messages.webhook import call_webhook
from newscrawl.monitors.verdicts import Verdict

KIND = "alarms"


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong."""

    key: str
    site: str
    check: str
    subject: str
    text: str
    since: str
    told: bool = False

    @property
    def name(self) -> str:
        """Its site and check, for people."""
        return "  ".join(filter(None, (self.site, self.check)))


@dataclass(frozen=True)
class Change:
    """What has changed since the last time."""

    begun: list[Alarm]
    ended: list[Alarm]

    def __bool__(self) -> bool:
        return bool(self.begun or self.ended)

    def lines(self) -> list[str]:
        """Return it for people, a line each, grouped by site."""
        begun = [f"ALARM  {one.name}: {one.text}" for one in sorted(self.begun, key=_place)]
        ended = [f"over   {one.name}: since {one.since}: {one.text}" for one in sorted(self.ended, key=_place)]
        return begun + ended

    def subject(self) -> str:
        """Return it in a few words."""
        sites = sorted({one.site for one in (*self.begun, *self.ended) if one.site})
        of = f" of {', '.join(sites[:3])}{' …' if len(sites) > 3 else ''}" if sites else ""
        return f"newscrawl: {len(self.begun)} alarms, {len(self.ended)} over{of}"


def _place(alarm: Alarm) -> tuple[str, str, str]:
    return alarm.site, alarm.check, alarm.subject


def alarms(records: RecordStore) -> list[Alarm]:
    """Return what is wrong at present. Raises ArchiveError."""
    return [Alarm(**{"key": key, **values}) for key, values in records.saved(KIND).items()]


def update(records: RecordStore, verdicts: Iterable[Verdict], complete: Collection[str] = ()) -> Change:
    """Bring the alarms up to date; return which have begun or ended, or were not told yet. Raises ArchiveError.

    Of the checks named in ``complete`` all verdicts are there: an alarm without one is of what is no more.
    """
    verdicts = list(verdicts)
    kept = {alarm.key: alarm for alarm in alarms(records)}
    begun, ended = [], []
    for verdict in verdicts:
        alarm = kept.get(verdict.key)
        if verdict.good and alarm is not None:
            ended.append(alarm)
        elif not verdict.good and (alarm is None or not alarm.told):
            since = alarm.since if alarm else now()
            begun.append(Alarm(verdict.key, verdict.site, verdict.check, verdict.subject, verdict.text, since))
    checked = {verdict.key for verdict in verdicts}
    ended += [alarm for alarm in kept.values() if alarm.check in complete and alarm.key not in checked]
    for alarm in begun:
        _keep(records, alarm)
    return Change(begun, ended)


def mark_told(records: RecordStore, change: Change) -> None:
    """Keep that a change was told: it is not told again. Raises ArchiveError."""
    for alarm in change.begun:
        _keep(records, Alarm(**{**asdict(alarm), "told": True}))
    for alarm in change.ended:
        records.forget_saved(KIND, alarm.key)


def _keep(records: RecordStore, alarm: Alarm) -> None:
    values = asdict(alarm)
    records.keep_saved(KIND, values.pop("key"), values)


@dataclass(frozen=True)
class Ways:
    """How somebody is told, beside the log and the exit code."""

    mail: str | None = None
    server: MailServer | None = None
    sender: str = "newscrawl@localhost"
    webhook: str | None = None

    def tell(self, change: Change) -> None:
        """Send one message with all that has changed. Raises NotTold if a way fails; the others are tried too."""
        failed = []
        if self.mail and self.server:
            try:
                send_mail(self.server, self.sender, self.mail, change.subject(), change.lines())
            except NotTold as error:
                failed.append(str(error))
        if self.webhook:
            try:
                body = {"begun": [asdict(one) for one in change.begun], "ended": [asdict(one) for one in change.ended]}
                call_webhook(self.webhook, {"text": "\n".join([change.subject(), *change.lines()]), **body})
            except NotTold as error:
                failed.append(str(error))
        if failed:
            raise NotTold("; ".join(failed))
