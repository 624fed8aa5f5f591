"""Running a probe as a person does, where there is no database that it could touch."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Probe:
    """``run(URL, …)`` is one probe; source files go to ``sources``."""

    scrapy: Callable[..., subprocess.CompletedProcess[str]]
    folder: Path

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def data(self) -> Path:
        """Where a database would be, if the probe made one."""
        return self.folder / "data"

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """A probe whose source files go to ``sources`` and whose database cannot be reached."""
        return self.scrapy(
            "probe",
            *args,
            DATABASE_URL="postgresql://nobody@127.0.0.1:9/none",
            DATA_DIR=str(self.data),
            SOURCES_DIR=str(self.sources),
        )

    def findings(self, *args: str, status: int = 0) -> dict[str, Any]:
        """What a probe with --json prints; it must end with ``status``."""
        ended = self.run(*args, "--json")
        assert ended.returncode == status, ended.stdout[-2000:] + ended.stderr[-3000:]
        found: dict[str, Any] = json.loads(ended.stdout)
        assert found["works"] == (status == 0)
        return found


@pytest.fixture
def probe(scrapy: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> Probe:
    return Probe(scrapy, tmp_path)
