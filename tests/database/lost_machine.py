"""Run inside a network namespace of its own: a server, and a machine that loses its network while
it holds a lock. Prints after how many seconds the lock is free.

Arguments: the folder of PostgreSQL's programs, a folder that the server's user owns, that user.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from crawler.database.server import OPTIONS

_HOLDS = "select count(*) from pg_locks where locktype = 'advisory'"
#: The other machine: it takes the lock as a run does, and says so.
_MACHINE = """
import sys, psycopg
from crawler.database.server import SESSION
held = psycopg.connect("host=10.9.8.1 user=postgres dbname=postgres", autocommit=True, **SESSION)
held.execute("select pg_advisory_lock(1)")
print("held", flush=True)
sys.stdin.read()
"""


def sh(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main(programs: Path, folder: Path, user: str) -> float:
    os.chdir(folder)
    as_user = ["runuser", "-u", user, "--"]
    data = str(folder / "data")
    sh(*as_user, str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres")
    with (folder / "data" / "pg_hba.conf").open("a") as hba:
        hba.write("host all all 10.9.8.0/24 trust\n")
    with subprocess.Popen(["unshare", "--net", "sleep", "600"]) as machine:
        while Path(f"/proc/{machine.pid}/ns/net").samefile("/proc/self/ns/net"):
            time.sleep(0.05)
        inside = ["nsenter", "-t", str(machine.pid), "-n"]
        pair = ["here", "type", "veth", "peer", "name", "there", "netns", str(machine.pid)]
        sh("ip", "link", "add", "name", *pair)
        sh("ip", "addr", "add", "10.9.8.1/24", "dev", "here")
        sh("ip", "link", "set", "here", "up")
        sh(*inside, "ip", "addr", "add", "10.9.8.2/24", "dev", "there")
        sh(*inside, "ip", "link", "set", "there", "up")
        control = [*as_user, str(programs / "pg_ctl"), "-D", data, "-w", "-l", data + ".log"]
        sh(*control, "-o", f"-k {folder} -h 10.9.8.1", "start")
        try:
            return seconds_held(folder, inside)
        finally:
            sh(*control, "-m", "immediate", "stop")
            machine.kill()


def seconds_held(folder: Path, inside: list[str]) -> float:
    """How long the lock of a machine is held on after its network is gone."""
    command = [*inside, sys.executable, "-c", _MACHINE]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as crawler:
        assert crawler.stdout is not None
        assert crawler.stdout.readline() == b"held\n"
        sh("ip", "link", "set", "here", "down")
        crawler.kill()
    began = time.monotonic()
    dsn = f"host={folder} user=postgres dbname=postgres"
    with psycopg.connect(dsn, autocommit=True, options=OPTIONS) as connection:
        while connection.execute(_HOLDS).fetchone() != (0,) and time.monotonic() - began < 120:
            time.sleep(0.2)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]):.0f}\n")
