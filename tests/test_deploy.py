"""What `deploy/` holds works as it stands: the lines of the crontab are run, the units verified."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawling import ROOT, Crawls, toml
from tests.site import Site
from tests.test_due import pages

DEPLOY = ROOT / "deploy"
_LINE = re.compile(r"^#?\* \* \* \* \*  crawler  (.*)$", re.M)


def crontab() -> list[str]:
    """The command lines of the crontab, that which is commented out too."""
    return _LINE.findall((DEPLOY / "crontab").read_text("utf-8"))


@pytest.fixture
def server(tmp_path: Path, crawls: Crawls) -> Path:
    """A folder with what a server has, as the crontab names it."""
    env = (DEPLOY / "crawler.env").read_text("utf-8")
    for name, value in (
        ("DATABASE_URL", f'"{crawls.dsn}"'),
        ("SOURCES_DIR", str(crawls.sources)),
        ("DATA_DIR", str(tmp_path / "data")),
        ("LOG_DIR", str(tmp_path / "log")),
    ):
        env = re.sub(rf"^{name}=.*$", f"{name}={value}", env, flags=re.M)
    (tmp_path / "crawler.env").write_text(env, "utf-8")
    (tmp_path / "log").mkdir()
    return tmp_path


def as_cron_runs_it(line: str, server: Path) -> subprocess.CompletedProcess[str]:
    """A command line with this server's paths, and as little of an environment as cron has."""
    places = {
        "/srv/crawler": str(ROOT),
        "/etc/crawler.env": str(server / "crawler.env"),
        "/run/lock": str(server),
        "/var/log/crawler": str(server / "log"),
        ".venv/bin/scrapy": f"{sys.executable} -m scrapy",
    }
    for place, here in places.items():
        line = line.replace(place, here)
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env={"PATH": "/usr/bin:/bin", "HOME": str(server), "SHELL": "/bin/sh"},
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_the_line_of_the_crontab_crawls_what_is_due(server: Path, crawls: Crawls) -> None:
    with Site(pages()) as site:
        crawls.add("qc", toml(site.url, name="清川融媒"))
        ended = as_cron_runs_it(crontab()[0], server)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert crawls.books("qc")["stored"] == 3
    assert "qc: 3 stored" in (server / "log" / "due.log").read_text("utf-8")
    assert "qc: all well" in (server / "log" / "qc.log").read_text("utf-8")


def test_one_that_still_runs_keeps_the_next_from_starting(server: Path, crawls: Crawls) -> None:
    holding = ["flock", str(server / "crawler-due.lock"), "sh", "-c", "echo held; read line"]
    with subprocess.Popen(
        holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert as_cron_runs_it(crontab()[0], server).returncode == 75
        holder.communicate("\n")


def test_the_line_for_scrapyd_says_in_the_log_that_there_is_none(
    server: Path, crawls: Crawls
) -> None:
    crawls.add("qc", toml("http://127.0.0.1:9"))
    line = crontab()[1].replace(":6800/", ":9/")
    assert as_cron_runs_it(line, server).returncode == 1
    assert "did not answer" in (server / "log" / "due.log").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_the_units_are_verified(tmp_path: Path) -> None:
    """As they are, but for the programs: this machine has them elsewhere."""
    for unit in (DEPLOY / "systemd").iterdir():
        text = re.sub(r"/srv/crawler/\.venv/bin/\w+", "/bin/true", unit.read_text("utf-8"))
        (tmp_path / unit.name).write_text(text, "utf-8")
    units = [str(tmp_path / unit.name) for unit in sorted((DEPLOY / "systemd").iterdir())]
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units],
        text=True,
        capture_output=True,
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    ours = [
        line for line in ended.stderr.splitlines() if str(tmp_path) in line or "crawler" in line
    ]
    assert ours == [], ended.stderr
    assert ended.returncode == 0, ended.stderr


