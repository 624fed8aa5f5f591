"""The contract of a source file: each key, its type, its default, and what a fault says."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import PurePath
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from crawler.fetching.learned_request_toml import evidence_of, graft_of
from crawler.fetching.render_stats import ANY, Evidence
from crawler.fetching.request_learning import AskFor
from crawler.parsing.url import host_key, is_private, same_site
from crawler.platforms.core.platform import Channel, Platform
from crawler.platforms.registry import NAMES, platform
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
from crawler.util.printable import is_secret, one_line, secrets_in

#: What a source file may be called (without ``.toml``): the name of its spider.
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """What is wrong with one key of one file, as a line for the person who wrote it.

    Elements of a list are counted from 1: ``channels[2].url`` is in the second table.
    """

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        line = f"{self.file}: {self.key}: found {self.found}, expected {self.expected}"
        return one_line(line)

    @property
    def source(self) -> str:
        """The key of the source that the file would be."""
        return PurePath(self.file).stem


_LINE = "a line of text"
_CSS = 'a CSS selector such as "ul.news li a"'
_RULES = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class ChannelFacts(BaseModel):
    """A ``[[channels]]`` table. The description of a field is what a fault says was expected."""

    model_config = _RULES

    url: ChannelUrl = Field(
        default="",
        description='an address, absolute or relative to base_url, such as "/list_{page}.html"',
    )
    id: Line = Field(default="", description="the id that the platform knows the channel by")
    name: Line = Field(default="", description=_LINE)
    entries: Css | None = Field(default=None, description=_CSS)
    next: Css | None = Field(default=None, description=_CSS)


class AskFacts(BaseModel):
    """A ``[[ways.asks]]`` table: a request of the page's own."""

    model_config = _RULES

    url: ReadUrl = Field(
        description="an http(s) address with {1}, {2} … for the tokens of the article's address,"
        ' and no word of doing ("vote")'
    )
    method: Literal["GET", "POST"] = Field(default="GET", description='"GET" or "POST"')
    body: ReadBody = Field(default="", description='text with no word of doing ("vote")')


class GraftFacts(BaseModel):
    """A ``[[ways.grafts]]`` table: what of the answer goes where."""

    model_config = _RULES

    at: XPath = Field(description="an XPath of one element")
    markup: str = Field(description="HTML with ⟦0/data/content⟧ for parts of the first answer")


class WayFacts(BaseModel):
    """A ``[[ways]]`` table, as ``scrapy evidence NAME --toml`` prints it."""

    model_config = _RULES

    pattern: Line = Field(description='a pattern such as "m.example.cn/p/{n}.html"')
    template: str = Field(default=ANY, description="eight characters, or no template at all")
    shapes: tuple[str, ...] = Field(default=(), strict=False, description="a list of texts")
    asks: tuple[AskFacts, ...] = Field(
        min_length=1, strict=False, description="one [[ways.asks]] table or more"
    )
    grafts: tuple[GraftFacts, ...] = Field(
        min_length=1, strict=False, description="one [[ways.grafts]] table or more"
    )


