"""Map Playwright's errors to Scrapy's, for retries and outcomes."""

from __future__ import annotations

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)

from crawler.errors import BrowserNotFoundError

#: Chromium's own words, the error they become, and what is said of it.
_MEANINGS: tuple[tuple[str, type[Exception], str], ...] = (
    ("Executable doesn't exist", BrowserNotFoundError, "no browser is installed"),
    ("executable doesn't exist", BrowserNotFoundError, "no browser is installed"),
    ("Download is starting", DownloadCancelledError, "is a download, not a page"),
    ("ERR_NAME_NOT_RESOLVED", CannotResolveHostError, "has a host of no known address"),
    ("ERR_CONNECTION_REFUSED", DownloadConnectionRefusedError, "was refused a connection"),
    ("ERR_TIMED_OUT", DownloadTimeoutError, "did not answer in time"),
    ("ERR_CONNECTION_TIMED_OUT", DownloadTimeoutError, "did not answer in time"),
    ("ERR_BLOCKED_BY_CLIENT", DownloadCancelledError, "may not be asked or led out of reach"),
    ("ERR_UNKNOWN_URL_SCHEME", DownloadCancelledError, "led to an app"),
    ("ERR_ABORTED", DownloadCancelledError, "led to an app or a download"),
    (
        "too many bytes",
        DownloadCancelledError,
        "brought more than RENDER_MAX_BYTES lets a page bring",
    ),
    ("crash", DownloadFailedError, "crashed its renderer"),
    ("has been closed", DownloadFailedError, "lost its page: the browser went away"),
)


def to_scrapy_error(error: PlaywrightError, url: str) -> Exception:
    """The Scrapy error (or BrowserNotFoundError) that says what happened to ``url``."""
    if isinstance(error, PlaywrightTimeout):
        return DownloadTimeoutError(f"{url} did not answer the browser in time")
    for words, kind, meaning in _MEANINGS:
        if words in error.message:
            return kind(f"{url} {meaning}")
    return DownloadFailedError(f"{url}: {error.message.splitlines()[0]}")
