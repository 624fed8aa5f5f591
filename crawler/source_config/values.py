"""The values that a source file may hold, each checked; ValueError says what one is not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.etree import XPathSyntaxError
from pydantic import AfterValidator, BeforeValidator

from crawler.gates.rules.side_effects import find_side_effect
from crawler.models.learned_request import parse_patch
from crawler.parsing.selectors import compile_css, compile_xpath
from crawler.parsing.url import absolute_url
from crawler.platforms.registry import PLATFORM_NAMES

_INTERVAL = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _interval(value: Any) -> timedelta:
    """``15m`` as a timedelta, from a minute to 365 days. ValueError otherwise."""
    if isinstance(value, timedelta):
        span = value
    else:
        found = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise ValueError("not a number and one of s, m, h, d")
        span = timedelta(seconds=float(found[1]) * _SECONDS[found[2]])
    if not timedelta(minutes=1) <= span <= timedelta(days=365):
        raise ValueError("too short or too long")
    return span


def _line(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError("not one line of text")
    return value.strip()


def _base_url(value: str) -> str:
    address = absolute_url("", value)  # without what editors put around it, such as U+FEFF
    if not address or _has_login(address):
        raise ValueError("not an http(s) address")
    return address


def _has_login(address: str) -> bool:
    """Whether an address holds a name or password: that of each article would hold it too."""
    return "@" in urlsplit(address).netloc


def _read(value: str) -> str:
    return _without_deed(value, find_side_effect(value))


def _posted(value: str) -> str:
    return _without_deed(value, find_side_effect("", value))


def _without_deed(value: str, deed: str) -> str:
    if deed:
        raise ValueError(f"not a read: it {deed}")
    return value


def _channel_url(value: str) -> str:
    names = set(_PLACEHOLDER.findall(value)) - {"page"}
    if (
        names
        or not value.strip()
        or not (address := absolute_url("http://localhost/", value.replace("{page}", "1")))
        or _has_login(address)
    ):
        raise ValueError("not an address")
    return value


def _css(value: str) -> str:
    compile_css(value)
    return value


def _xpath(value: str) -> str:
    place = parse_patch(value, "").xpath
    try:
        compile_xpath(place)
    except XPathSyntaxError as error:
        raise ValueError("not an XPath") from error
    return value


def _platform(value: str) -> str:
    if value not in PLATFORM_NAMES:
        raise ValueError("not a platform")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError) as error:
        raise ValueError("not a time zone") from error
    return value


Line = Annotated[str, AfterValidator(_line)]
Css = Annotated[str, AfterValidator(_css)]
XPath = Annotated[str, AfterValidator(_xpath)]
WebUrl = Annotated[str, AfterValidator(_base_url)]
ChannelUrl = Annotated[str, AfterValidator(_channel_url)]
ReadUrl = Annotated[WebUrl, AfterValidator(_read)]
ReadBody = Annotated[str, AfterValidator(_posted)]
PlatformName = Annotated[str, AfterValidator(_platform)]
TimeZone = Annotated[str, AfterValidator(_zone)]
Interval = Annotated[timedelta, BeforeValidator(_interval)]
