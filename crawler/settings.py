"""Scrapy settings. The only reader of the environment; what is not Scrapy's default says why."""

import os
from pathlib import Path

from scrapy.settings import default_settings
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.rendering.launch_options import find_browser, playwright_settings
from crawler.util.console import clean_output

clean_output()  # here, because every command reads the settings before it writes

BOT_NAME = "crawler"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"
SPIDER_LOADER_CLASS = "crawler.spiderloader.SourceSpiderLoader"  # each source file is a spider

# --- environment -------------------------------------------------------------------------
_HOME = Path(closest_scrapy_cfg() or Path.cwd() / "scrapy.cfg").parent

#: Where the embedded PostgreSQL lives when DATABASE_URL is not set.
DATA_DIR = os.environ.get("DATA_DIR") or str(_HOME / ".data")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
#: Folders of source files besides crawler/sources, separated like PATH.
SOURCES_DIRS = [d for d in os.environ.get("SOURCES_DIR", "").split(os.pathsep) if d]
#: Where `scrapy due` writes the logs of the runs that it starts, one file a source.
LOG_DIR = os.environ.get("LOG_DIR") or str(Path(DATA_DIR) / "logs")
#: For `scrapy due --scrapyd`.
SCRAPYD_USERNAME = os.environ.get("SCRAPYD_USERNAME", "")
SCRAPYD_PASSWORD = os.environ.get("SCRAPYD_PASSWORD", "")
#: A browser on another machine (or already running here), by its DevTools address.
PLAYWRIGHT_CDP_URL = os.environ.get("PLAYWRIGHT_CDP_URL", "")
CHROMIUM = PLAYWRIGHT_CDP_URL or find_browser(os.environ.get("CHROMIUM_PATH", ""))
#: Where the people whose pages we fetch can reach the operator: an address or e-mail.
_CONTACT = os.environ.get("CRAWLER_CONTACT", "")

# --- identity and politeness -------------------------------------------------------------
ROBOTSTXT_OBEY = True  # default False; we want to be let in next year too
ROBOTSTXT_USER_AGENT = "CountyNewsCrawler"  # our product token
USER_AGENT = f"{ROBOTSTXT_USER_AGENT}/0.1" + (f" (+{_CONTACT})" if _CONTACT else "")
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8; a source file may raise it
DOWNLOAD_DELAY = 2  # default 0; a source file may change it
AUTOTHROTTLE_ENABLED = False  # it lowers a source's own delay
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",  # default en
}
# default no-referrer-when-downgrade: the path of one outlet goes to no other
REFERRER_POLICY = "same-origin"
COOKIES_ENABLED = True  # cookie bounces are ordinary on share pages

# --- bounds ------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 30  # default 180
DOWNLOAD_MAXSIZE = 16 * 2**20  # default 1 GiB
# default 100; Scrapy starts so many tasks for each response, and ours holds one item
CONCURRENT_ITEMS = 1
DOWNLOAD_WARNSIZE = 0  # the outcome says it
REDIRECT_MAX_TIMES = 8  # default 20; a browser's users leave earlier
RETRY_TIMES = 2  # the entry is pending again anyway
#: A request waits so long (s) for a host that is to be left alone; then its entry waits.
HOST_MAX_WAIT = 10.0
# 429 and 503 are not asked again in the same run: the entry waits as long as they say.
RETRY_HTTP_CODES = [500, 502, 504, 408, 522, 524]
# A server that hangs is not waited for twice in a run.
RETRY_EXCEPTIONS = [e for e in default_settings.RETRY_EXCEPTIONS if "Timeout" not in str(e)]
# default 0 (none); a run on a schedule must end
CLOSESPIDER_TIMEOUT = float(os.environ.get("RUN_LIMIT") or 1200)
# default 0 (none); a crawl takes 130 MiB, and one that takes so much is ended (status 7)
MEMUSAGE_LIMIT_MB = 1024
MEMUSAGE_CHECK_INTERVAL_SECONDS = 30.0
#: What hangs at the time limit is given so long to come back (s); then its process is ended.
RUN_KILL_AFTER = float(os.environ.get("RUN_KILL_AFTER") or 60)
#: Entries pending from earlier runs that one run takes up, oldest first.
PENDING_LIMIT = 500
#: Tries after which an pending entry is given up with its reason.
MAX_ATTEMPTS = 10
#: After so many answers of 304 in a row a listing is asked for without its validators, and by
#: what comes the server is believed or not.
NOT_MODIFIED_RECHECK_EVERY = 6

# --- storing -----------------------------------------------------------------------------
#: A batch is written when it holds this many items or its first item is this old (s).
STORE_BATCH_ITEMS = 100
STORE_BATCH_SECONDS = 0.5
#: How long a run waits for a database that went away (s) before it ends with status 4.
DATABASE_RETRY_SECONDS = 30.0
# What cannot be written meanwhile waits in DATA_DIR/spool, up to so many bytes for all sources.
SPOOL_MAX_BYTES = 256 * 2**20
#: Of so many rows of a source in quarantine the bytes are kept; older ones keep their reason.
QUARANTINE_MAX_BODIES = 500
#: How often a run makes sure that it still holds its source's lock (s).
LOCK_CHECK_SECONDS = 5.0

ITEM_PIPELINES = {
    "pipelines.clean.CleanPipeline": 100,
    "pipelines.store.StorePipeline": 300,
}
EXTENSIONS = {
    "crawler.extensions.run_recorder.RunRecorder": 0,
    "crawler.extensions.dns_guard.InstallPolicyResolver": 0,
    "crawler.extensions.render_stats.RenderStatsStorage": 5,
    "crawler.extensions.deadline.RunDeadline": 5,
    "crawler.extensions.progress_bar.ProgressBar": 10,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "crawler.extensions.memory_limit.ResidentMemoryUsage": 0,
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logstats.LogStats": None,  # the books say more
    "scrapy.extensions.telnet.TelnetConsole": None,  # a door that nobody needs
    "scrapy.extensions.remote_control.RemoteControl": None,  # runs Python for who holds a token
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.StrictRobotsTxtMiddleware": 100,
    "crawler.middlewares.network_policy.NetworkPolicyMiddleware": 50,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.cookies.OfflineCookiesMiddleware": 700,  # calls nobody
    "crawler.middlewares.host_rate_limit.HostRateLimitMiddleware": 950,  # waits for its turn
    "crawler.middlewares.in_flight.InFlightMiddleware": 960,  # the last: the request goes out
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # see NetworkPolicyMiddleware
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # a wake script's trick
}
# Off, because each costs every response: depth and address length bound nothing here, and our
# callbacks copy no meta.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
# The default takes requests that differ in a header or in a route after # alone for one.
REQUEST_FINGERPRINTER_CLASS = "crawler.request_fingerprinter.HeaderAwareFingerprinter"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # entries are taken once by the ledger
LOG_LEVEL = "INFO"  # default DEBUG
LOG_FORMATTER = "crawler.log_formatter.BriefLogFormatter"  # never a whole article in the log
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"

globals().update(playwright_settings(CHROMIUM, USER_AGENT, os.environ))
if PLAYWRIGHT_CDP_URL:
    PLAYWRIGHT_LAUNCH_OPTIONS: dict[str, object] = {}  # whoever started it said how
