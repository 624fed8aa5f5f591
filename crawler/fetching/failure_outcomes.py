"""How a request that brought no article ends: its outcome, and one line that says why."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.gates.rules.page_source import aside
from crawler.middlewares.host_rate_limit import HostPaused
from crawler.models.article import Outcome
from crawler.network_policy import OutOfReach
from crawler.parsing.page import Page
from crawler.parsing.text import clean_text, key
from crawler.parsing.url import canonical, is_route
from crawler.platforms.core.platform import Entry
from crawler.util.http import header
from crawler.util.retry_after import retry_after

#: What a request comes to that reaches nobody, in words.
_UNREACHED: tuple[tuple[type[Exception], str], ...] = (
    (DownloadConnectionRefusedError, "connection refused"),
    (CannotResolveHostError, "its name has no address"),
)
#: How an address that has a scheme begins, be the rest of it no address at all.
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.I)


def no_article(entry: Entry, page: Page) -> str:
    """Why an answer is no article, rendered or not; '' if it may be one.

    What is ``binary`` stays so; anything else may be another answer at the next try.
    """
    if not page.body.strip():
        return "empty answer"
    if page.binary:
        return f"no page but {page.binary}"
    if page.excess:
        return page.excess
    if page.is_broken_data:
        return "data that cannot be read"
    place = _place_of(page)
    if _without_scheme(canonical(entry.url)) == _without_scheme(canonical(place)):
        return ""
    why = aside(place) or aside(canonical(place, anchored=True))
    return f"led to {why}: {page.url}" if why else ""


def _place_of(page: Page) -> str:
    """Where an answer stands: plain HTTP sends no fragment, and its answers have none."""
    fragment = urldefrag(page.requested_url).fragment
    return f"{page.url}#{fragment}" if "#" not in page.url and is_route(fragment) else page.url


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


def strayed(entry: Entry, page: Page, asked: str) -> bool:
    """Whether a rendered page stands at another address than the one ``asked`` for and does not
    hold the title that the listing gave: a script has led somewhere else."""
    if not page.rendered or not entry.title or urlsplit(asked).path == urlsplit(page.url).path:
        return False
    return key(entry.title) not in key(page.text)


def ending_of(error: BaseException | None) -> tuple[Outcome, float | None]:
    """What becomes of an entry whose every try ends like this, and the Retry-After of this one
    in seconds."""
    if isinstance(error, HttpError):
        wait = retry_after(error.response.headers.get("Retry-After") or b"")
        return "gone" if error.response.status in (404, 410) else "rejected", wait
    return "rejected", error.retry_after if isinstance(error, HostPaused) else None


def is_missing(error: BaseException | None) -> bool:
    """Whether a server says that there is no such page."""
    return isinstance(error, HttpError) and error.response.status in (404, 410)


def is_refusal(error: BaseException | None) -> bool:
    """Whether a server may have refused a request for the headers that it carried: not where it
    asks for patience."""
    return isinstance(error, HttpError) and error.response.status not in (429, 502, 503, 504)


def reason_of(failure: Failure) -> str:
    """One line that says why a request came to nothing."""
    error = failure.value
    if isinstance(error, HttpError):
        scheme = led_away(error.response)
        return f"led to {scheme}:" if scheme else f"HTTP {error.response.status}"
    if isinstance(error, OutOfReach):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return str(error) or "not asked for"
    for kind, words in _UNREACHED:
        if isinstance(error, kind):
            return f"could not be reached: {words}"
    text = clean_text(str(error))[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def led_away(response: Response) -> str:
    """The scheme of a redirect that leads out of the web (to an app, a file); '' for any other."""
    found = _SCHEME.match(header(response, "Location"))
    scheme = found[1].lower() if found else ""
    return scheme if 300 <= response.status < 400 and scheme not in ("", "http", "https") else ""
