"""Every Scrapy setting with its reason; the only place where defaults live.

Each can be set for one crawl by ``-s NAME=VALUE``; those marked (env) also by ``NEWSCRAWL_NAME``.
"""

from __future__ import annotations

import os
from dataclasses import fields

from newscrawl import __version__
from newscrawl.items import Article, FrontPage

BOT_NAME = "newscrawl"
SPIDER_LOADER_CLASS = "newscrawl.spiders.loader.SiteSpiderLoader"
COMMANDS_MODULE = "newscrawl.commands"
DUPEFILTER_CLASS = "newscrawl.discovery.dupefilter.SeenFilter"

# -- where things are
INDEX_URL = os.environ.get("NEWSCRAWL_INDEX_URL", "tantivy:archive")  # (env)
SITES_DIRS = [
    d for d in os.environ.get("NEWSCRAWL_SITES_DIRS", "").split(os.pathsep) if d
]  # (env) folders of site files
# INDEX_API_KEY, INDEX_USER, INDEX_PASSWORD, INDEX_CA (env) open a secured server. They have no default here; better
# set them in the environment than by -s, which every user of the machine can read in the list of processes.
OUTBOX_DIR = os.environ.get("NEWSCRAWL_OUTBOX_DIR", "outbox")  # (env) where articles wait for the index
WARC_DIR = os.environ.get("NEWSCRAWL_WARC_DIR", "")  # (env) where the pages of articles are kept; empty: they are not
CONTACT = os.environ.get("NEWSCRAWL_CONTACT", "")  # (env) a URL or address where a site's owner reaches you
BROWSER = os.environ.get("NEWSCRAWL_BROWSER", "")  # (env) path of Chromium; empty: the installed one
RUN_RECORD_SECONDS = 60.0  # how often the record of a crawl that goes on is kept
CRAWL_REPORT = ""  # a file into which the state of the crawl is written each second, as JSON lines

# -- how articles reach the index
DELIVER = True  # False, as for scrapy shell: what is extracted goes to no index
INDEX_BATCH_ARTICLES = 500  # one commit of the embedded index costs as much as 100 articles
INDEX_BATCH_BYTES = 4_000_000  # of JSON; a server takes 100 MB, but answers sooner to less
INDEX_BATCH_SECONDS = 5.0  # an article can be found at most this much later
OUTBOX_BOUND_ARTICLES = 50_000  # beyond it the crawl waits for the index
OUTBOX_BOUND_BYTES = 500_000_000  # likewise
OUTBOX_PATIENCE_SECONDS = 60.0  # how long a crawl that has ended goes on trying where nothing gets through
REVISIONS_KEPT = 50  # older versions of an article: the first and the latest; some pages differ at each request
WARC_BYTES = 1_000_000_000  # then a new file is begun

# -- when crawls run (newscrawl schedule)
SCHEDULE_DIR = os.environ.get("NEWSCRAWL_SCHEDULE_DIR", "schedule")  # (env) where the scheduler keeps what it knows
SCRAPYD_URLS = os.environ.get("NEWSCRAWL_SCRAPYD_URLS", "http://localhost:6800")  # (env) joined by commas
SCHEDULE_LOOK_SECONDS = 5.0  # how often it is looked what runs
SCHEDULE_RETRIES = 3  # of a run that failed or was killed; then the job waits for its next time
SCHEDULE_RETRY_SECONDS = 60.0  # before the first retry; then twice as long each time
SCHEDULE_STUCK_SECONDS = 3600.0  # a job that waits longer in scrapyd's queue is said
SCHEDULE_SILENT_SECONDS = 300.0  # a crawl that scrapyd has forgotten, and whose record stands still, is taken for dead
DEADMAN_URL = os.environ.get("NEWSCRAWL_DEADMAN_URL", "")  # (env) asked each minute, so that its owner sees it stop

# -- what is watched (newscrawl monitor)
MONITOR_SUITES = ["newscrawl.monitors.suite.RunSuite"]  # Spidermon's, run after each crawl; empty: none
MONITOR_MAIL = os.environ.get("NEWSCRAWL_MONITOR_MAIL", "")  # (env) who is told of alarms
MONITOR_WEBHOOK = os.environ.get("NEWSCRAWL_MONITOR_WEBHOOK", "")  # (env) likewise
MONITOR_SENDER = os.environ.get("NEWSCRAWL_MONITOR_SENDER", "newscrawl@localhost")  # (env) from whom mails are
SMTP_URL = os.environ.get("NEWSCRAWL_SMTP_URL", "smtp://localhost")  # (env) the mail server
MONITOR_OUTBOX_SECONDS = 3600.0  # an article may wait so long for the index
MONITOR_SECONDS = 300.0  # how often the scheduler looks after all sites

# -- many machines (docs/cluster.md)
ADDONS = {"newscrawl.cluster.addon.ClusterAddon": 100, "newscrawl.extensions.consoles.NoConsoles": 200}
REDIS_URL = os.environ.get("NEWSCRAWL_REDIS_URL", "")  # (env) the frontier is there, shared by all workers
REDIS_PATIENCE_SECONDS = 300.0  # how long a worker waits for a Redis that is away
CLUSTER_LEASE_SECONDS = 60.0  # a worker that is not heard of for so long is dead: others take over what it had
CLUSTER_KEPT_SECONDS = 604_800  # a crawl that nobody works on is forgotten: a week
CLUSTER_HOST_REQUESTS = 0  # under way to one host, of all workers; 0: CONCURRENT_REQUESTS_PER_DOMAIN

