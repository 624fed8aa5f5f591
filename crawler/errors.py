"""Every named exception of this project. Each message is one sentence for a person."""

from scrapy.exceptions import IgnoreRequest


class CrawlerError(Exception):
    """Base of all errors below; a command prints it as one sentence and exits 1."""


class SourceConfigError(CrawlerError):
    """A source file is wrong; raised by the catalog with all faults of all files."""


class DatabaseUnavailableError(CrawlerError):
    """The database did not answer in time; raised when the pool opens."""


class SchemaOutdatedError(CrawlerError):
    """The database holds another schema than the code expects; raised when the pool opens."""


class BrowserNotFoundError(CrawlerError):
    """No Chromium was found on this machine; raised before a source that needs one starts."""


class UrlNotAllowedError(IgnoreRequest):
    """A request was not made because of where it leads; raised by NetworkPolicyMiddleware."""


class HostPausedError(IgnoreRequest):
    """A request was not made because its host is to be left alone; raised by
    HostRateLimitMiddleware. ``retry_after`` in seconds."""

    def __init__(self, host: str, why: str, retry_after: float) -> None:
        super().__init__(f"{host} is left alone, {retry_after:.0f} s from now on: {why}")
        self.retry_after = retry_after


class RobotsUnreachableError(Exception):
    """A site's robots.txt could not be asked for, so nothing else may be (RFC 9309, 2.3.1.4);
    raised for every request to the site, each of which is pending again."""
