"""URLs that are no articles, as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NonArticleUrl:
    """An address that is not an article's: no script may take the crawler there."""

    pattern: str
    why: str


NON_ARTICLE_URLS = (
    NonArticleUrl(
        r"^https?://[^/?#]+/*(?:index\.[a-z]+)?\??"
        r"(?:#!?/?(?:home|index|main|top)?/?)?$",
        "a front page",
    ),
    NonArticleUrl(r"\.(?:apk|ipa|exe|dmg|zip|rar|plist|mobileconfig)(?:[?#]|$)", "a download"),
    NonArticleUrl(
        r"[/?&#=_.-](?!down/\d+\.s?html?)(?:app)?[-_]?(?:down(?:load)?s?|install)"
        r"(?:app|page|client)?(?:[/?&#=_.-]|$)",
        "a download page",
    ),
    NonArticleUrl(
        r"[/?&#=_.-](?:open|launch|wake|wakeup|call|get|goto|jump|to|invite)[-_]?(?:app|client)"
        r"(?:[/?&#=_.-]|$)",
        "an app's door",
    ),
    NonArticleUrl(
        r"[/?&#=_.-](?:app[-_]?(?:store|market|open|page|guide|promotion)|wakeup|khd)"
        r"(?:[/?&#=_.-]|$)",
        "an app's door",
    ),
    NonArticleUrl(
        r"[/?&#=_.-](?!guide/\d+\.s?html?)(?:h5[-_/])?(?:app[-_]?)?(?:guide|landing|yindao|spread|promo(?:te)?)"
        r"(?:page)?(?:[/?&#=_.-]|$)",
        "a page that leads to an app",
    ),
    NonArticleUrl(
        r"[/?&#=_.-](?:log[-_]?in|sign[-_]?in|passport|register|oauth2?)(?:[/?&#=_.-]|$)",
        "a login page",
    ),
)


#: What the address of an article holds and that of a shop, a guide, an app's door does not: an
#: id, a date, or a title of several words. Also a pattern of JavaScript's (`rules_for_javascript`).
ARTICLE_URL = (
    r"^[^?#]*(?:\d{3,}|/[a-z0-9%]+(?:-[a-z0-9%]+){2,})|[?&#/](?:[0-9a-z_]*id|aid|nid|key)=[0-9a-z_]*\d"
    r"|^[^#]*#!?/\D*\d"
)


_ASIDES = [(re.compile(row.pattern, re.I), row.why) for row in NON_ARTICLE_URLS]
_ARTICLE_LIKE = re.compile(ARTICLE_URL, re.I)


def non_article_url_reason(url: str) -> str:
    """Why an address is no article's ("a download page"), or ''."""
    return next((why for pattern, why in _ASIDES if pattern.search(url)), "")


def may_be_article_url(url: str, home: str) -> bool:
    """Whether a script may lead from ``home`` to an address: it is the same page once more, or
    shaped as an article's is, and no aside."""
    if non_article_url_reason(url):
        return False
    return _path(url) == _path(home) or _ARTICLE_LIKE.search(_path_on(url)) is not None


def _path(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _path_on(url: str) -> str:
    """An address from its path on: a host's digits are no article's id."""
    return "/" + url.partition("://")[2].partition("/")[2]
