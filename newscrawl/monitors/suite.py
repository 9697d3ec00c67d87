"""Spidermon's monitors of a crawl that has ended; who has monitors of their own adds them in the same way.

Spidermon runs them and writes into the crawl's log which passed; what is wrong becomes alarms.
"""

from __future__ import annotations

from spidermon import Monitor, MonitorSuite
from spidermon.core.actions import Action

from newscrawl.monitors.verdicts import Verdict
from newscrawl.monitors.watch import look_after


class _RunMonitor(Monitor):  # type: ignore[misc]
    def _check(self, check: str) -> None:
        """Fail with what is wrong."""
        found: list[Verdict] = [one for one in self.data.verdicts if one.check == check]
        wrong = [one.text for one in found if not one.good]
        if not found:
            self.skipTest("there is no history to compare it with yet")
        self.assertFalse(wrong, "; ".join(wrong))


class RunMonitor(_RunMonitor):
    """A crawl against the earlier ones of its site; ``data.verdicts`` is what the checks said."""

    def test_crawl(self) -> None:
        """Fails if the crawl did."""
        self._check("crawl")

    def test_articles(self) -> None:
        """Fails if no page gave an article."""
        self._check("articles")

    def test_coverage(self) -> None:
        """Fails if a field is there less often than before."""
        self._check("coverage")

    def test_layers(self) -> None:
        """Fails if another layer answers than before: a redesign."""
        self._check("layers")

    def test_errors(self) -> None:
        """Fails if more requests failed than before."""
        self._check("errors")


class TellChanges(Action):  # type: ignore[misc]
    """Tells what has changed since the last time, whether it is better or worse."""

    def run_action(self) -> None:
        """Bring the alarms up to date; see ``look_after``."""
        look_after(self.data.settings, self.data.records, self.data.verdicts)


class RunSuite(MonitorSuite):  # type: ignore[misc]
    """What is run after each crawl."""

    monitors = [RunMonitor]
    monitors_finished_actions = [TellChanges]
