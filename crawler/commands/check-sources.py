"""``scrapy check-sources``. Scrapy names a command after its file, hence the hyphen."""  # noqa: N999

import argparse

from crawler.cli import BaseCommand, echo
from crawler.source_config.loader import select_sources


class Command(BaseCommand):
    """Prints every fault of the source files, one a line; exits 1 if there is any."""

    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012

    def syntax(self) -> str:
        return "[NAME | FILE.toml ...]"

    def short_desc(self) -> str:
        return "Check the source files"

    def long_desc(self) -> str:
        return (
            "Check the source files that come with the project and those of SOURCES_DIR, or "
            "only those named, and print every fault: file, key, what was found, what was "
            "expected. Exits 1 if there is a fault."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        catalog = select_sources(args, self.folders)
        for fault in catalog.errors:
            echo(str(fault))
        self.exitcode = 1 if catalog.errors else 0
        if not catalog.errors:
            count = len(catalog.sources)
            echo("1 source is fine" if count == 1 else f"{count} sources are fine")
