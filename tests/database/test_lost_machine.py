"""The lock of a machine that is lost is free within a minute."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from crawler.database.server import connect
from tests.conftest import _PG15
from tests.crawling import ROOT

_APART = ["unshare", "--net", "--mount"]


def _may() -> bool:
    if os.geteuid() or not shutil.which("unshare") or not (_PG15 / "initdb").exists():
        return False
    dummy = ["ip", "link", "add", "name", "one", "type", "veth", "peer", "name", "two"]
    return subprocess.run([*_APART, *dummy], capture_output=True).returncode == 0


@pytest.mark.skipif(not _may(), reason="needs root, network namespaces and PostgreSQL 15")
def test_the_lock_of_a_lost_machine_is_free_within_a_minute(server_folder: Path) -> None:
    folder = server_folder / "lost"
    folder.mkdir()
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    command = [sys.executable, "-m", "tests.database.lost_machine", str(_PG15), str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [*_APART, *command, "postgres"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    assert 10 < float(ended.stdout) < 60


def test_every_session_asks_the_server_to_notice(each_database: str) -> None:
    with connect(each_database) as connection:
        names = ("statement_timeout", "client_connection_check_interval")
        shown = [connection.execute(f"show {name}").fetchone() for name in names]  # type: ignore[arg-type]
        assert shown == [("1min",), ("10s",)]
        assert connection.info.error_message == ""
        assert isinstance(connection, psycopg.Connection)
