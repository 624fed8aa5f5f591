"""Save a run's final record on disk while the database is unreachable; the next run imports it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def save_run_record(folder: Path, source: str, run: int, facts: dict[str, Any]) -> Path:
    """Write the ``facts`` of a run's record; the file is whole or not there. OSError if neither."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{source}.{run}.json"
    half = target.with_suffix(".half")
    with half.open("w", encoding="utf-8") as file:
        json.dump(facts, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    half.replace(target)
    return target


def load_run_records(folder: Path, source: str) -> Iterator[tuple[int, dict[str, Any], Path]]:
    """The runs of a source whose end is still to be written: (run, facts, file)."""
    for file in sorted(folder.glob(f"{source}.*.json")):
        try:
            yield int(file.name.split(".")[-2]), json.loads(file.read_text("utf-8")), file
        except ValueError:
            file.rename(file.with_suffix(".unreadable"))