def test_the_units_stop_runs_in_order_and_have_a_limit() -> None:
    service = (DEPLOY / "systemd" / "crawler.service").read_text("utf-8")
    for line in ("Type=exec", "RuntimeMaxSec=2h", "KillMode=mixed", "SuccessExitStatus=10"):
        assert line in service.splitlines()


@pytest.mark.skipif(not shutil.which("logrotate"), reason="logrotate is not here")
def test_logs_are_rotated(tmp_path: Path) -> None:
    log = tmp_path / "qc.log"
    log.write_text("a line\n")
    text = (DEPLOY / "logrotate").read_text().replace("/var/log/crawler", str(tmp_path))
    (tmp_path / "conf").write_text(re.sub(r"\s+su .*", "", text))
    (tmp_path / "conf").chmod(0o644)
    command = ["logrotate", "-f", "-s", str(tmp_path / "state"), str(tmp_path / "conf")]
    subprocess.run(command, check=True)
    assert log.read_text() == ""
    assert (tmp_path / "qc.log.1").read_text() == "a line\n"


def test_every_setting_of_the_environment_file_is_read_somewhere() -> None:
    settings = (ROOT / "crawler" / "settings.py").read_text("utf-8")
    named = re.findall(r"^([A-Z_]+)=", (DEPLOY / "crawler.env").read_text("utf-8"), re.M)
    assert [name for name in named if name != "LANG" and f'"{name}"' not in settings] == []


@pytest.mark.parametrize(
    ("way", "files"),
    [
        ("cron", {"etc/cron.d/crawler"}),
        ("systemd", {"etc/systemd/system/crawler.service", "etc/systemd/system/crawler.timer"}),
        (
            "scrapyd",
            {
                "etc/cron.d/crawler",
                "etc/systemd/system/crawler-scrapyd.service",
                "var/lib/crawler/.scrapyd.conf",
                "var/lib/crawler/scrapyd/scrapy.cfg",
                "var/lib/crawler/scrapyd/scrapyd.conf",
            },
        ),
    ],
)
def test_the_installer_puts_what_a_way_needs_and_keeps_what_is_there(
    tmp_path: Path, way: str, files: set[str]
) -> None:
    install = [str(DEPLOY / "install.sh"), way]
    subprocess.run(install, env=os.environ | {"DESTDIR": str(tmp_path)}, check=True)
    found = {str(f.relative_to(tmp_path)) for f in tmp_path.rglob("*") if f.is_file()}
    assert found == files | {"etc/crawler.env", "etc/logrotate.d/crawler"}
    env = tmp_path / "etc" / "crawler.env"
    assert env.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "etc" / "crawler" / "sources").stat().st_mode & 0o777 == 0o750
    kept = env.read_text() + "# mine\n"
    env.write_text(kept)
    subprocess.run(install, env=os.environ | {"DESTDIR": str(tmp_path)}, check=True)
    assert env.read_text() == kept
    if way == "scrapyd":
        own = (tmp_path / "var/lib/crawler/.scrapyd.conf").read_text()
        password = re.search(r"password = ([0-9a-f]{48})$", own, re.M)
        assert password is not None
        assert f"SCRAPYD_PASSWORD={password[1]}" in kept
        lines = (tmp_path / "etc/cron.d/crawler").read_text().splitlines()
        assert [line for line in lines if line.startswith("* ") and "--scrapyd" in line]
        assert not [line for line in lines if line.startswith("* ") and "--run" in line]


#: Installs on copies of this machine's folders, which are mounted where nobody else sees them.
_APART = """set -e
cd {folder}
mkdir -p etc lib log bin && cp -a /etc/. etc/
mount --bind etc /etc && mount --bind lib /var/lib && mount --bind log /var/log
printf '#!/bin/sh\\n' >bin/systemctl && chmod 755 bin/systemctl
export PATH={folder}/bin:$PATH
"""
_INSTALL = f"{DEPLOY}/install.sh scrapyd"


