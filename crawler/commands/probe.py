"""``scrapy probe URL``: propose a source file from one URL. Stores nothing."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES

from crawler.cli import echo
from crawler.errors import CrawlerError
from crawler.fetch_command import FetchCommand, allowed_private_hosts
from crawler.network_policy import is_loopback
from crawler.parsing.url import absolute_url
from crawler.probe.discovery import url_origin
from crawler.probe.report import print_report
from crawler.probe.results import ProbeResult
from crawler.probe.source_draft import SourceDraft
from crawler.probe.spider import ProbeSpider
from crawler.source_config.loader import load_sources
from crawler.source_config.schema import KEY, Source

_DELAY = 2.0


class Command(FetchCommand):
    takes_addresses = True

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Propose a source file from the address of a listing or an article"

    def long_desc(self) -> str:
        return (
            "Look at an outlet from one address of a listing or an article: its CMS family (or "
            "'not known'), its channels, how they are paged, whether the browser is needed, and "
            "a dry run over up to 20 articles. It asks none but the outlet's hosts, obeys "
            "robots.txt, makes about 60 requests at most, stores nothing, and prints a source "
            "file. Exit status: 0 a source that works was found; 1 it could not start, nothing "
            "is there, or how to list it is not known; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--platform-option",
            metavar="NAME=VALUE",
            action="append",
            default=[],
            help="a fact of the outlet that its family wants to be told, such as app_id=132",
        )
        parser.add_argument("--save", metavar="NAME", help="write the source file NAME.toml")
        parser.add_argument("--force", action="store_true", help="let --save overwrite a file")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if not opts.loglevel:
            assert self.settings is not None
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one address")
        url, options = address(args[0]), dict(map(fact, opts.platform_option))
        file = self.place(opts.save, opts.force) if opts.save else None
        typed = allowed_private_hosts([url], opts.allow_private)
        findings = self.probe(url, options, opts.save or "probed", typed)
        if file is not None and not findings.error:
            write(file, findings)
        if opts.json:
            echo(json.dumps(findings.as_json(), ensure_ascii=False))
        else:
            print_report(findings)
        self.exitcode = int(bool(findings.error))

    def place(self, name: str, force: bool) -> Path:
        """The file that --save writes. CrawlerError where it may not."""
        if not KEY.fullmatch(name):
            raise CrawlerError(
                f"--save takes a name of ASCII letters, digits, - and _, not {name}."
            )
        folders = self.folders
        folder = Path(folders[0]) if folders else Path(str(files("crawler.sources")))
        file = folder / f"{name}.toml"
        if file.exists() and not force:
            raise CrawlerError(f"{file} is there already; --force overwrites it.")
        catalog = load_sources(folders)
        if not file.exists() and (name in catalog.sources or catalog.errors_of(name)):
            raise CrawlerError(f"There is a source {name} in another folder; take another name.")
        return file

    def probe(
        self, url: str, tenant: dict[str, str], key: str, typed: tuple[str, ...]
    ) -> ProbeResult:
        """Run the probe to its end; ``typed`` is the address where it may be a private one."""
        delay = self.delay(is_loopback(urlsplit(url).hostname or ""))
        self.set_up(delay)
        private = bool(typed)
        facts = {"key": key, "name": key, "base_url": url_origin(url), "allow_private": private}
        source = Source.model_validate({**facts, "channels": [{"url": "/"}]})
        spider = type("probe", (ProbeSpider,), {"source": source, "typed": typed})
        why = "robots.txt names no Crawl-delay" if delay else "this machine needs no pause"
        draft = SourceDraft(
            url_origin(url), tenant=tenant, delay=delay, delay_why=why, private=private
        )
        findings = ProbeResult(url, datetime.now(UTC))
        stats = self.run_crawl(spider, findings=findings, draft=draft, key=key)
        if stats.get_value("log_count/ERROR"):
            findings.error = findings.error or "an unexpected error; the log has it"
        return findings

    def delay(self, loopback: bool) -> float:
        """Seconds between requests: what a person says, 2 otherwise; none on this machine."""
        assert self.settings is not None
        said = (self.settings.getpriority("DOWNLOAD_DELAY") or 0) > SETTINGS_PRIORITIES["project"]
        if loopback and not said:
            return 0.0
        given = self.settings.getfloat("DOWNLOAD_DELAY")
        return given if given > 0 or loopback else _DELAY

    def set_up(self, delay: float) -> None:
        """The settings of a crawl that stores nothing and stays on the outlet's hosts."""
        assert self.settings is not None
        middlewares = self.settings.getdict("DOWNLOADER_MIDDLEWARES")
        self.store_nothing(
            "crawler.probe.spider.CollectResults",
            {
                "DOWNLOAD_DELAY": delay,
                "DOWNLOADER_MIDDLEWARES": {
                    **middlewares,
                    "crawler.probe.request_limits.ProbeLimitMiddleware": 990,
                },
                "RENDER_URL_FILTER": "crawler.probe.request_limits.url_filter",
            },
        )


def address(given: str) -> str:
    """The http(s) address that a person gave; one without a scheme is taken for https."""
    url = absolute_url("", given if "://" in given else f"https://{given}")
    if not url or "@" in urlsplit(url).netloc:
        raise CrawlerError(f"{given} is no http(s) address without name and password.")
    return url


def fact(said: str) -> tuple[str, str]:
    """Name and value of NAME=VALUE. UsageError where there is no name or no value."""
    name, _, value = said.partition("=")
    if not (name and value):
        raise UsageError(f"--platform-option takes NAME=VALUE, not {said}")
    return name, value


def write(file: Path, findings: ProbeResult) -> None:
    """Save the source file. CrawlerError where the folder does not allow it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(findings.toml, "utf-8")
    except OSError as error:
        raise CrawlerError(f"{file} could not be written: {error.strerror or error}.") from error
    findings.saved = str(file)
