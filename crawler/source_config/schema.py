"""The contract of a source file: each key, its type, its default, and what a fault says."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from crawler.models.learned_request import (
    ANY_TEMPLATE,
    LearnedRequest,
    RequestTemplate,
    parse_patch,
)
from crawler.models.listing import Channel
from crawler.parsing.url import host_with_port, same_site
from crawler.platforms.registry import PLATFORM_NAMES, get_platform
from crawler.source_config.values import (
    ChannelUrl,
    Css,
    Interval,
    Line,
    PlatformName,
    ReadBody,
    ReadUrl,
    TimeZone,
    WebUrl,
    XPath,
)
from crawler.util.printable import is_secret, secrets_in

#: What a source file may be called (without ``.toml``): the name of its spider.
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

_LINE = "a line of text"
_CSS = 'a CSS selector such as "ul.news li a"'
_RULES = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class ChannelConfig(BaseModel):
    """A ``[[channels]]`` table. The description of a field is what a fault says was expected."""

    model_config = _RULES

    url: ChannelUrl = Field(
        default="",
        description='an address, absolute or relative to base_url, such as "/list_{page}.html"',
    )
    id: Line = Field(default="", description="the id that the platform knows the channel by")
    name: Line = Field(default="", description=_LINE)
    entry_css: Css | None = Field(default=None, description=_CSS)
    next_css: Css | None = Field(default=None, description=_CSS)


class RequestConfig(BaseModel):
    """A ``[[learned_requests.requests]]`` table: a request of the page's own."""

    model_config = _RULES

    url: ReadUrl = Field(
        description="an http(s) address with {1}, {2} … for the tokens of the article's address,"
        ' and no word of doing ("vote")'
    )
    method: Literal["GET", "POST"] = Field(default="GET", description='"GET" or "POST"')
    body: ReadBody = Field(default="", description='text with no word of doing ("vote")')


class PatchConfig(BaseModel):
    """A ``[[learned_requests.patches]]`` table: what of the answer goes where."""

    model_config = _RULES

    xpath: XPath = Field(description="an XPath of one element")
    markup: str = Field(description="HTML with ⟦0/data/content⟧ for parts of the first answer")


class LearnedRequestConfig(BaseModel):
    """A ``[[learned_requests]]`` table, as ``scrapy render-stats NAME --toml`` prints it."""

    model_config = _RULES

    pattern: Line = Field(description='a pattern such as "m.example.cn/p/{n}.html"')
    template: str = Field(
        default=ANY_TEMPLATE, description="eight characters, or no template at all"
    )
    known_shapes: tuple[str, ...] = Field(default=(), strict=False, description="a list of texts")
    requests: tuple[RequestConfig, ...] = Field(
        min_length=1, strict=False, description="one [[learned_requests.requests]] table or more"
    )
    patches: tuple[PatchConfig, ...] = Field(
        min_length=1, strict=False, description="one [[learned_requests.patches]] table or more"
    )

    @property
    def learned_request(self) -> LearnedRequest:
        return LearnedRequest(
            tuple(RequestTemplate(one.url, one.method, one.body) for one in self.requests),
            tuple(parse_patch(one.xpath, one.markup) for one in self.patches),
            self.known_shapes,
        )


class Source(BaseModel):
    """An outlet that we follow: the facts of its file, checked.

    ``every`` is a timedelta, ``delay`` seconds, ``min_entries`` entries, ``max_pages`` pages a run.
    """

    model_config = _RULES

    key: str = Field(description="the file's name")
    name: Line = Field(description="the outlet's name, one line of text")
    base_url: WebUrl = Field(
        description='an http(s) address such as "https://m.example.cn", without name@'
    )
    channels: tuple[ChannelConfig, ...] = Field(
        min_length=1, strict=False, description="one [[channels]] table or more, each with a url"
    )
    region: Line = Field(default="", description=_LINE)
    platform: PlatformName | None = Field(
        default=None, description=f"one of {', '.join(PLATFORM_NAMES)}, or no platform at all"
    )
    platform_options: dict[str, Line] = Field(
        default_factory=dict, description="a table of what the platform wants to be told"
    )
    every: Interval = Field(
        default=timedelta(minutes=15),
        description='a time from "1m" to "365d": a number and s, m, h or d',
    )
    min_entries: int = Field(default=1, ge=0, description="a whole number, 0 or more")
    render: Literal["auto", "never", "always"] = Field(
        default="auto", description='"auto", "never" or "always"'
    )
    timezone: TimeZone = Field(
        default="Asia/Shanghai", description='a time zone such as "Asia/Shanghai"'
    )
    delay: float = Field(default=2.0, ge=0, description="a number of seconds, 0 or more")
    concurrency: int = Field(default=1, ge=1, description="a whole number, 1 or more")
    allow_private: bool = Field(default=False, description="true or false")
    follow_external: bool = Field(default=True, description="true or false")
    max_pages: int = Field(default=5, ge=1, description="a whole number, 1 or more")
    enabled: bool = Field(default=True, description="true or false")
    learned_requests: tuple[LearnedRequestConfig, ...] = Field(
        default=(), strict=False, description="[[learned_requests]] tables, each a learned request"
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def owns_url(self, url: str) -> bool:
        """Whether an address is of the outlet's site, or of one of its channels'."""
        homes = [self.base_url, *(channel.address() for channel in self.platform_channels())]
        return any(same_site(url, home) for home in homes)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The outlet's own hosts (as ``host_with_port`` gives them): those that its file names, in
        addresses of its own, of channels, of interfaces and of learned requests."""
        family = get_platform(self.platform)
        named = [self.base_url, *self.platform_options.values()]
        named += [family.first_request(channel).url for channel in self.platform_channels()]
        named += [spec.url for way in self.learned_requests for spec in way.requests]
        return frozenset(host for host in map(host_with_port, named) if host)

    def platform_channels(self) -> tuple[Channel, ...]:
        """The channels as platforms take them; one without a name is called by its url or id."""
        return tuple(
            Channel(
                name=c.name or c.url or c.id,
                url=c.url,
                base_url=self.base_url,
                entry_css=c.entry_css,
                next_css=c.next_css,
                platform=self.platform,
                id=c.id,
                platform_options=self.platform_options,
            )
            for c in self.channels
        )

    def secrets(self) -> list[str]:
        """What the file holds that gives access: facts of the platform, parameters of addresses."""
        facts = get_platform(self.platform).options
        secret = {fact.name for fact in facts if fact.secret} | set(
            filter(is_secret, self.platform_options)
        )
        addresses = [self.base_url, *(c.url for c in self.channels)]
        addresses += [
            f"{spec.url}&{spec.body}" for way in self.learned_requests for spec in way.requests
        ]
        found = [self.platform_options[name] for name in secret if name in self.platform_options]
        return found + [value for address in addresses for value in secrets_in(address)]