class Source(BaseModel):
    """An outlet that we follow: the facts of its file, checked.

    ``every`` is a timedelta, ``delay`` seconds, ``floor`` entries, ``max_pages`` pages a run.
    """

    model_config = _RULES

    key: str = Field(description="the file's name")
    name: Line = Field(description="the outlet's name, one line of text")
    base_url: WebUrl = Field(
        description='an http(s) address such as "https://m.example.cn", without name@'
    )
    channels: tuple[ChannelFacts, ...] = Field(
        min_length=1, strict=False, description="one [[channels]] table or more, each with a url"
    )
    region: Line = Field(default="", description=_LINE)
    platform: PlatformName | None = Field(
        default=None, description=f"one of {', '.join(NAMES)}, or no platform at all"
    )
    tenant: dict[str, Line] = Field(
        default_factory=dict, description="a table of what the platform wants to be told"
    )
    every: Interval = Field(
        default=timedelta(minutes=15),
        description='a time from "1m" to "365d": a number and s, m, h or d',
    )
    floor: int = Field(default=1, ge=0, description="a whole number, 0 or more")
    render: Literal["auto", "never", "always"] = Field(
        default="auto", description='"auto", "never" or "always"'
    )
    timezone: TimeZone = Field(
        default="Asia/Shanghai", description='a time zone such as "Asia/Shanghai"'
    )
    delay: float = Field(default=2.0, ge=0, description="a number of seconds, 0 or more")
    concurrency: int = Field(default=1, ge=1, description="a whole number, 1 or more")
    allow_private: bool = Field(default=False, description="true or false")
    external: bool = Field(default=True, description="true or false")
    max_pages: int = Field(default=5, ge=1, description="a whole number, 1 or more")
    enabled: bool = Field(default=True, description="true or false")
    ways: tuple[WayFacts, ...] = Field(
        default=(), strict=False, description="[[ways]] tables, each a learned request"
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def owns(self, url: str) -> bool:
        """Whether an address is of the outlet's site, or of one of its channels'."""
        homes = [self.base_url, *(channel.address() for channel in self.listings())]
        return any(same_site(url, home) for home in homes)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The outlet's own hosts (as ``host_key`` gives them): those that its file names, in
        addresses of its own, of channels, of interfaces and of learned requests."""
        family = platform(self.platform)
        named = [self.base_url, *self.tenant.values()]
        named += [family.first(channel).url for channel in self.listings()]
        named += [ask.url for way in self.ways for ask in way.asks]
        return frozenset(host for host in map(host_key, named) if host)

    def listings(self) -> tuple[Channel, ...]:
        """The channels as platforms take them; one without a name is called by its url or id."""
        return tuple(
            Channel(
                name=c.name or c.url or c.id,
                url=c.url,
                base_url=self.base_url,
                entries=c.entries,
                next=c.next,
                platform=self.platform,
                id=c.id,
                tenant=self.tenant,
            )
            for c in self.channels
        )

    def secrets(self) -> list[str]:
        """What the file holds that gives access: facts of the platform, parameters of addresses."""
        facts = platform(self.platform).facts
        secret = {fact.name for fact in facts if fact.secret} | set(filter(is_secret, self.tenant))
        addresses = [self.base_url, *(c.url for c in self.channels)]
        addresses += [f"{ask.url}&{ask.body}" for way in self.ways for ask in way.asks]
        found = [self.tenant[name] for name in secret if name in self.tenant]
        return found + [value for address in addresses for value in secrets_in(address)]

    def taught(self) -> list[Evidence]:
        """The learned requests that the file holds."""
        return [
            evidence_of(
                way.pattern,
                way.template,
                [AskFor(ask.url, ask.method, ask.body) for ask in way.asks],
                [graft_of(graft.at, graft.markup) for graft in way.grafts],
                list(way.shapes),
            )
            for way in self.ways
        ]


def read_source(key: str, file: str, data: Mapping[str, Any]) -> Source | list[Fault]:
    """The source that the TOML ``data`` of ``file`` describes, or all that is wrong with it."""
    faults = [Fault(file, *parts) for parts in _across(data)]
    if "key" in data:  # the model has one, the file may not
        faults.append(Fault(file, "key", *_unknown("key", Source)))
    try:
        source = Source.model_validate({**data, "key": key})
    except ValidationError as error:
        found = [e for e in error.errors(include_url=False) if not _follows(e)]
        return [Fault(file, *_explain(e)) for e in found] + faults
    return faults or source


def _across(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong between keys that may each be right: (key, found, expected)."""
    base = data.get("base_url")
    if isinstance(base, str) and is_private(base) and data.get("allow_private") is not True:
        yield "base_url", _show(base), "a public address, or allow_private = true"
    listed = data.get("channels")
    tables = [t for t in listed if isinstance(t, dict)] if isinstance(listed, list) else []
    if data.get("platform", "generic") in NAMES:
        yield from _for_platform(platform(data.get("platform")), data.get("tenant", {}), tables)
    for what in ("name", "url", "id"):
        seen: set[str] = set()
        for number, table in enumerate(tables, 1):
            value = table.get(what)
            if isinstance(value, str) and value in seen:
                yield f"channels[{number}].{what}", f"{_show(value)} again", f"a {what} of its own"
            elif isinstance(value, str):
                seen.add(value)


def _for_platform(
    family: Platform, tenant: object, channels: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    """What a family lacks of what it wants to be told, and what it does not know."""
    told = set(tenant) if isinstance(tenant, dict) else set()
    facts = {fact.name: fact for fact in family.facts}
    for name, fact in facts.items():
        if fact.default is None and name not in told:
            yield f"tenant.{name}", "nothing", fact.meaning
    for name in sorted(told - facts.keys()):
        known = f"one of {', '.join(facts)}" if facts else f"no [tenant] for {family.name}"
        yield f"tenant.{name}", "a key that is not known", known
    wanted = "id" if family.by_id else "url"
    info = ChannelFacts.model_fields[wanted]
    for number, table in enumerate(channels, 1):
        if not table.get(wanted):
            yield f"channels[{number}].{wanted}", "nothing", info.description or ""


def _follows(error: Any) -> bool:
    """Whether an error only repeats another: a list is too short because its items are wrong."""
    return error["type"] == "too_short" and bool(error["input"])


def _explain(error: Any) -> tuple[str, str, str]:
    """One of pydantic's errors as (key, found, expected)."""
    location, kind = error["loc"], error["type"]
    key = _dotted(location)
    model, info = _described(location)
    if kind == "extra_forbidden":
        return key, *_unknown(str(location[-1]), model)
    expected = info.description if info else f"a [[{_bare(key)}]] table"
    found = "nothing" if kind == "missing" else _show(error["input"])
    return key, found, expected or ""


def _dotted(location: tuple[int | str, ...]) -> str:
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).removeprefix(".")


def _bare(key: str) -> str:
    """A key without the numbers of tables: ``ways[1].asks[2]`` is ``ways.asks``."""
    return re.sub(r"\[\d+\]", "", key)


def _described(location: tuple[int | str, ...]) -> tuple[type[BaseModel], FieldInfo | None]:
    """The table that a key stands in, and the field that the key is or is within, if any."""
    tables = [str(step) for step in location[:-1] if step in _TABLES]
    model = _TABLES[tables[-1]] if tables and len(location) > 2 else Source
    if isinstance(location[-1], int) and location[-2] in _TABLES:
        return model, None
    known = [str(step) for step in location if step in model.model_fields]
    return model, model.model_fields[known[0]] if known else None


#: The tables of a source file, by the key that they stand under.
_TABLES: dict[str, type[BaseModel]] = {
    "channels": ChannelFacts,
    "ways": WayFacts,
    "asks": AskFacts,
    "grafts": GraftFacts,
}


def _unknown(name: str, model: type[BaseModel]) -> tuple[str, str]:
    known = [field for field in model.model_fields if field != "key"]
    close = difflib.get_close_matches(name, known, n=1)
    expected = f'"{close[0]}"' if close else f"one of {', '.join(known)}"
    return "a key that is not known", expected


def _show(value: Any) -> str:
    """A TOML value as the file might hold it, on one line and not too long."""
    if isinstance(value, dict):
        return "a table"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
