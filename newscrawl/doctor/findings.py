"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: Literal["good", "doubtful", "bad"]
    text: str
    advice: str = ""
    """What to do, where it is not good."""
