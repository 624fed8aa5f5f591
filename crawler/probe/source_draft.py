"""The source file that a probe proposes. Pure: the text is checked before it is shown."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.platforms.core.platform import PlatformOption
from crawler.platforms.registry import get_platform
from crawler.source_config.errors import ConfigError
from crawler.source_config.parser import parse_source
from crawler.source_config.schema import Source


@dataclass
class ChannelCandidate:
    """A channel that may be followed, how it was found, and what a look at it showed.

    ``same_as`` names the channel that shows the same entries; ``second_page_entries`` counts the
    entries that its second page added, None where no second page was asked for.
    """

    name: str
    found: str
    url: str = ""
    id: str = ""
    looked: bool = False
    entries: list[Entry] = field(default_factory=list)
    fault: str = ""
    next: RequestSpec | None = None
    pages: int = 1
    more: bool = False
    rendered: bool = False
    same_as: str = ""
    second_page_entries: int | None = None
    note: str = ""

    @property
    def works(self) -> bool:
        return bool(self.entries) and not self.same_as

    @property
    def accepted(self) -> bool:
        """Whether the source follows it: what a menu names is believed without a look."""
        return self.works if self.looked else bool(self.id)

    @property
    def keys(self) -> set[str]:
        """The entries as they are told apart."""
        return {entry.key for entry in self.entries}

    @property
    def label(self) -> str:
        return self.name or self.url or self.id

    @property
    def rejection_reason(self) -> str:
        """Why it is not taken, or ''."""
        if self.accepted:
            return ""
        same = f"shows what {self.same_as} shows" if self.same_as else ""
        return same or self.fault or ("no entries" if self.looked else "not looked at")


@dataclass
class SourceDraft:
    """A source as it is found out. ``missing`` are tenant facts that no address told; without
    ``pinned`` the file leaves it to each page to show its platform."""

    base_url: str
    name: str = ""
    platform: str | None = None
    evidence: str = ""
    pinned: bool = True
    tenant: dict[str, str] = field(default_factory=dict)
    missing: list[PlatformOption] = field(default_factory=list)
    delay: float = 2.0
    delay_why: str = ""
    private: bool = False
    channels: list[ChannelCandidate] = field(default_factory=list)

    @property
    def needed(self) -> list[PlatformOption]:
        """The missing facts without which the interface cannot be asked."""
        return [fact for fact in self.missing if fact.default is None]

    def add(self, proposal: ChannelCandidate) -> ChannelCandidate:
        """The proposal in the list; its name is its own there."""
        proposal.name = single_line(proposal.name)
        if any(known.name == proposal.name for known in self.channels if proposal.name):
            proposal.name = f"{proposal.name} ({proposal.id or self.relative(proposal.url)})"
        self.channels.append(proposal)
        return proposal

    def channel(self, proposal: ChannelCandidate) -> Channel:
        """A proposal as platforms take it."""
        return Channel(
            name=proposal.label,
            url=proposal.url,
            base_url=self.base_url,
            platform=self.platform if self.pinned else None,
            id=proposal.id,
            platform_options=self.tenant,
        )

    def source(self, key: str, text: str) -> Source | list[ConfigError]:
        """The source that the text of :meth:`toml` describes, or all that is wrong with it."""
        return parse_source(key, f"{key}.toml", tomllib.loads(text))

    def toml(self, url: str, at: datetime) -> str:
        """The source file; what is not known stands in it as a comment."""
        return "\n".join([*self._head(url, at), *self._tenant(), *self._tables()]) + "\n"

    def _head(self, url: str, at: datetime) -> Iterator[str]:
        yield toml_comment(f"Probed on {at:%Y-%m-%d %H:%M} UTC from {url}")
        if self.platform:
            yield toml_comment(
                f"{get_platform(self.platform).title or self.platform}: {self.evidence}"
            )
        else:
            yield toml_comment("Platform: not known; the pages are read by their shape.")
        name, why = (
            single_line(self.name),
            "as its pages call it: write what its readers know it by",
        )
        if not name:
            name, why = (
                self.base_url.partition("://")[2],
                "no page says it: write the outlet's name",
            )
        yield f"name = {toml_string(name)}  # {why}"
        yield f"base_url = {toml_string(self.base_url)}"
        if self.platform and self.pinned:
            yield f"platform = {toml_string(self.platform)}"
        yield f"delay = {self.delay:g}  {toml_comment(self.delay_why)}"
        if self.private:
            yield "allow_private = true  # the host is on this machine or on its own network"

    def _tenant(self) -> Iterator[str]:
        if self.tenant or self.missing:
            yield ""
            yield "[platform_options]"
        yield from (f"{name} = {toml_string(value)}" for name, value in self.tenant.items())
        for fact in self.missing:
            known = "" if fact.default is None else ", and this is the usual value"
            line = f"{fact.name} = {toml_string(fact.default or '')}  # {fact.meaning}"
            yield toml_comment(f"{line}: not found{known}")

    def _tables(self) -> Iterator[str]:
        for channel in self.channels:
            facts = {"name": channel.name, "url": self.relative(channel.url), "id": channel.id}
            rows = [f"{name} = {toml_string(value)}" for name, value in facts.items() if value]
            mark = "" if channel.accepted else "# "
            why = (
                ""
                if channel.accepted
                else f"  # not taken: {single_line(channel.rejection_reason)}"
            )
            yield ""
            yield f"{mark}[[channels]]{why}"
            yield from (f"{mark}{row}" for row in rows)

    def relative(self, url: str) -> str:
        """An address without the site of the base address."""
        parts = urlsplit(self.base_url)
        site = f"{parts.scheme}://{parts.netloc}"
        return url.removeprefix(site) if url.startswith(f"{site}/") else url


def toml_string(value: str) -> str:
    """A TOML string: JSON's are, but for characters that hide and those beyond 16 bits."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(ord(c)) for c in text)


def _escaped(number: int) -> str:
    if 0xD800 <= number < 0xE000:  # half a character: TOML has no place for it
        return "\\ufffd"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def single_line(text: str) -> str:
    """A text as a file may hold it on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def toml_comment(text: str) -> str:
    return f"# {single_line(text)}"
