"""The project's own errors: each carries one sentence a user can act on.

The command lines print that sentence and exit with a code that is not 0; a traceback means a bug.
"""


class NewscrawlError(Exception):
    """Base of all errors that a user can act on."""


class SiteError(NewscrawlError):
    """A site file is missing or wrong; the text names file, key and reason."""


class SurveyError(NewscrawlError):
    """A site cannot be looked at, or does not look like a news site; the text says why."""


class ReplayError(NewscrawlError):
    """Kept pages cannot be read, or what was extracted from them not delivered."""


class ArgumentError(NewscrawlError):
    """A crawl or search argument is wrong; the text names the argument and what it takes."""


class QueryError(NewscrawlError):
    """A search query cannot be parsed, or asks for what no engine can do.

    ``place`` is where in the query text it went wrong: two character offsets; None where that cannot be said.
    """

    def __init__(self, text: str, place: tuple[int, int] | None = None) -> None:
        super().__init__(text)
        self.place = place


class ArchiveError(NewscrawlError):
    """The index cannot be opened, read or written; the text names its place and what to do."""


class NotHeld(ArchiveError):
    """The archive holds no such article, or nothing of that name; the text says what was asked for."""


class Unavailable(ArchiveError):
    """The index cannot be reached, or is too busy, for now; what was asked can be asked again."""


class BatchTooLarge(ArchiveError):
    """The index takes less in one request; smaller batches may pass."""


class OutboxFull(ArchiveError):
    """The disk has no room for what waits to be indexed."""


class NotTold(NewscrawlError):
    """A message did not get through; what it said is told again the next time."""


class NotAnArticle(NewscrawlError):
    """A page holds no article. ``reason`` is a short stable word for statistics, e.g. ``soft-404``."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not an article: {reason}")
        self.reason = reason
