"""Which browser is used, and how it is started. Imports nothing of the project."""

from __future__ import annotations

import shutil

INSTALL = "(Debian: apt-get install chromium)"
"""What to do where there is none."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # pictures refused one by one, as PLAYWRIGHT_ABORT_REQUEST does, stay in this process as long as their page
    "--blink-settings=imagesEnabled=false",
]


def find_browser(configured: str | None) -> str | None:
    """Return the browser's executable: the configured one, or the first that is installed; None where there is none."""
    names = (configured,) if configured else BROWSERS
    return next((path for name in names if (path := shutil.which(name))), None)
