"""Map errors and responses without an article to an outcome and a reason."""

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

from crawler.errors import HostPausedError, UrlNotAllowedError
from crawler.gates.rules.urls import non_article_url_reason
from crawler.models.listing import Entry
from crawler.models.outcome import Outcome
from crawler.parsing.page import FetchedPage
from crawler.parsing.text import comparison_key, normalize_text
from crawler.parsing.url import canonical_url, is_fragment_route
from crawler.util.http import header_text
from crawler.util.retry_after import parse_retry_after

#: What a request comes to that reaches nobody, in words.
_UNREACHED: tuple[tuple[type[Exception], str], ...] = (
    (DownloadConnectionRefusedError, "connection refused"),
    (CannotResolveHostError, "its name has no address"),
)
#: How an address that has a scheme begins, be the rest of it no address at all.
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.I)


def non_article_reason(entry: Entry, page: FetchedPage) -> str:
    """Why an answer is no article, rendered or not; '' if it may be one.

    What is ``binary`` stays so; anything else may be another answer at the next try.
    """
    if not page.body.strip():
        return "empty answer"
    if page.binary_media_type:
        return f"no page but {page.binary_media_type}"
    if page.excess:
        return page.excess
    if page.is_truncated_json:
        return "data that cannot be read"
    place = _place_of(page)
    if _without_scheme(canonical_url(entry.url)) == _without_scheme(canonical_url(place)):
        return ""
    why = non_article_url_reason(place) or non_article_url_reason(
        canonical_url(place, anchored=True)
    )
    return f"led to {why}: {page.url}" if why else ""


def _place_of(page: FetchedPage) -> str:
    """Where an answer stands: plain HTTP sends no fragment, and its answers have none."""
    fragment = urldefrag(page.requested_url).fragment
    return (
        f"{page.url}#{fragment}"
        if "#" not in page.url and is_fragment_route(fragment)
        else page.url
    )


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


def redirected_away(entry: Entry, page: FetchedPage, asked: str) -> bool:
    """Whether a rendered page stands at another address than the one ``asked`` for and does not
    hold the title that the listing gave: a script has led somewhere else."""
    if not page.rendered or not entry.title or urlsplit(asked).path == urlsplit(page.url).path:
        return False
    return comparison_key(entry.title) not in comparison_key(page.text)


def failure_outcome(error: BaseException | None) -> tuple[Outcome, float | None]:
    """What becomes of an entry whose every try ends like this, and the Retry-After of this one
    in seconds."""
    if isinstance(error, HttpError):
        wait = parse_retry_after(error.response.headers.get("Retry-After") or b"")
        return "gone" if error.response.status in (404, 410) else "rejected", wait
    return "rejected", error.retry_after if isinstance(error, HostPausedError) else None


def is_not_found(error: BaseException | None) -> bool:
    """Whether a server says that there is no such page."""
    return isinstance(error, HttpError) and error.response.status in (404, 410)


def may_refuse_headers(error: BaseException | None) -> bool:
    """Whether a server may have refused a request for the headers that it carried: not where it
    asks for patience."""
    return isinstance(error, HttpError) and error.response.status not in (429, 502, 503, 504)


def error_reason(failure: Failure) -> str:
    """One line that says why a request came to nothing."""
    error = failure.value
    if isinstance(error, HttpError):
        scheme = non_web_redirect(error.response)
        return f"led to {scheme}:" if scheme else f"HTTP {error.response.status}"
    if isinstance(error, UrlNotAllowedError):
        return str(error)
    if isinstance(error, IgnoreRequest):
        return str(error) or "not asked for"
    for kind, words in _UNREACHED:
        if isinstance(error, kind):
            return f"could not be reached: {words}"
    text = normalize_text(str(error))[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def non_web_redirect(response: Response) -> str:
    """The scheme of a redirect that leads out of the web (to an app, a file); '' for any other."""
    found = _SCHEME.match(header_text(response, "Location"))
    scheme = found[1].lower() if found else ""
    return scheme if 300 <= response.status < 400 and scheme not in ("", "http", "https") else ""
