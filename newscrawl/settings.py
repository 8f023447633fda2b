"""Scrapy's settings for newscrawl. A user's options are in newscrawl.configuration; these are fixed for a news crawl.

Names and behaviour are those of Scrapy 2.19.
"""

from newscrawl import configuration, version

BOT_NAME = version.AGENT
SPIDER_MODULES = ["newscrawl.spiders"]

# Components of newscrawl.
SCHEDULER = "newscrawl.scheduler.FrontierScheduler"  # over the store: survives kill -9, which JOBDIR does not
ITEM_PIPELINES = {
    "newscrawl.pipelines.Unchanged": 100,
    "newscrawl.pipelines.Extract": 200,
    "newscrawl.pipelines.Join": 220,
    "newscrawl.pipelines.Rights": 250,
    "newscrawl.pipelines.Clean": 300,
    "newscrawl.pipelines.Validate": 400,
    "newscrawl.pipelines.Hold": 450,
    "newscrawl.pipelines.Keep": 500,  # deduplicates and stores, in one transaction
}
EXTENSIONS = {
    "newscrawl.extensions.CleanLog": 0,
    "newscrawl.extensions.ResolverGuard": 0,  # installs the guard on the resolver, before anything is resolved
    "newscrawl.extensions.OutputWriter": 10,
    "newscrawl.extensions.Progress": 20,
    "newscrawl.extensions.Closing": 90,  # after the outputs: closes the store
    "scrapy.extensions.telnet.TelnetConsole": None,  # no listening ports
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.logstats.LogStats": None,  # Progress reports
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,  # newscrawl.net.pace adapts the delay
}
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.url_guard.UrlGuardMiddleware": 50,
    "newscrawl.middlewares.robotstxt.RobotsTxtMiddleware": 100,
    "newscrawl.middlewares.usage_rights.UsageRightsMiddleware": 150,
    "newscrawl.middlewares.download_limits.DownloadLimitsMiddleware": 200,
    "newscrawl.middlewares.retry.RetryMiddleware": 550,
    "newscrawl.middlewares.redirect.RefreshMiddleware": 570,
    "newscrawl.middlewares.archiving.ArchiveMiddleware": 580,  # after decompression, before a retry
    "newscrawl.middlewares.httpcompression.Decompression": 590,
    "newscrawl.middlewares.redirect.RedirectMiddleware": 600,
    "newscrawl.middlewares.archiving.RedirectArchiveMiddleware": 610,
    # Scrapy's own are replaced by the above or not needed; each costs every page some CPU.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets requests pass before robots.txt is read
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,  # set on each request
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # knows no Retry-After
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # detects charsets on the way
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # keeps all of them: see newscrawl.net.cookies
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # a proxy would resolve names without the guard
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    # The spider looks at every status itself, and links reach the crawl through the frontier, not as requests.
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
FEED_EXPORTERS = {
    "jsonl": "newscrawl.exporters.JsonLines",
    "jsonlines": "newscrawl.exporters.JsonLines",
    "json": "newscrawl.exporters.JsonArray",
    "csv": "newscrawl.exporters.Csv",
    "parquet": "newscrawl.exporters.Parquet",
    "md": "newscrawl.exporters.Markdown",
    "txt": "newscrawl.exporters.Text",
    "xml": "newscrawl.exporters.Xml",
    "marshal": "newscrawl.exporters.Marshal",
}

# Politeness: one request at a time to a site, a second apart. Flags and [site.*] tables change them; --delay 0 is for
# local webs. The jitter is upward only: newscrawl.crawling.politeness raises every delay by it.
CONCURRENT_REQUESTS_PER_DOMAIN = configuration.PER_HOST
DOWNLOAD_DELAY = configuration.DELAY
DOWNLOAD_DELAY_JITTER = 0.03
CONCURRENT_REQUESTS = 0  # no limit: the scheduler limits the requests of each site
ROBOTSTXT_OBEY = False  # newscrawl.middlewares.robotstxt obeys it

# Safety. Sizes count after decompression; the guard and the limits of a page are in newscrawl.configuration.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = int(configuration.LIMITS.max_size)
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = configuration.LIMITS.timeout
DOWNLOAD_FAIL_ON_DATALOSS = False  # the handler fails where the page has no end
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.handlers.DownloadHandler",
    "https": "newscrawl.handlers.DownloadHandler",
    "data": None, "file": None, "ftp": None, "s3": None,
}  # fmt: skip
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"  # IPv6 too, which the default one cannot
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Speed. One item a page: 100 tasks a response, the default, were 26 % of the engine's CPU.
CONCURRENT_ITEMS = 1
REACTOR_THREADPOOL_MAXSIZE = 32  # name resolving; with 10 a slow resolver holds up a crawl of many sites
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16 * 1024 * 1024  # bytes of pages waiting for extraction before fetching pauses
WARN_ON_GENERATOR_RETURN_VALUE = False
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
try:
    import uvloop  # noqa: F401
except ImportError:
    pass
else:
    ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# What a person reads. Dropped pages are counted with their reasons and not logged one by one.
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = True
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_FORMATTER = "newscrawl.extensions.QuietLog"
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
FEED_EXPORT_ENCODING = "utf-8"
