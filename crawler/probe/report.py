"""Print the results of a probe at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.table import Table

from crawler.cli import echo, print_table
from crawler.models.article import Article
from crawler.probe.results import ProbeResult, format_time

_LINE = 60


def print_report(findings: ProbeResult) -> None:
    """Print the findings, the source file last."""
    _say_all(_facts(findings))
    if findings.channels:
        print_table(_channels(findings))
    for what, lines in (("paging", findings.paging()), ("browser", findings.browser())):
        _say_all(f"{what:<12}{line}" for line in lines)
    _say_all(f"{'note':<12}{note}" for note in findings.notes)
    if findings.articles:
        print_table(_coverage(findings))
    _say_all(_trials(findings))
    for article in findings.samples():
        _say_all(("", *_sample(article)))
    if findings.toml:
        echo(f"\n{'-' * _LINE}\n{findings.toml}{'-' * _LINE}", lines=True)
    _say_all(_end(findings))


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        echo(line)


def _facts(findings: ProbeResult) -> Iterator[str]:
    draft, limits = findings.draft, findings.limits
    yield f"{'address':<12}{findings.url}"
    if findings.family and draft:
        yield f"{'family':<12}{findings.family} ({draft.platform}): {draft.evidence}"
    else:
        yield f"{'family':<12}not known"
    if findings.kind:
        yield f"{'it is':<12}{'a listing' if findings.kind == 'listing' else 'an article'}"
    for fact in draft.missing if draft else ():
        usual = "" if fact.default is None else f"; {fact.default} is usual"
        yield f"{'not found':<12}{fact.name}: {fact.meaning}{usual}"
    robots = "is there" if limits.found else "none"
    said = f", Crawl-delay {limits.delay:g} s" if limits.delay else ", no Crawl-delay"
    yield f"{'robots.txt':<12}{robots}{said if limits.found else ''}"
    if draft and draft.channels:
        yield f"{'delay':<12}{draft.delay:g} s: {draft.delay_why}"


def _channels(findings: ProbeResult) -> Table:
    assert findings.draft is not None
    table = Table("channel", box=None)
    for name in ("id or address", "found", "entries", "newest", ""):
        table.add_column(name, overflow="fold")
    for channel in findings.channels:
        times = [e.published_at for e in channel.entries if e.published_at]
        newest = format_time(max(times)) if times else ""
        count = str(len(channel.entries)) if channel.looked else "?"
        place = channel.id or findings.draft.relative(channel.url)
        taken = channel.rejection_reason and f"not taken: {channel.rejection_reason}"
        table.add_row(channel.name, place, channel.found, count, newest, taken)
    return table


def _coverage(findings: ProbeResult) -> Table:
    total = len(findings.articles)
    table = Table("field", f"of {total} articles", box=None)
    for name, count in findings.coverage().items():
        table.add_row(name, f"{count} of {total}")
    return table


def _trials(findings: ProbeResult) -> Iterator[str]:
    if findings.articles:
        counts = {
            "read as": findings.platforms_used(),
            "gates": findings.gates(),
            "fetched by": findings.fetched_by(),
        }
        for what, found in counts.items():
            yield f"{what:<12}{', '.join(f'{name} {n}' for name, n in found.most_common())}"
    for trial in findings.trials:
        if trial.article is None:
            yield f"{'no article':<12}{trial.entry.url}: {trial.reason}"
        for said in trial.disagreements():
            yield f"{'disagree':<12}{trial.entry.url}: {said}"


def _sample(article: Article) -> Iterator[str]:
    lines = article.body.splitlines()
    people = [f"{credit.role} {credit.name}" for credit in article.credits]
    yield f"{'title':<12}{article.title}"
    yield f"{'time':<12}{format_time(article.published_at)}"
    yield f"{'source':<12}{article.source_name or ''}"
    yield f"{'people':<12}{'、'.join(people)}"
    yield f"{'first line':<12}{_short(lines[0]) if lines else ''}"
    yield f"{'last line':<12}{_short(lines[-1]) if lines else ''}"
    yield (
        f"{'length':<12}{len(article.body)} characters, {len(article.images)} pictures, "
        f"{len(article.videos)} films"
    )
    yield f"{'address':<12}{article.url}"


def _short(line: str) -> str:
    return line if len(line) <= _LINE else f"{line[:_LINE]}…"


def _end(findings: ProbeResult) -> Iterator[str]:
    yield (
        f"{findings.requests} requests in all, robots.txt included; "
        f"{findings.by_pages} of them by {findings.pages} pages in the browser. Nothing was stored."
    )
    if findings.saved:
        yield f"Saved as {findings.saved}"
    if findings.error:
        yield f"No source that works: {findings.error}."
