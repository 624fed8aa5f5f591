"""What could not be written while the database was away: on disk until it is back.

An entry is owed in the database from before it was fetched, so nothing is lost without the spool;
with it, nothing that was fetched has to be fetched again.
"""

from __future__ import annotations

import gzip
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from crawler.models.article import Article, Settlement

logger = logging.getLogger(__name__)
_OWED = ("failed", "gated")
#: The part of the whole that one source may take.
_SHARE = 0.25


@checked(config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
class _Batch:
    articles: list[Article]
    settlements: list[Settlement]


_BATCH = TypeAdapter(_Batch)


@dataclass(slots=True)
class Spooled:
    """A batch of an earlier run that is still to be written, and its file."""

    items: Sequence[Article | Settlement]
    file: Path


class Spool:
    """The batches of one source in ``folder``, which holds at most ``limit`` bytes in all, and a
    quarter of that of one source."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._numbers = count()

    def keep(self, source: str, run: int, items: Sequence[Article | Settlement]) -> Path | None:
        """Write a batch; the file is whole or not there. None where it is not: the spool or the
        disk is full, or the batch holds what JSON cannot. What failed is owed without it."""
        batch = _Batch(
            [replace(item, answered=None) for item in items if isinstance(item, Article)],
            [item for item in items if isinstance(item, Settlement) and item.outcome not in _OWED],
        )
        if not batch.articles and not batch.settlements:
            return None
        try:
            packed = gzip.compress(_BATCH.dump_json(batch), 1)
            self._folder.mkdir(parents=True, exist_ok=True)
            if self.size() + len(packed) > self._limit:
                logger.error("The spool %s is full (%d bytes)", self._folder, self._limit)
                return None
            if self.size(f"{source}.*") + len(packed) > _SHARE * self._limit:
                logger.error("%s has taken its share of the spool %s", source, self._folder)
                return None
            return self._write(f"{source}.{run}.{next(self._numbers)}.json.gz", packed)
        except (OSError, ValueError) as error:
            logger.error("%d items could not be spooled: %s", len(items), error)
            return None

    def _write(self, name: str, packed: bytes) -> Path:
        target = self._folder / name
        half = target.with_suffix(".half")
        with half.open("wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return target

    def size(self, names: str = "*") -> int:
        """Bytes in the folder, in the files of such names."""
        return sum(file.stat().st_size for file in self._folder.glob(names))

    def kept(self, source: str) -> Iterator[Spooled]:
        """The batches of a source, the oldest first."""
        files = self._folder.glob(f"{source}.*.json.gz")
        for file in sorted(files, key=lambda file: file.stat().st_mtime):
            try:
                batch = _BATCH.validate_json(gzip.decompress(file.read_bytes()))
            except (OSError, EOFError, ValidationError) as error:
                logger.error("%s cannot be read; its entries are owed: %s", file, error)
                file.rename(file.with_suffix(".unreadable"))
                continue
            yield Spooled([*batch.articles, *batch.settlements], file)
