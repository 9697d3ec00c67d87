"""Every Scrapy setting with its reason; the only place where defaults live.

Each can be set for one crawl by ``-s NAME=VALUE``; those marked (env) also by ``NEWSCRAWL_NAME``.
"""

from __future__ import annotations

import os

from newscrawl import __version__
from newscrawl.spiders.browser import FLAGS, find_browser

BOT_NAME = "newscrawl"
SPIDER_LOADER_CLASS = "newscrawl.spiders.loader.SiteSpiderLoader"
COMMANDS_MODULE = "newscrawl.commands"

# -- ours
INDEX_URL = os.environ.get("NEWSCRAWL_INDEX_URL", "tantivy:archive")  # (env)
SITES_DIRS = [d for d in os.environ.get("NEWSCRAWL_SITES_DIRS", "").split(os.pathsep) if d]  # (env)
# INDEX_API_KEY, INDEX_USER, INDEX_PASSWORD, INDEX_CA (env) open a secured server. They have no default here; better
# set them in the environment than by -s, which every user of the machine can read in the list of processes.
INDEX_BATCH_ARTICLES = 500  # one commit of the embedded index costs as much as 100 articles
INDEX_BATCH_BYTES = 4_000_000  # of JSON; a server takes 100 MB, but answers sooner to less
INDEX_BATCH_SECONDS = 5.0  # an article can be found at most this much later
OUTBOX_DIR = os.environ.get(
    "NEWSCRAWL_OUTBOX_DIR", "outbox"
)  # (env) where articles wait for the index, a folder an index
OUTBOX_BOUND_ARTICLES = 50_000  # beyond it the crawl waits for the index
OUTBOX_BOUND_BYTES = 500_000_000  # likewise
OUTBOX_PATIENCE_SECONDS = 60.0  # how long a crawl that has ended goes on trying where nothing gets through
WARC_DIR = os.environ.get(
    "NEWSCRAWL_WARC_DIR", ""
)  # (env) a folder in which the pages of articles are kept; empty: they are not
WARC_BYTES = 1_000_000_000  # then a new file is begun
CONTACT = os.environ.get("NEWSCRAWL_CONTACT", "")  # (env) a URL or address where a site's owner reaches you
BROWSER = os.environ.get("NEWSCRAWL_BROWSER", "")  # (env) path of Chromium; empty: the installed one

# -- manners
USER_AGENT = f"newscrawl/{__version__}" + (f" (+{CONTACT})" if CONTACT else " (news archive; contact not set)")
ROBOTSTXT_OBEY = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5  # seconds; 5 (the default) makes a small crawl take an hour
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0  # two requests under way on average: a reader with two tabs
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_DELAY = 0.0  # AutoThrottle's lower bound
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 8
CONCURRENT_ITEMS = 4  # Scrapy makes so many tasks for each page, whatever comes of it; of ours comes one article
RETRY_TIMES = 5  # a news site under load answers 500 or 429 more than twice
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "newscrawl.retry.RetryAfterMiddleware": 550,
}
REDIRECT_MAX_TIMES = 8  # a loop is one sooner than after 20
COOKIES_ENABLED = False  # a reader without history
DOWNLOAD_TIMEOUT = 60  # seconds; 180 lets a dead server hold a slot for three minutes
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default; an archive has to know whom it read

# -- protection of this machine
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes; real pages have 0.3 MB, the default is 1 GiB
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
MEMUSAGE_LIMIT_MB = 2048  # then the crawl ends in good order
TELNETCONSOLE_ENABLED = False  # a console into the process is a hole
REMOTE_CONTROL_ENABLED = False  # likewise
URLLENGTH_LIMIT = 4096  # an Arabic slug of 60 letters has 360 bytes, and some have no limit

# -- order: breadth first, newest first
DEPTH_PRIORITY = 1
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# -- parts
EXTENSIONS = {
    "newscrawl.pipelines.archive.Archive": 0,
    "newscrawl.pipelines.pages.PageArchive": 100,
    "newscrawl.pipelines.report.Report": 500,
}
ITEM_PIPELINES = {
    "newscrawl.pipelines.clean.CleanPipeline": 100,
    "newscrawl.pipelines.dedupe.DedupePipeline": 200,
    "newscrawl.pipelines.index.IndexPipeline": 300,
}
if _browser := find_browser(BROWSER):
    DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "newscrawl.spiders.browser.LazyBrowserHandler")
    PLAYWRIGHT_LAUNCH_OPTIONS = {"executable_path": _browser, "args": FLAGS}
    PLAYWRIGHT_ABORT_REQUEST = "newscrawl.spiders.browser.is_decoration"
    PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 2  # a page takes 100 MB
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 30_000  # milliseconds

# -- output
FEED_EXPORT_ENCODING = "utf-8"  # Arabic as letters, not as escapes
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"
