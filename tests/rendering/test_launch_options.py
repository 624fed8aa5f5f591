"""Finding a browser, its settings, and taking turns at it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from crawler.rendering.browser_slots import BrowserSlots
from crawler.rendering.launch_options import find_browser, mobile_user_agent, playwright_settings


def test_a_given_browser_is_taken_or_none_is(tmp_path: Path) -> None:
    program = tmp_path / "my-chrome"
    program.touch(mode=0o755)
    assert find_browser(str(program)) == str(program)
    assert find_browser(str(tmp_path / "absent")) is None


def test_the_first_browser_on_the_path_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "google-chrome").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == str(tmp_path / "google-chrome")


def test_the_phone_says_who_it_is() -> None:
    said = mobile_user_agent("DeskCrawler/1 (+https://example.org)")
    assert said.startswith("Mozilla/5.0 (Linux; Android")
    assert said.endswith("DeskCrawler/1 (+https://example.org)")


def test_settings_work_with_and_without_a_browser() -> None:
    with_one = playwright_settings("/usr/bin/chromium", "Desk/1", {})
    without = playwright_settings(None, "Desk/1", {})
    assert with_one["PLAYWRIGHT_LAUNCH_OPTIONS"]["executable_path"] == "/usr/bin/chromium"  # type: ignore[index]
    assert "executable_path" not in without["PLAYWRIGHT_LAUNCH_OPTIONS"]  # type: ignore[operator]


def test_the_browser_gets_of_the_environment_what_it_needs_alone() -> None:
    needed = {"PATH": "/bin", "HOME": "/home/a", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    others = {
        "DATABASE_URL": "a", "PGPASSWORD": "b", "MY_API_KEY": "c", "CHROMIUM_FLAGS": "--no-sandbox",
        "http_proxy": "d", "LD_PRELOAD": "e", "SSLKEYLOGFILE": "f", "ANYTHING": "g",
    }  # fmt: skip
    options = playwright_settings(None, "Desk/1", needed | others)["PLAYWRIGHT_LAUNCH_OPTIONS"]
    assert options["env"] == needed  # type: ignore[index]


def test_turns_are_bounded_and_the_browser_is_renewed_when_nobody_has_one() -> None:
    running, most, renewed_at = 0, 0, []

    async def renew() -> None:
        renewed_at.append(running)

    async def page(turns: BrowserSlots) -> None:
        nonlocal running, most
        async with turns.slot():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    async def crawl() -> None:
        turns = BrowserSlots(2, 3, renew)
        await asyncio.gather(*(page(turns) for _ in range(10)))

    asyncio.run(crawl())
    assert most == 2
    assert renewed_at == [0, 0, 0]


def test_a_turn_is_given_back_when_its_page_fails_or_is_cancelled() -> None:
    async def renew() -> None:
        raise OSError("no browser")

    async def crawl() -> None:
        turns = BrowserSlots(1, 1, renew)
        for _ in range(3):
            with pytest.raises(OSError, match="no browser"):
                async with turns.slot():
                    raise ValueError
        async with asyncio.timeout(1):
            with pytest.raises(OSError, match="no browser"):
                async with turns.slot():
                    pass

    asyncio.run(crawl())
