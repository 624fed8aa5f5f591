"""Scrapy commands in processes that are forked from one which has imported all they need."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from crawler.exit_codes import ExitCode
from crawler.scheduling.fork_server import ScrapyProcess
from tests.crawling import ROOT, Crawls, toml
from tests.site import Answer, Site
from tests.test_due import until


def fork(folder: Path, *args: str, **env: str) -> ScrapyProcess:
    return ScrapyProcess([*args], folder / "out", folder / "err", env=os.environ | env, cwd=ROOT)


def test_a_fork_is_a_command_with_its_own_environment_output_and_status(tmp_path: Path) -> None:
    for agent, status in (("One/1", 0), ("Two/2", 0)):
        begun = fork(tmp_path, "settings", "--get", "USER_AGENT", "-s", f"USER_AGENT={agent}")
        assert begun.wait(60) == status
    assert (tmp_path / "out").read_text().split() == ["One/1", "Two/2"]
    assert fork(tmp_path, "settings", "--get", "LOG_DIR", LOG_DIR="/tmp/logs of mine").wait(60) == 0
    assert (tmp_path / "out").read_text().endswith("/tmp/logs of mine\n")
    assert fork(tmp_path, "crawl", "nobody").wait(60) == 1
    assert "There is no source nobody" in (tmp_path / "err").read_text()
    assert fork(tmp_path, "crawl").wait(60) == 2


def test_a_fork_can_be_stopped_and_killed_and_leads_a_session(
    crawls: Crawls, tmp_path: Path
) -> None:
    with Site({"/list.html": Answer("promised", stalls=True)}) as site:
        crawls.add("qc", toml(site.url))
        env = {"DATABASE_URL": crawls.dsn, "SOURCES_DIR": str(crawls.sources)}
        for number, statuses in (
            (signal.SIGKILL, {-signal.SIGKILL}),
            (signal.SIGTERM, {int(ExitCode.STOPPED)}),
        ):
            hits = site.hits["/list.html"]
            begun = fork(tmp_path, "crawl", "qc", "-s", "DOWNLOAD_TIMEOUT=2", **env)
            until(lambda before=hits: site.hits["/list.html"] > before)
            with pytest.raises(subprocess.TimeoutExpired):
                begun.wait(0.1)
            assert os.getsid(begun.pid) == begun.pid
            begun.send_signal(number)
            assert begun.wait(60) in statuses
            begun.send_signal(number)  # nothing: it has ended


def test_the_process_that_runs_are_forked_from_has_no_reactor_no_settings_and_no_thread() -> None:
    code = (
        "import sys, threading, crawler.scheduling.preload;"
        "print('twisted.internet.reactor' in sys.modules, 'crawler.settings' in sys.modules,"
        " 'crawler.rendering.browser_handler' in sys.modules, threading.active_count())"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout.split() == ["False", "False", "True", "1"]


def test_it_outlives_a_stop_of_the_whole_group(tmp_path: Path) -> None:
    assert fork(tmp_path, "version").wait(60) == 0
    (parent,) = {
        process.pid
        for process in psutil.Process().children()
        if "forkserver" in " ".join(process.cmdline())
    }
    os.kill(parent, signal.SIGTERM)
    assert fork(tmp_path, "version").wait(60) == 0
    assert psutil.pid_exists(parent)
