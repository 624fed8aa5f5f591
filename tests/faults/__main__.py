"""``make faults``: what becomes of the articles when things go wrong, one row a fault.

A second table has the bad moments of outlets, a row each: articles that are right in the end of
those that were shown, and, where it is not 0: w rows that are no article of the outlet, s bad runs
with status 0, b runs whose books do not balance, o stored articles that were overwritten.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from crawler.cli import print_table
from crawler.database.server import start_embedded, stop_embedded
from tests.faults.cells import VARIANTS, Cell, Wanted, sample, suffer_moments, wanted
from tests.faults.harness import Account, Round, begun
from tests.faults.notices import MOMENTS
from tests.faults.rows import FAULTS, Fault
from tests.faults.volume import NotHere

#: What a fault may cost beside a crawl with nothing wrong (MiB; handles): an answer of
#: DOWNLOAD_MAXSIZE is held more than once while it is read.
_MORE_MEMORY, _MORE_FILES = 100, 10


def suffer(
    server: str, folder: Path, fault: Fault, times: int, tick: Callable[[], None]
) -> Account:
    """The account of a fault injected so many times; says ``tick`` after each."""
    account, begun_at = Account(), time.monotonic()
    try:
        for number in range(times):
            pages = fault.pages()
            shown = sum(path.startswith("/p/") for path in pages)
            with begun(server, folder / str(FAULTS.index(fault)), number, account, pages) as run:
                fault.act(run)
                account.add(run.crawls, shown)
                _gone(run)
            tick()
    except NotHere as why:
        account.not_here = str(why)
    account.seconds = time.monotonic() - begun_at
    return account


@contextmanager
def ready(jobs: int) -> Iterator[tuple[Path, list[str], Progress]]:
    """A folder, so many database servers, and a bar that shows how far it is."""
    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name,
        Progress(console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        homes = [folder / f"postgres-{number}" for number in range(jobs)]
        yield folder, [start_embedded(home) for home in homes], bar
        for home in homes:
            stop_embedded(home)


def suffer_all(
    faults: Sequence[Fault], short: bool, folder: Path, servers: Sequence[str], bar: Progress
) -> list[Account]:
    """The account of each fault, as many of them at a time as there are servers."""
    free: Queue[str] = Queue()
    for server in servers:
        free.put(server)

    def one(fault: Fault) -> Account:
        times = fault.short if short else fault.times
        task, server = bar.add_task(fault.name, total=times), free.get()
        try:
            return suffer(server, folder, fault, times, lambda: bar.advance(task))
        finally:
            free.put(server)

    with ThreadPoolExecutor(len(servers)) as pool:
        return list(pool.map(one, faults))


def _gone(run: Round) -> None:
    """Nothing of a crawl is left when it has ended: no process, no file but its data."""
    deadline = time.monotonic() + 10
    while left := [*run.left(), *_files(run.folder / "tmp")]:
        if time.monotonic() > deadline:
            run.expect(False, f"left behind: {' '.join(left)}")
            return
        time.sleep(0.1)


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if not path.is_dir()]


def _bounded(account: Account, control: Account) -> None:
    """A fault costs a crawl no more than a page of the greatest size does, and no open files."""
    if account.memory > control.memory + _MORE_MEMORY:
        account.amiss.append(f"{account.memory} MiB")
    if account.files > control.files + _MORE_FILES:
        account.amiss.append(f"{account.files} open files")


def _say_faults(faults: Sequence[Fault], accounts: Sequence[Account]) -> None:
    heads = (
        "injected",
        "shown",
        "stored",
        "pending",
        "lost",
        "doubled",
        "MiB",
        "files",
        "s",
        "amiss",
    )
    table = Table("fault", *heads)
    for fault, account in zip(faults, accounts, strict=True):
        _bounded(account, accounts[0])
        table.add_row(fault.name, *account.cells())
    print_table(table)


def _say_moments(cells: Mapping[Wanted, Cell]) -> None:
    table = Table("bad moment", *(variant.name for variant in VARIANTS))
    for moment in dict.fromkeys(moment for moment, _ in cells):
        found = (cells.get((moment, variant)) for variant in VARIANTS)
        table.add_row(moment.name, *("" if cell is None else str(cell) for cell in found))
    print_table(table, least=150)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the short form, as in CI")
    parser.add_argument("--only", metavar="TEXT", default="", help="rows whose name has TEXT")
    parser.add_argument("--jobs", type=int, default=2, help="so many at a time (default: 2)")
    options = parser.parse_args()
    control, *others = FAULTS
    faults = [control, *(fault for fault in others if options.only in fault.name)]
    moments = (sample if options.short else wanted)(MOMENTS, options.only)
    with ready(options.jobs) as (folder, servers, bar):
        accounts = suffer_all(faults, options.short, folder, servers, bar)
        task = bar.add_task("bad moments", total=len(moments))
        cells = suffer_moments(servers, folder, moments, lambda: bar.advance(task))
    _say_faults(faults, accounts)
    _say_moments(cells)
    bad = [account.is_bad for account in accounts] + [cell.is_bad for cell in cells.values()]
    return int(any(bad))


if __name__ == "__main__":
    sys.exit(main())
