"""A small volume of its own for a fault that fills it."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class NotHere(Exception):
    """This machine cannot have the fault; says why."""


@dataclass(frozen=True)
class Volume:
    path: Path

    def fill(self) -> None:
        """Take all that is left."""
        with (self.path / "filler").open("wb", buffering=0) as filler:
            for size in (2**20, 2**12):
                try:
                    while filler.write(bytes(size)):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        (self.path / "filler").unlink()


@contextmanager
def volume(path: Path, mebibytes: int) -> Iterator[Volume]:
    """A volume in memory, mounted at a new folder while the block lasts. NotHere without root."""
    path.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(path)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"a volume cannot be mounted: {done.stderr.strip()}")
    try:
        yield Volume(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
