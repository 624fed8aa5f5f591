"""Parsing a source file: its Source, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from crawler.parsing.url import is_private_host
from crawler.platforms.core.platform import Platform
from crawler.platforms.registry import PLATFORM_NAMES, get_platform
from crawler.source_config.errors import ConfigError, explain, show, unknown_key
from crawler.source_config.schema import ChannelConfig, Source


def parse_source(key: str, file: str, data: Mapping[str, Any]) -> Source | list[ConfigError]:
    """The source that the TOML ``data`` of ``file`` describes, or all that is wrong with it."""
    faults = [ConfigError(file, *parts) for parts in _across(data)]
    if "key" in data:  # the model has one, the file may not
        faults.append(ConfigError(file, "key", *unknown_key("key", Source)))
    try:
        source = Source.model_validate({**data, "key": key})
    except ValidationError as error:
        found = [e for e in error.errors(include_url=False) if not _follows(e)]
        return [ConfigError(file, *explain(e)) for e in found] + faults
    return faults or source


def _across(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong between keys that may each be right: (key, found, expected)."""
    base = data.get("base_url")
    if isinstance(base, str) and is_private_host(base) and data.get("allow_private") is not True:
        yield "base_url", show(base), "a public address, or allow_private = true"
    listed = data.get("channels")
    tables = [t for t in listed if isinstance(t, dict)] if isinstance(listed, list) else []
    known = data.get("platform", "generic") in PLATFORM_NAMES
    if known and "tenant" not in data:  # an old key is one line
        options = data.get("platform_options", {})
        yield from _for_platform(get_platform(data.get("platform")), options, tables)
    for what in ("name", "url", "id"):
        seen: set[str] = set()
        for number, table in enumerate(tables, 1):
            value = table.get(what)
            if isinstance(value, str) and value in seen:
                yield f"channels[{number}].{what}", f"{show(value)} again", f"a {what} of its own"
            elif isinstance(value, str):
                seen.add(value)


def _for_platform(
    family: Platform, given: object, channels: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    """Options that a platform needs and the file lacks, and those that it does not have."""
    names = set(given) if isinstance(given, dict) else set()
    options = {option.name: option for option in family.options}
    for name, option in options.items():
        if option.default is None and name not in names:
            yield f"platform_options.{name}", "nothing", option.meaning
    for name in sorted(names - options.keys()):
        known = (
            f"one of {', '.join(options)}"
            if options
            else f"no [platform_options] for {family.name}"
        )
        yield f"platform_options.{name}", "a key that is not known", known
    wanted = "id" if family.channels_by_id else "url"
    info = ChannelConfig.model_fields[wanted]
    for number, table in enumerate(channels, 1):
        if not table.get(wanted):
            yield f"channels[{number}].{wanted}", "nothing", info.description or ""


def _follows(error: Any) -> bool:
    """Whether an error only repeats another: a list is too short because its items are wrong."""
    return error["type"] == "too_short" and bool(error["input"])
