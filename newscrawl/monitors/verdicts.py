"""What a check says of one thing; alarms are made of these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One thing that was checked. What could not be checked has no verdict: its alarm stays as it is."""

    check: str
    """Its short stable name, e.g. ``coverage``."""
    site: str
    """Empty for what is of no site, such as the scheduler."""
    subject: str
    """What of the site: a field, or empty."""
    good: bool
    text: str = ""
    """If it is not good, a sentence that says what, and against what it is compared."""

    @property
    def key(self) -> str:
        """What an alarm is known by."""
        return ":".join(filter(None, (self.check, self.site, self.subject)))
