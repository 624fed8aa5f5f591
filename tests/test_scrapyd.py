"""A real scrapyd: deployed to in both ways, scheduled, refused, cancelled, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psutil
import pytest

from tests.conftest import fresh_database
from tests.crawling import ROOT, Crawls, toml
from tests.site import Answer, Site
from tests.test_due import pages, until

_BIN = Path(sys.executable).parent
_PASSWORD = "a0b1c2d3e4f5"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Scrapyd:
    """A scrapyd in a folder of its own, with the configuration that we ship."""

    def __init__(self, folder: Path, env: dict[str, str], *configuration: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.env = os.environ | {"HOME": str(folder / "home"), **env}
        (folder / "home").mkdir(parents=True)
        for name in ("scrapyd.conf", *configuration):
            shutil.copy(ROOT / "deploy" / name, folder)
        own = f"[scrapyd]\nhttp_port = {self.port}\npassword = {_PASSWORD}\n"
        (folder / "home" / ".scrapyd.conf").write_text(own)

    def __enter__(self) -> Scrapyd:
        with (self.folder / "out").open("w") as out:
            self.process = subprocess.Popen(
                [_BIN / "scrapyd"], cwd=self.folder, env=self.env, stdout=out, stderr=out
            )
        until(self.answers)
        return self

    def __exit__(self, *_: object) -> None:
        for child in psutil.Process(self.process.pid).children(recursive=True):
            child.kill()
        self.process.terminate()
        self.process.wait(20)

    def answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "out").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, name: str, password: str = _PASSWORD, **facts: str) -> dict[str, Any]:
        """One call of its interface: a GET for lists, a POST for the rest."""
        reads = name.startswith(("list", "daemon", "status"))
        query = f"?{urlencode(facts)}" if reads else ""
        body = None if reads else urlencode(facts).encode()
        request = Request(f"{self.url}{name}.json{query}", data=body)
        token = b64encode(f"crawler:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        with urlopen(request, timeout=60) as response:
            found: dict[str, Any] = json.load(response)
        assert found["status"] == "ok", found
        return found

    def schedule(self, spider: str, **facts: str) -> str:
        return str(self.ask("schedule", project="crawler", spider=spider, **facts)["jobid"])

    def jobs(self, state: str) -> list[str]:
        return [job["id"] for job in self.ask("listjobs", project="crawler")[state]]

    def finish(self, *jobs: str) -> None:
        """Wait until jobs have ended."""
        until(lambda: set(jobs) <= set(self.jobs("finished")), 90)

    def log(self, spider: str, job: str) -> str:
        return (self.folder / "logs" / "crawler" / spider / f"{job}.log").read_text("utf-8")


@pytest.fixture(scope="module")
def crawls(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> Crawls:
    return Crawls(fresh_database(embedded_server), tmp_path_factory.mktemp("scrapyd") / "sources")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is deployed, in a folder that may be written to."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("crawler", "pipelines"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "scrapy.cfg"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(pages(30)) as site:
        yield site


@pytest.fixture(scope="module")
def scrapyd(
    crawls: Crawls, project: Path, tmp_path_factory: pytest.TempPathFactory, site: Site
) -> Iterator[Scrapyd]:
    """A scrapyd to which the project was deployed as an egg."""
    folder = tmp_path_factory.mktemp("node")
    env = {
        "DATABASE_URL": crawls.dsn,
        "SOURCES_DIR": str(crawls.sources),
        "DATA_DIR": str(folder / "data"),
        "RUN_KILL_AFTER": "4",
    }
    for name in ("qc1", "qc2", "qc3", "hangs"):
        crawls.add(name, toml(site.url))
    crawls.add("slow", toml(site.url, delay=0.8, concurrency=1))
    with Scrapyd(folder, env) as scrapyd:
        cfg = project / "scrapy.cfg"
        login = f"{scrapyd.url}\nusername = crawler\npassword = {_PASSWORD}"
        cfg.write_text(re.sub(r"http://\S+", login, cfg.read_text()))
        ended = subprocess.run(
            [_BIN / "scrapyd-deploy"], cwd=project, text=True, capture_output=True, check=False
        )
        assert '"status": "ok"' in ended.stdout, ended.stdout + ended.stderr
        yield scrapyd


def test_it_does_not_start_without_a_password(tmp_path: Path) -> None:
    shutil.copy(ROOT / "deploy" / "scrapyd.conf", tmp_path)
    env = os.environ | {"HOME": str(tmp_path)}
    ended = subprocess.run(
        [_BIN / "scrapyd"],
        cwd=tmp_path,
        env=env,
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode != 0
    assert "no-password-yet-see-deploy-readme" in (ended.stdout + ended.stderr).lower()


def test_who_has_not_the_password_is_let_do_nothing(scrapyd: Scrapyd) -> None:
    for name in ("schedule", "listjobs", "addversion"):
        with pytest.raises(HTTPError, match="401"):
            scrapyd.ask(name, password="wrong", project="crawler", spider="qc1")


def test_it_listens_on_loopback_alone(scrapyd: Scrapyd) -> None:
    listening = psutil.Process(scrapyd.process.pid).net_connections("inet")
    assert {c.laddr.ip for c in listening if c.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_sources_are_spiders_and_are_crawled_side_by_side(scrapyd: Scrapyd, crawls: Crawls) -> None:
    listed = scrapyd.ask("listspiders", project="crawler")["spiders"]
    assert {"qc1", "qc2", "qc3", "slow"} <= set(listed)
    jobs = [scrapyd.schedule(name) for name in ("qc1", "qc2")]
    scrapyd.finish(*jobs)
    counted = crawls.rows("select source, count(*) as n from articles group by 1 order by 1")
    assert counted == [{"source": "qc1", "n": 30}, {"source": "qc2", "n": 30}]
    runs = crawls.rows("select job, exit_status from runs where source = 'qc1'")
    assert runs == [{"job": jobs[0], "exit_status": 0}]
    log = scrapyd.log("qc1", jobs[0])
    assert "Spider closed (finished)" in log
    for door in ("Telnet", "remote control", "Traceback"):
        assert door not in log


def test_a_second_run_of_a_source_is_refused_and_one_that_is_cancelled_loses_nothing(
    scrapyd: Scrapyd, crawls: Crawls, site: Site
) -> None:
    running = scrapyd.schedule("slow")
    until(lambda: crawls.rows("select 1 from articles where source = 'slow'"))
    second = scrapyd.schedule("slow")
    scrapyd.finish(second)
    assert "already_running" in scrapyd.log("slow", second)
    assert running in scrapyd.jobs("running")
    assert scrapyd.ask("cancel", project="crawler", job=running)["prevstate"] == "running"
    scrapyd.finish(running)
    [run] = crawls.rows("select reason, exit_status, pending_after from runs where source = 'slow'")
    assert (run["reason"], run["exit_status"]) == ("shutdown", 9)
    stored = crawls.rows("select count(*) as n from articles where source = 'slow'")[0]["n"]
    assert 0 < stored < 30
    assert run["pending_after"] == 30 - stored
    crawls.add("slow", toml(site.url))
    scrapyd.finish(scrapyd.schedule("slow"))
    assert crawls.rows("select count(*) as n from articles where source = 'slow'") == [{"n": 30}]


def test_one_that_hangs_in_the_browser_is_cancelled_too(scrapyd: Scrapyd, crawls: Crawls) -> None:
    shell = "<h1>清川县渡口修缮完工</h1><div id=app></div><script src=/late.js></script>"
    hanging = pages(3) | {"/p/1.html": shell, "/late.js": Answer(stalls=True)}
    with Site(hanging) as site:
        crawls.add("hangs", toml(site.url))
        job = scrapyd.schedule("hangs")
        until(lambda: site.hits["/late.js"])
        for part in psutil.Process(scrapyd.process.pid).children(recursive=True):
            if "chrom" in part.name():
                part.suspend()
        scrapyd.ask("cancel", project="crawler", job=job)
        began = time.monotonic()
        scrapyd.finish(job)
        assert time.monotonic() - began < 20
    states = crawls.rows(
        "select state, count(*) as n from entries where source = 'hangs' group by 1 order by 1"
    )
    assert states == [{"state": "pending", "n": 1}, {"state": "stored", "n": 2}]
    assert crawls.books("hangs")["exit_status"] == 9


def test_due_hands_over_what_is_due_and_hands_it_over_once(
    scrapyd: Scrapyd, crawls: Crawls
) -> None:
    crawls.env = {"SCRAPYD_USERNAME": "crawler", "SCRAPYD_PASSWORD": _PASSWORD}
    names = ["due", "qc3", "--scrapyd", scrapyd.url]
    first, again = crawls.command(*names), crawls.command(*names)
    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert first.stdout == "qc3: qc3-1\n"
    assert again.stdout == ""
    scrapyd.finish("qc3-1")
    assert crawls.rows("select count(*) as n from articles where source = 'qc3'") == [{"n": 30}]


def test_a_source_that_scrapyd_does_not_know_yet_is_said_and_keeps_no_other_from_it(
    scrapyd: Scrapyd, crawls: Crawls, site: Site
) -> None:
    crawls.env = {"SCRAPYD_USERNAME": "crawler", "SCRAPYD_PASSWORD": _PASSWORD}
    crawls.execute("update runs set started_at = started_at - interval '1 day'")
    crawls.add("after", toml(site.url))
    handed = crawls.command("due", "after", "qc1", "--scrapyd", scrapyd.url)
    assert handed.returncode == 1
    assert "scrapyd does not take after" in handed.stderr
    assert "restart" in handed.stderr
    assert handed.stdout.startswith("qc1: qc1-")
    scrapyd.finish(handed.stdout.split()[-1])
    (crawls.sources / "after.toml").unlink()


def test_a_scrapyd_that_is_not_there_is_one_sentence_and_the_source_stays_due(
    crawls: Crawls,
) -> None:
    crawls.add("qc4", toml("http://127.0.0.1:9"))
    refused = crawls.command("due", "qc4", "--scrapyd", f"http://127.0.0.1:{free_port()}/")
    assert refused.returncode == 1
    assert "did not answer" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert crawls.rows("select * from run_claims where source = 'qc4'") == []


def test_a_wheel_on_the_node_serves_as_well(
    crawls: Crawls, project: Path, tmp_path: Path, site: Site
) -> None:
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(installed), str(project)], check=True)
    env = {
        "DATABASE_URL": crawls.dsn,
        "SOURCES_DIR": str(crawls.sources),
        "DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(installed),
    }
    crawls.add("wheel", toml(site.url))
    with Scrapyd(tmp_path / "node", env, "scrapy.cfg") as scrapyd:
        assert "wheel" in scrapyd.ask("listspiders", project="crawler")["spiders"]
        scrapyd.finish(scrapyd.schedule("wheel"))
    assert crawls.rows("select count(*) as n from articles where source = 'wheel'") == [{"n": 30}]
