"""``scrapy browser``: find or install the browser that renders pages."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys

from crawler.cli import BaseCommand, echo, echo_err
from crawler.errors import BrowserNotFoundError
from crawler.rendering.launch_options import find_browser

_ADVICE = (
    "No Chromium was found and none could be installed: install Chromium or Chrome, "
    "or set CHROMIUM_PATH to one."
)
#: Seconds that an installation may take before the next way is tried.
_PATIENCE = 300


def _run(*command: str) -> bool:
    """Whether a command was there, ended in time and succeeded; one line of why where it failed."""
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=True)
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if "rror" in line]
        echo_err(f"{' '.join(command)}: {(said or ['it failed'])[-1].strip()}")
    except (OSError, subprocess.TimeoutExpired) as error:
        echo_err(str(error))
    else:
        return True
    return False


def _by_playwright() -> bool:
    echo_err("No Chromium on this machine: asking Playwright for one")
    return _run(sys.executable, "-m", "playwright", "install", "chromium")


def _by_apt() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    echo_err("Installing the system's chromium package")
    apt = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-qq")
    return _run(*apt, "update") and _run(*apt, "install", "chromium")


def install() -> str:
    """A browser that starts, installed if there is none; BrowserNotFoundError when none is to be
    had.

    Playwright's own download starts only where the machine has the libraries that it needs.
    """
    for way in (_by_playwright, _by_apt):
        if way():
            found = find_browser()
            if found is not None and _run(found, "--version"):
                return found
    raise BrowserNotFoundError(_ADVICE)


class Command(BaseCommand):
    def short_desc(self) -> str:
        return "Show which browser renders pages; --install gets one if there is none"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--install", action="store_true", help="get one if there is none")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        found = self.setting("CHROMIUM")
        if not found and not opts.install:
            raise BrowserNotFoundError(
                "No Chromium was found: `scrapy browser --install` gets one."
            )
        echo(found or install())
