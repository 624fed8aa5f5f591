"""What could not be written while the database was away: on disk until it is back.

An entry is pending in the database before it is fetched, so nothing is lost without the spool;
with it, nothing has to be fetched twice.
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

from crawler.models.article import Article
from crawler.models.outcome import EntryOutcome

logger = logging.getLogger(__name__)
_PENDING = ("failed", "gated")
#: The part of the whole that one source may take.
_SHARE = 0.25


@checked(config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
class _Batch:
    articles: list[Article]
    outcomes: list[EntryOutcome]


_BATCH = TypeAdapter(_Batch)


@dataclass(slots=True)
class SpooledBatch:
    """A batch of an earlier run that is still to be written, and its file."""

    items: Sequence[Article | EntryOutcome]
    file: Path


class Spool:
    """The batches of one source in ``folder``, which holds at most ``limit`` bytes in all, and a
    quarter of that of one source."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._numbers = count()

    def save(self, source: str, run: int, items: Sequence[Article | EntryOutcome]) -> Path | None:
        """Write a batch; the file is whole or not there. None where it is not: the spool or the
        disk is full, or the batch holds what JSON cannot. What failed is pending without it."""
        batch = _Batch(
            [replace(item, response=None) for item in items if isinstance(item, Article)],
            [
                item
                for item in items
                if isinstance(item, EntryOutcome) and item.outcome not in _PENDING
            ],
        )
        if not batch.articles and not batch.outcomes:
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

    def load(self, source: str) -> Iterator[SpooledBatch]:
        """The batches of a source, the oldest first."""
        files = self._folder.glob(f"{source}.*.json.gz")
        for file in sorted(files, key=lambda file: file.stat().st_mtime):
            try:
                batch = _BATCH.validate_json(gzip.decompress(file.read_bytes()))
            except (OSError, EOFError, ValidationError) as error:
                logger.error("%s cannot be read; its entries are pending: %s", file, error)
                file.rename(file.with_suffix(".unreadable"))
                continue
            yield SpooledBatch([*batch.articles, *batch.outcomes], file)