def apart(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """What a script of root's comes to there."""
    command = ["unshare", "--mount", "sh", "-c", _APART.format(folder=folder) + script]
    return subprocess.run(command, text=True, capture_output=True, check=False)


needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"]).returncode != 0,
    reason="needs root and a mount namespace",
)


@needs_root
def test_what_root_reads_and_runs_the_crawler_cannot_write(tmp_path: Path) -> None:
    made_by_an_earlier_version = (
        "useradd --system --user-group --home-dir /var/lib/crawler crawler\n"
        "echo DATABASE_URL=mine >/etc/crawler.env\n"
        "chown crawler /etc/crawler.env && chmod 600 /etc/crawler.env\n"
        "install -d -o crawler /etc/crawler/sources\n"
    )
    shown = (
        "runuser -u crawler -- find /etc ! -type l -writable 2>/dev/null || true\n"
        "runuser -u crawler -- cat /etc/crawler.env\n"
        "runuser -u crawler -- ls /etc/crawler/sources\n"
        "stat -c '%n %U:%G %a' /etc/crawler.env /etc/crawler/sources /etc/cron.d/crawler"
        " /etc/systemd/system/crawler-scrapyd.service /var/lib/crawler/.scrapyd.conf\n"
    )
    ended = apart(tmp_path, f"{made_by_an_earlier_version}{_INSTALL}\n{shown}")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "DATABASE_URL=mine",
        "/etc/crawler.env root:crawler 640",
        "/etc/crawler/sources root:crawler 750",
        "/etc/cron.d/crawler root:root 644",
        "/etc/systemd/system/crawler-scrapyd.service root:root 644",
        "/var/lib/crawler/.scrapyd.conf crawler:crawler 600",
    ]


@needs_root
@pytest.mark.parametrize(("link", "to"), [("scrapyd", "/etc/cron.d"), (".scrapyd.conf", "/etc/x")])
def test_a_link_in_the_crawler_s_home_leads_root_nowhere(
    tmp_path: Path, link: str, to: str
) -> None:
    planted = (
        f"{_INSTALL}\n"
        f"runuser -u crawler -- rm -rf /var/lib/crawler/{link}\n"
        f"runuser -u crawler -- ln -s {to} /var/lib/crawler/{link}\n"
        f"{_INSTALL} || true\n"
        "ls /etc/cron.d/scrapyd.conf /etc/cron.d/scrapy.cfg /etc/x 2>/dev/null || echo none\n"
    )
    ended = apart(tmp_path, planted)
    assert ended.stdout == "none\n", ended.stderr
    assert "ermission denied" in ended.stderr


def test_root_reads_the_environment_nowhere_but_for_the_crawler() -> None:
    """A line of root's that reads a file does it as the crawler's user, or as systemd."""
    for line in (DEPLOY / "README.md").read_text("utf-8").splitlines():
        if ". /etc/crawler.env" in line:
            assert line.startswith("runuser -u crawler -- ")
    for line in (DEPLOY / "crontab").read_text("utf-8").splitlines():
        if "* * * * *" in line:
            assert line.split()[5] == "crawler"


def test_the_installer_says_what_it_can_do() -> None:
    ended = subprocess.run(
        [str(DEPLOY / "install.sh"), "docker"], text=True, capture_output=True, check=False
    )
    assert ended.returncode == 2
    assert "cron|systemd|scrapyd" in ended.stderr


def test_from_a_bare_server_to_a_schedule_takes_fewer_than_ten_commands() -> None:
    guide = (DEPLOY / "README.md").read_text("utf-8")
    begin = guide.partition("```sh\n")[2].partition("```")[0]
    commands = [part for line in begin.splitlines() for part in line.split("&&")]
    assert len(commands) < 10
    for way in ("cron", "systemd", "scrapyd"):
        assert f"`install.sh {way}`" in guide
