"""``scrapy browser``: which browser renders pages, and how one is got."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from crawler.command import PlainCommand, complain, say
from crawler.errors import BrowserMissing
from crawler.wake.browser import find_browser

_ADVICE = (
    "No Chromium was found and none could be installed: install Chromium or Chrome, "
    "or set CHROMIUM_PATH to one."
)
#: Seconds that an installation may take before the next way is tried.
_PATIENCE = 300


def _run(*command: str) -> bool:
    """Whether a command was there, ended in time and succeeded; its output goes to stderr."""
    try:
        return subprocess.run(command, stdout=sys.stderr, timeout=_PATIENCE).returncode == 0
    except (OSError, subprocess.TimeoutExpired) as error:
        complain(f"{command[0]}: {error}")
        return False


def _by_playwright() -> bool:
    complain("No Chromium on this machine: asking Playwright for one")
    return _run(sys.executable, "-m", "playwright", "install", "chromium")


def _by_apt() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    complain("Installing Debian's chromium")
    apt = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-qq")
    return _run(*apt, "update") and _run(*apt, "install", "chromium")


def install() -> Path:
    """A browser, installed if there is none; raises BrowserMissing when none is to be had."""
    for way in (_by_playwright, _by_apt):
        if way():
            found = find_browser()
            if found is not None:
                return Path(found)
    raise BrowserMissing(_ADVICE)


class Command(PlainCommand):
    def short_desc(self) -> str:
        return "Show which browser renders pages; --install gets one if there is none"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--install", action="store_true", help="get one if there is none")

    def act(self, args: list[str], opts: argparse.Namespace) -> None:
        found = self.value("CHROMIUM")
        if not found and not opts.install:
            raise BrowserMissing("No Chromium was found: `scrapy browser --install` gets one.")
        say(found or str(install()))
