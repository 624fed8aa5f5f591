"""What PostgreSQL does to a crawl."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import psycopg

from crawler.database.server import start_embedded, stop_embedded
from tests.faults.harness import Round, with_clock
from tests.faults.volume import Volume, volume

_TRIGGER = """
create function fault() returns trigger language plpgsql as $$
begin
    {act}
    return new;
end $$;
create trigger fault before insert on articles for each row execute function fault();
"""


def raising(code: str) -> str:
    """A fault that the first rows meet, and that a sequence outlives the rollback of."""
    raised = f"raise exception 'injected' using errcode = '{code}'"
    return f"if nextval('faults') <= 3 then {raised}; end if;"


def by_trigger(act: str) -> Callable[[Round], None]:
    def fault(run: Round) -> None:
        run.crawls.execute("create sequence faults")
        run.crawls.execute(_TRIGGER.format(act=act))
        run.source()
        process = run.start()
        process.communicate()
        run.crawls.execute("drop trigger fault on articles")
        run.again()

    return fault


_OURS = "from pg_stat_activity where datname = current_database() and application_name = 'crawler'"


def dropped(run: Round) -> None:
    """Every connection of the crawl is cut in the middle of its batches, again and again."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    files: list[int] = []
    memory: list[int] = []
    for least in (1, 5, 9, 13):
        run.expect(run.until(run.stored(least), process), "it ended before it was cut off")
        if process.poll() is None:
            crawl = psutil.Process(process.pid)
            files.append(crawl.num_fds())
            memory.append(crawl.memory_info().rss >> 20)
        run.crawls.execute(f"select pg_terminate_backend(pid) {_OURS}")
    process.communicate()
    run.expect(process.returncode == 0, f"ended with {process.returncode}")
    run.expect(max(files) <= files[0] + 3, f"file handles grow: {files}")
    run.expect(max(memory) <= memory[0] + 20, f"memory grows (MiB): {memory}")
    run.again()


def crashed(run: Round) -> None:
    """The server loses a process to kill -9, ends all others, and recovers."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    run.expect(run.until(run.stored(), process), "it ended before the server crashed")
    backends = run.crawls.rows(f"select pid {_OURS} limit 1")
    run.expect(bool(backends), "the crawl had no connection")
    for backend in backends:
        os.kill(backend["pid"], signal.SIGKILL)
    process.communicate()
    run.expect(process.returncode == 0, f"ended with {process.returncode}")
    run.again()


def away(run: Round, then: Callable[[], None] = lambda: None) -> None:
    """The database takes nobody for longer than the run's patience; ``then`` is done before the
    next run."""
    run.source(delay=0.05, concurrency=2)
    process = run.start("-s", "DATABASE_RETRY_SECONDS=1")
    run.expect(run.until(run.stored(), process), "it ended before the database went")
    with run.crawls.database_away():
        process.communicate()
        run.expect(process.returncode == 4, f"ended with {process.returncode}")
    then()
    run.again()


def away_briefly(run: Round) -> None:
    """The database is gone for two seconds."""
    run.source(delay=0.05, concurrency=2)
    process = run.start()
    run.expect(run.until(run.stored(), process), "it ended before the database went")
    with run.crawls.database_away():
        threading.Event().wait(2)
    process.communicate()
    run.expect(process.returncode == 0, f"ended with {process.returncode}")


def crowded(run: Round) -> None:
    """No connection is left for the crawl when it begins."""
    run.source()
    with ExitStack() as stack:
        try:
            while True:
                held = psycopg.connect(run.crawls.dsn)
                stack.callback(held.close)
        except psycopg.OperationalError:
            pass  # that was the last
        process = run.start()
        process.communicate()
    run.expect(process.returncode in (1, 4), f"ended with {process.returncode}")
    run.again()


def full_of_data(run: Round) -> None:
    """The volume of the tables is full: the server goes on, and takes nothing more."""
    full = run.stack.enter_context(volume(run.folder / "volume", 64))
    tables = full.path / "tables"
    tables.mkdir()
    [server] = run.crawls.rows("select current_setting('data_directory') as folder")
    owner = Path(server["folder"]).stat()
    os.chown(tables, owner.st_uid, owner.st_gid)
    moved = "alter database {name} set tablespace "
    run.crawls.as_admin(f"create tablespace {{name}} location '{tables}'", moved + "{name}")
    run.stack.callback(run.crawls.as_admin, moved + "pg_default", "drop tablespace {name}")
    _run_into(run, full)
    full.free()
    run.again()


def full_of_everything(run: Round) -> None:
    """The volume of the whole server is full: for want of a segment of its log the server ends."""
    full = run.stack.enter_context(volume(run.folder / "volume", 160))
    folder = full.path / "postgres"
    run.crawls.dsn = with_clock(start_embedded(folder))
    run.stack.callback(lambda: stop_embedded(folder))
    _run_into(run, full, "select pg_logical_emit_message(false, '', ''), pg_switch_wal()")
    full.free()
    stop_embedded(folder)
    start_embedded(folder)
    run.again()


def _run_into(run: Round, full: Volume, until_it_fails: str = "") -> None:
    """A crawl in the middle of which the volume fills up."""
    run.source(delay=0.05, concurrency=2)
    process = run.start("-s", "DATABASE_RETRY_SECONDS=1")
    run.expect(run.until(run.stored(), process), "it ended before the volume was full")
    full.fill()
    with suppress(psycopg.OperationalError):
        while until_it_fails:
            run.crawls.execute(until_it_fails)
    process.communicate()
    run.expect(process.returncode == 4, f"ended with {process.returncode}")
