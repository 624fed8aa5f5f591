"""Find Chromium and build its launch options."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.rendering.chromium_switches import arguments, environment_of

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
#: Where Playwright keeps the browsers that it downloads, and what they are called there.
_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
_DOWNLOADED = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium_headless_shell-*/chrome-*/*headless[-_]shell*",
)


def find_browser(given: str = "") -> str | None:
    """The path of a Chromium or Chrome: the ``given`` one, or the first on this machine."""
    if given:
        return shutil.which(given)
    return next(_candidates(), None)


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, _NAMES))
    yield from filter(os.path.exists, _PLACES)
    for cache in _CACHES:
        for pattern in _DOWNLOADED:
            newest_first = sorted((Path.home() / cache).glob(pattern), reverse=True)
            yield from (str(path) for path in newest_first if os.access(path, os.X_OK))


def launch_options(chromium: str | None, environment: Mapping[str, str]) -> dict[str, Any]:
    """How Playwright starts the browser: in its sandbox, unless root."""
    options: dict[str, Any] = {
        "headless": True,
        "env": environment_of(environment),
        "chromium_sandbox": _may_sandbox(),
        "ignore_default_args": ["--disable-popup-blocking"],
        "args": arguments(),
    }
    return options | ({"executable_path": chromium} if chromium else {})


def loopback_only_options(options: dict[str, Any]) -> dict[str, Any]:
    """Launch options with which the browser knows no host but this machine; none stay none."""
    if not options:
        return options
    rules = "MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.*,EXCLUDE [::1]"
    kept = [a for a in options["args"] if not a.startswith("--host-resolver-rules")]
    return options | {"args": [*kept, f"--host-resolver-rules={rules}"]}


def _may_sandbox() -> bool:
    return sys.platform == "win32" or os.geteuid() != 0


def mobile_context_options(user_agent: str) -> dict[str, Any]:
    """A phone in China that says who it is."""
    return {
        "user_agent": mobile_user_agent(user_agent),
        "viewport": {"width": 412, "height": 915},
        "device_scale_factor": 1,
        "is_mobile": True,
        "has_touch": True,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "service_workers": "block",
        "permissions": [],
        "accept_downloads": False,
        "java_script_enabled": True,
    }


def mobile_user_agent(user_agent: str) -> str:
    """A phone's User-Agent, by which sites choose their mobile page, with our own name on it."""
    return (
        "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/140.0.0.0 Mobile Safari/537.36 {user_agent}"
    )


def playwright_settings(
    chromium: str | None, user_agent: str, environment: Mapping[str, str], pages: int = 6
) -> dict[str, object]:
    """The settings that give a crawl its browser, ``pages`` of which are open at a time.

    Nothing is started until a request says ``meta["playwright"]``.
    """
    handler = "crawler.downloading.handler.DownloadHandler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch_options(chromium, environment),
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": pages,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 20_000,
        "RENDER_CONTEXT": mobile_context_options(user_agent),
        "RENDER_MEMORY_MB": 1024,  # MiB for each process: scripts may take any amount
        # Bytes that one visit may bring, compressed as they come; 0: any number.
        "RENDER_MAX_BYTES": 64 * 2**20,
        "RENDER_TIMEOUT": 12.0,  # s; a page is written down as it is after that
        "RENDER_PAGES_PER_BROWSER": 300,  # then a new one is started: memory grows
    }
