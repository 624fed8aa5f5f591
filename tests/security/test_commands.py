"""Whatever command fetches, and whoever has typed the address: pages lead it nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import BaseCommand
from crawler.errors import CrawlerError
from crawler.fetch_command import GUARDS, FetchCommand, allowed_private_hosts, missing_guards
from tests.conftest import fresh_database
from tests.crawling import ROOT
from tests.security.apart import APART, may_be_apart
from tests.security.inside_commands import CDN, HOST, TARGETS, WAYS, commands, pages
from tests.test_house import imported, starts

_COMMANDS = sorted(p.stem for p in (ROOT / "crawler" / "commands").glob("[!_]*.py"))
#: Modules that open connections, and who may import them: the crawl, and what talks to a service
#: that the operator has named.
_NETWORK = ("urllib.request", "http.client", "requests", "httpx", "aiohttp", "playwright")
_NETWORK += ("twisted.web", "scrapy.crawler", "scrapy.utils.test", "scrapy_playwright")
_NAMED_BY_THE_OPERATOR = {"crawler.scheduling.scrapyd_client"}
needs_a_namespace = pytest.mark.skipif(not may_be_apart(), reason="needs a network namespace")


# --- every command ---------------------------------------------------------------------------


def command(name: str) -> type[Any]:
    found: type[Any] = import_module(f"crawler.commands.{name}").Command
    return found


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_command_fetches_with_the_guards_or_not_at_all(name: str) -> None:
    kind = command(name)
    assert issubclass(kind, FetchCommand) != issubclass(kind, BaseCommand)
    if issubclass(kind, BaseCommand):
        assert not kind.requires_crawler_process
        used = closure(f"crawler.commands.{name}") - _NAMED_BY_THE_OPERATOR
        assert not {m for m in used if any(starts(x, *_NETWORK) for x in direct(m))}
    text = (ROOT / "crawler" / "commands" / f"{name}.py").read_text("utf-8")
    assert "crawler_process.crawl(" not in text
    assert "crawler_process.start(" not in text


def test_every_command_that_fetches_is_attacked() -> None:
    fetching = {name for name in _COMMANDS if issubclass(command(name), FetchCommand)}
    assert fetching <= {name.split()[0] for name in commands()}


def closure(module: str) -> set[str]:
    """Our modules that a command imports, but for the engine's own, which only a crawl loads."""
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name in found or starts(name, "crawler.middlewares", "crawler.extensions"):
            continue
        found.add(name)
        waiting += [n for n in direct(name) if n.startswith("crawler.") and file_of(n).is_file()]
    return found


def direct(module: str) -> set[str]:
    return imported(file_of(module))


def file_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.path)
def test_nothing_is_fetched_without_a_guard(scrapy: Any, guard: Any) -> None:
    taken = json.dumps({guard.path: None})
    ended = scrapy("extract", "http://127.0.0.1:9/", "-s", f"{guard.setting}={taken}")
    assert ended.returncode == 1
    assert f"Nothing was fetched: the settings lack {guard.path}." in ended.stderr


def test_the_settings_of_the_project_have_all_guards() -> None:
    from scrapy.utils.project import get_project_settings

    settings = get_project_settings()
    assert missing_guards(settings) == []
    settings.set("DOWNLOAD_HANDLERS", {})
    settings.set("EXTENSIONS", {GUARDS[0].path: None})
    assert len(missing_guards(settings)) == 3


def test_a_command_without_a_database_opens_no_console(scrapy: Any) -> None:
    ended = scrapy("extract", "http://127.0.0.1:9/", "-L", "INFO")
    enabled = ended.stderr.partition("Enabled extensions:")[2].partition("]")[0]
    assert GUARDS[0].path in enabled
    for door in ("TelnetConsole", "RemoteControl", "Ledger"):
        assert door not in enabled


def test_a_private_address_stands_alone() -> None:
    home = "http://127.0.0.1:8001/a"
    assert allowed_private_hosts([home, "http://127.0.0.1:8001/b"], False) == (
        home,
        "http://127.0.0.1:8001/b",
    )
    assert allowed_private_hosts(["https://a.example.cn/", "https://b.example.cn/"], False) == ()
    assert allowed_private_hosts(["http://cms.example.cn/"], True) == ("http://cms.example.cn/",)
    for other in ("https://a.example.cn/", "http://127.0.0.1:8002/", "http://localhost:8001/"):
        with pytest.raises(CrawlerError, match="call of its own"):
            allowed_private_hosts([home, other], False)


# --- attacked --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def attacked(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command came to, in a network where the attacks could succeed."""
    dsn, folder = fresh_database(embedded_server), tmp_path_factory.mktemp("apart")
    run = [*APART, sys.executable, "-m", "tests.security.inside_commands", str(folder), dsn]
    ended = subprocess.run(run, cwd=ROOT, text=True, capture_output=True, timeout=900, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.attack
@needs_a_namespace
@pytest.mark.parametrize("name", commands())
def test_nobody_else_was_connected_to(attacked: dict[str, Any], name: str) -> None:
    assert attacked[name]["trapped"] == [], attacked[name]["said"]
    caught, tried = attacked["controls"]
    assert caught == tried


@pytest.mark.attack
@needs_a_namespace
@pytest.mark.parametrize("name", ["extract", "extract private"])
def test_every_attempt_was_made(attacked: dict[str, Any], name: str) -> None:
    asked = attacked[name]["asked"]
    assert {path for path in pages() if path.startswith("/n/")} <= set(asked)
    rendered = [path for path in asked if path.startswith("/n/2") and asked[path] > 1]
    assert len(rendered) == len(WAYS), attacked[name]["said"]
    assert asked["/frame"]


@pytest.mark.attack
@needs_a_namespace
def test_what_was_typed_is_read(attacked: dict[str, Any]) -> None:
    for name in ("extract", "extract private"):
        lines = [x for x in attacked[name]["said"].splitlines() if x.startswith("{")]
        assert any("标段" in json.loads(line)["body"] for line in lines if line.endswith("}"))
    assert "/list.html" in attacked["probe private"]["asked"]


@pytest.mark.attack
@needs_a_namespace
def test_the_browser_tells_no_path_to_another_origin(attacked: dict[str, Any]) -> None:
    told = attacked["extract"]["referers"]
    assert told[f"{HOST}/own.js"] == f"http://{HOST}/n/300.html"
    assert told[f"{HOST}/moved.js"] == f"http://{HOST}/n/300.html"
    assert told[f"{CDN}/lib.js"] == ""
    assert f"{CDN}/led.js" not in told


@pytest.mark.attack
@needs_a_namespace
def test_every_redirect_is_said_to_lead_out_of_reach(attacked: dict[str, Any]) -> None:
    said = attacked["extract private"]["said"]
    assert said.count("/n/1") >= len(TARGETS), said
