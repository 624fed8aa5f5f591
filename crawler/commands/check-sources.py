"""``scrapy check-sources``. Scrapy names a command after its file, hence the hyphen."""  # noqa: N999

import argparse
import sys

from scrapy.commands import ScrapyCommand

from crawler.catalog import check


class Command(ScrapyCommand):
    """Prints every fault of the source files, one a line; exits 1 if there is any."""

    requires_project = True
    requires_crawler_process = False
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

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        catalog = check(args, self.settings.getlist("SOURCES_DIRS"))
        for fault in catalog.faults:
            sys.stdout.write(f"{fault}\n")
        self.exitcode = 1 if catalog.faults else 0
        if not catalog.faults:
            count = len(catalog.sources)
            sys.stdout.write("1 source is fine\n" if count == 1 else f"{count} sources are fine\n")
