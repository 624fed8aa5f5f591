"""``make faults``: what becomes of the articles when things go wrong, one row a fault."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from crawler.database.server import embedded, stop_embedded
from tests.faults.harness import Account, begun
from tests.faults.rows import FAULTS, Fault


def suffer(server: str, folder: Path, fault: Fault, times: int) -> Iterator[Account]:
    """The account of a fault after each round."""
    account = Account()
    for number in range(times):
        pages = fault.pages()
        shown = sum(path.startswith("/p/") for path in pages)
        with begun(server, folder / str(FAULTS.index(fault)), number, account, pages) as run:
            fault.act(run)
            account.add(run.crawls, shown)
        yield account


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the short form, as in CI")
    parser.add_argument("--only", metavar="TEXT", default="", help="faults whose name has TEXT")
    wanted = parser.parse_args()
    faults = [fault for fault in FAULTS if wanted.only in fault.name]
    table = Table(
        "fault", *("injected", "shown", "stored", "owed", "lost", "doubled"), "s", "amiss"
    )
    bad = 0
    console = Console(stderr=True)
    with (
        tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name,
        Progress(console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        server = embedded(folder / "postgres")
        for fault in faults:
            times = fault.short if wanted.short else fault.times
            task = bar.add_task(fault.name, total=times)
            account, begun_at = Account(), time.monotonic()
            for account in suffer(server, folder, fault, times):  # noqa: B007 - the last is wanted
                bar.advance(task)
            figures = (account.rounds, account.shown, account.stored, account.owed)
            ends = (account.lost, account.doubled)
            took = f"{(time.monotonic() - begun_at) / max(1, account.rounds):.0f}"
            table.add_row(fault.name, *map(str, figures + ends), took, "; ".join(account.amiss))
            bad += account.lost + account.doubled + account.unbalanced + len(account.amiss)
        stop_embedded(folder / "postgres")
    out = Console()
    out.width = max(out.width, 120)
    out.print(table)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
