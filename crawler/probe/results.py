"""The results of a probe and of its trial over some articles. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crawler.fetching.render_stats import RenderStats
from crawler.models.article import Article
from crawler.models.listing import Entry
from crawler.models.outcome import EntryOutcome
from crawler.parsing.text import comparison_key
from crawler.platforms.registry import GENERIC, get_platform
from crawler.probe.page_classifier import RobotsInfo
from crawler.probe.source_draft import ChannelCandidate, SourceDraft

_ZONE = ZoneInfo("Asia/Shanghai")
_SHOWN = 3


def has_time_of_day(at: datetime | None) -> bool:
    """Whether a time says more than the day."""
    return at is not None and at.astimezone(_ZONE).time() != time()


#: Each field of the coverage table, and when an article has it.
FIELDS: dict[str, Callable[[Article], object]] = {
    "title": lambda a: a.title,
    "published_at": lambda a: a.published_at,
    "published_at, to the minute": lambda a: has_time_of_day(a.published_at),
    "body": lambda a: a.body,
    "images": lambda a: a.images,
    "videos": lambda a: a.videos,
    "source_name": lambda a: a.source_name,
    "reporters": lambda a: a.credit_names("reporter"),
    "correspondents": lambda a: a.credit_names("correspondent"),
    "editors": lambda a: a.credit_names("editor"),
    "counts": lambda a: a.counts,
    "summary": lambda a: a.summary,
    "subtitle": lambda a: a.subtitle,
    "section": lambda a: a.section,
    "keywords": lambda a: a.keywords,
}


@dataclass
class TrialArticle:
    """An entry of the dry run, and what became of it."""

    entry: Entry
    channel: str
    result: Article | EntryOutcome | None = None

    @property
    def article(self) -> Article | None:
        return self.result if isinstance(self.result, Article) else None

    @property
    def reason(self) -> str:
        """Why there is no article; '' where there is one."""
        if self.result is None:
            return "it came to no end"
        return self.result.reason if isinstance(self.result, EntryOutcome) else ""

    def disagreements(self) -> list[str]:
        """Where the listing says one thing and the article another."""
        article = self.article
        if article is None:
            return []
        said: list[str] = []
        ours, theirs = comparison_key(article.title), comparison_key(self.entry.title)
        if ours and theirs and ours not in theirs and theirs not in ours:
            said.append(f"title: {self.entry.title} / {article.title}")
        listed, at = self.entry.published_at, article.published_at
        if listed and at and _differ(listed, at):
            said.append(f"time: {format_time(listed)} / {format_time(at)}")
        said += [f"{name}: {doubt}" for name, doubt in article.rejected_values.items()]
        return said


def _differ(listed: datetime, at: datetime) -> bool:
    """Whether two times are of different minutes, or of different days where one is a day."""
    listed, at = listed.astimezone(_ZONE), at.astimezone(_ZONE)
    if has_time_of_day(listed) and has_time_of_day(at):
        return listed.replace(second=0, microsecond=0) != at.replace(second=0, microsecond=0)
    return listed.date() != at.date()


def format_time(at: datetime | None) -> str:
    return f"{at.astimezone(_ZONE):%Y-%m-%d %H:%M}" if at else "no time"


@dataclass
class ProbeResult:
    """All that a probe found out. ``error`` says why there is no source that works, or ''."""

    url: str
    at: datetime
    kind: str = ""
    draft: SourceDraft | None = None
    limits: RobotsInfo = field(default_factory=RobotsInfo)
    trials: list[TrialArticle] = field(default_factory=list)
    patterns: list[RenderStats] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    requests: int = 0
    by_pages: int = 0
    pages: int = 0
    toml: str = ""
    saved: str = ""
    error: str = ""

    @property
    def articles(self) -> list[Article]:
        return [trial.article for trial in self.trials if trial.article is not None]

    @property
    def channels(self) -> list[ChannelCandidate]:
        return self.draft.channels if self.draft else []

    @property
    def family(self) -> str:
        """The family and version in words, or ''."""
        name = self.draft.platform if self.draft else None
        return (get_platform(name).title or name) if name else ""

    def coverage(self) -> dict[str, int]:
        """Field → how many of the articles have it."""
        return {name: sum(bool(has(a)) for a in self.articles) for name, has in FIELDS.items()}

    def gates(self) -> Counter[str]:
        return Counter(article.gate.state for article in self.articles)

    def fetched_by(self) -> Counter[str]:
        return Counter(article.fetched_by for article in self.articles)

    def platforms_used(self) -> Counter[str]:
        """Platform → how many of the articles it read."""
        return Counter(article.platform for article in self.articles)

    def name_by_articles(self) -> None:
        """Name the family that most articles are pages of, where the listing showed none; the
        source leaves it to each page."""
        draft, (most,) = self.draft, self.platforms_used().most_common(1) or [("", 0)]
        total = len(self.articles)
        if draft and draft.platform is None and most[0] != GENERIC.name and most[1] * 2 > total:
            draft.platform, draft.pinned = most[0], False
            draft.evidence = f"{most[1]} of {total} articles are its pages"
            self.toml = draft.toml(self.url, self.at)

    def samples(self) -> list[Article]:
        """Three articles, of as many channels as there are."""
        first: dict[str, Article] = {}
        for article in self.articles:
            first.setdefault(article.channel, article)
        chosen = [*first.values(), *(a for a in self.articles if a not in first.values())]
        return chosen[:_SHOWN]

    def paging(self) -> list[str]:
        """How the listings go on, a line each kind."""
        taken = [c for c in self.channels if c.accepted and c.looked]
        turned = [c for c in taken if c.second_page_entries]
        lines = [
            f"{c.label}: page 2 adds {c.second_page_entries} entries ({c.note})" for c in turned
        ]
        vain = [c.label for c in taken if c.second_page_entries == 0]
        more = [c.label for c in taken if c.more]
        other = [c.label for c in taken if c.second_page_entries is None and c.next]
        none = [
            c.label for c in taken if c.second_page_entries is None and not c.next and not c.more
        ]
        lines += _of(other, "page 2 is known, and was not asked for")
        lines += _of(vain, "page 2 adds nothing")
        lines += _of(more, "further entries come only by script, as the browser scrolls")
        return lines + _of(none, "one page: no sign of a second")

    def browser(self) -> list[str]:
        """Whether the browser is needed, and for what."""
        scripted = [c.label for c in self.channels if c.accepted and (c.rendered or c.more)]
        lines = _of(scripted, "needed: entries of the listing come by script")
        for stats in self.patterns:
            if stats.browser_needed or stats.learned_complete:
                total = stats.articles
                lines.append(
                    f"needed for {stats.browser_needed} of {total} articles like "
                    f"{stats.pattern}: plain HTTP does not bring the whole text"
                )
            if stats.learned_complete and stats.learned_request:
                asked = ", ".join(spec.url for spec in stats.learned_request.requests)
                lines.append(f"then the page's own request brings it by plain HTTP: {asked}")
        total = len(self.articles)
        plain = sum(a.fetched_by == "http" for a in self.articles)
        if not lines and total:
            lines = [f"not needed: {plain} of {total} articles came whole by plain HTTP"]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The findings as one JSON object."""
        draft = self.draft
        return {
            "url": self.url,
            "at": self.at.isoformat(),
            "works": not self.error,
            "fault": self.error,
            "kind": self.kind,
            "platform": draft.platform if draft else None,
            "family": self.family or "not known",
            "evidence": draft.evidence if draft else "",
            "base_url": draft.base_url if draft else "",
            "platform_options": draft.tenant if draft else {},
            "missing": [fact.name for fact in draft.missing] if draft else [],
            "channels": [_channel_json(c) for c in self.channels],
            "paging": self.paging(),
            "browser": self.browser(),
            "robots": {"found": self.limits.found, "crawl_delay": self.limits.delay},
            "sitemaps": list(self.limits.sitemaps),
            "articles": len(self.articles),
            "tried": len(self.trials),
            "coverage": self.coverage(),
            "read_as": dict(self.platforms_used()),
            "gates": dict(self.gates()),
            "fetched_by": dict(self.fetched_by()),
            "trials": [_trial_json(trial) for trial in self.trials],
            "notes": self.notes,
            "requests": self.requests,
            "browser_pages": self.pages,
            "browser_requests": self.by_pages,
            "toml": self.toml,
            "saved": self.saved,
        }


def _of(names: Iterable[str], what: str) -> list[str]:
    called = "、".join(names)
    return [f"{called}: {what}"] if called else []


def _channel_json(channel: ChannelCandidate) -> dict[str, Any]:
    return {
        "name": channel.name,
        "url": channel.url,
        "id": channel.id,
        "found": channel.found,
        "looked": channel.looked,
        "entries": len(channel.entries),
        "taken": channel.accepted,
        "why_not": channel.rejection_reason,
    }


def _trial_json(trial: TrialArticle) -> dict[str, Any]:
    article = trial.article
    return {
        "channel": trial.channel,
        "url": article.url if article else trial.entry.url,
        "title": article.title if article else trial.entry.title,
        "published_at": article and article.published_at and article.published_at.isoformat(),
        "characters": len(article.body) if article else 0,
        "images": len(article.images) if article else 0,
        "gate": article.gate.state if article else "",
        "fetched_by": article.fetched_by if article else "",
        "reason": trial.reason,
        "disagreements": trial.disagreements(),
    }
