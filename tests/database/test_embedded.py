"""The embedded server starts whatever a power cut left, and nobody else's process is signalled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from crawler.database import embedded
from crawler.database.server import start_embedded as start
from crawler.errors import DatabaseUnavailableError
from tests.crawling import ROOT


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data directory that holds a row, under a name that asks for quotes."""
    with tempfile.TemporaryDirectory(prefix="news pg ", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        made = Path(name) / "县 'a' \"b\" $HOME, `c`"
        with psycopg.connect(start(made), autocommit=True) as connection:
            connection.execute("create table kept as select 1 as n")
        embedded.stop_server(made)
        with (made / "postgresql.conf").open("a") as conf:
            conf.write("fsync = off\n")
        yield made
        embedded.stop_server(made)
        assert not (made / "postmaster.pid").exists()


def lines(folder: Path) -> list[str]:
    return (folder / "postmaster.pid").read_text("utf-8").splitlines()


def serves(folder: Path) -> bool:
    """Whether its server starts and holds what it held."""
    with psycopg.connect(start(folder)) as connection:
        return connection.execute("select n from kept").fetchone() == (1,)


def killed(folder: Path) -> list[str]:
    """Kill the server with all its processes, as a power cut does; its lock file's lines."""
    start(folder)
    left = lines(folder)
    parts = [psutil.Process(int(left[0])), *psutil.Process(int(left[0])).children()]
    for part in parts:
        part.kill()
    psutil.wait_procs(parts, timeout=10)
    return left


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with the server."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        assert process.poll() is None, "somebody ended it"
        process.kill()


def test_a_server_that_was_killed_starts_again(folder: Path) -> None:
    killed(folder)
    assert serves(folder)


@pytest.mark.parametrize(
    "cut",
    [
        lambda left: "",
        lambda left: "\x00" * 80,
        lambda left: "rubbish\n\n1\n",
        lambda left: f"{left[0]}\n",
        lambda left: "1\n",
        lambda left: "\n".join(["1", *left[1:]]),
        lambda left: "\n".join(["99999999999999999999", *left[1:]]),
    ],
    ids=["empty", "zeros", "rubbish", "one line", "one line, pid 1", "pid 1", "no such number"],
)
def test_a_lock_file_that_is_stale_or_cut_off_is_seen_through(
    folder: Path, cut: Callable[[list[str]], str]
) -> None:
    left = killed(folder)
    (folder / "postmaster.pid").write_text(cut(left), "utf-8")
    assert serves(folder)
    assert psutil.pid_exists(1)


def test_a_process_that_has_the_number_of_the_last_server_is_left_alone(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    left = killed(folder)
    text = "\n".join([str(stranger.pid), *left[1:]])
    (folder / "postmaster.pid").write_text(text, "utf-8")
    assert serves(folder)


def test_the_lock_file_of_the_socket_is_seen_through_too(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    sockets = embedded._socket_folder(folder)
    for text in ("", f"{stranger.pid}\n{folder}\n"):
        killed(folder)
        (sockets / ".s.PGSQL.5432.lock").write_text(text, "utf-8")
        assert serves(folder)


def test_a_lock_file_that_names_another_while_we_stop_costs_that_one_nothing(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    start(folder)
    left = lines(folder)
    (folder / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left[1:]]), "utf-8")
    embedded.stop_server(folder)
    (folder / "postmaster.pid").write_text("\n".join(left), "utf-8")
    assert psutil.Process(int(left[0])).is_running()
    assert serves(folder)


def test_a_server_that_runs_is_used(folder: Path) -> None:
    start(folder)
    before = lines(folder)[0]
    code = (
        "import sys; from pathlib import Path; from crawler.database.server import start_embedded;"
        " start_embedded(Path(sys.argv[1]))"
    )
    other = [sys.executable, "-c", code, str(folder)]
    subprocess.run(other, cwd=ROOT, check=True, timeout=60)
    assert lines(folder)[0] == before  # its end has not ended ours
    assert serves(folder)


def test_two_that_start_at_once_find_one_server(folder: Path) -> None:
    embedded.stop_server(folder)
    (folder / "postmaster.pid").write_text("1\n", "utf-8")
    code = (
        "import sys; from pathlib import Path; from crawler.database.server import start_embedded;"
        " start_embedded(Path(sys.argv[1]));"
        " print(Path(sys.argv[1], 'postmaster.pid').read_text().split()[0], flush=True); input()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    both = [subprocess.Popen([sys.executable, "-c", code, str(folder)], **pipes) for _ in range(2)]
    found = {process.stdout.readline() for process in both}
    for process in both:
        process.communicate("\n", timeout=60)
    assert len(found) == 1
    assert not (folder / "postmaster.pid").exists()


@pytest.mark.parametrize("text", ["", "[1, 2", "[1, 2]", "{}"])
def test_a_list_of_users_that_was_cut_off_is_an_empty_one(folder: Path, text: str) -> None:
    start(folder)
    (folder / ".users.json").write_text(text)
    assert serves(folder)
    embedded.stop_server(folder)
    assert not (folder / "postmaster.pid").exists()


def test_a_server_that_another_container_runs_in_our_folder_is_not_taken_for_dead(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    start(folder)
    left = lines(folder)
    # As its lock file looks from where its process cannot be seen.
    (folder / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left[1:]]), "utf-8")
    with pytest.raises(DatabaseUnavailableError, match="a server answers in"):
        start(folder)
    (folder / "postmaster.pid").write_text("\n".join(left), "utf-8")
    assert serves(folder)


def test_processes_that_are_left_of_a_server_keep_the_next_one_from_starting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(folder)
    left = lines(folder)
    postmaster = psutil.Process(int(left[0]))
    orphan = postmaster.children()[0]
    orphan.suspend()
    postmaster.kill()
    psutil.wait_procs([postmaster], timeout=10)
    (folder / "postmaster.pid").write_text("", "utf-8")
    monkeypatch.setattr(embedded, "_ORPHANS", 0.2)
    with pytest.raises(DatabaseUnavailableError, match=f"still work in it: .*{orphan.pid}"):
        start(folder)
    os.kill(orphan.pid, signal.SIGKILL)
    monkeypatch.undo()
    assert serves(folder)