# -- manners
USER_AGENT = f"newscrawl/{__version__}" + (f" (+{CONTACT})" if CONTACT else " (news archive; contact not set)")
ROBOTSTXT_OBEY = True
ROBOTS_RETRY_SECONDS = 60.0  # then a robots.txt that could not be had is asked for again
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5  # seconds; 5 (the default) makes a small crawl take an hour
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0  # two requests under way on average: a reader with two tabs
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_DELAY = 0.0  # AutoThrottle's lower bound
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 8
CONCURRENT_ITEMS = 4  # Scrapy makes so many tasks for each page, whatever comes of it; of ours comes one article
RETRY_TIMES = 5  # a news site under load answers 500 or 429 more than twice
RETRY_AFTER_MAX_SECONDS = 300.0  # a server may ask to wait for years
REDIRECT_MAX_TIMES = 8  # a loop is one sooner than after 20
COOKIES_ENABLED = False  # a reader without history
DOWNLOAD_TIMEOUT = 60  # seconds for a whole answer; 180 lets a dead server hold a slot for three minutes
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default; an archive has to know whom it read

# -- protection of this machine
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes; real pages have 0.3 MB, the default is 1 GiB
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
DOWNLOAD_MAX_HEADERS = 256 * 1024  # bytes; browsers take as much, and no server needs more
ROBOTS_MAX_BYTES = 512 * 1024  # RFC 9309 asks for 500 KiB at least
SITEMAP_MAX_BYTES = 52_428_800  # unpacked; sitemaps.org has 50 MB, and some servers send what unpacks to gigabytes
SITEMAP_MAX_ENTRIES = 50_000  # likewise of sitemaps.org
SITEMAP_MAX_DEPTH = 4  # indices inside each other; sitemaps.org allows one
SITEMAP_MAX_FILES = 5_000  # a sitemap a day for 13 years; some servers make up ever new ones
FEED_MAX_BYTES = 2_000_000  # of a longer feed the first part is read: it takes 50 times its size in memory
FEED_MAX_ENTRIES = 1_000
PAGE_MAX_BYTES = 4_000_000  # of a page that is read; it takes 40 times its size in memory
PAGE_MAX_ELEMENTS = 100_000  # likewise; real pages have some thousands
PAGE_MAX_LINKS = 10_000  # that are followed; real front pages have 1,000
LISTING_MAX_STALE = 50  # pages of a listing one after the other that show nothing new: a calendar without end
READ_BESIDE = True  # a second process reads pages, of a crawl to which they come in faster than one can
MEMUSAGE_LIMIT_MB = 2048  # then the crawl ends in good order
TELNETCONSOLE_ENABLED = False  # a console into the process is a hole
REMOTE_CONTROL_ENABLED = False  # likewise
URLLENGTH_LIMIT = 4096  # an Arabic slug of 60 letters has 360 bytes, and some have no limit
TWISTED_DNS_RESOLVER = "newscrawl.handlers.address.PublicResolver"  # no name leads into this machine's own network

# -- order: breadth first, newest first
DEPTH_PRIORITY = 1
SCHEDULER_DISK_QUEUE = "scrapy.squeues.PickleFifoDiskQueue"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# -- parts
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.inside.InsideMiddleware": 50,  # before robots.txt is asked for
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,
    "newscrawl.middlewares.limit.PageLimitMiddleware": 110,  # counts what is asked for
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "newscrawl.middlewares.retry.RetryAfterMiddleware": 550,
    "newscrawl.middlewares.charset.CharsetMiddleware": 585,  # between unpacking and the redirects
}
SPIDER_MIDDLEWARES = {"newscrawl.middlewares.unforeseen.UnforeseenMiddleware": 10}
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "newscrawl.handlers.http.BoundedHttpHandler")
EXTENSIONS = {
    "newscrawl.extensions.safe_log.SafeLog": 0,
    "newscrawl.extensions.connection.IndexConnection": 10,
    "newscrawl.extensions.pages.PageRecorder": 100,
    "newscrawl.extensions.recorder.RunRecorder": 500,
    "newscrawl.extensions.watch.RunWatch": 510,
}
ITEM_PIPELINES = {
    "newscrawl.pipelines.clean.CleanPipeline": 100,
    "newscrawl.pipelines.endings.EndingsPipeline": 150,
    "newscrawl.pipelines.dedupe.DedupePipeline": 200,
    "newscrawl.pipelines.index.IndexPipeline": 300,
}
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 2  # a page takes 100 MB
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 30_000  # milliseconds

# -- output
FEED_EXPORT_ENCODING = "utf-8"  # Arabic as letters, not as escapes
# of an article's fields all but those that serve the program, near_bands and layers; then those of front pages
FEED_EXPORT_FIELDS = [
    *(f.name for f in fields(Article) if f.name not in ("near_bands", "layers")),
    *(f.name for f in fields(FrontPage) if f.name not in Article.__slots__),
]
FEED_EXPORTERS = {"csv": "newscrawl.pipelines.csv.ArticleCsvExporter"}  # JSON in the cells of nested fields
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"
